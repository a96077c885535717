"""What CSMs do with the tasks they were handed."""

from datetime import datetime
from uuid import UUID

from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from engine.errors import Conflict, NotFound
from engine.store.audit import Actor, record
from engine.store.tables import Task


async def complete(
    session: AsyncSession, task_id: UUID, *, by: Actor, now: datetime, note: str | None = None
) -> None:
    """Mark a task done; again changes nothing. Raises NotFound and Conflict (cancelled)."""
    found = await session.exec(select(Task).where(Task.id == task_id).with_for_update())
    task = found.first()
    if task is None:
        raise NotFound(f"There is no task {task_id}.")
    if task.status == "done":
        return
    if task.status != "open":
        raise Conflict(f"This task is {task.status}.", code="not_open")
    task.status, task.completed_at, task.completed_by = "done", now, by.name
    task.note = note
    record(session, by, "task.complete", task_id, after={"note": note})
