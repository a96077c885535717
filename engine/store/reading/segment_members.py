"""Who is in a segment, and who came and went, with why."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import true
from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from engine.store.actors import names_of
from engine.store.reading.listing import listed
from engine.store.reading.paging import PAGE_SIZE, Page, identifier
from engine.store.reading.segments import get_segment
from engine.store.tables import Account, Contact, Event, SegmentChange, SegmentMember


@dataclass(frozen=True)
class MemberSummary:
    subject_id: UUID
    external_id: str | None
    """Of the account or the contact."""
    name: str | None
    since: datetime
    cause: str | None
    """Why they came in: event, time, person, first_count, new_condition, caught_up, newcomer or
    merge. None: that was before it was kept."""
    event_id: int | None
    """The event that did it."""
    event: str | None
    """What that is called."""
    by: str | None
    """Who did it, or changed the condition."""
    by_name: str | None
    """What they are called."""


@dataclass(frozen=True)
class ChangeSummary:
    """Somebody came in, or left."""

    id: int
    subject_id: UUID
    external_id: str | None
    name: str | None
    entered: bool
    """False: they left."""
    cause: str
    event_id: int | None
    event: str | None
    by: str | None
    by_name: str | None
    at: datetime


_EXTERNAL_ID: Any = func.coalesce(Account.external_id, Contact.external_id, Contact.email)
_EVENT: Any = col(Event.name)
_NAME: Any = func.coalesce(Account.name, Contact.name, Contact.email)


async def list_members(
    session: AsyncSession, key: str, *, limit: int = PAGE_SIZE, after: str | None = None
) -> Page[MemberSummary]:
    """In no particular order, with why each is in it. Raises NotFound."""
    await get_segment(session, key)
    subject = col(SegmentMember.subject_id)
    came: Any = (
        select(SegmentChange.cause, SegmentChange.event_id, SegmentChange.by)
        .where(
            SegmentChange.segment_key == SegmentMember.segment_key,
            SegmentChange.subject_id == SegmentMember.subject_id,
            col(SegmentChange.entered).is_(True),
        )
        .order_by(col(SegmentChange.id).desc())
        .limit(1)
        .correlate(SegmentMember)
        .lateral("came")
    )
    statement: Any = (
        select(SegmentMember)
        .add_columns(
            _EXTERNAL_ID.label("external_id"),
            _NAME.label("name"),
            came.c.cause,
            came.c.event_id,
            came.c.by,
            *names_of(came.c.by),
            _EVENT.label("event"),
        )
        .outerjoin(Account, col(Account.id) == subject)
        .outerjoin(Contact, col(Contact.id) == subject)
        .outerjoin(came, true())
        .outerjoin(Event, col(Event.id) == came.c.event_id)
        .where(col(SegmentMember.segment_key) == key)
    )
    return await listed(
        session, MemberSummary, statement, order=[(subject, identifier)], limit=limit, after=after
    )


async def list_changes(
    session: AsyncSession,
    key: str,
    *,
    subject: UUID | None = None,
    limit: int = PAGE_SIZE,
    after: str | None = None,
) -> Page[ChangeSummary]:
    """Who came in and who left, the latest first. Raises NotFound."""
    await get_segment(session, key)
    statement: Any = (
        select(
            SegmentChange,
            _EXTERNAL_ID.label("external_id"),
            _NAME.label("name"),
            _EVENT.label("event"),
            *names_of(SegmentChange.by),
        )
        .outerjoin(Account, col(Account.id) == col(SegmentChange.subject_id))
        .outerjoin(Contact, col(Contact.id) == col(SegmentChange.subject_id))
        .outerjoin(Event, col(Event.id) == col(SegmentChange.event_id))
        .where(SegmentChange.segment_key == key)
    )
    if subject is not None:
        statement = statement.where(SegmentChange.subject_id == subject)
    order = [(col(SegmentChange.id), int)]
    return await listed(session, ChangeSummary, statement, order=order, limit=limit, after=after)
