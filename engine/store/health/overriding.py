"""What somebody sets in place of an account's computed health, and takes back."""

from datetime import datetime, timedelta
from uuid import UUID

from pydantic import ValidationError
from sqlalchemy import update
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from engine.errors import Invalid, NotFound
from engine.health import Effective, Level, Override
from engine.store.audit import Actor, record
from engine.store.health.cards import list_cards
from engine.store.health.due import bring_forward
from engine.store.health.keeping import look_at, override_of
from engine.store.people import hold
from engine.store.tables import HealthOverride

LONGEST = timedelta(days=366)


async def set_override(
    session: AsyncSession,
    account_id: UUID,
    *,
    band: Level | None,
    score: float | None,
    reason: str,
    expires_at: datetime,
    by: Actor,
    name: str,
    now: datetime,
) -> Effective:
    """Have a band or a score count until then, at once. It takes the place of one set before.

    `name` is who sets it, for people. Raises Invalid.
    """
    said = _said(band, score, reason, expires_at, name, now)
    await hold(session, [account_id])
    before = await override_of(session, account_id, now)
    await _end(session, account_id, by, now)
    session.add(
        HealthOverride(
            account_id=account_id,
            band=said.band,
            score=said.score,
            reason=said.reason,
            set_by=said.by,
            set_at=now,
            expires_at=said.expires_at,
        )
    )
    record(
        session,
        by,
        "health.override",
        account_id,
        before=before.model_dump(mode="json") if before else None,
        after=said.model_dump(mode="json"),
    )
    return await _look(session, account_id, now)


async def clear_override(
    session: AsyncSession, account_id: UUID, *, by: Actor, now: datetime
) -> Effective:
    """Have the computed health count again. Raises NotFound when it does already."""
    await hold(session, [account_id])
    before = await override_of(session, account_id, now)
    if before is None:
        raise NotFound("Nothing is set for this account: its computed health counts.")
    await _end(session, account_id, by, now)
    record(session, by, "health.clear_override", account_id, before=before.model_dump(mode="json"))
    return await _look(session, account_id, now)


def _said(
    band: Level | None,
    score: float | None,
    reason: str,
    expires_at: datetime,
    name: str,
    now: datetime,
) -> Override:
    if (band is None) == (score is None):
        raise Invalid("Say either the band or the score.")
    if not now < expires_at <= now + LONGEST:
        raise Invalid("Say until when it counts: a day to come, within a year.")
    try:
        return Override(band=band, score=score, reason=reason, by=name, expires_at=expires_at)
    except ValidationError as error:
        (first, *_) = error.errors(include_url=False)
        wanted = {
            "reason": "Say why, in 2,000 characters at most.",
            "score": "A score is a number from 0 to 100.",
            "band": "A band is green, yellow or red.",
        }
        named = str(first["loc"][0]) if first["loc"] else ""
        raise Invalid(wanted.get(named, first["msg"])) from error


async def _end(session: AsyncSession, account_id: UUID, by: Actor, now: datetime) -> None:
    await session.execute(
        update(HealthOverride)
        .where(col(HealthOverride.account_id) == account_id, col(HealthOverride.ended_at).is_(None))
        .values(ended_at=now, ended_by=by.name)
    )


async def _look(session: AsyncSession, account_id: UUID, now: datetime) -> Effective:
    await session.flush()
    looked = await look_at(session, account_id, await list_cards(session), now)
    await bring_forward(session, account_id, looked.next_at)
    return looked.effective
