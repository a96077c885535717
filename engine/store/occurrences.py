"""Finding the event that a wait is for among those that have come in."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import tuple_
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from engine.definition.steps import UntilEvent
from engine.store.facts import Witness, known_of
from engine.store.filtering import passes
from engine.store.tables import Event


@dataclass(frozen=True)
class Sought:
    """An event after `since` and no later than `until`, both real instants, aware UTC.

    Not bounded by now: the clock of the process that dated an event may be a little ahead.
    """

    wanted: UntilEvent
    since: datetime
    after_event: int | None
    """The event that led there. Clients that date by whole seconds let several things happen at
    once: at the instant of `since` itself, what came in after this one counts too."""
    until: datetime | None
    """None: however late."""


async def first_event(
    session: AsyncSession, sought: Sought, witness: Witness, now: datetime
) -> Event | None:
    """The first such event of the customer. `now` is for what its condition asks."""
    matching = await _matching(session, sought, witness, now)
    first = select(Event).where(*matching).order_by(col(Event.occurred_at), col(Event.id)).limit(1)
    return (await session.exec(first)).first()


async def first_events(
    session: AsyncSession,
    sought: Sought,
    witness: Witness,
    now: datetime,
    people: Collection[UUID],
) -> Sequence[Event]:
    """As `first_event`, the first of each of these contacts who has one."""
    matching = await _matching(session, sought, witness, now)
    contact = col(Event.contact_id)
    found = await session.exec(
        select(Event)
        .where(*matching, contact.in_(people))
        .ext(distinct_on(contact))
        .order_by(contact, col(Event.occurred_at), col(Event.id))
    )
    return found.all()


async def _matching(
    session: AsyncSession, sought: Sought, witness: Witness, now: datetime
) -> list[ColumnElement[bool]]:
    wanted = sought.wanted
    matching: list[ColumnElement[bool]] = [
        witness.same_subject(),
        col(Event.name) == wanted.event,
        _later(sought.since, sought.after_event),
    ]
    if sought.until is not None:
        matching.append(col(Event.occurred_at) <= sought.until)
    if wanted.where is not None:
        facts = await known_of(session, wanted.where, witness, now)
        matching.append(passes(wanted.where, col(Event.properties), facts))
    return matching


def _later(since: datetime, after_event: int | None) -> ColumnElement[bool]:
    if after_event is None:
        return col(Event.occurred_at) > since
    return tuple_(col(Event.occurred_at), col(Event.id)) > tuple_(since, after_event)
