"""Write keys that hold, and what has come in by them."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import col, or_, select
from sqlmodel.ext.asyncio.session import AsyncSession

from engine.store.tables import ApiKey, DeadLetter, Event, Source

MOST_KEYS = 20
"""How many are listed, the newest of them."""
_OF_ITSELF = ("identify", "group", "alias")
"""Calls that tell of somebody; the others say that something happened."""


@dataclass(frozen=True)
class Arrived:
    """The latest that came in, of what happened if anything did."""

    event_id: int
    name: str
    type: str
    at: datetime

    @property
    def is_happening(self) -> bool:
        return self.type not in _OF_ITSELF


@dataclass(frozen=True)
class Refusal:
    """The latest call that could not be used."""

    id: int
    reason: str


@dataclass(frozen=True)
class WriteKey:
    id: str
    name: str
    source_id: UUID
    created_at: datetime
    arrived: Arrived | None


async def write_keys(
    session: AsyncSession, now: datetime, only: str | None = None
) -> list[WriteKey]:
    """Those that may send, the newest first; at most `MOST_KEYS`. `only`: the one of this id."""
    statement = (
        select(ApiKey, Source.id)
        .join(Source, col(Source.id) == col(ApiKey.source_id))
        .where(
            ApiKey.scope == "write",
            col(ApiKey.revoked_at).is_(None),
            or_(col(ApiKey.expires_at).is_(None), col(ApiKey.expires_at) > now),
        )
        .order_by(col(ApiKey.created_at).desc(), col(ApiKey.id))
        .limit(MOST_KEYS)
    )
    if only is not None:
        statement = statement.where(ApiKey.id == only)
    rows = await session.exec(statement)
    return [
        WriteKey(key.id, key.name, source, key.created_at, await arrived(session, source))
        for key, source in rows
    ]


async def arrived(session: AsyncSession, source: UUID) -> Arrived | None:
    """The latest that happened among the source's last hundred calls; else the latest of them."""
    found = await session.exec(
        select(Event.id, Event.name, Event.type, Event.received_at)
        .where(Event.source_id == source)
        .order_by(col(Event.id).desc())
        .limit(100)
    )
    came = [Arrived(number or 0, name, kind, at) for number, name, kind, at in found]
    return next((each for each in came if each.is_happening), came[0] if came else None)


async def refused_since(
    session: AsyncSession, source: UUID, since: datetime | None
) -> Refusal | None:
    """The source's latest call that could not be used, if it came later than that."""
    statement = select(DeadLetter.id, DeadLetter.reason).where(
        DeadLetter.source_id == source, col(DeadLetter.replayed_at).is_(None)
    )
    if since is not None:
        statement = statement.where(DeadLetter.received_at > since)
    found = await session.exec(statement.order_by(col(DeadLetter.received_at).desc()).limit(1))
    row = found.first()
    return Refusal(row[0] or 0, row[1]) if row else None
