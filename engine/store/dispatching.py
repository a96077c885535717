"""Finding what events that are being dispatched concern: journeys they may start, enrollments that
listen for them, and the customers they are about.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from engine.definition.journey import Journey
from engine.entry import event_of
from engine.errors import BrokenJourney
from engine.facts import DATE_REACHED, HEALTH_CHANGED, SEGMENT_ENTERED, SEGMENT_LEFT
from engine.store.statements import plain, run
from engine.store.taking import TakenEvent
from engine.store.versions import definition_of


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


async def live_journeys(session: AsyncSession) -> list[Entrance]:
    """Journeys customers may enter now, the oldest first.

    A paused journey still lets customers in; they are held at its first step. One that cannot be
    read is here too, so that its events can wait until it can be.
    """
    rows = await run(session, _LIVE, {})
    live = [(plain(row.journey_id), plain(row.version_id)) for row in rows]
    return [Entrance(journey, version, await _read(session, version)) for journey, version in live]


_LIVE = text("""
    SELECT j.id AS journey_id, v.id AS version_id FROM journeys j
    JOIN journey_versions v ON v.journey_id = j.id AND v.number = j.live_version
    WHERE j.status IN ('live', 'paused') ORDER BY j.created_at
""")


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
    found = await run(session, _TRIGGERS, {"version": version_id})
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


async def listeners(session: AsyncSession, events: Sequence[TakenEvent]) -> list[Listener]:
    """Running enrollments that may be concerned by any of these events."""
    whom = _named(events)
    if not any(whom.values()):
        return []
    keys = {key for event in events for key in event.keys}
    found = await run(session, _LISTENING, {**whom, "keys": sorted(keys)})
    return [
        Listener(
            plain(row.id),
            plain(row.version_id),
            row.current_step,
            plain(row.account_id) if row.account_id else None,
            plain(row.contact_id) if row.contact_id else None,
            frozenset(row.listens),
        )
        for row in found
    ]


def _named(events: Sequence[TakenEvent]) -> dict[str, list[UUID]]:
    accounts = {event.account_id for event in events if event.account_id}
    contacts = {event.contact_id for event in events if event.contact_id}
    return {"accounts": list(accounts), "contacts": list(contacts)}


_LISTENING = text("""
    SELECT id, version_id, current_step, account_id, contact_id, listens FROM enrollments
    WHERE (account_id = ANY(CAST(:accounts AS uuid[]))
           OR contact_id = ANY(CAST(:contacts AS uuid[])))
      AND status <> 'ended' AND listens && CAST(:keys AS text[])
""")


@dataclass(frozen=True)
class Customer:
    """An account or a contact: of its row, what letting it into a journey asks for."""

    traits: dict[str, Any]
    time_zone: str | None


@dataclass(frozen=True)
class Customers:
    """Whom events are about, by their ids."""

    accounts: Mapping[UUID, Customer]
    contacts: Mapping[UUID, Customer]

    def of(self, event: TakenEvent) -> tuple[Customer | None, Customer | None]:
        """The account and the contact an event is about."""
        return (
            self.accounts.get(event.account_id) if event.account_id else None,
            self.contacts.get(event.contact_id) if event.contact_id else None,
        )


async def customers_of(session: AsyncSession, events: Sequence[TakenEvent]) -> Customers:
    """One statement, however many events."""
    known: dict[str, dict[UUID, Customer]] = {"account": {}, "contact": {}}
    whom = _named(events)
    if any(whom.values()):
        for row in await run(session, _CUSTOMERS, whom):
            known[row.kind][plain(row.id)] = Customer(row.traits, row.time_zone)
    return Customers(known["account"], known["contact"])


_CUSTOMERS = text("""
    SELECT 'account' AS kind, id, traits, time_zone
    FROM accounts WHERE id = ANY(CAST(:accounts AS uuid[]))
    UNION ALL
    SELECT 'contact', id, traits, time_zone
    FROM contacts WHERE id = ANY(CAST(:contacts AS uuid[]))
""")


@dataclass(frozen=True)
class Decided:
    """Why an event did, or did not, start a journey: a row of `entry_decisions`."""

    event_id: int
    journey_id: UUID
    enrolled: bool
    code: str
    reason: str
    decided_at: datetime
    explanation: dict[str, Any] | None = None
    enrollment_id: UUID | None = None


async def record_decisions(session: AsyncSession, decisions: Sequence[Decided]) -> None:
    """Keep why events did or did not start journeys."""
    if decisions:
        await run(session, _DECIDED, {"decisions": orjson.dumps(decisions).decode()})


_DECIDED = text("""
    INSERT INTO entry_decisions (event_id, journey_id, enrolled, code, reason, explanation,
                                 enrollment_id, decided_at)
    SELECT event_id, journey_id, enrolled, code, reason, explanation, enrollment_id, decided_at
    FROM json_to_recordset(CAST(:decisions AS json)) AS d(
        event_id bigint, journey_id uuid, enrolled boolean, code text, reason text,
        explanation jsonb, enrollment_id uuid, decided_at timestamptz)
    ON CONFLICT DO NOTHING
""")


@dataclass(frozen=True)
class Left:
    """What events have left to do in transactions of their own."""

    items: bool
    """To look at items of checklists."""
    dates: bool
    """To reckon dates."""


async def left_beside(session: AsyncSession) -> Left:
    row = (await run(session, _LEFT, {})).one()
    return Left(row.items, row.dates)


_LEFT = text("""
    SELECT EXISTS (SELECT FROM in_app_items WHERE heard_at IS NOT NULL) AS items,
           EXISTS (SELECT FROM date_turns) AS dates
""")
