"""Items that came in and could not be stored as events."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from engine.errors import NotFound
from engine.store.tables import DeadLetter, Source
from engine.store.views.paging import PAGE_SIZE, Page, beyond, cursor, instant, paged, place

State = Literal["waiting", "replayed"]


@dataclass(frozen=True)
class DeadLetterLine:
    id: int
    code: str
    reason: str
    source_name: str
    message_id: str | None
    payload: dict[str, Any]
    received_at: datetime
    replayed_at: datetime | None
    event_id: int | None


async def dead_letter_lines(
    session: AsyncSession, *, state: State = "waiting", after: str | None = None
) -> Page[DeadLetterLine]:
    """The latest first."""
    order = (col(DeadLetter.received_at), col(DeadLetter.id))
    replayed = col(DeadLetter.replayed_at)
    statement = (
        select(DeadLetter, Source.name)
        .join(Source, col(Source.id) == DeadLetter.source_id)
        .where(replayed.is_(None) if state == "waiting" else replayed.is_not(None))
        .order_by(*(column.desc() for column in order))
        .limit(PAGE_SIZE + 1)
    )
    if after:
        statement = statement.where(beyond(order, place(after, instant, int), descending=True))
    rows = [_line(*row) for row in await session.exec(statement)]
    return paged(rows, lambda row: cursor(row.received_at, row.id))


async def dead_letter_line(session: AsyncSession, dead_letter_id: int) -> DeadLetterLine:
    """Raises NotFound."""
    found = await session.exec(
        select(DeadLetter, Source.name)
        .join(Source, col(Source.id) == DeadLetter.source_id)
        .where(DeadLetter.id == dead_letter_id)
    )
    row = found.first()
    if row is None:
        raise NotFound("There is no such item.")
    return _line(*row)


def _line(row: DeadLetter, source_name: str) -> DeadLetterLine:
    return DeadLetterLine(
        id=row.id or 0,
        code=row.code,
        reason=row.reason,
        source_name=source_name,
        message_id=row.message_id,
        payload=row.payload,
        received_at=row.received_at,
        replayed_at=row.replayed_at,
        event_id=row.event_id,
    )
