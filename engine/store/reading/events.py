"""What came in: events, why they did or did not start a journey, and items put aside."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from engine.store.reading.listing import account_named, listed, made, one
from engine.store.reading.paging import PAGE_SIZE, Page, instant
from engine.store.tables import (
    Account,
    Contact,
    DeadLetter,
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
    contact: str | None
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
    decisions: list[Decision]


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
    account: str | None = None,
    contact: UUID | None = None,
    name: str | None = None,
    set_aside: bool = False,
    limit: int = PAGE_SIZE,
    after: str | None = None,
) -> Page[EventSummary]:
    """What came in last comes first; one customer's by when it happened. `set_aside`: only those
    that could not be dispatched."""
    statement = _events()
    if account is not None:
        statement = statement.where(Event.account_id == account_named(account))
    if contact is not None:
        statement = statement.where(Event.contact_id == contact)
    if name is not None:
        statement = statement.where(Event.name == name)
    if set_aside:
        statement = statement.where(
            col(Event.dispatched_at).is_(None), col(Event.dispatch_error).is_not(None)
        )
    of_one = account is not None or contact is not None
    happened = [(col(Event.occurred_at), instant)] if of_one else []
    return await listed(
        session,
        EventSummary,
        statement,
        order=[*happened, (col(Event.id), int)],
        limit=limit,
        after=after,
    )


async def get_event(session: AsyncSession, event_id: int) -> EventDetail:
    """Raises NotFound."""
    statement = _events().where(Event.id == event_id)
    found = await one(session, EventSummary, statement, f"There is no event {event_id}.")
    return EventDetail(found, (await decisions_on(session, [event_id]))[event_id])


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
        select(
            Event,
            col(Source.key).label("source"),
            col(Account.external_id).label("account"),
            func.coalesce(Contact.external_id, Contact.email).label("contact"),
        )
        .join(Source, col(Source.id) == Event.source_id)
        .outerjoin(Account, col(Account.id) == Event.account_id)
        .outerjoin(Contact, col(Contact.id) == Event.contact_id)
    )


def _dead_letters() -> Any:
    return select(
        DeadLetter, col(Source.key).label("source"), col(Source.name).label("source_name")
    ).join(Source, col(Source.id) == DeadLetter.source_id)
