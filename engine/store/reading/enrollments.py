"""Customers' passages through journeys, and everything that happened on the way."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from engine.errors import NotFound
from engine.store.reading.listing import id_of, listed
from engine.store.tables import Account, Contact, Enrollment, Journey, JourneyVersion, TimelineEntry
from engine.store.tables.columns import JsonObject
from engine.store.views.paging import Page, identifier, instant

Status = Literal["starting", "running", "held", "ended"]


@dataclass(frozen=True)
class EnrollmentSummary:
    id: UUID
    journey: str
    version: int
    account: str | None
    """External id."""
    contact: str | None
    """External id, or mail address when there is none."""
    status: str
    step: str | None
    waiting_for: str | None
    wakes_at: datetime | None
    held_because: str | None
    trouble: JsonObject | None
    enrolled_at: datetime
    ended_at: datetime | None
    outcome: str | None
    end_reason: str | None
    goal_met_at: datetime | None
    is_test: bool
    entered_by: JsonObject


@dataclass(frozen=True)
class Entry:
    """One thing that happened, as a sentence with its evidence."""

    number: int
    at: datetime
    journey_at: datetime
    """The journey's own time; differs from `at` only in compressed test runs."""
    kind: str
    step: str | None
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


async def list_enrollments(
    session: AsyncSession,
    *,
    journey: str | None = None,
    account: str | None = None,
    status: Status | None = None,
    tests: bool = False,
    limit: int,
    after: str | None,
) -> Page[EnrollmentSummary]:
    """Who entered last comes first. Test runs only when asked for, and then only those."""
    statement = _enrollments().where(col(Enrollment.is_test).is_(tests))
    if journey is not None:
        statement = statement.where(Enrollment.journey_id == id_of(Journey, Journey.key, journey))
    if account is not None:
        statement = statement.where(
            Enrollment.account_id == id_of(Account, Account.external_id, account)
        )
    if status == "held":
        statement = statement.where(
            Enrollment.status == "running", col(Enrollment.held_because).is_not(None)
        )
    elif status is not None:
        statement = statement.where(Enrollment.status == status)
    return await listed(
        session,
        statement,
        order=[(col(Enrollment.enrolled_at), instant), (col(Enrollment.id), identifier)],
        place_of=lambda row: [row[0].enrolled_at, row[0].id],
        made=_summary,
        limit=limit,
        after=after,
    )


async def get_enrollment(session: AsyncSession, identifier: UUID) -> EnrollmentDetail:
    """Raises NotFound."""
    found = await session.execute(_enrollments().where(Enrollment.id == identifier))
    row = found.first()
    if row is None:
        raise NotFound(f"There is no enrollment {identifier}.")
    entries = await session.exec(
        select(TimelineEntry)
        .where(TimelineEntry.enrollment_id == identifier)
        .order_by(col(TimelineEntry.number).desc())
        .limit(_MOST_ENTRIES)
    )
    return EnrollmentDetail(_summary(row), [_entry(entry) for entry in reversed(entries.all())])


def _enrollments() -> Any:
    return (
        select(  # type: ignore[call-overload]
            Enrollment,
            Journey.key,
            JourneyVersion.number,
            Account.external_id,
            Contact.external_id,
            Contact.email,
        )
        .join(Journey, col(Journey.id) == Enrollment.journey_id)
        .join(JourneyVersion, col(JourneyVersion.id) == Enrollment.version_id)
        .outerjoin(Account, col(Account.id) == Enrollment.account_id)
        .outerjoin(Contact, col(Contact.id) == Enrollment.contact_id)
    )


def _summary(found: Any) -> EnrollmentSummary:
    row, journey, version, account, contact, email = found
    return EnrollmentSummary(
        id=row.id,
        journey=journey,
        version=version,
        account=account,
        contact=contact or email,
        status=row.status,
        step=row.current_step,
        waiting_for=row.waiting_for,
        wakes_at=row.wakes_at,
        held_because=row.held_because,
        trouble=row.trouble,
        enrolled_at=row.enrolled_at,
        ended_at=row.ended_at,
        outcome=row.outcome,
        end_reason=row.end_reason,
        goal_met_at=row.goal_met_at,
        is_test=row.is_test,
        entered_by=row.entered_by,
    )


def _entry(entry: TimelineEntry) -> Entry:
    return Entry(
        number=entry.number,
        at=entry.at,
        journey_at=entry.journey_at,
        kind=entry.kind,
        step=entry.step,
        summary=entry.summary,
        detail=entry.detail,
        message_id=entry.message_id,
        task_id=entry.task_id,
    )
