"""What was done with a task, one line after the other."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from engine.store.audit import Actor
from engine.store.tables import TaskEvent


@dataclass(frozen=True)
class Line:
    at: datetime
    by: str | None
    """None: Onward itself."""
    said: str


def note(
    session: AsyncSession, task_id: UUID, said: str, *, now: datetime, by: Actor | None = None
) -> None:
    session.add(TaskEvent(task_id=task_id, at=now, by=by.name if by else None, said=said))


async def history(session: AsyncSession, task_id: UUID) -> list[Line]:
    """The first thing first."""
    found = await session.exec(
        select(TaskEvent).where(TaskEvent.task_id == task_id).order_by(col(TaskEvent.id))
    )
    return [Line(row.at, row.by, row.said) for row in found]
