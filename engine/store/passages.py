"""Reading where an enrollment stands, and writing down where it has moved to.

A move is one transaction: position, timeline and what it listens for change together or not at
all. `Enrollment.moves` guards it, so of two who move the same enrollment one is told to look
again.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import and_, bindparam, func, insert, update
from sqlalchemy.orm import aliased
from sqlmodel import SQLModel, col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from engine.advancing.journal import Entry
from engine.advancing.passage import Colleague, Company, Passage, Person
from engine.clock import zone_of_customer
from engine.definition.journey import Journey
from engine.errors import Conflict
from engine.interpreter import Position
from engine.reckoning import Freeze
from engine.store import tables
from engine.store.customers import PRIMARY_FIRST
from engine.store.facts import Witness
from engine.store.library import completed
from engine.store.pauses import freezes_of
from engine.store.tables import (
    Account,
    Contact,
    Enrollment,
    Membership,
    User,
)
from engine.store.tables.columns import utc_now
from engine.store.team.hours import working_of
from engine.store.versions import definition_of


class MovedMeanwhile(Conflict):
    """Somebody else moved this enrollment since it was read. Look again."""


@dataclass(frozen=True)
class Stored:
    """An enrollment as it was read, and the row that is to be changed."""

    passage: Passage
    row: Enrollment

    def witness(self, person: Person | None = None, position: Position | None = None) -> Witness:
        """The view conditions are decided from. `person` is who is about to be written to; else it
        is the contact the journey is about, or the account's primary one."""
        passage = self.passage
        person = person or passage.person
        return Witness(
            account_id=self.row.account_id,
            contact_id=self.row.contact_id,
            subject_kind=self.row.subject_kind,
            zone=passage.zone,
            traits={
                "account": dict(passage.account.traits) if passage.account else {},
                "contact": dict(person.traits) if person else {},
            },
            clock=passage.clock,
            enrollment_id=passage.id,
            entered_since=passage.since,
            entered_by=passage.entered_event,
            step_since=passage.clock.real_time(position.entered_at) if position else None,
        )


def company(row: Account) -> Company:
    return Company(row.id, row.external_id, row.name, row.traits, row.time_zone, row.renewal_date)


def person(row: Contact, roles: Sequence[str] = ()) -> Person:
    return Person(
        row.id,
        row.external_id,
        row.email,
        row.name,
        row.traits,
        row.time_zone,
        tuple(roles),
        row.locale,
    )


def colleague(row: User) -> Colleague:
    return Colleague(row.id, row.name, row.email, row.meeting_url, working_of(row))


# Statements run for every step of every customer are built once: building costs more than running.
_SUBJECT, _PRIMARY = aliased(Contact), aliased(Contact)
_STOPPED = (
    select(func.bool_or(col(tables.Pause.ended_at).is_(None)))
    .where(col(tables.Pause.journey_id) == col(Enrollment.journey_id), col(tables.Pause.freeze))
    .correlate(Enrollment)
    .scalar_subquery()
)
"""Whether the journey's clock stands still now. NULL: it never has."""
_TO_BE_MOVED = (
    select(func.count())
    .where(
        col(tables.MigrationResult.enrollment_id) == col(Enrollment.id),
        col(tables.MigrationResult.status).in_(["pending", "failed"]),
    )
    .correlate(Enrollment)
    .scalar_subquery()
)
_PASSAGE = (
    select(  # type: ignore[call-overload]
        Enrollment,
        col(tables.Journey.status),
        col(tables.JourneyVersion.number),
        _STOPPED.label("stopped"),
        Account,
        _SUBJECT,
        _PRIMARY,
        User,
    )
    .join(tables.JourneyVersion, col(tables.JourneyVersion.id) == col(Enrollment.version_id))
    .join(tables.Journey, col(tables.Journey.id) == col(Enrollment.journey_id))
    .outerjoin(Account, col(Account.id) == col(Enrollment.account_id))
    .outerjoin(_SUBJECT, _SUBJECT.id == col(Enrollment.contact_id))
    .outerjoin(
        Membership,
        and_(
            col(Membership.account_id) == col(Enrollment.account_id),
            col(Membership.ended_at).is_(None),
        ),
    )
    .outerjoin(_PRIMARY, _PRIMARY.id == col(Membership.contact_id))
    .outerjoin(User, and_(col(User.id) == col(Account.owner_id), col(User.disabled_at).is_(None)))
    .where(col(Enrollment.id) == bindparam("enrollment_id"))
    .order_by(*PRIMARY_FIRST)
    .limit(1)
)
_ORDERS = (
    select(tables.Journey.status, Enrollment.exit_request, _STOPPED, _TO_BE_MOVED)
    .join(Enrollment, col(Enrollment.journey_id) == col(tables.Journey.id))
    .where(col(Enrollment.id) == bindparam("enrollment_id"))
)
_ENROLLMENTS = SQLModel.metadata.tables["enrollments"]
_MOVE = (
    update(_ENROLLMENTS)
    .where(
        _ENROLLMENTS.c.id == bindparam("enrollment_id"),
        _ENROLLMENTS.c.moves == bindparam("moves_seen"),
    )
    .values(entries=_ENROLLMENTS.c.entries + bindparam("more_entries"))
    .returning(_ENROLLMENTS.c.entries)
)
_COUNT = (
    update(_ENROLLMENTS)
    .where(_ENROLLMENTS.c.id == bindparam("enrollment_id"))
    .values(entries=_ENROLLMENTS.c.entries + bindparam("more_entries"))
    .returning(_ENROLLMENTS.c.entries)
)
_WRITE = insert(SQLModel.metadata.tables["timeline_entries"])


async def load(
    session: AsyncSession, enrollment_id: UUID, *, default_zone: str, now: datetime | None = None
) -> Stored | None:
    """The enrollment as it is now. None: there is no such enrollment.

    `now` is real time: where a journey's clock stands still, that is how long it has done so.
    """
    found = (await session.execute(_PASSAGE, {"enrollment_id": enrollment_id})).first()
    if found is None:
        return None
    row, _, _, stopped, *_ = found
    freezes = tuple[Freeze, ...]()
    if stopped is not None and not row.is_test:
        freezes = await freezes_of(session, row.journey_id, now or utc_now())
    written = await completed(session, await definition_of(session, row.version_id))
    return Stored(_passage(found, *written, freezes, default_zone), row)


def _passage(
    found: Sequence[Any],
    journey: Journey,
    library: Mapping[str, int],
    freezes: tuple[Freeze, ...],
    default_zone: str,
) -> Passage:
    """Of a row that `_PASSAGE` reads."""
    row, status, number, stopped, account, subject, main, owner = found
    own = subject if journey.subject == "contact" else None
    return Passage(
        id=row.id,
        journey=journey,
        version=number,
        subject_id=row.subject_id,
        account=company(account) if account else None,
        contact=person(own) if own else None,
        primary=person(main) if main else None,
        owner=colleague(owner) if owner else None,
        zone=zone_of_customer(
            journey.subject,
            account.time_zone if account else None,
            own.time_zone if own else None,
            main.time_zone if main else None,
            default_zone,
        ),
        enrolled_at=row.enrolled_at,
        since=_since(row),
        entered_by=row.entered_by,
        position=Position.model_validate(row.position) if row.position else None,
        seconds_per_day=row.seconds_per_day,
        is_test=row.is_test,
        diverted_to=row.diverted_to,
        paused=status == "paused" and not row.is_test,
        stopped=status == "paused" and bool(stopped) and not row.is_test,
        freezes=freezes,
        exit_request=row.exit_request,
        goal_met_at=row.goal_met_at,
        waiting_for=row.waiting_for,
        wakes_at=row.wakes_at,
        held_because=row.held_because,
        library=library,
    )


def _since(row: Enrollment) -> datetime:
    """Real time from which events are events in this enrollment.

    That is when the event that let the customer in happened: what followed it and came in before we
    got round to enrolling is no less a part of the journey.
    """
    at = row.entered_by.get("at")
    return (
        min(datetime.fromisoformat(at), row.enrolled_at) if isinstance(at, str) else row.enrolled_at
    )


async def with_orders(session: AsyncSession, passage: Passage) -> Passage:
    """The passage as it was read, with what people have ordered since: a pause, an exit, a move."""
    found = await session.execute(_ORDERS, {"enrollment_id": passage.id})
    status, exit_request, stopped, superseded = found.one()
    paused = status == "paused" and not passage.is_test
    return replace(
        passage,
        paused=paused,
        stopped=paused and bool(stopped),
        superseded=superseded > 0,
        exit_request=exit_request,
    )


async def members(session: AsyncSession, account_id: UUID) -> list[Person]:
    """The account's contacts: the primary one first, then by how long they have been there."""
    rows = await session.exec(
        select(Contact, Membership)
        .join(Membership, col(Membership.contact_id) == col(Contact.id))
        .where(Membership.account_id == account_id, col(Membership.ended_at).is_(None))
        .order_by(*PRIMARY_FIRST)
    )
    return [person(contact, of.roles) for contact, of in rows]


async def move(
    session: AsyncSession,
    stored: Stored,
    entries: Sequence[Entry],
    changes: Mapping[str, Any],
    now: datetime,
) -> Stored:
    """Write the entries and change the enrollment. `now` is real time, aware UTC.

    Returns the same passage with the row as it is then.

    Raises MovedMeanwhile if another was first.
    """
    row = stored.row
    new = {**changes, "moves": row.moves + 1, "updated_at": now}
    connection = await session.connection()
    changed = await connection.execute(
        _MOVE,
        {
            **new,
            "enrollment_id": row.id,
            "moves_seen": row.moves,
            "more_entries": len(entries),
        },
    )
    written: int | None = changed.scalar()
    if written is None:
        raise MovedMeanwhile("The enrollment moved while this was being decided.")
    if entries:
        first = written - len(entries) + 1
        await connection.execute(_WRITE, _numbered(stored, entries, now, first))
    return replace(stored, row=Enrollment(**{**row.model_dump(), **new, "entries": written}))


def _numbered(
    stored: Stored, entries: Sequence[Entry], now: datetime, first: int
) -> list[dict[str, Any]]:
    """The entries as rows, numbered on from what is written already."""
    row, passage = stored.row, stored.passage
    clock = passage.clock
    journey_at = clock.journey_time(now)
    return [
        {
            "enrollment_id": row.id,
            "number": number,
            "account_id": row.account_id,
            "contact_id": row.contact_id,
            "at": now,
            "journey_at": journey_at,
            "kind": entry.kind,
            "step": entry.step,
            "visit": entry.visit,
            "outlet": entry.outlet,
            "left_at": clock.real_time(entry.left_at) if entry.left_at else None,
            "journey_id": row.journey_id,
            "version": passage.version,
            "summary": entry.summary,
            "detail": dict(entry.detail),
            "message_id": entry.message_id,
            "task_id": entry.task_id,
        }
        for number, entry in enumerate(entries, start=first)
    ]


async def note(
    session: AsyncSession, stored: Stored, entries: Sequence[Entry], now: datetime
) -> None:
    """Write into the story without moving. Whoever is about to move is not disturbed by it."""
    connection = await session.connection()
    counted = await connection.execute(
        _COUNT, {"enrollment_id": stored.row.id, "more_entries": len(entries)}
    )
    first = counted.scalar_one() - len(entries) + 1
    await connection.execute(_WRITE, _numbered(stored, entries, now, first))


async def note_trouble(
    session: AsyncSession,
    enrollment_id: UUID,
    *,
    error: str,
    attempt: int,
    now: datetime,
    again_at: datetime | None = None,
) -> None:
    """Show that a step keeps failing, and when it is tried again if that is known. `since` stays at
    the first failure."""
    row = await session.get(Enrollment, enrollment_id)
    if row is None or row.status == "ended":
        return
    since = (row.trouble or {}).get("since") or now.isoformat()
    row.trouble = {"since": since, "attempt": attempt, "error": error}
    row.wakes_at = again_at or row.wakes_at
