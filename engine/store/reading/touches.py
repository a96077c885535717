"""Messages and tasks."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from sqlmodel import col, or_, select
from sqlmodel.ext.asyncio.session import AsyncSession

from engine.errors import NotFound
from engine.store.reading.listing import id_of, listed
from engine.store.tables import Account, Contact, Journey, Message, Task, User
from engine.store.tables.columns import JsonObject
from engine.store.views.paging import Page, identifier, instant

TaskStatus = Literal["open", "done", "cancelled"]


@dataclass(frozen=True)
class MessageSummary:
    id: UUID
    enrollment_id: UUID
    journey: str
    step: str
    account: str | None
    contact: str | None
    """External id, or mail address when there is none."""
    channel: str
    status: str
    reason: str | None
    """Why it was skipped or failed."""
    topic: str
    to_address: str | None
    subject: str | None
    is_test: bool
    created_at: datetime
    sent_at: datetime | None


@dataclass(frozen=True)
class MessageDetail:
    message: MessageSummary
    text: str | None
    html: str | None
    content: JsonObject
    wire_message_id: str | None
    """The mail's Message-ID header."""
    attempts: int


@dataclass(frozen=True)
class TaskSummary:
    id: UUID
    enrollment_id: UUID
    journey: str
    step: str
    account: str | None
    contact: str | None
    title: str
    instructions: str
    assignee: str | None
    assigned_because: str
    status: str
    due_at: datetime | None
    note: str | None
    is_test: bool
    created_at: datetime
    completed_at: datetime | None
    completed_by: str | None


async def list_messages(
    session: AsyncSession,
    *,
    account: str | None = None,
    contact: UUID | None = None,
    journey: str | None = None,
    status: str | None = None,
    search: str | None = None,
    limit: int,
    after: str | None,
) -> Page[MessageSummary]:
    """The latest first. `search` is looked for in subjects and addresses."""
    statement = _messages()
    if account is not None:
        statement = statement.where(
            Message.account_id == id_of(Account, Account.external_id, account)
        )
    if contact is not None:
        statement = statement.where(Message.contact_id == contact)
    if journey is not None:
        statement = statement.where(Message.journey_id == id_of(Journey, Journey.key, journey))
    if status is not None:
        statement = statement.where(Message.status == status)
    if search:
        columns = (Message.subject, Message.to_address)
        matching = (col(column).icontains(search, autoescape=True) for column in columns)
        statement = statement.where(or_(*matching))
    return await listed(
        session,
        statement,
        order=[(col(Message.created_at), instant), (col(Message.id), identifier)],
        place_of=lambda row: [row[0].created_at, row[0].id],
        made=_message,
        limit=limit,
        after=after,
    )


async def get_message(session: AsyncSession, identifier: UUID) -> MessageDetail:
    """Raises NotFound."""
    found = await session.execute(_messages().where(Message.id == identifier))
    row = found.first()
    if row is None:
        raise NotFound(f"There is no message {identifier}.")
    message: Message = row[0]
    return MessageDetail(
        _message(row),
        text=message.text,
        html=message.html,
        content=message.content,
        wire_message_id=message.wire_message_id,
        attempts=message.attempts,
    )


async def list_tasks(
    session: AsyncSession,
    *,
    account: str | None = None,
    assignee: str | None = None,
    status: TaskStatus | None = None,
    limit: int,
    after: str | None,
) -> Page[TaskSummary]:
    """The latest first. `assignee` is a user's mail address."""
    statement = _tasks()
    if account is not None:
        statement = statement.where(Task.account_id == id_of(Account, Account.external_id, account))
    if assignee is not None:
        statement = statement.where(Task.assignee_id == id_of(User, User.email, assignee.lower()))
    if status is not None:
        statement = statement.where(Task.status == status)
    return await listed(
        session,
        statement,
        order=[(col(Task.created_at), instant), (col(Task.id), identifier)],
        place_of=lambda row: [row[0].created_at, row[0].id],
        made=_task,
        limit=limit,
        after=after,
    )


async def get_task(session: AsyncSession, identifier: UUID) -> TaskSummary:
    """Raises NotFound."""
    found = await session.execute(_tasks().where(Task.id == identifier))
    row = found.first()
    if row is None:
        raise NotFound(f"There is no task {identifier}.")
    return _task(row)


def _messages() -> Any:
    return (
        select(  # type: ignore[call-overload]
            Message, Journey.key, Account.external_id, Contact.external_id, Contact.email
        )
        .join(Journey, col(Journey.id) == Message.journey_id)
        .outerjoin(Account, col(Account.id) == Message.account_id)
        .outerjoin(Contact, col(Contact.id) == Message.contact_id)
    )


def _message(found: Any) -> MessageSummary:
    row, journey, account, contact, email = found
    return MessageSummary(
        id=row.id,
        enrollment_id=row.enrollment_id,
        journey=journey,
        step=row.step,
        account=account,
        contact=contact or email,
        channel=row.channel,
        status=row.status,
        reason=row.reason,
        topic=row.topic,
        to_address=row.to_address,
        subject=row.subject,
        is_test=row.is_test,
        created_at=row.created_at,
        sent_at=row.sent_at,
    )


def _tasks() -> Any:
    return (
        select(  # type: ignore[call-overload]
            Task, Journey.key, Account.external_id, Contact.external_id, Contact.email, User.email
        )
        .join(Journey, col(Journey.id) == Task.journey_id)
        .outerjoin(Account, col(Account.id) == Task.account_id)
        .outerjoin(Contact, col(Contact.id) == Task.contact_id)
        .outerjoin(User, col(User.id) == Task.assignee_id)
    )


def _task(found: Any) -> TaskSummary:
    row, journey, account, contact, email, assignee = found
    return TaskSummary(
        id=row.id,
        enrollment_id=row.enrollment_id,
        journey=journey,
        step=row.step,
        account=account,
        contact=contact or email,
        title=row.title,
        instructions=row.instructions,
        assignee=assignee,
        assigned_because=row.assigned_because,
        status=row.status,
        due_at=row.due_at,
        note=row.note,
        is_test=row.is_test,
        created_at=row.created_at,
        completed_at=row.completed_at,
        completed_by=row.completed_by,
    )
