"""Letting a customer into a journey: once, whatever is repeated, retried or raced."""

from collections.abc import Collection, Mapping, Sequence
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
from engine.definition.times import Percentage
from engine.entry import (
    Past,
    Refusal,
    refused_by_holdout,
    refused_by_past,
    refused_without_subject,
    subject_of,
)
from engine.identifiers import enrollment_id
from engine.listening import listens
from engine.store import tables
from engine.store.channels import OUTBOX, notify
from engine.store.settings import holdout
from engine.store.statements import run

# A version may be published for everybody between reading which one is live and entering by it.
# Entering waits for the publish, as the journey's row is locked by it; so what is read after sees
# its migration, and the customer is moved before anything is sent.
_BY_THE_LATEST = text("""
    INSERT INTO migration_results (migration_id, enrollment_id, status, from_version)
    SELECT latest.id, entered, 'pending', latest.number
    FROM unnest(CAST(:enrollments AS uuid[])) AS entered, (
        SELECT m.id, own.number
        FROM journey_versions AS own
        JOIN migrations AS m ON m.journey_id = own.journey_id
        JOIN journey_versions AS newer ON newer.id = m.to_version_id
        WHERE own.id = :version AND newer.number > own.number
        ORDER BY newer.number DESC, m.created_at DESC LIMIT 1
    ) AS latest
    ON CONFLICT DO NOTHING
""")

_LATEST = text("""
    SELECT DISTINCT ON (subject_id) subject_id, status, enrolled_at FROM enrollments
    WHERE journey_id = :journey AND subject_id = ANY(CAST(:subjects AS uuid[])) AND NOT is_test
    ORDER BY subject_id, enrolled_at DESC
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

    def subject(self, journey: Journey) -> UUID | None:
        return subject_of(journey, self.account_id, self.contact_id)


@dataclass(frozen=True)
class Enrolled:
    enrollment_id: UUID


@dataclass(frozen=True)
class Door:
    """What customers enter."""

    journey_id: UUID
    version_id: UUID
    journey: Journey


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
    door = Door(journey_id, version_id, journey)
    [outcome] = await enroll_each(session, door, [(entrant, zone)], now)
    return outcome


async def made_before(
    session: AsyncSession, journey: Journey, entrant: Entrant, same: Collection[str]
) -> Enrolled | None:
    """The enrollment that this entrant made already: one that was entered by the same, as far as
    these keys of `entered_by` say."""
    subject = entrant.subject(journey)
    if subject is None:
        return None
    identifier = enrollment_id(journey.journey, subject, entrant.entry_key)
    row = await session.get(tables.Enrollment, identifier)
    if row is None or any(row.entered_by.get(key) != entrant.entered_by[key] for key in same):
        return None
    return Enrolled(identifier)


async def enroll_each(
    session: AsyncSession,
    door: Door,
    entrants: Sequence[tuple[Entrant, str | None]],
    now: datetime,
) -> list[Enrolled | Refusal]:
    """The same for several, each with their time zone, in a handful of statements."""
    found = await refusals(session, door.journey_id, door.journey, entrants, now)
    refused, rows = dict[int, Refusal](), dict[int, dict[str, Any]]()
    for place, ((entrant, _), refusal) in enumerate(zip(entrants, found, strict=True)):
        subject = entrant.subject(door.journey)
        if refusal is not None:
            refused[place] = refusal
        elif subject is not None:
            rows[place] = _row(door, entrant, subject, now)
    await _hold_out(session, door, entrants, refused, now)
    made = await _write(session, rows.values())
    let_in = [row["id"] for row in rows.values() if row["id"] in made and not row["is_test"]]
    if let_in:
        await run(session, _BY_THE_LATEST, {"enrollments": let_in, "version": door.version_id})
    if made:
        await notify(session, OUTBOX)
    outcomes = list[Enrolled | Refusal]()
    for place in range(len(entrants)):
        if place in refused:
            outcomes.append(refused[place])
        elif (identifier := rows[place]["id"]) in made:
            outcomes.append(Enrolled(identifier))
        else:
            outcomes.append(await _entered_before(session, identifier))
    return outcomes


async def refusals(
    session: AsyncSession,
    journey_id: UUID,
    journey: Journey,
    entrants: Sequence[tuple[Entrant, str | None]],
    now: datetime,
) -> list[Refusal | None]:
    """Why each of them would not be let in now, whom the audience is asked about elsewhere. None:
    they would be."""
    subjects = [entrant.subject(journey) for entrant, _ in entrants]
    pasts = await _pasts(session, journey_id, {each for each in subjects if each})
    everywhere = await holdout(session)
    return [
        _refused(journey, entrant, subject, pasts, everywhere, now, zone)
        for (entrant, zone), subject in zip(entrants, subjects, strict=True)
    ]


def _refused(
    journey: Journey,
    entrant: Entrant,
    subject: UUID | None,
    pasts: Mapping[UUID, Past],
    everywhere: Percentage | None,
    now: datetime,
    zone: str | None,
) -> Refusal | None:
    if subject is None:
        return refused_without_subject(journey, subject)
    if entrant.is_test:
        return None
    past = refused_by_past(journey, pasts.get(subject), now, known_zone(zone))
    return past or refused_by_holdout(journey, entrant.account_id, subject, everywhere)


def _row(door: Door, entrant: Entrant, subject: UUID, now: datetime) -> dict[str, Any]:
    journey = door.journey
    key = f"test/{uuid4()}" if entrant.is_test else entrant.entry_key
    return {
        "id": enrollment_id(journey.journey, subject, key),
        "journey_id": door.journey_id,
        "version_id": door.version_id,
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


async def _write(session: AsyncSession, rows: Collection[dict[str, Any]]) -> set[UUID]:
    """Which of them are new. In the order of their subjects: others who enroll may wait for us."""
    if not rows:
        return set()
    made = await session.execute(
        insert(tables.Enrollment)
        .values(sorted(rows, key=lambda row: str(row["subject_id"])))
        .on_conflict_do_nothing()
        .returning(col(tables.Enrollment.id))
    )
    return set(made.scalars())


async def _hold_out(
    session: AsyncSession,
    door: Door,
    entrants: Sequence[tuple[Entrant, str | None]],
    refusals: Mapping[int, Refusal],
    now: datetime,
) -> None:
    """Write down who is kept out to compare with."""
    rows = [
        {
            "journey_id": door.journey_id,
            "subject_id": entrant.subject(door.journey),
            "entry_key": entrant.entry_key,
            "account_id": entrant.account_id,
            "contact_id": entrant.contact_id,
            "code": refusal.code,
            "entered_by": dict(entrant.entered_by),
            "at": now,
        }
        for entrant, refusal in ((entrants[place][0], each) for place, each in refusals.items())
        if refusal.code in ("holdout", "global_holdout")
    ]
    if rows:
        await session.execute(insert(tables.HeldOut).values(rows).on_conflict_do_nothing())


async def _entered_before(session: AsyncSession, enrollment_id: UUID) -> Refusal:
    """This very entry was made before, or the customer is in the journey by another."""
    same = await session.exec(
        select(tables.Enrollment.status).where(tables.Enrollment.id == enrollment_id)
    )
    if same.first() == "ended":
        return Refusal("already_been", "The customer has been through by this very entry.")
    return Refusal("already_running", "The customer is already in this journey.")


async def _pasts(
    session: AsyncSession, journey_id: UUID, subjects: Collection[UUID]
) -> dict[UUID, Past]:
    """The latest passages of these subjects through a journey, tests aside."""
    found = await run(session, _LATEST, {"journey": journey_id, "subjects": list(subjects)})
    return {row.subject_id: Past(row.status != "ended", row.enrolled_at) for row in found}
