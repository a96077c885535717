"""The secrets webhooks are signed with, and the exchange of one for another.

While one is exchanged both sign, so that receivers may change over when it suits them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import text
from sqlmodel import col, or_, select
from sqlmodel.ext.asyncio.session import AsyncSession

from engine.errors import Conflict, NotFound
from engine.store.audit import Actor, record
from engine.store.tables import WebhookSecret

MOST_AT_A_TIME = 5
"""Secrets that sign beside each other: each makes the header of every call longer."""


@dataclass(frozen=True)
class SecretSummary:
    """A secret as it is shown: never itself."""

    id: UUID
    created_at: datetime
    ends_at: datetime | None
    """From when on it no longer signs. None: it is the one that stays."""


async def signing_secrets(session: AsyncSession, now: datetime) -> Sequence[WebhookSecret]:
    """Those that sign now, the newest first. None at all: it has never been exchanged."""
    found = await session.exec(
        select(WebhookSecret)
        .where(or_(col(WebhookSecret.ends_at).is_(None), col(WebhookSecret.ends_at) > now))
        .order_by(col(WebhookSecret.created_at).desc(), col(WebhookSecret.sealed).nulls_last())
    )
    return found.all()


async def list_secrets(session: AsyncSession, now: datetime) -> list[SecretSummary]:
    """Those that sign now, the newest first."""
    return [_summary(row) for row in await signing_secrets(session, now)]


async def exchange(
    session: AsyncSession, sealed: str, *, old_ends_at: datetime, by: Actor, now: datetime
) -> SecretSummary:
    """Sign with another secret from now on, and with those before it until `old_ends_at`.

    Raises Conflict when too many sign already.
    """
    await session.execute(text("SELECT pg_advisory_xact_lock(hashtext('webhook secrets'))"))
    before = list(await signing_secrets(session, now))
    if len(before) >= MOST_AT_A_TIME:
        raise Conflict(
            f"{MOST_AT_A_TIME} secrets sign already. End one of them first.", code="many_secrets"
        )
    if not before:
        before = [WebhookSecret(created_at=now)]
    for row in before:
        row.ends_at = min(row.ends_at or old_ends_at, old_ends_at)
        session.add(row)
    fresh = WebhookSecret(sealed=sealed, created_at=now)
    session.add(fresh)
    record(session, by, "webhook_secret.exchange", fresh.id, after={"old": old_ends_at.isoformat()})
    await session.flush()
    return _summary(fresh)


async def end_secret(session: AsyncSession, secret: UUID, *, by: Actor, now: datetime) -> None:
    """Sign no more with an old secret, at once.

    Raises NotFound, and Conflict for the one that stays.
    """
    row = await session.get(WebhookSecret, secret, with_for_update=True)
    if row is None or (row.ends_at is not None and row.ends_at <= now):
        raise NotFound(f"No secret {secret} signs now.")
    if row.ends_at is None:
        raise Conflict(
            "This is the secret that stays. Exchange it for another instead.", code="last_secret"
        )
    record(session, by, "webhook_secret.end", secret, before={"until": row.ends_at.isoformat()})
    row.ends_at = now
    await session.flush()


def _summary(row: WebhookSecret) -> SecretSummary:
    return SecretSummary(row.id, row.created_at, row.ends_at)
