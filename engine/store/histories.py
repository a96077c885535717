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
from engine.definition.journey import Journey
from engine.entry import event_of
from engine.errors import NotFound
from engine.facts import TRAITS_UPDATED
from engine.simulation.customers import Customer
from engine.simulation.happenings import Event as Happened
from engine.simulation.happenings import Happening, Unsubscribed
from engine.simulation.orders import Task
from engine.store.passages import colleague, company, members
from engine.store.tables import Account, Event, SegmentMember, Unsubscribe, User

TRAITS_AS_NOW = (
    "Traits are as they are now, except those whose changes are on record: they have no value "
    "before the first change, and then the one of the time. Owners, roles and segments are as they "
    "are now."
)
IMPORTED_AFTER = timedelta(days=1)
"""An event that came in so much later than it happened was imported."""

NOBODY_ANSWERS = (
    "Tasks and surveys of the simulation are answered by nobody, unless the same customer answered "
    "the very same one for real."
)


async def accounts_that_would_enter(
    session: AsyncSession, journey: Journey, *, since: datetime, until: datetime, most: int
) -> list[str]:
    """External ids of accounts to which something happened that starts the journey, by which came
    first. `most` of them; real times."""
    names = {event_of(trigger) for trigger in journey.entry.triggers} - {None}
    found = await session.exec(
        select(Account.external_id, Event.occurred_at)
        .join(Event, col(Event.account_id) == col(Account.id))
        .where(
            col(Event.name).in_(names),
            col(Event.occurred_at) >= since,
            col(Event.occurred_at) <= until,
        )
        .order_by(col(Event.id))
    )
    return list(dict.fromkeys(external_id for external_id, _ in found))[:most]


async def colleagues(session: AsyncSession) -> tuple[Colleague, ...]:
    """The users who may be handed a task."""
    found = await session.exec(select(User).where(col(User.disabled_at).is_(None)))
    return tuple(colleague(user) for user in found)


async def histories(
    session: AsyncSession, external_ids: Sequence[str], *, until: datetime
) -> list[Customer]:
    """These accounts with all that happened to them up to `until`, real time. Unknown ones are left
    out."""
    found = await session.exec(select(Account).where(col(Account.external_id).in_(external_ids)))
    accounts = {account.external_id: account for account in found}
    chosen = [accounts[each] for each in external_ids if each in accounts]
    owners = {each.id: each for each in await colleagues(session)}
    people = {account.id: await members(session, account.id) for account in chosen}
    everybody = {person.id for each in people.values() for person in each}
    happened = await _events(session, people, until)
    topics = await _unsubscribed(session, everybody, until)
    segments = await _segments(session, [*people, *everybody])
    return [
        _customer(
            company(account),
            people[account.id],
            owners.get(account.owner_id) if account.owner_id else None,
            happened[account.id],
            [one for person in people[account.id] for one in topics[person.id]],
            frozenset(segments[account.id]),
        )
        for account in chosen
    ]


def _customer(
    account: Company,
    people: Sequence[Person],
    owner: Colleague | None,
    events: Sequence[Happened],
    unsubscribed: Iterable[Happening],
    segments: frozenset[str],
) -> Customer:
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
        (*events, *unsubscribed),
        segments=segments,
    )


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
    """What a trait was changed to. An update says it by its path, calls by the trait's name."""
    if row.name == TRAITS_UPDATED:
        return row.properties.get(path)
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
        found[row.contact_id].append(Unsubscribed(row.at, row.topic, row.contact_id))
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
        session, journey, since=since, until=until, most=most
    )
    customers = await histories(session, chosen[:most], until=until)
    if not customers:
        said = "None of these accounts is known." if order.chosen else "Nobody would have entered."
        raise NotFound(f"{said} There is no history to simulate.")
    return replace(
        task,
        setting=replace(task.setting, colleagues=await colleagues(session)),
        customers=tuple(customers),
        notes=(*task.notes, TRAITS_AS_NOW, NOBODY_ANSWERS),
    )
