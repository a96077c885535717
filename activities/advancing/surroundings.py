"""What a customer's journey sees and does in production: PostgreSQL, inside one transaction."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from activities.advancing.calls import Calls
from activities.advancing.deliveries import Deliveries
from activities.advancing.previews import preview_of
from activities.advancing.tasks import minutes_of, store_task
from activities.advancing.updates import filled_in
from activities.ports import Ports
from engine.advancing.passage import Colleague, Passage, Person
from engine.advancing.surroundings import (
    Given,
    Handed,
    Handing,
    Occurred,
    Outgoing,
    Recipient,
    Settled,
    SoFar,
)
from engine.advancing.updating import updated
from engine.arbiter import Cap, Defer, Policy, Pressure, Rules, Touch
from engine.consent import Consent
from engine.definition.base import Key, StepId
from engine.definition.conditions import Condition
from engine.definition.steps import UntilEvent
from engine.definition.times import Duration
from engine.effects import Call, Deliver, Enroll, Update
from engine.entry import Refusal
from engine.facts import Facts, Fate, TaskState
from engine.identifiers import task_id
from engine.interpreter import Position
from engine.store.colleagues import user_at
from engine.store.consent import consent_of
from engine.store.database import Session
from engine.store.facts import gather, heard_at, last_heard
from engine.store.messages import give_up_open
from engine.store.occurrences import Sought, first_event, first_events
from engine.store.onward_journeys import FromEnrollment, called, enroll_from_journey
from engine.store.passages import (
    Stored,
    colleague,
    members,
    with_orders,
)
from engine.store.pressure import pressure, put_off, waits_no_longer
from engine.store.settings import policy
from engine.store.suppressions import suppression_of, why_suppressed
from engine.store.surveys import survey_answer_of
from engine.store.tables import Pool
from engine.store.tasks import answer_by_silence, call_off, close_tasks, task_state
from engine.store.team.people import manager_of
from engine.store.team.turns import draw_for
from engine.store.updating import update_traits

_NOTHING_LEFT = "The journey ended; nothing is left to approve."


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
        self,
        conditions: Iterable[Condition],
        position: Position | None,
        person: Person | None,
        as_of: datetime | None = None,
    ) -> Facts:
        witness = self.stored.witness(person, position)
        if as_of is None:
            return await gather(self.session, conditions, witness, self.now)
        moment = self.clock.real_time(as_of)
        return await gather(self.session, conditions, replace(witness, until=moment), moment)

    async def first_event(
        self,
        wanted: UntilEvent,
        since: datetime,
        after_event: int | None,
        until: datetime | None,
    ) -> Occurred | None:
        sought = self._sought(wanted, since, after_event, until)
        event = await first_event(self.session, sought, self.stored.witness(), self.now)
        if event is None or event.id is None:
            return None
        return Occurred(event.id, self.clock.journey_time(event.occurred_at))

    async def first_events(
        self,
        wanted: UntilEvent,
        since: datetime,
        after_event: int | None,
        until: datetime | None,
        people: Collection[UUID],
    ) -> Mapping[UUID, Occurred]:
        sought = self._sought(wanted, since, after_event, until)
        found = await first_events(self.session, sought, self.stored.witness(), self.now, people)
        return {
            event.contact_id: Occurred(event.id, self.clock.journey_time(event.occurred_at))
            for event in found
            if event.id is not None and event.contact_id is not None
        }

    def _sought(
        self,
        wanted: UntilEvent,
        since: datetime,
        after_event: int | None,
        until: datetime | None,
    ) -> Sought:
        """Between these times of the journey's clock."""
        real_time = self.clock.real_time
        return Sought(wanted, real_time(since), after_event, real_time(until) if until else None)

    async def last_heard(
        self, keys: Collection[str], since: datetime, before: datetime | None = None
    ) -> datetime | None:
        heard = await last_heard(
            self.session,
            keys,
            self.stored.witness(),
            self.clock.real_time(since),
            self.now,
            before=self.clock.real_time(before) if before else None,
        )
        return self.clock.journey_time(heard) if heard else None

    async def heard_at(self, keys: Collection[str], at: datetime) -> int | None:
        witness = self.stored.witness()
        return await heard_at(self.session, keys, witness, self.clock.real_time(at))

    async def task(self, step: StepId, visit: int | None) -> TaskState | None:
        found = await task_state(self.session, self.stored.row.id, step, visit)
        if found is None:
            return None
        return replace(
            found,
            due_at=self._on_its_clock(found.due_at),
            completed_at=self._on_its_clock(found.completed_at),
        )

    async def survey_answer(self, step: StepId, visit: int) -> tuple[str, datetime] | None:
        found = await survey_answer_of(self.session, self.stored.row.id, step, visit)
        return (found[0], self.clock.journey_time(found[1])) if found else None

    def _on_its_clock(self, moment: datetime | None) -> datetime | None:
        return self.clock.journey_time(moment) if moment else None

    async def people(self) -> Sequence[Person]:
        account_id = self.stored.row.account_id
        return await members(self.session, account_id) if account_id else ()

    async def colleague(self, email: str) -> Colleague | None:
        found = await user_at(self.session, email)
        return colleague(found) if found else None

    async def manager(self, of: Colleague) -> Colleague | None:
        found = await manager_of(self.session, of.id)
        return colleague(found) if found else None

    async def consent(self, person: Person) -> Consent:
        return await consent_of(self.session, person.id, self.now)

    async def policy(self) -> Policy:
        return await policy(self.session)

    async def pressure(self, touch: Touch, caps: Sequence[Cap]) -> Pressure:
        return await pressure(self.session, touch, caps, self.now)

    async def suppression(self, person: Person) -> str | None:
        address = self.stored.passage.diverted_to or person.email
        found = await suppression_of(self.session, address) if address else None
        return why_suppressed(found) if found else None

    # Acting

    async def put_off(self, touch: Touch, step: StepId, visit: int, until: Defer) -> None:
        if not self.stored.row.is_test:
            await put_off(
                self.session,
                touch,
                journey_id=self.stored.row.journey_id,
                step=step,
                visit=visit,
                until=self.clock.real_time(until.until),
                why=until,
            )

    async def waits_no_longer(self, touch: Touch) -> None:
        await waits_no_longer(self.session, self.stored.row.id, touch)

    async def taken_up(self, effect: Deliver | Call) -> Settled | Outgoing | None:
        if isinstance(effect, Call):
            return await self.calls.taken_up(effect)
        return await self.deliveries.taken_up(effect)

    async def reached(self, effect: Deliver, meant: Collection[UUID]) -> SoFar:
        return await self.deliveries.reached(effect, meant)

    async def once_more(self, effect: Deliver, contact: UUID) -> Fate | Outgoing:
        return await self.deliveries.once_more(effect, contact)

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

    async def next_in_pool(
        self, pool: Key, step: StepId, visit: int, takes: Duration | None
    ) -> Given:
        row = self.stored.row
        known = await self.session.get(Pool, pool)
        name = known.name if known else None
        if row.is_test:
            return Given(None, f"a test takes no turn in the pool “{name or pool}”", pool_name=name)
        drawn = await draw_for(
            self.session,
            pool,
            task_id(row.id, step, visit),
            now=self.now,
            minutes=minutes_of(takes),
        )
        user = colleague(drawn.user) if drawn.user else None
        return Given(user, drawn.because, drawn.waits, drawn.fails, name)

    async def hand_over(self, handing: Handing) -> Handed:
        preview = None
        if handing.message is not None:
            preview = await preview_of(self, self.stored.passage, handing.message, self.ports)
        return await store_task(self.session, self.stored, handing, self.ports, self.now, preview)

    async def settle_silence(
        self, step: StepId, visit: int, outcome: Literal["approved", "cancelled"]
    ) -> bool:
        return await answer_by_silence(
            self.session, self.stored.row.id, step, visit, outcome, self.now
        )

    async def update(self, effect: Update) -> Mapping[str, Any]:
        given = await filled_in(effect.update.set, self.stored.passage, self.ports)
        passage = self.stored.passage
        if not passage.is_test:
            await update_traits(
                self.session,
                account_id=passage.account.id if passage.account else None,
                contact_id=passage.person.id if passage.person else None,
                set=given,
                now=self.now,
                key=f"update/{passage.id}/{effect.step}/{effect.visit}",
            )
        self._see(await updated(self, passage, given))
        return given

    def _see(self, passage: Passage) -> None:
        """What follows in this stretch sees the customer as changed."""
        self.stored = replace(self.stored, passage=passage)
        self.deliveries = Deliveries(self.session, self.stored, self.ports, self.now)
        self.calls = Calls(self.session, self.stored, self.ports, self.now)

    async def enroll(self, effect: Enroll) -> str:
        row, journey = self.stored.row, self.stored.passage.journey
        origin = FromEnrollment(
            id=row.id,
            journey_key=journey.journey,
            journey_name=journey.name,
            step=effect.step,
            visit=effect.visit,
            account_id=row.account_id,
            contact_id=row.contact_id,
            is_test=row.is_test,
        )
        outcome = await enroll_from_journey(
            self.session,
            from_enrollment=origin,
            journey_key=effect.enroll.journey,
            now=self.now,
            default_zone=self.ports.organization.time_zone,
        )
        name = await called(self.session, effect.enroll.journey)
        if isinstance(outcome, Refusal):
            return f"Not entered into “{name}”: {outcome.reason}"
        return f"Entered into “{name}”."

    async def close(self, reason: str, needless: Collection[StepId]) -> None:
        row = self.stored.row
        await give_up_open(self.session, row.id)
        await waits_no_longer(self.session, row.id)
        left = "The test run ended." if row.is_test else _NOTHING_LEFT
        await close_tasks(self.session, row.id, left, self.now)
        await call_off(self.session, row.id, needless, reason, self.now)
