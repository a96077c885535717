"""What a customer's journey sees and does in production: PostgreSQL, inside one transaction."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from activities.advancing.calls import Calls
from activities.advancing.deliveries import Deliveries
from activities.advancing.tasks import store_task
from activities.ports import Ports
from engine.advancing.passage import Colleague, Passage, Person
from engine.advancing.surroundings import (
    Handed,
    Handing,
    Occurred,
    Outgoing,
    Recipient,
    Settled,
)
from engine.arbiter import Rules
from engine.definition.base import StepId
from engine.definition.conditions import Condition
from engine.definition.steps import UntilEvent
from engine.effects import Call, Deliver, Enroll, Update
from engine.facts import Facts, Fate, TaskState
from engine.interpreter import Position
from engine.store.database import Session
from engine.store.facts import gather
from engine.store.messages import give_up_open, unsubscribed_topics
from engine.store.passages import Stored, colleague, first_event, members, with_orders
from engine.store.tasks import user_with_address


class StoredSurroundings:
    """Implements `engine.advancing.surroundings.Surroundings`. `now` is real time, aware UTC."""

    def __init__(self, session: Session, stored: Stored, ports: Ports, now: datetime) -> None:
        self.session = session
        self.stored = stored
        self.clock = stored.passage.clock
        self.ports = ports
        self.now = now
        self.deliveries = Deliveries(session, stored, ports, now)
        self.calls = Calls(session, stored, ports, now)

    # Seeing

    async def orders(self, passage: Passage) -> Passage:
        return await with_orders(self.session, passage)

    async def facts(
        self, conditions: Iterable[Condition], position: Position | None, person: Person | None
    ) -> Facts:
        witness = self.stored.witness(person, position)
        return await gather(self.session, conditions, witness, self.now)

    async def first_event(
        self, wanted: UntilEvent, since: datetime, until: datetime | None
    ) -> Occurred | None:
        event = await first_event(
            self.session,
            wanted,
            self.stored.witness(),
            since=self.clock.real_time(since),
            until=self.clock.real_time(until) if until else None,
            now=self.now,
        )
        if event is None or event.id is None:
            return None
        return Occurred(event.id, self.clock.journey_time(event.occurred_at))

    async def last_heard(self, keys: Collection[str], since: datetime) -> datetime | None:
        raise NotImplementedError

    async def task(self, step: StepId, visit: int | None) -> TaskState | None:
        raise NotImplementedError

    async def survey_answer(self, step: StepId, visit: int) -> tuple[str, datetime] | None:
        raise NotImplementedError

    async def people(self) -> Sequence[Person]:
        account_id = self.stored.row.account_id
        return await members(self.session, account_id) if account_id else ()

    async def colleague(self, email: str) -> Colleague | None:
        found = await user_with_address(self.session, email)
        return colleague(found) if found else None

    async def unsubscribed(self, person: Person) -> Collection[str]:
        return await unsubscribed_topics(self.session, person.id)

    # Acting

    async def taken_up(self, effect: Deliver | Call) -> Settled | Outgoing | None:
        if isinstance(effect, Call):
            return await self.calls.taken_up(effect)
        return await self.deliveries.taken_up(effect)

    async def deliver(
        self, effect: Deliver, recipient: Recipient, sending: Rules
    ) -> Settled | Outgoing:
        return await self.deliveries.deliver(effect, recipient, sending)

    async def leave_out(
        self,
        effect: Deliver,
        recipient: Recipient | None,
        fate: Fate,
        reason: str,
        sending: Rules,
    ) -> UUID:
        return await self.deliveries.leave_out(effect, recipient, fate, reason, sending)

    async def call(self, effect: Call) -> Settled | Outgoing:
        return await self.calls.call(effect)

    async def hand_over(self, handing: Handing) -> Handed:
        return await store_task(self.session, self.stored, handing, self.ports, self.now)

    async def update(self, effect: Update) -> Mapping[str, Any]:
        raise NotImplementedError

    async def enroll(self, effect: Enroll) -> str:
        raise NotImplementedError

    async def close(self) -> None:
        await give_up_open(self.session, self.stored.row.id)
