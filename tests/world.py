"""A small world for stories: accounts and people, published journeys, and what happens to them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from ruamel.yaml import YAML
from sqlmodel import col, select

from engine.definition.journey import Journey
from engine.store import tables
from engine.store.channels import EVENTS, notify
from engine.store.database import Database
from engine.store.tables import (
    Account,
    Contact,
    Enrollment,
    Event,
    JourneyVersion,
    Membership,
    Message,
    Source,
    Task,
    TimelineEntry,
)


@dataclass(frozen=True)
class Customer:
    account_id: UUID
    contact_id: UUID


class World:
    """Speaks to the store alone. Times are given; nothing asks the clock."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self._source: UUID | None = None

    async def publish(self, text: str) -> Journey:
        """Publish a journey written in YAML."""
        journey = Journey.model_validate(YAML(typ="safe").load(text))
        definition = journey.model_dump(mode="json", by_alias=True, exclude_unset=True)
        async with self.database.transaction() as session:
            row = tables.Journey(
                key=journey.journey, name=journey.name, status="live", live_version=1
            )
            session.add(row)
            await session.flush()
            session.add(
                JourneyVersion(
                    journey_id=row.id, number=1, definition=definition, published_by="test"
                )
            )
        return journey

    async def customer(
        self,
        name: str = "Acme",
        *,
        account: Mapping[str, Any] | None = None,
        email: str | None = "ada@acme.test",
        first_name: str | None = "Ada",
        roles: tuple[str, ...] = (),
        time_zone: str | None = None,
    ) -> Customer:
        """An account with its primary contact."""
        async with self.database.transaction() as session:
            company = Account(
                external_id=f"{name}-{uuid4().hex[:6]}",
                name=name,
                traits={"name": name, **(account or {})},
                time_zone=time_zone,
            )
            person = Contact(
                external_id=uuid4().hex,
                email=email,
                name=first_name,
                traits={"first_name": first_name} if first_name else {},
                time_zone=time_zone,
            )
            session.add_all([company, person])
            await session.flush()
            session.add(
                Membership(
                    account_id=company.id, contact_id=person.id, roles=list(roles), is_primary=True
                )
            )
        return Customer(company.id, person.id)

    async def happens(
        self,
        name: str,
        customer: Customer,
        at: datetime,
        properties: Mapping[str, Any] | None = None,
        changed: tuple[str, ...] = (),
    ) -> int:
        """An event comes in. Returns its id."""
        async with self.database.transaction() as session:
            event = Event(
                source_id=await self._source_id(),
                message_id=uuid4().hex,
                type="track",
                name=name,
                account_id=customer.account_id,
                contact_id=customer.contact_id,
                properties=dict(properties or {}),
                changed=list(changed),
                occurred_at=at,
                received_at=at,
            )
            session.add(event)
            await session.flush()
            await notify(session, EVENTS)
        assert event.id is not None
        return event.id

    async def _source_id(self) -> UUID:
        if self._source is None:
            async with self.database.transaction() as session:
                source = Source(key="test", name="Test")
                session.add(source)
            self._source = source.id
        return self._source

    async def set_traits(self, customer: Customer, at: datetime, **traits: Any) -> None:
        """The account's traits change, as a group call would change them."""
        async with self.database.transaction() as session:
            account = await session.get_one(Account, customer.account_id)
            account.traits = {**account.traits, **traits}
        paths = tuple(f"account.{name}" for name in traits)
        await self.happens("group", customer, at, changed=paths)

    async def enrollment(self, customer: Customer) -> Enrollment:
        """The customer's latest enrollment."""
        async with self.database.transaction() as session:
            found = await session.exec(
                select(Enrollment)
                .where(Enrollment.account_id == customer.account_id)
                .order_by(col(Enrollment.enrolled_at).desc())
            )
            return found.first() or _missing()

    async def enrollments(self) -> list[Enrollment]:
        async with self.database.transaction() as session:
            return list(await session.exec(select(Enrollment)))

    async def timeline(self, enrollment_id: UUID) -> list[TimelineEntry]:
        async with self.database.transaction() as session:
            found = await session.exec(
                select(TimelineEntry)
                .where(TimelineEntry.enrollment_id == enrollment_id)
                .order_by(col(TimelineEntry.number))
            )
            return list(found)

    async def messages(self) -> list[Message]:
        async with self.database.transaction() as session:
            return list(await session.exec(select(Message).order_by(col(Message.created_at))))

    async def tasks(self) -> list[Task]:
        async with self.database.transaction() as session:
            return list(await session.exec(select(Task)))


def _missing() -> Enrollment:
    raise AssertionError("the customer was never enrolled")


def days(number: float) -> timedelta:
    return timedelta(days=number)
