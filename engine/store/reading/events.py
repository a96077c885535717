"""What came in: events, why they did or did not start a journey, and items put aside."""

from collections import Counter, defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from engine.store.reading.chosen_events import EVERYTHING, Chosen, narrowed
from engine.store.reading.led_to import Effect, effects_of
from engine.store.reading.listing import listed, made, one
from engine.store.reading.paging import PAGE_SIZE, Page, instant
from engine.store.tables import (
    Account,
    Contact,
    DeadLetter,
    Delivery,
    EntryDecision,
    Event,
    Journey,
    Source,
)
from engine.store.tables.columns import JsonObject


@dataclass(frozen=True)
class EventSummary:
    id: int
    source: str
    message_id: str
    type: str
    name: str
    account: str | None
    """External id."""
    account_id: UUID | None
    account_name: str | None
    """External id when no name is known."""
    contact: str | None
    """External id, or mail address when there is none."""
    contact_id: UUID | None
    contact_name: str | None
    """Mail address, or external id, when no name is known."""
    properties: JsonObject
    occurred_at: datetime
    received_at: datetime
    dispatched_at: datetime | None
    dispatch_attempts: int
    """How often it could not be dispatched."""
    dispatch_error: str | None
    """Why it could not be, while it waits to be tried again."""
    dispatch_again_at: datetime | None


@dataclass(frozen=True)
class Decision:
    """Why an event did, or did not, start a journey."""

    journey: str
    journey_name: str
    enrolled: bool
    code: str
    reason: str
    explanation: JsonObject | None
    """What was checked and found, when a condition decided."""
    enrollment_id: UUID | None
    decided_at: datetime


@dataclass(frozen=True)
class EventDetail:
    event: EventSummary
    changed: list[str]
    """The traits it gave a new value, as `account.plan`."""
    context: JsonObject
    delivery: int | None
    """The number of the source's delivery it came by, for as long as that is kept."""
    decisions: list[Decision]
    effects: list[Effect]
    """What it brought about in passages, those it began included."""


@dataclass(frozen=True)
class DeadLetterSummary:
    id: int
    source: str
    source_name: str
    message_id: str | None
    code: str
    reason: str
    payload: JsonObject
    received_at: datetime
    replayed_at: datetime | None
    event_id: int | None


async def list_events(
    session: AsyncSession,
    *,
    chosen: Chosen = EVERYTHING,
    limit: int = PAGE_SIZE,
    after: str | None = None,
) -> Page[EventSummary]:
    """What came in last comes first; one customer's, and those of one name, by when they happened,
    in the order of an index."""
    by_time = any((chosen.account, chosen.contact, chosen.who, chosen.name))
    happened = [(col(Event.occurred_at), instant)] if by_time else []
    return await listed(
        session,
        EventSummary,
        _events().where(*await narrowed(session, chosen)),
        order=[*happened, (col(Event.id), int)],
        limit=limit,
        after=after,
    )


async def get_event(session: AsyncSession, event_id: int) -> EventDetail:
    """Raises NotFound."""
    statement = _events().where(Event.id == event_id)
    found = await one(session, EventSummary, statement, f"There is no event {event_id}.")
    row = await session.get_one(Event, event_id)
    return EventDetail(
        found,
        row.changed,
        row.context,
        await _delivery_of(session, row),
        (await decisions_on(session, [event_id]))[event_id],
        await effects_of(session, event_id),
    )


async def _delivery_of(session: AsyncSession, event: Event) -> int | None:
    """Both are stored with the same instant, in one transaction."""
    found = await session.exec(
        select(Delivery.id)
        .where(
            Delivery.source_id == event.source_id,
            Delivery.received_at == event.received_at,
            Delivery.status == "taken",
        )
        .order_by(_holds(event.message_id).desc(), col(Delivery.id).desc())
        .limit(1)
    )
    return found.first()


def _holds(message_id: str) -> Any:
    items: Any = col(Delivery.items)
    return items.contains([{"messageId": message_id}])


async def source_names(session: AsyncSession) -> list[tuple[str, str]]:
    """Every source's key and name, by name. Those of one name say their key with it."""
    found = await session.exec(
        select(Source.key, Source.name).order_by(func.lower(Source.name), col(Source.key))
    )
    sources = list(found)
    named = Counter(name for _, name in sources)
    return [(key, f"{name} ({key})" if named[name] > 1 else name) for key, name in sources]


async def latest_event(session: AsyncSession) -> int:
    """The number of the one that came in last; 0 when there is none yet."""
    found = await session.exec(select(Event.id).order_by(col(Event.id).desc()).limit(1))
    return found.first() or 0


async def decisions_on(
    session: AsyncSession, events: Collection[int]
) -> defaultdict[int, list[Decision]]:
    """What became of events at the journeys that listen for them. Empty while undecided."""
    found = await session.execute(
        select(
            EntryDecision,
            col(Journey.key).label("journey"),
            col(Journey.name).label("journey_name"),
        )
        .join(Journey, col(Journey.id) == EntryDecision.journey_id)
        .where(col(EntryDecision.event_id).in_(events))
        .order_by(col(Journey.key))
    )
    decisions = defaultdict[int, list[Decision]](list)
    for row in found:
        decisions[row[0].event_id].append(made(Decision, row[0], row._mapping))
    return decisions


async def list_dead_letters(
    session: AsyncSession,
    *,
    replayed: bool | None = False,
    limit: int = PAGE_SIZE,
    after: str | None = None,
) -> Page[DeadLetterSummary]:
    """The latest first. False: those that still wait; True: those replayed; None: all."""
    statement = _dead_letters()
    if replayed is not None:
        done = col(DeadLetter.replayed_at)
        statement = statement.where(done.is_not(None) if replayed else done.is_(None))
    return await listed(
        session,
        DeadLetterSummary,
        statement,
        order=[(col(DeadLetter.id), int)],
        limit=limit,
        after=after,
    )


async def get_dead_letter(session: AsyncSession, dead_letter_id: int) -> DeadLetterSummary:
    """Raises NotFound."""
    statement = _dead_letters().where(DeadLetter.id == dead_letter_id)
    missing = f"There is no dead letter {dead_letter_id}."
    return await one(session, DeadLetterSummary, statement, missing)


def _events() -> Any:
    return (
        select(  # type: ignore[call-overload]
            Event,
            col(Source.key).label("source"),
            col(Account.external_id).label("account"),
            func.coalesce(Account.name, Account.external_id).label("account_name"),
            func.coalesce(Contact.external_id, Contact.email).label("contact"),
            func.coalesce(Contact.name, Contact.email, Contact.external_id).label("contact_name"),
        )
        .join(Source, col(Source.id) == Event.source_id)
        .outerjoin(Account, col(Account.id) == Event.account_id)
        .outerjoin(Contact, col(Contact.id) == Event.contact_id)
    )


def _dead_letters() -> Any:
    return select(
        DeadLetter, col(Source.key).label("source"), col(Source.name).label("source_name")
    ).join(Source, col(Source.id) == DeadLetter.source_id)
