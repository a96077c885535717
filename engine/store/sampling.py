"""Customers to try a journey out with: real ones as they were at a moment, or made up.

Reads what the journey asks about and no more, so that it takes as long for a customer of many years
as for one of yesterday. Changes nothing.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, false
from sqlmodel import col, func, or_, select
from sqlmodel.ext.asyncio.session import AsyncSession

from engine.advancing.passage import Colleague, Person
from engine.clock import zone_of_customer
from engine.definition.journey import Journey
from engine.definition.scenarios import SampleCustomer
from engine.errors import NotFound
from engine.needs import needs_of
from engine.simulation.customers import Customer
from engine.simulation.happenings import Event as Happened
from engine.simulation.scenarios import sample_customer
from engine.store.consent import consents
from engine.store.customers import Whom, customer_meant
from engine.store.histories import value_changed_to
from engine.store.passages import colleague, company, members, person
from engine.store.tables import Account, Event, SegmentMember, User

MADE_UP = SampleCustomer()

MOST_NAMES, MOST_EVENTS = 200, 5_000
"""Of how many names events are looked at, and of each how many, the latest."""
MOST_IN_ALL = 20_000
MOST_CHANGES = 500
"""How many changes of traits are undone at most, to see a customer as they were."""


async def sample(
    session: AsyncSession, whom: Whom, *, default_zone: str, named_first: bool = True
) -> Customer:
    """Whom the ids name, as they are now, without their history; nobody named: one made up.

    `named_first`: a contact who is named counts as the first of their account, as in a journey of
    their own. Raises NotFound.
    """
    if whom.account is None and whom.contact is None:
        return sample_customer(MADE_UP, default_zone)
    meant = await customer_meant(session, whom)
    account, contact = meant.account, meant.contact
    people = await members(session, account.id) if account else []
    if contact is not None and account is None:
        people = [person(contact)]
    if contact is not None and named_first:
        people = _named_first(people, contact.id, whom)
    everybody = [each.id for each in people]
    subjects = [*everybody, *([account.id] if account else [])]
    return Customer(
        account=company(account) if account else None,
        people=tuple(people),
        owner=await _owner(session, account),
        segments=frozenset(await _segments(session, subjects)),
        consents=await consents(session, everybody),
    )


def _named_first(people: Sequence[Person], named: UUID, whom: Whom) -> list[Person]:
    """In a contact's journey it is they who enter."""
    first = [each for each in people if each.id == named]
    if not first:
        said = f"“{whom.contact}” is no contact of “{whom.account}”."
        raise NotFound(said, code="not_a_member")
    return [*first, *(each for each in people if each.id != named)]


async def _owner(session: AsyncSession, account: Account | None) -> Colleague | None:
    found = await session.get(User, account.owner_id) if account and account.owner_id else None
    return colleague(found) if found and found.disabled_at is None else None


async def _segments(session: AsyncSession, subjects: Sequence[UUID]) -> Iterable[str]:
    found = await session.exec(
        select(SegmentMember.segment_key).where(col(SegmentMember.subject_id).in_(subjects))
    )
    return found.all()


# As they were


async def with_history(
    session: AsyncSession, customer: Customer, journey: Journey, at: datetime
) -> Customer:
    """The customer with what had happened by `at`, aware UTC, as far as the journey asks; traits
    that have changed since are as they were, if their changes are on record."""
    subject = _subject(customer, journey)
    rows: list[Event] = []
    for name in needs_of(journey).events[:MOST_NAMES]:
        if len(rows) > MOST_IN_ALL:
            break
        found = await session.exec(
            select(Event)
            .where(subject, Event.name == name, col(Event.occurred_at) <= at)
            .order_by(col(Event.occurred_at).desc())
            .limit(MOST_EVENTS)
        )
        rows += found
    happened = [_happened(row) for row in sorted(rows, key=lambda row: (row.occurred_at, row.id))]
    return replace(customer, happenings=(*await _undone(session, customer, at), *happened))


def _subject(customer: Customer, journey: Journey) -> ColumnElement[bool]:
    """Whose events count in such a journey."""
    if journey.subject == "account":
        account = customer.account
        return col(Event.account_id) == account.id if account else false()
    who = next(iter(customer.people), None)
    return col(Event.contact_id) == who.id if who else false()


async def _undone(session: AsyncSession, customer: Customer, at: datetime) -> list[Happened]:
    """What gives traits back the values they had."""
    since = list(await _changes(session, customer, col(Event.occurred_at) > at))
    changed = {(_whose(event, path), path) for event in since for path in event.changed}
    back: dict[UUID | None, dict[str, Any]] = {}
    for whose, path in changed:
        back.setdefault(whose, {})[path] = None
    earlier = col(Event.occurred_at) <= at
    for event in reversed(list(await _changes(session, customer, earlier) if changed else ())):
        for path in event.changed:
            if (_whose(event, path), path) in changed:
                back[_whose(event, path)][path] = value_changed_to(event, path)
    return [Happened(at, "", contact=whose, changes=values) for whose, values in back.items()]


def _whose(event: Event, path: str) -> UUID | None:
    """The contact whose trait it is. None: it is the account's."""
    return event.contact_id if path.startswith("contact.") else None


async def _changes(
    session: AsyncSession, customer: Customer, when: ColumnElement[bool]
) -> Sequence[Event]:
    """Those that changed traits, the latest first."""
    account, people = customer.account, [each.id for each in customer.people]
    about: ColumnElement[bool] = col(Event.contact_id).in_(people)
    if account is not None:
        about = or_(col(Event.account_id) == account.id, about)
    found = await session.exec(
        select(Event)
        .where(about, func.cardinality(col(Event.changed)) > 0, when)
        .order_by(col(Event.occurred_at).desc(), col(Event.id).desc())
        .limit(MOST_CHANGES)
    )
    return found.all()


def _happened(row: Event) -> Happened:
    """Traits are as they are: what it once changed is in them."""
    return Happened(row.occurred_at, row.name, row.properties, row.contact_id)


def zone_of(customer: Customer, whom: Whom, default_zone: str) -> str:
    """The zone they live in, an IANA name: the contact's who is named, else the account's."""
    someone = next(iter(customer.people), None)
    account = customer.account
    theirs = someone.time_zone if someone else None
    return zone_of_customer(
        "account" if whom.contact is None else "contact",
        account.time_zone if account else None,
        theirs,
        default_zone,
    )
