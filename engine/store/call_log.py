"""Every attempt at an outgoing call, and the addresses that asked to be left alone."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import SQLModel, col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from engine.errors import NotFound
from engine.store.audit import Actor, record
from engine.store.tables import CallAttempt, ClosedAddress

KEPT = timedelta(days=30)


@dataclass(frozen=True)
class Attempt:
    """What came of one attempt."""

    taken: bool
    answer: str
    """The beginning of the answer, or why there was none."""
    status: int | None
    took: timedelta


async def note_attempt(
    session: AsyncSession,
    message_id: UUID,
    attempt: Attempt,
    now: datetime,
    *,
    by: Actor | None = None,
) -> None:
    """`now` is when it had come to an end. `by`: who had it made by hand."""
    session.add(
        CallAttempt(
            message_id=message_id,
            at=now,
            took_ms=round(attempt.took / timedelta(milliseconds=1)),
            taken=attempt.taken,
            status=attempt.status,
            answer=attempt.answer,
            by=by.name if by else None,
        )
    )


async def forget_attempts(session: AsyncSession, now: datetime) -> int:
    """Take away what is older than a month. How many there were."""
    gone = await session.exec(delete(CallAttempt).where(col(CallAttempt.at) < now - KEPT))
    return int(gone.rowcount)


# Addresses that asked to be left alone


async def close_address(
    session: AsyncSession, url: str, shown_as: str, message_id: UUID, now: datetime
) -> None:
    """It has answered that it is gone for good."""
    row = {"shown_as": shown_as, "closed_at": now, "message_id": message_id}
    table = SQLModel.metadata.tables["closed_addresses"]
    await session.execute(
        insert(table).values(digest=digest_of(url), **row).on_conflict_do_nothing()
    )


async def closed_since(session: AsyncSession, url: str) -> datetime | None:
    """Since when an address is to be left alone. None: it is not."""
    row = await session.get(ClosedAddress, digest_of(url))
    return row.closed_at if row else None


async def closed_addresses(session: AsyncSession) -> list[ClosedAddress]:
    """All of them, the latest first."""
    found = await session.exec(select(ClosedAddress).order_by(col(ClosedAddress.closed_at).desc()))
    return list(found)


async def open_address(session: AsyncSession, digest: str, *, by: Actor) -> None:
    """Call it again from now on. Raises NotFound."""
    row = await session.get(ClosedAddress, digest)
    if row is None:
        raise NotFound("This address is called as any other.")
    record(session, by, "address.open", row.shown_as, before={"since": row.closed_at.isoformat()})
    await session.delete(row)
    await session.flush()


def digest_of(url: str) -> str:
    """What an address is known by where it must not be read."""
    return sha256(url.encode()).hexdigest()
