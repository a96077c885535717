"""Tasks: handed to CSMs by journeys, and what they do with them."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from engine.errors import Conflict, NotFound
from engine.store.audit import Actor, record
from engine.store.tables import Enrollment, Task, User


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


async def hand_out(
    session: AsyncSession, task_id: UUID, enrollment: Enrollment, **values: Any
) -> None:
    """Store an enrollment's task. One that is there already stays as it is."""
    await session.execute(
        insert(Task)
        .values(
            id=task_id,
            enrollment_id=enrollment.id,
            journey_id=enrollment.journey_id,
            account_id=enrollment.account_id,
            contact_id=enrollment.contact_id,
            is_test=enrollment.is_test,
            **values,
        )
        .on_conflict_do_nothing()
    )


async def user_with_address(session: AsyncSession, email: str | None) -> User | None:
    """The user who signs in with this address. None: there is none."""
    if email is None:
        return None
    found = await session.exec(select(User).where(User.email == email.lower()))
    return found.first()
