"""What came in: events, why they did or did not start a journey, and items put aside."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from engine.errors import NotFound
from engine.store.reading.listing import id_of, listed
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
from engine.store.views.paging import Page, instant


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


@dataclass(frozen=True)
class Decision:
    """Why an event did, or did not, start a journey."""

    journey: str
    enrolled: bool
    code: str
    reason: str
    explanation: JsonObject | None
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
    limit: int,
    after: str | None,
) -> Page[EventSummary]:
    """What came in last comes first; one customer's by when it happened."""
    statement = _events()
    if account is not None:
        statement = statement.where(
            Event.account_id == id_of(Account, Account.external_id, account)
        )
    if contact is not None:
        statement = statement.where(Event.contact_id == contact)
    if name is not None:
        statement = statement.where(Event.name == name)
    of_one = account is not None or contact is not None
    return await listed(
        session,
        statement,
        order=[(col(Event.occurred_at), instant), (col(Event.id), int)]
        if of_one
        else [(col(Event.id), int)],
        place_of=lambda row: [row[0].occurred_at, row[0].id] if of_one else [row[0].id],
        made=_event,
        limit=limit,
        after=after,
    )


async def get_event(session: AsyncSession, identifier: int) -> EventDetail:
    """Raises NotFound."""
    found = await session.execute(_events().where(Event.id == identifier))
    row = found.first()
    if row is None:
        raise NotFound(f"There is no event {identifier}.")
    decisions = await session.execute(
        select(EntryDecision, Journey.key)
        .join(Journey, col(Journey.id) == EntryDecision.journey_id)
        .where(EntryDecision.event_id == identifier)
        .order_by(col(Journey.key))
    )
    return EventDetail(_event(row), [_decision(*each) for each in decisions])


async def list_dead_letters(
    session: AsyncSession, *, replayed: bool | None = False, limit: int, after: str | None
) -> Page[DeadLetterSummary]:
    """The latest first. False: those that still wait; True: those replayed; None: all."""
    statement = _dead_letters()
    if replayed is not None:
        done = col(DeadLetter.replayed_at)
        statement = statement.where(done.is_not(None) if replayed else done.is_(None))
    return await listed(
        session,
        statement,
        order=[(col(DeadLetter.id), int)],
        place_of=lambda row: [row[0].id],
        made=_dead_letter,
        limit=limit,
        after=after,
    )


async def get_dead_letter(session: AsyncSession, identifier: int) -> DeadLetterSummary:
    """Raises NotFound."""
    found = await session.execute(_dead_letters().where(DeadLetter.id == identifier))
    row = found.first()
    if row is None:
        raise NotFound(f"There is no dead letter {identifier}.")
    return _dead_letter(row)


def _events() -> Any:
    return (
        select(  # type: ignore[call-overload]
            Event, Source.key, Account.external_id, Contact.external_id, Contact.email
        )
        .join(Source, col(Source.id) == Event.source_id)
        .outerjoin(Account, col(Account.id) == Event.account_id)
        .outerjoin(Contact, col(Contact.id) == Event.contact_id)
    )


def _event(found: Any) -> EventSummary:
    row, source, account, contact, email = found
    return EventSummary(
        id=row.id,
        source=source,
        message_id=row.message_id,
        type=row.type,
        name=row.name,
        account=account,
        contact=contact or email,
        properties=row.properties,
        occurred_at=row.occurred_at,
        received_at=row.received_at,
        dispatched_at=row.dispatched_at,
    )


def _decision(row: EntryDecision, journey: str) -> Decision:
    return Decision(
        journey=journey,
        enrolled=row.enrolled,
        code=row.code,
        reason=row.reason,
        explanation=row.explanation,
        enrollment_id=row.enrollment_id,
        decided_at=row.decided_at,
    )


def _dead_letters() -> Any:
    return select(DeadLetter, Source.key).join(Source, col(Source.id) == DeadLetter.source_id)


def _dead_letter(found: Any) -> DeadLetterSummary:
    row, source = found
    return DeadLetterSummary(
        id=row.id,
        source=source,
        message_id=row.message_id,
        code=row.code,
        reason=row.reason,
        payload=row.payload,
        received_at=row.received_at,
        replayed_at=row.replayed_at,
        event_id=row.event_id,
    )
