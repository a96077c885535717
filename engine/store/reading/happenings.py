"""Everything that happened with a customer, events and journeys together, the latest first."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import ColumnElement
from sqlmodel import and_, col, func, or_, select
from sqlmodel.ext.asyncio.session import AsyncSession

from engine.store.reading.events import Decision, decisions_on
from engine.store.reading.paging import PAGE_SIZE, Page, cursor, instant, place
from engine.store.tables import Contact, Enrollment, Event, Journey, TimelineEntry
from engine.store.tables.columns import JsonObject

Show = Literal["everything", "events", "messages", "tasks", "journeys"]

_MESSAGES = ("sent", "called", "skipped", "failed", "deferred")
_TASKS = ("asked",)
_EVENT, _ENTRY = 0, 1

Place = tuple[datetime, int, int]
"""Where it stands in the order: instant, event or entry, and its number among those."""


@dataclass(frozen=True)
class Happening:
    """An event, or an entry in the timeline of a journey."""

    at: datetime
    kind: str
    """`event`, or a timeline entry's kind."""
    summary: str
    step: str | None = None
    detail: JsonObject | None = None
    """An event's properties, or what an entry saw."""
    by: str | None = None
    """The contact an event came from."""
    journey_name: str | None = None
    event_id: int | None = None
    enrollment_id: UUID | None = None
    message_id: UUID | None = None
    decisions: Sequence[Decision] = ()
    """For each journey that listens for an event, whether it started, and why."""


async def happenings(
    session: AsyncSession,
    *,
    account: UUID | None = None,
    contact: UUID | None = None,
    show: Show = "everything",
    limit: int = PAGE_SIZE,
    after: str | None = None,
) -> Page[Happening]:
    """Of an account or of a contact. Events are missing from `messages`, `tasks` and `journeys`,
    and alone in `events`.
    """
    rows: list[tuple[Place, Happening]] = []
    if show in ("everything", "events"):
        theirs = Event.account_id == account if account else Event.contact_id == contact
        rows += await _events(session, theirs, limit + 1, after)
    if show != "events":
        if account:
            theirs = TimelineEntry.account_id == account
        else:
            theirs = TimelineEntry.contact_id == contact
        rows += await _entries(session, theirs, show, limit + 1, after)
    rows.sort(key=lambda row: row[0], reverse=True)
    shown = rows[:limit]
    following = cursor(*shown[-1][0]) if len(rows) > limit else None
    decisions = await decisions_on(session, [n for (_, origin, n), _ in shown if origin == _EVENT])
    return Page(
        [
            replace(row, decisions=decisions[number]) if origin == _EVENT else row
            for (_, origin, number), row in shown
        ],
        following,
    )


def _earlier(at: Any, number: Any, origin: int, after: str | None) -> list[ColumnElement[bool]]:
    """Rows of one origin that come after the place in the order of time, origin, number."""
    if after is None:
        return []
    then, from_, last = place(after, instant, int, int)
    if origin < from_:
        return [at <= then]
    if origin > from_:
        return [at < then]
    return [or_(at < then, and_(at == then, number < last))]


async def _events(
    session: AsyncSession, theirs: Any, limit: int, after: str | None
) -> list[tuple[Place, Happening]]:
    at, number = col(Event.occurred_at), col(Event.id)
    by = func.coalesce(Contact.name, Contact.email, Contact.external_id)
    found = await session.execute(
        select(number, at, Event.name, Event.properties, by)  # type: ignore[call-overload]
        .join(Contact, col(Contact.id) == Event.contact_id, isouter=True)
        .where(theirs, *_earlier(at, number, _EVENT, after))
        .order_by(at.desc(), number.desc())
        .limit(limit)
    )
    return [
        (
            (at, _EVENT, number),
            Happening(at, "event", name, detail=properties, by=by, event_id=number),
        )
        for number, at, name, properties, by in found
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
    session: AsyncSession, theirs: Any, show: Show, limit: int, after: str | None
) -> list[tuple[Place, Happening]]:
    at, number = col(TimelineEntry.at), col(TimelineEntry.id)
    found = await session.execute(
        select(TimelineEntry, Journey.name)
        .join(Enrollment, col(Enrollment.id) == TimelineEntry.enrollment_id)
        .join(Journey, col(Journey.id) == Enrollment.journey_id)
        .where(theirs, *_kinds(show), *_earlier(at, number, _ENTRY, after))
        .order_by(at.desc(), number.desc())
        .limit(limit)
    )
    return [
        (
            (entry.at, _ENTRY, entry.id),
            Happening(
                at=entry.at,
                kind=entry.kind,
                summary=entry.summary,
                step=entry.step,
                detail=entry.detail,
                journey_name=journey,
                enrollment_id=entry.enrollment_id,
                message_id=entry.message_id,
            ),
        )
        for entry, journey in found
    ]
