"""Customers by the hundred, and journeys for them to go through."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID, uuid4

from ruamel.yaml import YAML
from sqlalchemy import func
from sqlmodel import col, select

from engine.definition.journey import Journey
from engine.store import tables
from engine.store.database import Database
from engine.store.enrolling import Enrolled, Entrant, enroll
from engine.store.tables import Account, Contact, Enrollment, JourneyVersion, Membership, User
from engine.store.tables.columns import utc_now

AT_A_TIME = 100
"""Enrollments in one transaction."""


@dataclass(frozen=True)
class Published:
    """A journey customers may enter."""

    journey: Journey
    journey_id: UUID
    version_id: UUID


async def publish(database: Database, text: str) -> Published:
    """Publish a journey written in YAML."""
    journey = Journey.model_validate(YAML(typ="safe").load(text))
    definition = journey.model_dump(mode="json", by_alias=True, exclude_unset=True)
    async with database.transaction() as session:
        row = tables.Journey(key=journey.journey, name=journey.name, status="live", live_version=1)
        session.add(row)
        await session.flush()
        version = JourneyVersion(
            journey_id=row.id, number=1, definition=definition, published_by="benchmark"
        )
        session.add(version)
    return Published(journey, row.id, version.id)


async def customers(database: Database, number: int) -> list[UUID]:
    """Accounts, each with a primary contact and an owner. Returns the accounts' ids."""
    accounts = []
    async with database.transaction() as session:
        owner = User(email=f"{uuid4().hex}@northwind.test", name="Grace Hopper", role="csm")
        session.add(owner)
        await session.flush()
        for _ in range(number):
            key = uuid4().hex
            account = Account(
                external_id=key, name="Acme", owner_id=owner.id, traits={"name": "Acme"}
            )
            person = Contact(external_id=key, email=f"{key}@acme.test", name="Ada Lovelace")
            session.add_all([account, person])
            await session.flush()
            session.add(
                Membership(account_id=account.id, contact_id=person.id, roles=[], is_primary=True)
            )
            accounts.append(account.id)
    return accounts


async def enroll_all(
    database: Database, published: Published, accounts: Sequence[UUID], *, seconds_per_day: float
) -> list[UUID]:
    """Have them enter as the API would, for the courier to start. Returns the enrollments' ids."""
    enrolled = []
    for begin in range(0, len(accounts), AT_A_TIME):
        async with database.transaction() as session:
            for account in accounts[begin : begin + AT_A_TIME]:
                outcome = await enroll(
                    session,
                    published.journey,
                    journey_id=published.journey_id,
                    version_id=published.version_id,
                    entrant=Entrant(
                        account_id=account,
                        contact_id=None,
                        entry_key="",
                        entered_by={"by": "benchmark"},
                        seconds_per_day=seconds_per_day,
                    ),
                    now=utc_now(),
                )
                assert isinstance(outcome, Enrolled), outcome
                enrolled.append(outcome.enrollment_id)
    return enrolled


async def ended(database: Database, published: Published) -> int:
    """How many have come to the journey's end."""
    async with database.transaction() as session:
        found = await session.exec(
            select(func.count())
            .select_from(Enrollment)
            .where(Enrollment.version_id == published.version_id, col(Enrollment.status) == "ended")
        )
        return found.one()
