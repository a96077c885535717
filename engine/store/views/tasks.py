"""Tasks as the team works through them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import DateTime, literal
from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from engine.errors import NotFound
from engine.store.tables import Account, Contact, Journey, Task, User
from engine.store.views.paging import (
    PAGE_SIZE,
    Page,
    beyond,
    cursor,
    identifier,
    instant,
    paged,
    place,
)

State = Literal["open", "done"]

_LATER = datetime.fromisoformat("9999-01-01T00:00:00+00:00")
"""Where tasks that are never due stand in the order."""


@dataclass(frozen=True)
class TaskLine:
    id: UUID
    title: str
    instructions: str
    assigned_because: str
    assignee_name: str | None
    account_id: UUID | None
    account_name: str | None
    contact_name: str | None
    contact_email: str | None
    journey_name: str
    enrollment_id: UUID
    due_at: datetime | None
    status: str
    note: str | None
    is_test: bool
    created_at: datetime
    completed_at: datetime | None
    completed_by: str | None


async def task_lines(
    session: AsyncSession,
    *,
    state: State = "open",
    assignee: UUID | None = None,
    after: str | None = None,
) -> Page[TaskLine]:
    """Open ones as they are due, done ones with the latest first. `assignee` None: everybody's."""
    done = state == "done"
    due = func.coalesce(Task.due_at, literal(_LATER, DateTime(timezone=True)))
    order = (col(Task.completed_at) if done else due, col(Task.id))
    statement = _tasks().where(Task.status == state).limit(PAGE_SIZE + 1)
    statement = statement.order_by(*(c.desc() if done else c.asc() for c in order))
    if assignee:
        statement = statement.where(Task.assignee_id == assignee)
    if after:
        values = place(after, instant, identifier)
        statement = statement.where(beyond(order, values, descending=done))
    rows = [_line(*row) for row in await session.exec(statement)]
    return paged(
        rows, lambda row: cursor(row.completed_at if done else row.due_at or _LATER, row.id)
    )


async def task_line(session: AsyncSession, task_id: UUID) -> TaskLine:
    """Raises NotFound."""
    found = await session.exec(_tasks().where(Task.id == task_id))
    row = found.first()
    if row is None:
        raise NotFound("There is no such task.")
    return _line(*row)


def _tasks() -> Any:
    return (
        select(Task, Account, Contact, Journey.name, User.name)  # type: ignore[call-overload]
        .join(Journey, col(Journey.id) == Task.journey_id)
        .join(Account, col(Account.id) == Task.account_id, isouter=True)
        .join(Contact, col(Contact.id) == Task.contact_id, isouter=True)
        .join(User, col(User.id) == Task.assignee_id, isouter=True)
    )


def _line(
    row: Task,
    account: Account | None,
    contact: Contact | None,
    journey_name: str,
    assignee_name: str | None,
) -> TaskLine:
    return TaskLine(
        id=row.id,
        title=row.title,
        instructions=row.instructions,
        assigned_because=row.assigned_because,
        assignee_name=assignee_name,
        account_id=row.account_id,
        account_name=(account.name or account.external_id) if account else None,
        contact_name=contact.name if contact else None,
        contact_email=contact.email if contact else None,
        journey_name=journey_name,
        enrollment_id=row.enrollment_id,
        due_at=row.due_at,
        status=row.status,
        note=row.note,
        is_test=row.is_test,
        created_at=row.created_at,
        completed_at=row.completed_at,
        completed_by=row.completed_by,
    )
