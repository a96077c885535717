"""Whom a publish lets in by itself: those whose date has begun to count.

By what the look after the publish goes by (`engine.store.due_dates`) and what the dispatcher asks
at the door, without writing anything.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from heapq import nsmallest
from typing import TypeVar
from uuid import UUID

from sqlalchemy import String, cast
from sqlmodel import col, func, or_, select
from sqlmodel.ext.asyncio.session import AsyncSession

from engine.coming import Coming, coming, date_triggers, mark_of, told_key
from engine.definition.journey import Journey
from engine.definition.triggers import DateTrigger, ScheduleTrigger
from engine.entry import entry_key
from engine.migrating.due import Named
from engine.migrating.entering import Comer, Upcoming
from engine.schedules import next_time
from engine.store.audiences import chosen_of
from engine.store.enrolling import Entrant, refusals
from engine.store.internal import SOURCE
from engine.store.subjects import Kind, Subject, subjects
from engine.store.tables import Account, Contact, DueDate, Event, Source

_T = TypeVar("_T")

MOST = 20_000
"""Customers with such a date that are looked at."""
_AT_A_TIME = 1_000
_FIRST = 20
"""Of those whose date comes next, so many are asked whether they may enter then."""


@dataclass(frozen=True)
class AtOnce:
    comers: tuple[Comer, ...]
    """By name."""
    upcoming: Upcoming | None
    """Who comes in next, where nobody does at once and that is known."""
    all_looked_at: bool


@dataclass(frozen=True)
class _Date:
    """A customer's date that starts the journey."""

    subject: Subject
    trigger: DateTrigger
    coming: Coming


async def at_once(
    session: AsyncSession, journey_id: UUID, journey: Journey, now: datetime, default_zone: str
) -> AtOnce:
    """`journey` as it would be published at `now`."""
    ids = await _with_dates(session, journey)
    now_due, later = list[_Date](), list[_Date]()
    for some in _pages(ids[:MOST]):
        there = await subjects(session, journey.subject, some, default_zone)
        kept = await _kept(session, journey_id, some)
        due, to_come = _sorted_out(journey, there, kept, now)
        now_due += due
        later = nsmallest(_FIRST, [*later, *to_come], key=lambda each: each.coming.at)
    untold = await _untold(session, journey_id, now_due)
    entering = await _let_in(session, journey_id, journey, untold, now, default_zone)
    return AtOnce(
        comers=await _named(session, journey.subject, entering),
        upcoming=None
        if entering
        else await _upcoming(session, journey_id, journey, later, now, default_zone),
        all_looked_at=len(ids) <= MOST,
    )


def _pages(those: Sequence[_T]) -> Iterator[Sequence[_T]]:
    """A statement has room for 32,767 of them."""
    return (those[start : start + _AT_A_TIME] for start in range(0, len(those), _AT_A_TIME))


async def _with_dates(session: AsyncSession, journey: Journey) -> Sequence[UUID]:
    """Some more than are looked at, by id. A contact takes part in the dates of its account."""
    traits = [each.date.trait.split(".") for each in date_triggers(journey)]
    if not traits:
        return ()
    table = Account if journey.subject == "account" else Contact
    wanted = select(table.id).order_by(col(table.id)).limit(MOST + 1)
    if table is Contact:
        wanted = wanted.where(col(Contact.merged_into).is_(None))
    if all(whose == journey.subject for whose, *_ in traits):
        # A trait is a key that is spelled so, or lies below the first of its names.
        keys = {key for _, *path in traits for key in (path[0], ".".join(path))}
        wanted = wanted.where(or_(*(col(table.traits)[key].is_not(None) for key in sorted(keys))))
    return (await session.exec(wanted)).all()


async def _kept(
    session: AsyncSession, journey_id: UUID, those: Sequence[UUID]
) -> Mapping[tuple[UUID, str], DueDate]:
    """What is known of their dates already, as the journey is live or was."""
    found = await session.exec(
        select(DueDate).where(DueDate.journey_id == journey_id, col(DueDate.subject_id).in_(those))
    )
    return {(row.subject_id, row.trigger): row for row in found}


def _sorted_out(
    journey: Journey,
    there: Sequence[Subject],
    kept: Mapping[tuple[UUID, str], DueDate],
    now: datetime,
) -> tuple[list[_Date], list[_Date]]:
    """The dates that start the journey now, and those that do later."""
    due, later = list[_Date](), list[_Date]()
    for subject in there:
        for trigger in date_triggers(journey):
            found = coming(trigger, subject.traits, subject.zone, now)
            if found is None:
                continue
            row = kept.get((subject.id, mark_of(trigger)))
            if row is not None and row.date == found.date:
                counts = row.told_at is None
            else:
                counts = found.counts(trigger, now)
            if counts:
                (due if found.at <= now else later).append(_Date(subject, trigger, found))
    return due, later


async def _untold(
    session: AsyncSession, journey_id: UUID, dates: Sequence[_Date]
) -> dict[UUID, Subject]:
    """Those of whom it has not been told before: a date starts a journey once."""
    keys = {
        told_key(journey_id, each.trigger, each.subject.id, each.coming.date): each
        for each in dates
    }
    told = set[str]()
    for some in _pages(list(keys)):
        found = await session.exec(
            select(Event.message_id)
            .join(Source, col(Source.id) == col(Event.source_id))
            .where(Source.key == SOURCE, col(Event.message_id).in_(some))
        )
        told.update(found)
    return {each.subject.id: each.subject for key, each in keys.items() if key not in told}


async def _let_in(
    session: AsyncSession,
    journey_id: UUID,
    journey: Journey,
    those: Mapping[UUID, Subject],
    now: datetime,
    default_zone: str,
) -> list[Subject]:
    """Those in the audience whom nothing keeps out."""
    if not those:
        return []
    chosen = await chosen_of(session, journey, None, list(those.values()), now, default_zone)
    entrants = [(_entrant(journey, each), each.zone) for each in chosen]
    refused = await refusals(session, journey_id, journey, entrants, now)
    return [each for each, why in zip(chosen, refused, strict=True) if why is None]


def _entrant(journey: Journey, each: Subject) -> Entrant:
    contact = each.contact_id if journey.subject == "contact" else None
    return Entrant(each.account_id, contact, entry_key(journey, "date"), {})


async def _upcoming(
    session: AsyncSession,
    journey_id: UUID,
    journey: Journey,
    later: Sequence[_Date],
    now: datetime,
    default_zone: str,
) -> Upcoming | None:
    """The first of them who may enter as things are, or the next time of a schedule."""
    those = {each.subject.id: each.subject for each in later}
    may = await _let_in(session, journey_id, journey, those, now, default_zone)
    named = {each.id: each.named.name for each in await _named(session, journey.subject, may)}
    found = [
        Upcoming(named[each.subject.id], each.coming.at, each.subject.zone)
        for each in later
        if each.subject.id in named
    ]
    for trigger in journey.entry.triggers:
        if isinstance(trigger, ScheduleTrigger) and (at := next_time(trigger.schedule, now)):
            found.append(Upcoming(None, at, trigger.schedule.time_zone))
    return min(found, key=lambda each: each.at, default=None)


async def _named(
    session: AsyncSession, kind: Kind, those: Collection[Subject]
) -> tuple[Comer, ...]:
    """With what they are called, in that order."""
    names = dict[UUID, str]()
    for some in _pages([each.id for each in those]):
        if kind == "account":
            called = select(Account.id, func.coalesce(Account.name, Account.external_id))
            found = await session.execute(called.where(col(Account.id).in_(some)))
        else:
            own = func.coalesce(Contact.name, Contact.email, cast(col(Contact.id), String))
            found = await session.execute(select(Contact.id, own).where(col(Contact.id).in_(some)))
        names |= dict(found.all())
    comers = (
        Comer(
            each.id,
            Named(names.get(each.id, "Unnamed"), f"/{kind}s/{each.id}"),
            each.zone,
            each.traits,
        )
        for each in those
    )
    return tuple(sorted(comers, key=lambda each: (each.named.name.casefold(), each.id)))
