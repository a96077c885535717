"""A small world for stories: accounts and people, published journeys, and what happens to them."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import text, update
from sqlmodel import SQLModel, col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from engine.clock import known_zone
from engine.definition.document import parse
from engine.definition.journey import Journey
from engine.entry import Refusal
from engine.store import tables
from engine.store.channels import EVENTS, notify
from engine.store.database import Database
from engine.store.enrolling import Enrolled, Entrant, enroll
from engine.store.outbox import wake
from engine.store.tables import (
    Account,
    AudienceRun,
    Contact,
    Enrollment,
    EntryDecision,
    Event,
    JourneyVersion,
    Membership,
    Message,
    Source,
    Task,
    TimelineEntry,
    Unsubscribe,
    User,
    Wake,
)
from engine.tracking.people import same


@cache
def _read(written: str) -> tuple[Journey, dict[str, Any]]:
    """A journey, and as it is kept. Many tests tell of the same ones, and YAML is slow to read."""
    journey = parse(written, format="yaml")
    return journey, journey.model_dump(mode="json", by_alias=True, exclude_unset=True)


@dataclass(frozen=True)
class Customer:
    account_id: UUID
    contact_id: UUID
    journey: str | None = None
    """Which of their journeys a story asks about. None: the one they entered last."""


class World:
    """Speaks to the store alone. Times are given; nothing asks the clock."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self._source: UUID | None = None

    async def publish(self, written: str) -> Journey:
        """Publish a journey written in YAML."""
        journey, definition = _read(written)
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

    async def colleague(
        self, customer: Customer, *, email: str | None, roles: tuple[str, ...] = ()
    ) -> UUID:
        """Another contact of the account."""
        async with self.database.transaction() as session:
            person = Contact(external_id=uuid4().hex, email=email, name="Bea", traits={})
            session.add(person)
            await session.flush()
            session.add(
                Membership(account_id=customer.account_id, contact_id=person.id, roles=list(roles))
            )
        return person.id

    async def external_id(self, customer: Customer) -> str:
        """By what our own systems know the account."""
        async with self.database.transaction() as session:
            return (await session.get_one(Account, customer.account_id)).external_id

    async def nobody(self, name: str = "Acme") -> Customer:
        """An account without any contact; the contact named is nobody's."""
        customer = await self.customer(name)
        async with self.database.transaction() as session:
            await session.execute(
                update(Membership)
                .where(col(Membership.account_id) == customer.account_id)
                .values(ended_at=datetime.now(UTC))
            )
        return customer

    async def user(self, email: str, name: str, *, owns: Customer | None = None) -> UUID:
        """A colleague of ours, and whose account they look after."""
        async with self.database.transaction() as session:
            user = User(email=email, name=name)
            session.add(user)
        if owns is not None:
            await self.change(Account, owns.account_id, owner_id=user.id)
        return user.id

    async def enroll(
        self,
        journey: Journey,
        customer: Customer,
        now: datetime,
        *,
        key: str = "",
        seconds_per_day: float | None = None,
        is_test: bool = False,
    ) -> Enrolled | Refusal:
        """Somebody of ours puts the customer into a journey."""
        async with self.database.transaction() as session:
            return await self.entering(
                session,
                journey,
                customer,
                now,
                key=key,
                seconds_per_day=seconds_per_day,
                is_test=is_test,
            )

    async def entering(
        self,
        session: AsyncSession,
        journey: Journey,
        customer: Customer,
        now: datetime,
        *,
        key: str = "",
        seconds_per_day: float | None = None,
        is_test: bool = False,
    ) -> Enrolled | Refusal:
        """As `enroll`, in a transaction of the caller's."""
        ids = await session.exec(
            select(JourneyVersion.journey_id, JourneyVersion.id)
            .join(tables.Journey, col(tables.Journey.id) == col(JourneyVersion.journey_id))
            .where(
                tables.Journey.key == journey.journey,
                tables.Journey.live_version == JourneyVersion.number,
            )
        )
        journey_id, version_id = ids.one()
        return await enroll(
            session,
            journey,
            journey_id=journey_id,
            version_id=version_id,
            entrant=Entrant(
                customer.account_id,
                customer.contact_id if journey.subject == "contact" else None,
                entry_key=key,
                entered_by={"by": "csm@northwind.test"},
                is_test=is_test,
                seconds_per_day=seconds_per_day,
            ),
            now=now,
            zone=known_zone(None),
        )

    async def journey(self, key: str) -> Journey:
        """The journey published under this key."""
        async with self.database.transaction() as session:
            found = await session.exec(
                select(JourneyVersion.definition)
                .join(tables.Journey, col(tables.Journey.id) == col(JourneyVersion.journey_id))
                .where(tables.Journey.key == key)
            )
            return Journey.model_validate(found.one())

    async def resumes_when_held(self) -> None:
        """Have the database itself resume a journey just as a customer comes to be held."""
        async with self.database.transaction() as session:
            await session.execute(
                text(
                    "CREATE FUNCTION resume() RETURNS trigger LANGUAGE plpgsql AS"
                    " $$ BEGIN UPDATE journeys SET status = 'live'; RETURN NEW; END $$"
                )
            )
            await session.execute(
                text(
                    "CREATE TRIGGER resume AFTER UPDATE ON enrollments FOR EACH ROW"
                    " WHEN (NEW.held_because IS NOT NULL) EXECUTE FUNCTION resume()"
                )
            )

    async def happens_unheard(self, name: str, step: str, properties: Mapping[str, Any]) -> None:
        """Have the database itself take in an event just as a customer comes to a step, and count
        it as dispatched, as a dispatcher would that found nobody to listen for it."""
        async with self.database.transaction() as session:
            await session.execute(
                text(
                    "CREATE FUNCTION happens() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
                    " INSERT INTO events (source_id, message_id, type, name, account_id,"
                    "  contact_id, properties, context, changed, occurred_at, received_at,"
                    "  dispatched_at)"
                    " SELECT source_id, 'unheard', type, name, account_id, contact_id,"
                    f"  '{json.dumps(properties)}', context, changed,"
                    # A look that began before the event may yet be the one that sees it.
                    "  greatest(NEW.updated_at, occurred_at) + interval '1 ms', now(), now()"
                    f" FROM events WHERE name = '{name}' ORDER BY id DESC LIMIT 1;"
                    " RETURN NEW; END $$"
                )
            )
            await session.execute(
                text(
                    "CREATE TRIGGER happens AFTER UPDATE ON enrollments FOR EACH ROW WHEN"
                    " (OLD.current_step IS DISTINCT FROM NEW.current_step"
                    f" AND NEW.current_step = '{step}') EXECUTE FUNCTION happens()"
                )
            )

    async def letting_in(self) -> int:
        """How many runs over audiences are under way."""
        async with self.database.transaction() as session:
            open_ones = select(AudienceRun).where(col(AudienceRun.finished_at).is_(None))
            return len(list(await session.exec(open_ones)))

    async def pause(self, journey: Journey) -> None:
        await self._set_status(journey, "paused")

    async def resume(self, journey: Journey, at: datetime) -> None:
        """Let the journey go on, and wake whoever is held."""
        async with self.database.transaction() as session:
            await self._set(session, journey, "live")
            held = await session.exec(
                select(Enrollment.id).where(
                    Enrollment.status != "ended", col(Enrollment.held_because).is_not(None)
                )
            )
            await wake(session, list(held), f"resume/{at.isoformat()}", at)

    async def _set_status(self, journey: Journey, status: str) -> None:
        async with self.database.transaction() as session:
            await self._set(session, journey, status)

    async def _set(self, session: AsyncSession, journey: Journey, status: str) -> None:
        await session.execute(
            update(tables.Journey)
            .where(col(tables.Journey.key) == journey.journey)
            .values(status=status)
        )

    async def take_out(self, customer: Customer, at: datetime, reason: str) -> None:
        """Somebody of ours takes the customer out of where they are."""
        await self.ask_out((await self.enrollment(customer)).id, at, reason)

    async def ask_out(self, enrollment_id: UUID, at: datetime, reason: str) -> None:
        """As `take_out`, for one of their journeys. Who has left already is left alone."""
        async with self.database.transaction() as session:
            row = await session.get_one(Enrollment, enrollment_id)
            if row.status != "ended":
                row.exit_request = {"reason": reason, "by": "Mo", "at": at.isoformat()}
                await wake(session, [enrollment_id], f"exit/{at.isoformat()}", at)

    async def unsubscribe(self, customer: Customer, topic: str) -> None:
        async with self.database.transaction() as session:
            session.add(Unsubscribe(contact_id=customer.contact_id, topic=topic, via="page"))

    async def change(self, table: type[SQLModel], where: UUID | int, **values: Any) -> None:
        """Change columns of one row."""
        async with self.database.transaction() as session:
            row = await session.get_one(table, where)
            for name, value in values.items():
                setattr(row, name, value)

    async def moves(self, customer: Customer, at: datetime, zone: str) -> None:
        """The account moves to another time zone."""
        await self.change(Account, customer.account_id, time_zone=zone)
        await self.set_traits(customer, at, timezone=zone)

    async def happens(
        self,
        name: str,
        customer: Customer,
        at: datetime,
        properties: Mapping[str, Any] | None = None,
        changed: tuple[str, ...] = (),
        *,
        came_in: datetime | None = None,
    ) -> int:
        """An event comes in, at once unless `came_in` says when. Returns its id."""
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
                received_at=came_in or at,
            )
            session.add(event)
            await session.flush()
            await notify(session, EVENTS)
        assert event.id is not None
        return event.id

    async def has_happened(self, name: str, customer: Customer, at: datetime, times: int) -> None:
        """The event came in so often at that time, and has been dispatched long since."""
        source = await self._source_id()
        async with self.database.transaction() as session:
            session.add_all(
                Event(
                    source_id=source,
                    message_id=uuid4().hex,
                    type="track",
                    name=name,
                    account_id=customer.account_id,
                    contact_id=customer.contact_id,
                    occurred_at=at,
                    received_at=at,
                    dispatched_at=at,
                )
                for _ in range(times)
            )

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
            changed = differing("account", account.traits, traits)
            account.traits = {**account.traits, **traits}
        await self.happens("group", customer, at, changed=changed)

    async def describe(self, customer: Customer, at: datetime, **traits: Any) -> None:
        """The contact's traits change, as an identify call would change them."""
        async with self.database.transaction() as session:
            person = await session.get_one(Contact, customer.contact_id)
            changed = differing("contact", person.traits, traits)
            person.traits = {**person.traits, **traits}
        await self.happens("identify", customer, at, changed=changed)

    async def enrollment(self, customer: Customer) -> Enrollment:
        """The customer's latest enrollment."""
        theirs = select(Enrollment).where(Enrollment.account_id == customer.account_id)
        if customer.journey is not None:
            theirs = theirs.join(
                tables.Journey, col(tables.Journey.id) == col(Enrollment.journey_id)
            ).where(tables.Journey.key == customer.journey)
        async with self.database.transaction() as session:
            found = await session.exec(theirs.order_by(col(Enrollment.enrolled_at).desc()))
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

    async def wakes(self) -> list[Wake]:
        """Wake-ups not yet delivered."""
        async with self.database.transaction() as session:
            return list(await session.exec(select(Wake).order_by(col(Wake.id))))

    async def decisions(self) -> list[EntryDecision]:
        async with self.database.transaction() as session:
            found = select(EntryDecision).order_by(col(EntryDecision.event_id))
            return list(await session.exec(found))

    async def story(self, customer: Customer) -> list[str]:
        """What the timeline of the customer's latest enrollment says."""
        return [e.summary for e in await self.timeline((await self.enrollment(customer)).id)]

    async def messages(self) -> list[Message]:
        async with self.database.transaction() as session:
            return list(await session.exec(select(Message).order_by(col(Message.created_at))))

    async def has_got(self, customer: Customer, journey: str, at: datetime) -> None:
        """A mail of a journey they are in has reached the customer's contact."""
        here = await self.enrollment(replace(customer, journey=journey))
        async with self.database.transaction() as session:
            session.add(
                Message(
                    id=uuid4(),
                    enrollment_id=here.id,
                    journey_id=here.journey_id,
                    account_id=customer.account_id,
                    contact_id=customer.contact_id,
                    step="mail",
                    visit=1,
                    channel="email",
                    template="mail",
                    topic=journey,
                    status="sent",
                    created_at=at,
                    sent_at=at,
                )
            )

    async def tasks(self) -> list[Task]:
        async with self.database.transaction() as session:
            return list(await session.exec(select(Task)))


def differing(whose: str, before: Mapping[str, Any], traits: Mapping[str, Any]) -> tuple[str, ...]:
    """The paths of those that are told another value than before: nobody hears of the others."""
    return tuple(
        f"{whose}.{name}"
        for name, value in traits.items()
        if name not in before or not same(before[name], value)
    )


def _missing() -> Enrollment:
    raise AssertionError("the customer was never enrolled")


def days(number: float) -> timedelta:
    return timedelta(days=number)
