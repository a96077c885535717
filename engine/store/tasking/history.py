"""What was done with a task, one line after the other."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from engine.store.actors import called
from engine.store.audit import Actor
from engine.store.tables import TaskEvent


@dataclass(frozen=True)
class Line:
    at: datetime
    by: str | None
    """As the audit names them. None: Onward itself."""
    by_name: str | None
    """What they are called."""
    said: str


def note(
    session: AsyncSession, task_id: UUID, said: str, *, now: datetime, by: Actor | None = None
) -> None:
    session.add(TaskEvent(task_id=task_id, at=now, by=by.name if by else None, said=said))


async def history(session: AsyncSession, task_id: UUID) -> list[Line]:
    """The first thing first."""
    found = await session.execute(
        select(TaskEvent, called(TaskEvent.by))
        .where(TaskEvent.task_id == task_id)
        .order_by(col(TaskEvent.id))
    )
    return [Line(row.at, row.by, name, row.said) for row, name in found.all()]
