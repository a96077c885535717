"""Looking at an account: measured, scored, written down and told, in the caller's transaction.

What counts goes to two traits of the account, where journeys ask for it, and is told as an event.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import orjson
from sqlalchemy import text
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from engine.clock import known_zone
from engine.facts import HEALTH_CHANGED, HEALTH_SCORED, HEALTH_TRAITS
from engine.health import (
    Effective,
    Override,
    Scorecard,
    Standing,
    card_for,
    effective,
    next_look,
    score,
    score_from_json,
    score_to_json,
    standing,
)
from engine.store.facts import Witness, gather
from engine.store.health.cards import KeptCard
from engine.store.health.measuring import measure
from engine.store.internal import internal_event
from engine.store.people import hold
from engine.store.statements import run
from engine.store.tables import Account, AccountHealth, HealthOverride, HealthPoint

MONTH = timedelta(days=30)


@dataclass(frozen=True)
class Looked:
    """What came of looking at an account."""

    effective: Effective
    next_at: datetime
    """When it is to be looked at again though nothing happens."""
    is_heard: bool


async def look_at(
    session: AsyncSession, account_id: UUID, cards: Sequence[KeptCard], now: datetime
) -> Looked:
    """Find out how healthy an account is. Nothing changes and nothing is told where it is the same.

    Holds the account until commit, before anything else.
    """
    await hold(session, [account_id])
    account = await session.get_one(Account, account_id, populate_existing=True)
    row = await session.get(AccountHealth, account_id, populate_existing=True)
    kept = await _card_of(session, account, cards, now)
    taken = await measure(session, kept.card, account_id, account.traits, now)
    before = stands(row)
    previous = before.previous(kept.card, kept.revision, now) if before else None
    after = standing(before, score(kept.card, taken.values, now, previous), kept.revision, now)
    override = await override_of(session, account_id, now)
    found = effective(after.latest, override, now)
    await _keep(session, account, row, after, found, now)
    expires = override.expires_at if override else None
    next_at = next_look(account_id, after, now, expires, *taken.turns.values())
    return Looked(found, next_at, taken.is_heard)


def stands(row: AccountHealth | None) -> Standing | None:
    if row is None:
        return None
    return Standing(
        row.revision,
        score_from_json(row.computed),
        score_from_json(row.compared),
        row.leaning_since,
    )


async def _card_of(
    session: AsyncSession, account: Account, cards: Sequence[KeptCard], now: datetime
) -> KeptCard:
    holds = await card_of_account(session, account, [each.card for each in cards], now)
    return next(each for each in cards if each.card is holds)


async def card_of_account(
    session: AsyncSession, account: Account, cards: Sequence[Scorecard], now: datetime
) -> Scorecard:
    """The first that holds for the account. The last holds for all."""
    asked = [each.segment for each in cards if each.segment is not None]
    if not asked:
        return cards[-1]
    witness = Witness(
        account_id=account.id,
        contact_id=None,
        subject_kind="account",
        zone=known_zone(account.time_zone),
        traits={"account": account.traits},
    )
    facts = await gather(session, asked, witness, now)
    return card_for(cards, facts) or cards[-1]


async def override_of(session: AsyncSession, account_id: UUID, now: datetime) -> Override | None:
    """What somebody set and still counts."""
    found = await session.exec(
        select(HealthOverride).where(
            HealthOverride.account_id == account_id,
            col(HealthOverride.ended_at).is_(None),
            HealthOverride.expires_at > now,
        )
    )
    row = found.first()
    if row is None:
        return None
    return Override.model_validate(
        {
            "band": row.band,
            "score": row.score,
            "reason": row.reason,
            "by": row.set_by,
            "expires_at": row.expires_at,
        }
    )


async def _keep(
    session: AsyncSession,
    account: Account,
    row: AccountHealth | None,
    after: Standing,
    found: Effective,
    now: datetime,
) -> None:
    old_band, old_score = (row.band, row.score) if row else (None, None)
    changed = found.band != old_band
    then, latest = await _past(session, account.id, now)
    kept = {
        "at": now,
        "card": after.latest.card,
        "revision": after.revision,
        "score": found.value,
        "band": found.band,
        "band_since": now if changed or row is None else row.band_since,
        "sentence": found.sentence,
        "computed": score_to_json(after.latest),
        "compared": score_to_json(after.compared),
        "leaning_since": after.leaning_since,
        "override": found.override.model_dump(mode="json") if found.override else None,
        "month_ago": {"band": then.band, "score": then.score} if then else None,
        "change": _difference(then, found),
    }
    await session.execute(
        insert(AccountHealth)
        .values(account_id=account.id, **kept)
        .on_conflict_do_update(index_elements=["account_id"], set_=kept)
    )
    if changed or latest is None or latest.at.date() != now.astimezone(UTC).date():
        session.add(_point(account.id, found, old_band, changed, now))
    await _set_traits(session, account, found, old_band, now)
    if changed or found.value != old_score:
        await _tell(session, account.id, found, old_band, old_score, now)
    await session.flush()


def _difference(then: HealthPoint | None, found: Effective) -> float | None:
    if then is None or then.score is None or found.value is None:
        return None
    return round(found.value - then.score, 1)


async def _past(
    session: AsyncSession, account_id: UUID, now: datetime
) -> tuple[HealthPoint | None, HealthPoint | None]:
    """How it was 30 days ago, and the latest that is written down."""
    points = select(HealthPoint).where(HealthPoint.account_id == account_id)
    newest = points.order_by(col(HealthPoint.at).desc(), col(HealthPoint.id).desc()).limit(1)
    then = (await session.exec(newest.where(HealthPoint.at <= now - MONTH))).first()
    return then, (await session.exec(newest)).first()


def _point(
    account_id: UUID, found: Effective, old_band: str | None, changed: bool, now: datetime
) -> HealthPoint:
    return HealthPoint(
        account_id=account_id,
        at=now,
        score=found.value,
        band=found.band,
        computed_score=found.computed.value,
        computed_band=found.computed.band,
        changed_from=old_band if changed else None,
        is_change=changed,
        why=found.sentence if changed else None,
    )


async def _set_traits(
    session: AsyncSession,
    account: Account,
    found: Effective,
    old_band: str | None,
    now: datetime,
) -> None:
    """What is known goes in. What no longer is is taken away, if it was ours: another system may
    have sent its own, which stays until there is something to put in its place."""
    said: Mapping[str, Any] = {"band": found.band, "score": found.value}
    given = {HEALTH_TRAITS[name]: value for name, value in said.items() if value is not None}
    gone = [
        trait
        for name, trait in HEALTH_TRAITS.items()
        if said[name] is None and old_band is not None and trait in account.traits
    ]
    if not gone and all(account.traits.get(name) == value for name, value in given.items()):
        return
    await run(
        session,
        _SET_TRAITS,
        {
            "account": account.id,
            "given": orjson.dumps(given).decode(),
            "gone": gone,
            "now": now,
        },
    )


_SET_TRAITS = text("""
    UPDATE accounts
    SET traits = (traits - CAST(:gone AS text[])) || CAST(:given AS jsonb),
        updated_at = CAST(:now AS timestamptz)
    WHERE id = CAST(:account AS uuid)
""")


async def _tell(
    session: AsyncSession,
    account_id: UUID,
    found: Effective,
    old_band: str | None,
    old_score: float | None,
    now: datetime,
) -> None:
    told = {
        "score": found.value,
        "previous_score": old_score,
        "why": found.sentence,
        "card": found.computed.card,
    }
    paths = [f"account.{HEALTH_TRAITS['score']}"]
    name = HEALTH_SCORED
    if found.band != old_band:
        name, told = HEALTH_CHANGED, {"from": old_band, "to": found.band, **told}
        paths.insert(0, f"account.{HEALTH_TRAITS['band']}")
    await internal_event(
        session,
        name=name,
        account_id=account_id,
        contact_id=None,
        properties=told,
        changed=paths,
        now=now,
        key=f"health/{uuid4()}",
    )


KEPT = timedelta(days=400)


async def forget_past(session: AsyncSession, now: datetime) -> int:
    """The past is kept for so long, some thousand rows at a time. Returns how many went."""
    found = await run(session, _FORGET, {"before": now - KEPT})
    return found.rowcount


_FORGET = text("""
    DELETE FROM health_history WHERE id IN (
        SELECT id FROM health_history WHERE at < CAST(:before AS timestamptz) LIMIT 10000)
""")
