"""Letting a customer into a journey: once, whatever is repeated, retried or raced."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import text
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from engine.clock import known_zone
from engine.definition.journey import Journey
from engine.entry import Past, Refusal, refused_by_past
from engine.identifiers import enrollment_id
from engine.listening import listens
from engine.store import tables
from engine.store.channels import OUTBOX, notify
from engine.store.statements import run

# A version may be published for everybody between reading which one is live and entering by it.
# Entering waits for the publish, as the journey's row is locked by it; so what is read after sees
# its migration, and the customer is moved before anything is sent.
_BY_THE_LATEST = text("""
    INSERT INTO migration_results (migration_id, enrollment_id, status, from_version)
    SELECT m.id, :enrollment, 'pending', own.number
    FROM journey_versions AS own
    JOIN migrations AS m ON m.journey_id = own.journey_id
    JOIN journey_versions AS latest ON latest.id = m.to_version_id
    WHERE own.id = :version AND latest.number > own.number
    ORDER BY latest.number DESC, m.created_at DESC LIMIT 1
    ON CONFLICT DO NOTHING
""")


@dataclass(frozen=True)
class Entrant:
    """Who enters, and how."""

    account_id: UUID | None
    contact_id: UUID | None
    entry_key: str
    """See `engine.entry.entry_key`."""
    entered_by: Mapping[str, Any]
    """`{"by": "event", "event_id": 7, "name": "Account Created"}`, or `{"by": "key:…"}`."""
    is_test: bool = False
    seconds_per_day: float | None = None
    """Compressed time, for test runs: real seconds that make one day of the journey."""
    diverted_to: str | None = None
    """The mail address that gets everything in everybody's place, for test runs."""


@dataclass(frozen=True)
class Enrolled:
    enrollment_id: UUID


async def enroll(
    session: AsyncSession,
    journey: Journey,
    *,
    journey_id: UUID,
    version_id: UUID,
    entrant: Entrant,
    now: datetime,
    zone: str | None = None,
) -> Enrolled | Refusal:
    """Record an enrollment for the courier to start, or say why the customer does not enter.

    Doing it again with the same entry key finds the same enrollment and is refused as
    `already_running` or `already_been`. A test run is always let in.
    """
    subject = entrant.account_id if journey.subject == "account" else entrant.contact_id
    if subject is None:
        return Refusal("no_subject", f"The journey is for {journey.subject}s; none was named.")
    if not entrant.is_test:
        past = await past_of(session, journey_id, subject)
        if refusal := refused_by_past(journey, past, now, known_zone(zone)):
            return refusal
    key = f"test/{uuid4()}" if entrant.is_test else entrant.entry_key
    identifier = enrollment_id(journey.journey, subject, key)
    row = {
        "id": identifier,
        "journey_id": journey_id,
        "version_id": version_id,
        "subject_kind": journey.subject,
        "subject_id": subject,
        "account_id": entrant.account_id,
        "contact_id": entrant.contact_id,
        "entry_key": key,
        "entered_by": dict(entrant.entered_by),
        "listens": sorted(listens(journey, None)),
        "enrolled_at": now,
        "is_test": entrant.is_test,
        "seconds_per_day": entrant.seconds_per_day,
        "diverted_to": entrant.diverted_to,
    }
    made = await session.execute(
        insert(tables.Enrollment)
        .values(row)
        .on_conflict_do_nothing()
        .returning(col(tables.Enrollment.id))
    )
    if made.first() is None:
        return await _entered_before(session, identifier)
    if not entrant.is_test:
        await run(session, _BY_THE_LATEST, {"enrollment": identifier, "version": version_id})
    await notify(session, OUTBOX)
    return Enrolled(identifier)


async def _entered_before(session: AsyncSession, enrollment_id: UUID) -> Refusal:
    """This very entry was made before, or the customer is in the journey by another."""
    same = await session.exec(
        select(tables.Enrollment.status).where(tables.Enrollment.id == enrollment_id)
    )
    if same.first() == "ended":
        return Refusal("already_been", "The customer has been through by this very entry.")
    return Refusal("already_running", "The customer is already in this journey.")


async def past_of(session: AsyncSession, journey_id: UUID, subject_id: UUID) -> Past | None:
    """The subject's latest passage through a journey, tests aside."""
    found = await session.exec(
        select(tables.Enrollment.status, tables.Enrollment.enrolled_at)
        .where(
            tables.Enrollment.journey_id == journey_id,
            tables.Enrollment.subject_id == subject_id,
            col(tables.Enrollment.is_test).is_(False),
        )
        .order_by(col(tables.Enrollment.enrolled_at).desc())
        .limit(1)
    )
    latest = found.first()
    return Past(running=latest[0] != "ended", enrolled_at=latest[1]) if latest else None
