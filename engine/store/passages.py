"""Reading where an enrollment stands, and writing down where it has moved to.

A move is one transaction: position, timeline and what it listens for change together or not at
all. `Enrollment.moves` guards it, so of two who move the same enrollment one is told to look
again.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from typing import Any
from uuid import UUID

from sqlalchemy import UnaryExpression, and_, bindparam, insert, update
from sqlalchemy.orm import aliased
from sqlmodel import SQLModel, col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from engine.clock import JourneyClock, known_zone
from engine.definition.journey import Journey
from engine.definition.steps import UntilEvent
from engine.errors import Conflict
from engine.evaluation import evaluate
from engine.facts import Facts
from engine.interpreter import Position
from engine.store import tables
from engine.store.facts import Witness
from engine.store.tables import (
    Account,
    Contact,
    Enrollment,
    Event,
    Membership,
    User,
)
from engine.store.versions import definition_of


class MovedMeanwhile(Conflict):
    """Somebody else moved this enrollment since it was read. Look again."""


@dataclass(frozen=True)
class Passage:
    """An enrollment with everything about it that decisions and templates look at."""

    row: Enrollment
    journey: Journey
    journey_status: str
    account: Account | None
    contact: Contact | None
    """The subject of a contact's journey, else None."""
    primary: Contact | None
    """The account's primary contact, or whoever has been there longest."""
    owner: User | None
    """The CSM who looks after the account. None also when that person no longer works here."""
    zone: str
    """The customer's zone: the contact's, else the account's, else its primary contact's."""

    @property
    def clock(self) -> JourneyClock:
        return JourneyClock(self.row.enrolled_at, self.row.seconds_per_day)

    @cached_property
    def position(self) -> Position | None:
        """None: recorded, and not yet begun."""
        return Position.model_validate(self.row.position) if self.row.position else None

    @property
    def since(self) -> datetime:
        """Real time from which events are events in this enrollment.

        That is when the event that let the customer in happened: what followed it and came in
        before we got round to enrolling is no less a part of the journey.
        """
        enrolled_at, at = self.row.enrolled_at, self.row.entered_by.get("at")
        return min(datetime.fromisoformat(at), enrolled_at) if isinstance(at, str) else enrolled_at

    @property
    def ended(self) -> bool:
        return self.row.status == "ended"

    def witness(self, contact: Contact | None = None) -> Witness:
        """The view conditions are decided from. `contact` is who is about to be written to; else it
        is the contact the journey is about, or the account's primary one."""
        person = contact or self.contact or self.primary
        event_id = self.row.entered_by.get("event_id")
        return Witness(
            account_id=self.row.account_id,
            contact_id=self.row.contact_id,
            subject_kind=self.row.subject_kind,
            zone=self.zone,
            traits={
                "account": self.account.traits if self.account else {},
                "contact": person.traits if person else {},
            },
            clock=self.clock,
            enrollment_id=self.row.id,
            entered_since=self.since,
            entered_by=event_id if isinstance(event_id, int) else None,
        )


def _primary_first(membership: type[Membership]) -> tuple[UnaryExpression[Any], ...]:
    return (
        col(membership.is_primary).desc().nulls_last(),
        col(membership.created_at).asc(),
        col(membership.contact_id).asc(),
    )


# Statements run for every step of every customer are built once: building costs more than running.
_SUBJECT, _PRIMARY = aliased(Contact), aliased(Contact)
_PASSAGE = (
    select(Enrollment, col(tables.Journey.status), Account, _SUBJECT, _PRIMARY, User)  # type: ignore[call-overload]
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
    .order_by(*_primary_first(Membership))
    .limit(1)
)
_ORDERS = (
    select(tables.Journey.status, Enrollment.exit_request)
    .join(Enrollment, col(Enrollment.journey_id) == col(tables.Journey.id))
    .where(col(Enrollment.id) == bindparam("enrollment_id"))
)
_ENROLLMENTS = SQLModel.metadata.tables["enrollments"]
_MOVE = update(_ENROLLMENTS).where(
    _ENROLLMENTS.c.id == bindparam("enrollment_id"),
    _ENROLLMENTS.c.moves == bindparam("moves_seen"),
)
_WRITE = insert(SQLModel.metadata.tables["timeline_entries"])


async def load(session: AsyncSession, enrollment_id: UUID, *, default_zone: str) -> Passage | None:
    """The enrollment as it is now. None: there is no such enrollment."""
    row = (await session.execute(_PASSAGE, {"enrollment_id": enrollment_id})).first()
    if row is None:
        return None
    enrollment, status, account, subject, main, owner = row
    journey = await definition_of(session, enrollment.version_id)
    return Passage(
        row=enrollment,
        journey=journey,
        journey_status=status,
        account=account,
        contact=subject if journey.subject == "contact" else None,
        primary=main,
        owner=owner,
        zone=known_zone(
            subject.time_zone if subject and journey.subject == "contact" else None,
            account.time_zone if account else None,
            main.time_zone if main else None,
            default_zone,
        ),
    )


async def with_orders(session: AsyncSession, passage: Passage) -> Passage:
    """The passage as it was read, with what people have ordered since: a pause, an exit."""
    status, exit_request = (await session.execute(_ORDERS, {"enrollment_id": passage.row.id})).one()
    passage.row.exit_request = exit_request
    return replace(passage, journey_status=status)


@dataclass(frozen=True)
class Member:
    """A contact of the account, and what it is there."""

    contact: Contact
    roles: tuple[str, ...]
    is_primary: bool


async def members(session: AsyncSession, account_id: UUID) -> list[Member]:
    """The account's contacts: the primary one first, then by how long they have been there."""
    rows = await session.exec(
        select(Contact, Membership)
        .join(Membership, col(Membership.contact_id) == col(Contact.id))
        .where(Membership.account_id == account_id, col(Membership.ended_at).is_(None))
        .order_by(*_primary_first(Membership))
    )
    return [Member(contact, tuple(of.roles), of.is_primary) for contact, of in rows]


async def first_event(
    session: AsyncSession,
    wanted: UntilEvent,
    witness: Witness,
    *,
    since: datetime,
    until: datetime | None,
    now: datetime,
) -> Event | None:
    """The first such event after `since` and no later than `until`, both real instants.

    Not bounded by `now`: the clock of the process that dated an event may be a little ahead.
    """
    matching = [
        witness.same_subject(),
        col(Event.name) == wanted.event,
        col(Event.occurred_at) > since,
    ]
    if until is not None:
        matching.append(col(Event.occurred_at) <= until)
    first = select(Event).where(*matching).order_by(col(Event.occurred_at), col(Event.id))
    if wanted.where is None:
        return (await session.exec(first.limit(1))).first()
    for event in await session.exec(first):
        facts = Facts(now=now, traits=witness.traits, properties=event.properties)
        if evaluate(wanted.where, facts).holds:
            return event
    return None


@dataclass
class Journal:
    """Timeline entries of one transaction, numbered on from what is written already."""

    passage: Passage
    now: datetime
    entries: list[dict[str, Any]] = field(default_factory=list)

    def write(
        self,
        kind: str,
        summary: str,
        *,
        step: str | None = None,
        detail: Mapping[str, Any] | None = None,
        message_id: UUID | None = None,
        task_id: UUID | None = None,
    ) -> None:
        row = self.passage.row
        self.entries.append(
            {
                "enrollment_id": row.id,
                "number": row.entries + len(self.entries) + 1,
                "account_id": row.account_id,
                "contact_id": row.contact_id,
                "at": self.now,
                "journey_at": self.passage.clock.journey_time(self.now),
                "kind": kind,
                "step": step,
                "summary": summary,
                "detail": dict(detail or {}),
                "message_id": message_id,
                "task_id": task_id,
            }
        )


async def move(session: AsyncSession, journal: Journal, changes: Mapping[str, Any]) -> Passage:
    """Write the entries and change the enrollment. Returns the passage as it is then.

    Raises MovedMeanwhile if another was first.
    """
    row = journal.passage.row
    new = {
        **changes,
        "moves": row.moves + 1,
        "entries": row.entries + len(journal.entries),
        "updated_at": journal.now,
    }
    connection = await session.connection()
    changed = await connection.execute(
        _MOVE, {**new, "enrollment_id": row.id, "moves_seen": row.moves}
    )
    if changed.rowcount != 1:
        raise MovedMeanwhile("The enrollment moved while this was being decided.")
    if journal.entries:
        await connection.execute(_WRITE, journal.entries)
    return replace(journal.passage, row=Enrollment(**{**row.model_dump(), **new}))


async def note_trouble(
    session: AsyncSession, enrollment_id: UUID, *, error: str, attempt: int, now: datetime
) -> None:
    """Show that a step keeps failing. `since` stays at the first failure."""
    row = await session.get(Enrollment, enrollment_id)
    if row is None or row.status == "ended":
        return
    since = (row.trouble or {}).get("since") or now.isoformat()
    row.trouble = {"since": since, "attempt": attempt, "error": error}
