"""Everything that happened with an account, events and journeys together, the latest first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import ColumnElement, and_, or_
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from engine.store.tables import Contact, Enrollment, Event, Journey, TimelineEntry
from engine.store.views.paging import PAGE_SIZE, Page, cursor, instant, paged, place

Show = Literal["everything", "events", "messages", "tasks", "journeys"]

_MESSAGES = ("sent", "skipped", "failed", "deferred")
_TASKS = ("asked",)
_EVENT, _ENTRY = 0, 1


@dataclass(frozen=True)
class Happening:
    at: datetime
    origin: int
    id: int
    kind: str
    """`event`, or a timeline entry's kind."""
    summary: str
    step: str | None = None
    detail: dict[str, Any] | None = None
    """An event's properties, or what an entry saw."""
    by: str | None = None
    """The contact an event came from."""
    journey_name: str | None = None
    enrollment_id: UUID | None = None
    message_id: UUID | None = None


async def happenings(
    session: AsyncSession, account_id: UUID, *, show: Show = "everything", after: str | None = None
) -> Page[Happening]:
    """Events are missing from `messages`, `tasks` and `journeys`, and alone in `events`."""
    rows: list[Happening] = []
    if show in ("everything", "events"):
        rows += await _events(session, account_id, after)
    if show != "events":
        rows += await _entries(session, account_id, show, after)
    rows.sort(key=lambda row: (row.at, row.origin, row.id), reverse=True)
    return paged(rows[: PAGE_SIZE + 1], lambda row: cursor(row.at, row.origin, row.id))


def _earlier(
    at: ColumnElement[datetime], id_: ColumnElement[int], origin: int, after: str | None
) -> list[ColumnElement[bool]]:
    """Rows of one origin that come after the place in the order of time, origin, id."""
    if after is None:
        return []
    then, from_, last = place(after, instant, int, int)
    if origin < from_:
        return [at <= then]
    if origin > from_:
        return [at < then]
    return [or_(at < then, and_(at == then, id_ < last))]


async def _events(session: AsyncSession, account_id: UUID, after: str | None) -> list[Happening]:
    at, id_ = col(Event.occurred_at), col(Event.id)
    found = await session.exec(
        select(Event, Contact)
        .join(Contact, col(Contact.id) == Event.contact_id, isouter=True)
        .where(Event.account_id == account_id, *_earlier(at, id_, _EVENT, after))  # type: ignore[arg-type]
        .order_by(at.desc(), id_.desc())
        .limit(PAGE_SIZE + 1)
    )
    return [
        Happening(
            at=event.occurred_at,
            origin=_EVENT,
            id=event.id or 0,
            kind="event",
            summary=event.name,
            detail=event.properties,
            by=(contact.name or contact.email or contact.external_id) if contact else None,
        )
        for event, contact in found
    ]


def _kinds(show: Show) -> Sequence[ColumnElement[bool]]:
    kind = col(TimelineEntry.kind)
    match show:
        case "messages":
            return [kind.in_(_MESSAGES)]
        case "tasks":
            return [kind.in_(_TASKS)]
        case "journeys":
            return [kind.not_in(_MESSAGES + _TASKS)]
        case _:
            return []


async def _entries(
    session: AsyncSession, account_id: UUID, show: Show, after: str | None
) -> list[Happening]:
    at, id_ = col(TimelineEntry.at), col(TimelineEntry.id)
    found = await session.exec(
        select(TimelineEntry, Journey.name)
        .join(Enrollment, col(Enrollment.id) == TimelineEntry.enrollment_id)
        .join(Journey, col(Journey.id) == Enrollment.journey_id)
        .where(
            TimelineEntry.account_id == account_id,
            *_kinds(show),
            *_earlier(at, id_, _ENTRY, after),  # type: ignore[arg-type]
        )
        .order_by(at.desc(), id_.desc())
        .limit(PAGE_SIZE + 1)
    )
    return [
        Happening(
            at=entry.at,
            origin=_ENTRY,
            id=entry.id or 0,
            kind=entry.kind,
            summary=entry.summary,
            step=entry.step,
            detail=entry.detail,
            journey_name=journey,
            enrollment_id=entry.enrollment_id,
            message_id=entry.message_id,
        )
        for entry, journey in found
    ]
