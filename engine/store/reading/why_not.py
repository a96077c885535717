"""What is known when somebody asks why an event did not start a journey. The answer is
`engine.why_not`'s."""

import asyncio
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from engine.definition.journey import Journey
from engine.entry import subject_of
from engine.errors import BrokenJourney, NotFound, UnreadableDraft
from engine.store import tables
from engine.store.drafts import readable
from engine.store.reading.names import names
from engine.store.subjects import Kind
from engine.store.tables import (
    Enrollment,
    EntryDecision,
    Event,
    JourneyVersion,
)
from engine.store.versions import definition_of
from engine.why_not import (
    Answer,
    Decided,
    Live,
    Passage,
    Standing,
    Told,
    answer_for_event,
)


async def why_event(session: AsyncSession, event_id: int, key: str, zone: str) -> Answer:
    """Why an event did, or did not, start a journey. Raises NotFound."""
    event = await session.get(Event, event_id)
    if event is None:
        raise NotFound(f"There is no event {event_id}.")
    row = await journey_called(session, key)
    standing = await standing_of(session, row, event.dispatched_at)
    decision = await session.get(EntryDecision, (event_id, row.id))
    before = None
    if decision is not None and not decision.enrolled:
        live = standing.then or standing.now
        subject = _subject_of(event, live.journey if live else None)
        before = await latest_passage(session, row.id, subject, decision.decided_at)
    found = decided(decision) if decision is not None else None
    return answer_for_event(told_of(event), standing, found, before, zone)


# Journeys


async def journey_called(session: AsyncSession, key: str) -> tables.Journey:
    """Raises NotFound."""
    found = await session.exec(select(tables.Journey).where(tables.Journey.key == key))
    row = found.first()
    if row is None:
        raise NotFound(f"There is no journey “{key}”.")
    return row


async def standing_of(
    session: AsyncSession, row: tables.Journey, acted_at: datetime | None
) -> Standing:
    """`acted_at`: when the event was acted on. None: as it would be now."""
    now = await _live(session, row, JourneyVersion.number == row.live_version)
    then = now
    if acted_at is not None:
        then = await _live(session, row, col(JourneyVersion.published_at) <= acted_at)
    return Standing(
        key=row.key,
        name=row.name,
        status=row.status,
        now=now,
        then=then,
        draft=await _draft(row),
        # Nothing is done to a journey any more once it is archived.
        archived_at=row.updated_at if row.status == "archived" else None,
        called=await names(session),
    )


async def _live(session: AsyncSession, row: tables.Journey, which: Any) -> Live | None:
    """The latest of such versions."""
    found = await session.exec(
        select(JourneyVersion.id, JourneyVersion.number, JourneyVersion.published_at)
        .where(JourneyVersion.journey_id == row.id, col(JourneyVersion.number) > 0, which)
        .order_by(col(JourneyVersion.number).desc())
        .limit(1)
    )
    version = found.first()
    if version is None:
        return None
    identifier, number, published_at = version
    try:
        return Live(number, published_at, await definition_of(session, identifier))
    except BrokenJourney:
        return Live(number, published_at, None)


async def _draft(row: tables.Journey) -> Journey | None:
    if row.draft is None:
        return None
    try:
        return await asyncio.to_thread(readable, row.key, row.draft)
    except UnreadableDraft:
        return None


def kind_of(standing: Standing) -> Kind:
    journey = standing.now.journey if standing.now else standing.draft
    return journey.subject if journey is not None else "account"


# Events


def told_of(event: Event) -> Told:
    return Told(
        name=event.name,
        properties=event.properties,
        names_account=event.account_id is not None,
        names_contact=event.contact_id is not None,
        dispatched_at=event.dispatched_at,
        error=event.dispatch_error,
        again_at=event.dispatch_again_at,
    )


def _subject_of(event: Event, journey: Journey | None) -> UUID | None:
    if journey is None:
        return None
    return subject_of(journey, event.account_id, event.contact_id)


def decided(row: EntryDecision) -> Decided:
    return Decided(row.enrolled, row.code, row.reason, row.explanation, row.enrollment_id)


# Passages


async def latest_passage(
    session: AsyncSession, journey_id: UUID, subject: UUID | None, until: datetime | None
) -> Passage | None:
    """Test runs aside. `until`: of those that had begun then."""
    statement = select(Enrollment).where(
        Enrollment.journey_id == journey_id,
        Enrollment.subject_id == subject,
        col(Enrollment.is_test).is_(False),
    )
    if until is not None:
        statement = statement.where(col(Enrollment.enrolled_at) <= until)
    found = await session.exec(statement.order_by(col(Enrollment.enrolled_at).desc()).limit(1))
    row = found.first()
    return Passage(row.id, row.enrolled_at, row.ended_at, row.end_reason) if row else None
