"""Customers' passages through journeys, and everything that happened on the way."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import text, union
from sqlmodel import col, or_, select
from sqlmodel.ext.asyncio.session import AsyncSession

from engine.definition.journey import Journey as Definition
from engine.errors import NotFound
from engine.store.reading.about import About, told_about
from engine.store.reading.layers import Layer, Of, counted
from engine.store.reading.listing import account_named, id_of, listed, made, mentioning, one
from engine.store.reading.paging import PAGE_SIZE, Page, identifier, instant
from engine.store.tables import Account, Contact, Enrollment, Journey, JourneyVersion, TimelineEntry
from engine.store.tables.columns import JsonObject
from engine.store.versions import definition_of

Status = Literal["inside", "starting", "running", "held", "trouble", "ended"]
"""`inside` is everybody who has not ended; held and in trouble are some of those running."""


@dataclass(frozen=True)
class EnrollmentSummary(About):
    journey_status: str
    version: int
    status: str
    step: str | None
    visit: int | None
    """The how-manyth time they stand at the step."""
    waiting_for: str | None
    wakes_at: datetime | None
    held_because: str | None
    trouble: JsonObject | None
    exit_request: JsonObject | None
    """`{"reason", "by", "called", "at"}` once somebody asked to take the customer out; without
    `called` they have no other name."""
    time_zone: str | None
    """The zone its waits were last reckoned in."""
    enrolled_at: datetime
    ended_at: datetime | None
    outcome: str | None
    end_reason: str | None
    goal_met_at: datetime | None
    is_test: bool
    seconds_per_day: float | None
    """Set when time runs compressed: how many real seconds one day of the journey takes."""
    diverted_to: str | None
    """Of a test run: the mail address that gets everything in everybody's place."""
    entered_by: JsonObject
    moves: int
    """Grows with every move: as long as it is the same, so is where the customer stands."""


@dataclass(frozen=True)
class Entry:
    """One thing that happened, as a sentence with its evidence."""

    number: int
    at: datetime
    journey_at: datetime
    """The journey's own time; differs from `at` only in compressed test runs."""
    kind: str
    step: str | None
    visit: int | None
    """The how-manyth time they stood at the step."""
    outlet: str | None
    """The way out they left the step by with this; null: they did not."""
    left_at: datetime | None
    """When what led on came about."""
    version: int | None
    """The version they were on."""
    summary: str
    detail: JsonObject
    message_id: UUID | None
    task_id: UUID | None


@dataclass(frozen=True)
class EnrollmentDetail:
    enrollment: EnrollmentSummary
    timeline: list[Entry]
    """The latest thousand entries, in order."""


_MOST_ENTRIES = 1_000
_SINGLY = text("(enrollments.entered_by -> 'idempotency_key') IS NOT NULL")
"""Who is let in by hand is noted with such a key, or that there was none. In the words of the
index."""


async def list_enrollments(
    session: AsyncSession,
    *,
    journey: str | None = None,
    account: str | UUID | None = None,
    contact: UUID | None = None,
    status: Status | None = None,
    step: str | None = None,
    version: int | None = None,
    layer: Layer | None = None,
    outlet: str | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
    search: str | None = None,
    tests: bool | None = False,
    singly: bool = False,
    limit: int = PAGE_SIZE,
    after: str | None = None,
) -> Page[EnrollmentSummary]:
    """Who entered last comes first.

    `step` is where they stand, and `version` the one they are on. With a `layer` both say what it
    says, as do `outlet`, `since` and `until`: see `engine.store.reading.layers`.
    `search` is looked for in names of accounts and contacts. `tests`: False, customers; True, test
    runs; None, both. `singly`: only who was let in by hand, one customer by themselves.
    """
    statement = _enrollments().where(*_in(status))
    if tests is not None:
        statement = statement.where(col(Enrollment.is_test).is_(tests))
    if journey is not None:
        statement = statement.where(Enrollment.journey_id == id_of(Journey, Journey.key, journey))
    if singly:
        statement = statement.where(_SINGLY)
    if account is not None:
        statement = statement.where(Enrollment.account_id == account_named(account))
    if contact is not None:
        statement = statement.where(*_entered_by(contact))
    if layer is not None:
        statement = statement.where(*counted(Of(layer, step, outlet, version, since, until)))
    elif step is not None:
        statement = statement.where(Enrollment.current_step == step)
    if layer is None and version is not None:
        statement = statement.where(JourneyVersion.number == version)
    if search:
        columns = (Account.name, Account.external_id, Contact.name, Contact.email)
        statement = statement.where(or_(*mentioning(search, *columns)))
    return await listed(
        session,
        EnrollmentSummary,
        statement,
        order=[(col(Enrollment.enrolled_at), instant), (col(Enrollment.id), identifier)],
        limit=limit,
        after=after,
    )


def _entered_by(contact: UUID) -> list[Any]:
    """Only who is inside has an index by contact; what has ended is found by its timeline, where it
    says at least that it has."""
    inside = select(Enrollment.id).where(
        Enrollment.contact_id == contact, Enrollment.status != "ended"
    )
    told = select(TimelineEntry.enrollment_id).where(TimelineEntry.contact_id == contact)
    found = union(inside, told)
    return [Enrollment.contact_id == contact, col(Enrollment.id).in_(found)]


def _in(status: Status | None) -> list[Any]:
    inside = col(Enrollment.status) != "ended"
    match status:
        case None:
            return []
        case "inside":
            return [inside]
        case "held":
            return [inside, col(Enrollment.held_because).is_not(None)]
        case "trouble":
            return [inside, col(Enrollment.trouble).is_not(None)]
        case _:
            return [Enrollment.status == status]


async def get_enrollment(session: AsyncSession, enrollment_id: UUID) -> EnrollmentDetail:
    """Raises NotFound."""
    found = await enrollment_summary(session, enrollment_id)
    return EnrollmentDetail(found, await entries(session, enrollment_id))


async def enrollment_summary(session: AsyncSession, enrollment_id: UUID) -> EnrollmentSummary:
    """Raises NotFound."""
    return await one(
        session,
        EnrollmentSummary,
        _enrollments().where(Enrollment.id == enrollment_id),
        f"There is no enrollment {enrollment_id}.",
    )


async def entries(
    session: AsyncSession, enrollment_id: UUID, *, message: UUID | None = None
) -> list[Entry]:
    """The latest thousand entries of a passage in order; of those, the ones about a message."""
    statement = select(TimelineEntry).where(TimelineEntry.enrollment_id == enrollment_id)
    if message is not None:
        statement = statement.where(TimelineEntry.message_id == message)
    found = await session.exec(
        statement.order_by(col(TimelineEntry.number).desc()).limit(_MOST_ENTRIES)
    )
    return [made(Entry, row) for row in reversed(found.all())]


async def definition_for(session: AsyncSession, enrollment_id: UUID) -> Definition:
    """The journey as the customer goes through it: the version they are on. Raises NotFound."""
    found = await session.exec(select(Enrollment.version_id).where(Enrollment.id == enrollment_id))
    version_id = found.first()
    if version_id is None:
        raise NotFound(f"There is no enrollment {enrollment_id}.")
    return await definition_of(session, version_id)


def _enrollments() -> Any:
    return (
        told_about(Enrollment)
        .add_columns(
            col(Journey.status).label("journey_status"),
            col(JourneyVersion.number).label("version"),
            col(Enrollment.current_step).label("step"),
            col(Enrollment.position)["visit"].as_integer().label("visit"),
        )
        .join(JourneyVersion, col(JourneyVersion.id) == Enrollment.version_id)
    )
