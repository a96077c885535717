"""The mailbox: every message there is or was meant to be, the latest first."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from sqlmodel import col, or_, select
from sqlmodel.ext.asyncio.session import AsyncSession

from engine.errors import NotFound
from engine.sentences import step_title
from engine.store.tables import Account, Contact, Journey, Message, TimelineEntry
from engine.store.tables import Enrollment as EnrollmentRow
from engine.store.versions import definition_of
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

Fate = Literal["any", "sent", "waiting", "skipped", "failed"]

_FATES = {
    "sent": ("sent",),
    "waiting": ("queued", "claimed"),
    "skipped": ("skipped",),
    "failed": ("failed",),
}


@dataclass(frozen=True)
class MessageLine:
    id: UUID
    channel: str
    status: str
    subject: str | None
    text: str | None
    reason: str | None
    template: str
    to: str | None
    """The name or address of whoever it is for. None: nobody was found."""
    account_name: str | None
    journey_name: str
    is_test: bool
    created_at: datetime


async def message_lines(
    session: AsyncSession,
    *,
    fate: Fate = "any",
    search: str = "",
    journey_key: str = "",
    after: str | None = None,
) -> Page[MessageLine]:
    """`search` is looked for in subjects, names and addresses."""
    order = (col(Message.created_at), col(Message.id))
    statement = (
        select(Message, Account, Contact, Journey.name)
        .join(Journey, col(Journey.id) == Message.journey_id)
        .join(Account, col(Account.id) == Message.account_id, isouter=True)
        .join(Contact, col(Contact.id) == Message.contact_id, isouter=True)
        .order_by(*(column.desc() for column in order))
        .limit(PAGE_SIZE + 1)
    )
    if fate != "any":
        statement = statement.where(col(Message.status).in_(_FATES[fate]))
    if journey_key:
        statement = statement.where(Journey.key == journey_key)
    if search:
        columns = (Message.subject, Message.to_address, Contact.name, Account.name)
        matching = (col(column).icontains(search, autoescape=True) for column in columns)
        statement = statement.where(or_(*matching))
    if after:
        statement = statement.where(
            beyond(order, place(after, instant, identifier), descending=True)
        )
    rows = [_line(*row) for row in await session.exec(statement)]
    return paged(rows, lambda row: cursor(row.created_at, row.id))


def _line(
    row: Message, account: Account | None, contact: Contact | None, journey_name: str
) -> MessageLine:
    return MessageLine(
        id=row.id,
        channel=row.channel,
        status=row.status,
        subject=row.subject,
        text=row.text,
        reason=row.reason,
        template=row.template,
        to=((contact.name or contact.email) if contact else None) or row.to_address,
        account_name=(account.name or account.external_id) if account else None,
        journey_name=journey_name,
        is_test=row.is_test,
        created_at=row.created_at,
    )


@dataclass(frozen=True)
class MessageView:
    row: Message
    line: MessageLine
    journey_key: str
    step_name: str
    enrollment_id: UUID
    account_id: UUID | None
    why: tuple[tuple[str, dict[str, Any]], ...]
    """What the timeline says about it: sentence and evidence."""


async def message_view(session: AsyncSession, message_id: UUID) -> MessageView:
    """Raises NotFound."""
    found = await session.exec(
        select(Message, Account, Contact, Journey, EnrollmentRow)  # type: ignore[call-overload]
        .join(Journey, col(Journey.id) == Message.journey_id)
        .join(EnrollmentRow, col(EnrollmentRow.id) == Message.enrollment_id)
        .join(Account, col(Account.id) == Message.account_id, isouter=True)
        .join(Contact, col(Contact.id) == Message.contact_id, isouter=True)
        .where(Message.id == message_id)
    )
    found_row = found.first()
    if found_row is None:
        raise NotFound("There is no such message.")
    row, account, contact, journey, enrollment = found_row
    definition = await definition_of(session, enrollment.version_id)

    return MessageView(
        row=row,
        line=_line(row, account, contact, journey.name),
        journey_key=journey.key,
        step_name=step_title(definition, row.step),
        enrollment_id=row.enrollment_id,
        account_id=row.account_id,
        why=await _why(session, message_id),
    )


async def _why(session: AsyncSession, message_id: UUID) -> tuple[tuple[str, dict[str, Any]], ...]:
    found = await session.exec(
        select(TimelineEntry.summary, TimelineEntry.detail)
        .where(TimelineEntry.message_id == message_id)
        .order_by(col(TimelineEntry.number))
    )
    return tuple((summary, dict(detail)) for summary, detail in found)


async def message_html(session: AsyncSession, message_id: UUID) -> str:
    """What the reader of the message sees. Raises NotFound, also when it has no such part."""
    found = await session.exec(select(Message.html).where(Message.id == message_id))
    html = found.first()
    if html is None:
        raise NotFound("There is no such message, or it has no HTML part.")
    return html
