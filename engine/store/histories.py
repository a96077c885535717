"""What really happened to chosen accounts, read for a simulation. Changes nothing."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlmodel import col, or_, select
from sqlmodel.ext.asyncio.session import AsyncSession

from engine.advancing.passage import Colleague, Company, Person
from engine.coming import coming, date_triggers
from engine.consent import Consent, Way
from engine.definition.journey import Journey
from engine.definition.triggers import Schedule
from engine.entry import event_of, triggers_for
from engine.errors import NotFound
from engine.facts import (
    DATE_REACHED,
    HEALTH_CHANGED,
    HEALTH_SCORED,
    HEALTH_TRAITS,
    SEGMENT_ENTERED,
    SEGMENT_LEFT,
    TRAITS_UPDATED,
)
from engine.schedules import next_time
from engine.simulation.calendar import schedules_of
from engine.simulation.customers import Customer
from engine.simulation.happenings import Event as Happened
from engine.simulation.happenings import Happening, Unsubscribed
from engine.simulation.orders import Task
from engine.store.consent import consents
from engine.store.let_in_for_real import accounts_let_in, let_in
from engine.store.passages import colleague, company, members
from engine.store.settings import holdout
from engine.store.subjects import subjects, subjects_after
from engine.store.tables import Account, Event, SegmentMember, Unsubscribe, User

TRAITS_AS_NOW = (
    "Traits are as they are now, except those whose changes are on record: they have no value "
    "before the first change, and then the one of the time. Segments are as changes on record say, "
    "else as now. Owners and roles are as they are now."
)
IMPORTED_AFTER = timedelta(days=1)
"""An event that came in so much later than it happened was imported."""

_AT_A_TIME = 2_000

NOBODY_ANSWERS = (
    "Tasks and surveys of the simulation are answered by nobody, unless the same customer answered "
    "the very same one for real."
)


async def accounts_that_would_enter(
    session: AsyncSession,
    journey: Journey,
    *,
    since: datetime,
    until: datetime,
    most: int,
    default_zone: str,
) -> list[str]:
    """External ids of accounts to which something happened that starts the journey, by which came
    first; then of those who were let into it otherwise; then of those who have a date that starts
    it, then, if it goes by a schedule, of all. `most` of them; real times."""
    found = await _by_events(session, journey, since, until)
    if len(found) < most:
        found |= await accounts_let_in(session, journey.journey, since, until, most)
    if len(found) < most:
        found |= await _by_dates(session, journey, since, until, most, default_zone)
    if len(found) < most and any(_comes(each, since, until) for each in schedules_of(journey)):
        everybody = select(Account.external_id).order_by(col(Account.id)).limit(most)
        found |= dict.fromkeys(await session.exec(everybody))
    return list(found)[:most]


async def _by_events(
    session: AsyncSession, journey: Journey, since: datetime, until: datetime
) -> dict[str, None]:
    # Of the journey's own dates it is told anew.
    names = {event_of(trigger) for trigger in journey.entry.triggers} - {None, DATE_REACHED}
    found = await session.exec(
        select(Account.external_id, Event.name, Event.properties)
        .join(Event, col(Event.account_id) == col(Account.id))
        .where(
            col(Event.name).in_(names),
            col(Event.occurred_at) >= since,
            col(Event.occurred_at) <= until,
        )
        .order_by(col(Event.id))
    )
    return {
        external_id: None
        for external_id, name, properties in found
        if any(triggers_for(journey, name, properties))
    }


async def _by_dates(
    session: AsyncSession,
    journey: Journey,
    since: datetime,
    until: datetime,
    most: int,
    default_zone: str,
) -> dict[str, None]:
    """As far as their dates are known now."""
    triggers, found, last = list(date_triggers(journey)), dict[UUID, None](), None
    while triggers and len(found) < most:
        some = await subjects_after(session, journey.subject, last, _AT_A_TIME)
        if not some:
            break
        last = some[-1]
        for each in await subjects(session, journey.subject, some, default_zone):
            dates = (coming(trigger, each.traits, each.zone, since) for trigger in triggers)
            near = any(
                date and date.at <= until and date.counts(trigger, since)
                for date, trigger in zip(dates, triggers, strict=True)
            )
            if near and each.account_id is not None:
                found[each.account_id] = None
    named = await session.exec(
        select(Account.id, Account.external_id).where(col(Account.id).in_(found))
    )
    names = dict(named.all())
    return {names[account]: None for account in found if account in names}


def _comes(schedule: Schedule, since: datetime, until: datetime) -> bool:
    coming = next_time(schedule, since)
    return coming is not None and coming <= until


async def colleagues(session: AsyncSession) -> tuple[Colleague, ...]:
    """The users who may be handed a task."""
    found = await session.exec(select(User).where(col(User.disabled_at).is_(None)))
    return tuple(colleague(user) for user in found)


async def histories(
    session: AsyncSession,
    external_ids: Sequence[str],
    *,
    until: datetime,
    journeys: Collection[str] = (),
) -> list[Customer]:
    """These accounts with all that happened to them up to `until`, real time. Unknown ones are left
    out. Into `journeys`, by their keys, those are let in who were so for real."""
    found = await session.exec(select(Account).where(col(Account.external_id).in_(external_ids)))
    accounts = {account.external_id: account for account in found}
    chosen = [accounts[each] for each in external_ids if each in accounts]
    owners = {each.id: each for each in await colleagues(session)}
    people = {account.id: await members(session, account.id) for account in chosen}
    everybody = {person.id for each in people.values() for person in each}
    happened = await _events(session, people, until)
    topics = await _unsubscribed(session, everybody, until)
    wanted = await consents(session, everybody)
    segments = await _segments(session, [*people, *everybody])
    by_hand = await let_in(session, people, journeys, until)
    return [
        _customer(
            company(account),
            people[account.id],
            owners.get(account.owner_id) if account.owner_id else None,
            happened[account.id],
            [
                *by_hand[account.id],
                *(one for person in people[account.id] for one in topics[person.id]),
            ],
            _segments_before(segments[account.id], happened[account.id]),
            {each.id: _at_first(wanted[each.id]) for each in people[account.id]},
            account.created_at,
        )
        for account in chosen
    ]


def _customer(
    account: Company,
    people: Sequence[Person],
    owner: Colleague | None,
    events: Sequence[Happened],
    others: Iterable[Happening],
    segments: frozenset[str],
    consents: Mapping[UUID, Consent],
    created: datetime,
) -> Customer:
    happenings = (*events, *others)
    changed = {path for event in events for path in event.changes}
    by_person = {
        (event.contact, path)
        for event in events
        for path in event.changes
        if path.startswith("contact.")
    }
    return Customer(
        replace(account, traits=_without(account.traits, changed, "account.")),
        tuple(
            replace(
                person,
                traits=_without(
                    person.traits, {path for who, path in by_person if who == person.id}, "contact."
                ),
            )
            for person in people
        ),
        owner,
        happenings,
        segments=segments,
        consents=consents,
        # What was imported happened before they came.
        known_since=min([created, *(each.at for each in happenings)]),
    )


def _at_first(consent: Consent) -> Consent:
    """Before anything was refused: each refusal happens at its time. Wishes are as they are now."""
    return replace(consent, refusals=frozenset(), paused_until=None)


def _segments_before(now: Iterable[str], events: Iterable[Happened]) -> frozenset[str]:
    """Those the customer was in before what is on record of them began."""
    first = dict[str, bool]()
    for event in events:
        if event.name in (SEGMENT_ENTERED, SEGMENT_LEFT) and event.contact is None:
            first.setdefault(str(event.properties.get("segment")), event.name == SEGMENT_LEFT)
    kept = {each for each in now if each not in first}
    return frozenset(kept | {each for each, was_in in first.items() if was_in})


def _without(traits: Mapping[str, Any], paths: Collection[str], whose: str) -> dict[str, Any]:
    return {name: value for name, value in traits.items() if f"{whose}{name}" not in paths}


async def _events(
    session: AsyncSession, people: Mapping[UUID, Sequence[Person]], until: datetime
) -> Mapping[UUID, list[Happened]]:
    """By account, in the order in which they came in."""
    home = {person.id: account for account, each in people.items() for person in each}
    rows = await session.exec(
        select(Event)
        .where(
            or_(col(Event.account_id).in_(people), col(Event.contact_id).in_(home)),
            col(Event.occurred_at) <= until,
            # The simulator tells of dates itself.
            col(Event.name) != DATE_REACHED,
        )
        .order_by(col(Event.id))
    )
    found = defaultdict[UUID, list[Happened]](list)
    for row in rows:
        account = row.account_id or (home.get(row.contact_id) if row.contact_id else None)
        if account is not None and account in people:
            found[account].append(_happened(row))
    return found


def _happened(row: Event) -> Happened:
    return Happened(
        at=row.occurred_at,
        name=row.name,
        properties=row.properties,
        contact=row.contact_id,
        changes={path: value_changed_to(row, path) for path in row.changed},
        id=row.id,
        arrives=_arrived(row),
    )


def _arrived(row: Event) -> datetime:
    """As it came in for real; but what was imported later is taken as heard when it happened."""
    imported = row.received_at - row.occurred_at > IMPORTED_AFTER
    return row.occurred_at if imported else max(row.occurred_at, row.received_at)


def value_changed_to(row: Event, path: str) -> Any:
    """What a trait was changed to. An update says it by its path, calls by the trait's name; what
    is told of health and segments in words of its own."""
    if row.name == TRAITS_UPDATED:
        return row.properties.get(path)
    if row.name in (SEGMENT_ENTERED, SEGMENT_LEFT):
        return row.name == SEGMENT_ENTERED
    if row.name in (HEALTH_CHANGED, HEALTH_SCORED):
        told = {HEALTH_TRAITS["band"]: "to", HEALTH_TRAITS["score"]: "score"}
        return row.properties.get(told.get(path.partition(".")[2], ""))
    return row.properties.get(path.partition(".")[2])


async def _unsubscribed(
    session: AsyncSession, contacts: Collection[UUID], until: datetime
) -> Mapping[UUID, list[Happening]]:
    rows = await session.exec(
        select(Unsubscribe).where(
            col(Unsubscribe.contact_id).in_(contacts), col(Unsubscribe.at) <= until
        )
    )
    found = defaultdict[UUID, list[Happening]](list)
    for row in rows:
        way: Way = "in_app" if row.way == "in_app" else "email"
        found[row.contact_id].append(Unsubscribed(row.at, row.topic, row.contact_id, way))
    return found


async def _segments(session: AsyncSession, subjects: Collection[UUID]) -> Mapping[UUID, list[str]]:
    rows = await session.exec(
        select(SegmentMember).where(col(SegmentMember.subject_id).in_(subjects))
    )
    found = defaultdict[UUID, list[str]](list)
    for row in rows:
        found[row.subject_id].append(row.segment_key)
    return found


async def prepared(session: AsyncSession, task: Task) -> Task:
    """The task with the histories it asks for. Raises NotFound when there are none."""
    order, journey = task.order, task.setting.journey
    since, _ = order.period(task.now)
    until = order.until or task.now
    most = order.accounts or 500
    chosen = list(order.chosen) or await accounts_that_would_enter(
        session,
        journey,
        since=since,
        until=until,
        most=most,
        default_zone=task.setting.time_zone,
    )
    journeys = [each.journey for each in (journey, *task.setting.beside)]
    customers = await histories(session, chosen[:most], until=until, journeys=journeys)
    if not customers:
        said = "None of these accounts is known." if order.chosen else "Nobody would have entered."
        raise NotFound(f"{said} There is no history to simulate.")
    return replace(
        task,
        setting=replace(
            task.setting, colleagues=await colleagues(session), everywhere=await holdout(session)
        ),
        customers=tuple(customers),
        notes=(*task.notes, TRAITS_AS_NOW, NOBODY_ANSWERS),
    )
