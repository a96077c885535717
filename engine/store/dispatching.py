"""Taking events that wait to be dispatched, and finding whom they concern.

Any number of dispatchers may run. Each takes whole subjects: while one handles an account's events
no other touches that account, so a subject's events are handled in order.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import blake2b
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import Text, case, cast, text, update
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import col, or_, select
from sqlmodel.ext.asyncio.session import AsyncSession

from engine.definition.journey import Journey
from engine.entry import event_of
from engine.errors import BrokenJourney, Conflict, NotFound
from engine.facts import DATE_REACHED, HEALTH_CHANGED, SEGMENT_ENTERED, SEGMENT_LEFT
from engine.listening import event_key, trait_key
from engine.store import tables
from engine.store.audit import Actor, record
from engine.store.channels import EVENTS, notify
from engine.store.statements import run
from engine.store.tables import Account, Contact, Enrollment, EntryDecision, Event
from engine.store.versions import definition_of

_SUBJECT_LOCKS = "SELECT key FROM unnest(CAST(:keys AS bigint[])) AS key"


@dataclass(frozen=True)
class Entrance:
    """A journey that customers may enter, in the version they enter it."""

    journey_id: UUID
    version_id: UUID
    definition: Journey | BrokenJourney
    """The latter when this code cannot read it."""

    @property
    def is_broken(self) -> bool:
        return isinstance(self.definition, BrokenJourney)

    @property
    def journey(self) -> Journey:
        """Raises BrokenJourney."""
        if isinstance(self.definition, BrokenJourney):
            raise self.definition
        return self.definition


@dataclass(frozen=True)
class Listener:
    """A running enrollment that listens for something."""

    id: UUID
    version_id: UUID
    current_step: str | None
    account_id: UUID | None
    contact_id: UUID | None
    listens: frozenset[str]


def keys_of(event: Event) -> set[str]:
    """What this event is heard as: its name, and the traits it changed."""
    return {event_key(event.name), *(trait_key(path) for path in event.changed)}


async def take_events(session: AsyncSession, limit: int, now: datetime) -> list[Event]:
    """Events to dispatch, in order of arrival, the caller's alone until commit.

    A subject that another dispatcher is at is left to it, with all its events. What was set aside
    is left until it is to be tried again.
    """
    again_at = col(Event.dispatch_again_at)
    waiting = await session.exec(
        select(Event.id, Event.account_id, Event.contact_id)
        .where(col(Event.dispatched_at).is_(None), or_(again_at.is_(None), again_at <= now))
        .order_by(col(Event.id))
        .limit(limit)
    )
    groups = _by_subject([(event or 0, account, contact) for event, account, contact in waiting])
    wanted = sorted({key for _, keys in groups for key in keys})
    if not groups:
        return []
    locked = await session.execute(
        text(f"{_SUBJECT_LOCKS} WHERE pg_try_advisory_xact_lock(key)"), {"keys": wanted}
    )
    ours = set(locked.scalars())
    mine = [event for events, keys in groups if keys <= ours for event in events]
    # Read again under the locks: another may have dispatched them a moment ago.
    taken = await session.exec(
        select(Event)
        .where(col(Event.id).in_(mine), col(Event.dispatched_at).is_(None))
        .order_by(col(Event.id))
        .with_for_update()
    )
    return list(taken)


async def waits_since(session: AsyncSession, now: datetime) -> datetime | None:
    """When the event came in that has waited longest to be dispatched; None: none waits. What was
    set aside does not count until it is to be tried again."""
    again_at = col(Event.dispatch_again_at)
    found = await session.exec(
        select(Event.received_at)
        .where(col(Event.dispatched_at).is_(None), or_(again_at.is_(None), again_at <= now))
        .order_by(col(Event.id))
        .limit(1)
    )
    return found.first()


def _by_subject(
    events: Iterable[tuple[int, UUID | None, UUID | None]],
) -> list[tuple[list[int], set[int]]]:
    """Events that share an account or a contact, however indirectly, with the keys to lock."""
    groups: list[tuple[list[int], set[int]]] = []
    home: dict[int, int] = {}
    for event, account, contact in events:
        named = [("account", account), ("contact", contact)]
        keys = {lock_key(kind, each) for kind, each in named if each is not None}
        keys = keys or {lock_key("event", event)}
        joined = {home[key] for key in keys if key in home}
        ids, all_keys = [event], set(keys)
        for index in sorted(joined):
            ids += groups[index][0]
            all_keys |= groups[index][1]
            groups[index] = ([], set())
        groups.append((ids, all_keys))
        home |= dict.fromkeys(all_keys, len(groups) - 1)
    return [group for group in groups if group[0]]


def lock_key(kind: str, identifier: object) -> int:
    digest = blake2b(f"dispatch/{kind}/{identifier}".encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)


async def live_journeys(session: AsyncSession) -> list[Entrance]:
    """Journeys customers may enter now, the oldest first.

    A paused journey still lets customers in; they are held at its first step. One that cannot be
    read is here too, so that its events can wait until it can be.
    """
    rows = await session.exec(
        select(tables.Journey.id, tables.JourneyVersion.id)
        .join(
            tables.JourneyVersion,
            (col(tables.JourneyVersion.journey_id) == col(tables.Journey.id))
            & (col(tables.JourneyVersion.number) == col(tables.Journey.live_version)),
        )
        .where(col(tables.Journey.status).in_(["live", "paused"]))
        .order_by(col(tables.Journey.created_at))
    )
    return [Entrance(journey, version, await _read(session, version)) for journey, version in rows]


async def _read(session: AsyncSession, version_id: UUID) -> Journey | BrokenJourney:
    try:
        return await definition_of(session, version_id)
    except BrokenJourney as trouble:
        return trouble


async def entrances(session: AsyncSession) -> dict[str, list[Entrance]]:
    """The live journeys by the names of the events that may start them."""
    found = defaultdict[str, list[Entrance]](list)
    for each in await live_journeys(session):
        for name in await _heard_by(session, each):
            found[name].append(each)
    return found


async def _heard_by(session: AsyncSession, entrance: Entrance) -> list[str]:
    if entrance.is_broken:
        return await _names_in(session, entrance.version_id)
    heard = (event_of(trigger) for trigger in entrance.journey.entry.triggers)
    return list(dict.fromkeys(name for name in heard if name is not None))


async def _names_in(session: AsyncSession, version_id: UUID) -> list[str]:
    """The events that trigger a version, as far as they can be told from one nobody can read."""
    found = await session.execute(_TRIGGERS, {"version": version_id})
    names = set[str]()
    for trigger in found.scalars():
        if isinstance(trigger, dict):
            names.update(_events_that_may(trigger))
    return sorted(names)


def _events_that_may(trigger: dict[str, Any]) -> Iterator[str]:
    if isinstance(trigger.get("event"), str):
        yield trigger["event"]
    for key, names in _HEARD.items():
        if key in trigger:
            yield from names


_HEARD = {
    "segment": (SEGMENT_ENTERED, SEGMENT_LEFT),
    "health": (HEALTH_CHANGED,),
    "date": (DATE_REACHED,),
}
_TRIGGERS = text("""
    SELECT jsonb_path_query(CAST(definition AS jsonb), 'lax $.entry.triggers[*]')
    FROM journey_versions WHERE id = :version
""")


async def listeners(session: AsyncSession, events: Sequence[Event]) -> list[Listener]:
    """Running enrollments that may be concerned by any of these events."""
    keys = {key for event in events for key in keys_of(event)}
    accounts = {event.account_id for event in events} - {None}
    contacts = {event.contact_id for event in events} - {None}
    if not accounts and not contacts:
        return []
    rows = await session.exec(
        select(
            Enrollment.id,
            Enrollment.version_id,
            Enrollment.current_step,
            Enrollment.account_id,
            Enrollment.contact_id,
            Enrollment.listens,
        ).where(  # type: ignore[call-overload]
            or_(col(Enrollment.account_id).in_(accounts), col(Enrollment.contact_id).in_(contacts)),
            col(Enrollment.status) != "ended",
            col(Enrollment.listens).op("&&")(cast(sorted(keys), ARRAY(Text))),
        )
    )
    return [
        Listener(one, version, step, account, contact, frozenset(keys))
        for one, version, step, account, contact, keys in rows
    ]


@dataclass(frozen=True)
class Customers:
    """Whom events are about, by their ids."""

    accounts: Mapping[UUID, Account]
    contacts: Mapping[UUID, Contact]

    def of(self, event: Event) -> tuple[Account | None, Contact | None]:
        """The account and the contact an event is about."""
        return (
            self.accounts.get(event.account_id) if event.account_id else None,
            self.contacts.get(event.contact_id) if event.contact_id else None,
        )


async def customers_of(session: AsyncSession, events: Sequence[Event]) -> Customers:
    """Two statements, however many events."""
    accounts = {event.account_id for event in events if event.account_id}
    contacts = {event.contact_id for event in events if event.contact_id}
    if not accounts and not contacts:
        return Customers({}, {})
    return Customers(
        {
            each.id: each
            for each in await session.exec(select(Account).where(col(Account.id).in_(accounts)))
        },
        {
            each.id: each
            for each in await session.exec(select(Contact).where(col(Contact.id).in_(contacts)))
        },
    )


async def record_decisions(session: AsyncSession, decisions: Sequence[EntryDecision]) -> None:
    """Keep why events did or did not start journeys."""
    if decisions:
        rows = [each.model_dump(mode="json") for each in decisions]
        await run(session, _DECIDED, {"decisions": orjson.dumps(rows).decode()})


_DECIDED = text("""
    INSERT INTO entry_decisions (event_id, journey_id, enrolled, code, reason, explanation,
                                 enrollment_id, decided_at)
    SELECT event_id, journey_id, enrolled, code, reason, explanation, enrollment_id, decided_at
    FROM json_to_recordset(CAST(:decisions AS json)) AS d(
        event_id bigint, journey_id uuid, enrolled boolean, code text, reason text,
        explanation jsonb, enrollment_id uuid, decided_at timestamptz)
    ON CONFLICT DO NOTHING
""")


async def mark_dispatched(session: AsyncSession, events: Sequence[Event], now: datetime) -> None:
    await session.execute(
        update(Event)
        .where(col(Event.id).in_([event.id for event in events]))
        .values(dispatched_at=now, dispatch_error=None, dispatch_again_at=None)
        .execution_options(synchronize_session=False)
    )


TRIES = 3
"""Failures in quick succession, after which an event is left aside for longer."""

SOON, LATER = timedelta(seconds=10), timedelta(hours=1)


async def set_aside(session: AsyncSession, event_id: int, why: str, now: datetime) -> None:
    """Leave an event that cannot be dispatched for a while, with the reason."""
    attempts = col(Event.dispatch_attempts) + 1
    await session.execute(
        update(Event)
        .where(col(Event.id) == event_id, col(Event.dispatched_at).is_(None))
        .values(
            dispatch_attempts=attempts,
            dispatch_error=why,
            dispatch_again_at=case((attempts < TRIES, now + SOON), else_=now + LATER),
        )
        .execution_options(synchronize_session=False)
    )


async def try_again(session: AsyncSession, event_id: int, *, by: Actor) -> None:
    """Have an event that was set aside dispatched at once. Raises NotFound and Conflict."""
    event = await session.get(Event, event_id, with_for_update=True)
    if event is None:
        raise NotFound(f"There is no event {event_id}.")
    if event.dispatched_at is not None:
        raise Conflict(f"Event {event_id} has been dispatched.", code="dispatched")
    event.dispatch_again_at = None
    record(session, by, "event.dispatch", event_id)
    await notify(session, EVENTS)
