"""Narrowing a list of events to some of them, and how many of those are new."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import and_, exists, false, text
from sqlmodel import col, func, or_, select
from sqlmodel.ext.asyncio.session import AsyncSession

from engine.store.reading.listing import account_named
from engine.store.reading.meaning import customers_meant
from engine.store.tables import EntryDecision, Event, Source


@dataclass(frozen=True)
class Chosen:
    """Which events a list is narrowed to. None: all."""

    account: str | None = None
    """External id."""
    contact: UUID | None = None
    who: str | None = None
    """As people write it: an id, name or address of accounts or contacts."""
    name: str | None = None
    source: str | None = None
    """Its key."""
    type: str | None = None
    set_aside: bool = False
    """Only those that could not be dispatched."""
    started: bool = False
    """Only those that started a journey."""


EVERYTHING = Chosen()

_NOT_TRACK = text("events.type <> 'track'")
"""Written out, or PostgreSQL does not know that the index of all other types will do."""

MOST_NEW = 100
"""New events are counted up to here."""


async def count_new(session: AsyncSession, after: int, chosen: Chosen) -> int:
    """How many have come in after one, a hundred at most."""
    newest = (
        select(Event.id)
        .where(col(Event.id) > after, *await narrowed(session, chosen))
        .limit(MOST_NEW)
        .subquery()
    )
    found = await session.exec(select(func.count()).select_from(newest))
    return found.one()


async def narrowed(session: AsyncSession, chosen: Chosen) -> list[Any]:
    found: list[Any] = []
    if chosen.account is not None:
        found.append(Event.account_id == account_named(chosen.account))
    if chosen.contact is not None:
        found.append(Event.contact_id == chosen.contact)
    if chosen.who is not None:
        accounts, contacts = await customers_meant(session, chosen.who)
        theirs = (col(Event.account_id).in_(accounts), col(Event.contact_id).in_(contacts))
        found.append(or_(*theirs))
    if chosen.name is not None:
        found.append(Event.name == chosen.name)
    if chosen.source is not None:
        # Asked first: PostgreSQL is to know whether it is the source of few events or of most.
        source = await session.exec(select(Source.id).where(Source.key == chosen.source))
        known = source.first()
        found.append(Event.source_id == known if known is not None else false())
    if chosen.type is not None:
        found.append(Event.type == chosen.type)
        if chosen.type != "track":
            found.append(_NOT_TRACK)
    if chosen.set_aside:
        # What is to be tried at once is among those that wait. Each half has an index of its own.
        again_at, error = col(Event.dispatch_again_at), col(Event.dispatch_error)
        tried = and_(again_at.is_(None), error.is_not(None))
        found += [col(Event.dispatched_at).is_(None), or_(again_at.is_not(None), tried)]
    if chosen.started:
        mine = col(EntryDecision.event_id) == col(Event.id)
        found.append(exists().where(mine, col(EntryDecision.enrolled)))
    return found
