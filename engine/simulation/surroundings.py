"""What a customer's journey sees and does in a simulation: memory, and nothing beyond it."""

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Coroutine, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, Literal, TypeVar
from uuid import UUID

from engine.advancing.called import called
from engine.advancing.passage import Colleague, Passage, Person
from engine.advancing.surroundings import (
    Channel,
    Given,
    Handed,
    Handing,
    Occurred,
    Outgoing,
    Recipient,
    Settled,
    SoFar,
)
from engine.advancing.touches import by_mail
from engine.advancing.updating import updated
from engine.arbiter import Cap, Defer, Policy, Pressure, Reached, Rules, Touch
from engine.arbiter.policy import Kind
from engine.consent import Consent
from engine.definition.base import Key, StepId
from engine.definition.conditions import Condition
from engine.definition.steps import ApproveStep, SurveyStep, UntilEvent
from engine.definition.times import Duration
from engine.effects import Call, Deliver, Enroll, Update
from engine.facts import TRAITS_UPDATED, Facts, Fate, TaskState
from engine.identifiers import message_id, task_id
from engine.interpreter import Position
from engine.simulation.facts import View, gather, passing
from engine.simulation.happenings import Event
from engine.simulation.ledger import Ledger
from engine.simulation.log import Logged
from engine.simulation.runs import Handout, Letter, Run
from engine.simulation.setting import Setting
from engine.simulation.world import World
from engine.simulation.writing import Unwritten
from engine.surveys import answer_kind

Answer = TypeVar("Answer")


def play(coroutine: Coroutine[Any, Any, Answer]) -> Answer:
    """The result of a coroutine that never waits for anything."""
    try:
        coroutine.send(None)
    except StopIteration as done:
        answer: Answer = done.value
        return answer
    raise AssertionError("nothing in memory is waited for")


class MemorySurroundings:
    """Implements `engine.advancing.surroundings.Surroundings`. `now` is aware UTC."""

    def __init__(
        self,
        setting: Setting,
        world: World,
        run: Run,
        passage: Passage,
        ledger: Ledger,
        now: datetime,
    ) -> None:
        self.setting = setting
        self.world = world
        self.run = run
        self.passage = passage
        self.ledger = ledger
        self.now = now
        self.news: list[Logged] = []
        """What this very stretch did to the customer's traits, to be heard by all."""

    # Seeing

    async def orders(self, passage: Passage) -> Passage:
        return passage

    async def facts(
        self,
        conditions: Iterable[Condition],
        position: Position | None,
        person: Person | None,
        as_of: datetime | None = None,
    ) -> Facts:
        view = self._view(position, person)
        return gather(conditions, replace(view, now=as_of, until=as_of) if as_of else view)

    async def first_event(
        self,
        wanted: UntilEvent,
        since: datetime,
        after_event: int | None,
        until: datetime | None,
    ) -> Occurred | None:
        first = next(iter(self._events(wanted, since, after_event, until)), None)
        return Occurred(first.id, first.at) if first else None

    def _events(
        self,
        wanted: UntilEvent,
        since: datetime,
        after_event: int | None,
        until: datetime | None,
    ) -> Iterable[Logged]:
        view = self._view(None, None)
        named = view.log.named(wanted.event)
        start = bisect_right(named.times, since)
        if after_event is not None:
            at_once = bisect_left(named.times, since)
            start -= sum(event.id > after_event for event in named.events[at_once:start])
        end = len(named.times) if until is None else bisect_right(named.times, until)
        return passing(wanted.where, named.events[start:end], view)

    async def first_events(
        self,
        wanted: UntilEvent,
        since: datetime,
        after_event: int | None,
        until: datetime | None,
        people: Collection[UUID],
    ) -> Mapping[UUID, Occurred]:
        found: dict[UUID, Occurred] = {}
        for event in self._events(wanted, since, after_event, until):
            if event.contact in people and event.contact is not None:
                found.setdefault(event.contact, Occurred(event.id, event.at))
        return found

    async def last_heard(
        self, keys: Collection[str], since: datetime, before: datetime | None = None
    ) -> datetime | None:
        return self.world.last_heard(self.run.contact, keys, since, before)

    async def heard_at(self, keys: Collection[str], at: datetime) -> int | None:
        return self.world.heard_at(self.run.contact, keys, at)

    async def task(self, step: StepId, visit: int | None) -> TaskState | None:
        if visit is None:
            return self.run.latest_tasks().get(step)
        return self.run.tasks.get((step, visit))

    async def survey_answer(self, step: StepId, visit: int) -> tuple[str, datetime] | None:
        survey = self.setting.journey.steps[step]
        if not isinstance(survey, SurveyStep):
            return None
        answer = self.run.answer_to(step, visit)
        return (answer_kind(survey.kind, answer[0]), answer[1]) if answer else None

    async def people(self) -> Sequence[Person]:
        return list(self.world.people.values()) if self.world.account else ()

    async def colleague(self, email: str) -> Colleague | None:
        return self.setting.by_address.get(email.lower())

    async def manager(self, of: Colleague) -> Colleague | None:
        return None

    async def consent(self, person: Person) -> Consent:
        return self.world.consent(person.id).at(self.now)

    async def policy(self) -> Policy:
        return self.setting.policy

    async def pressure(self, touch: Touch, caps: Sequence[Cap]) -> Pressure:
        return self.ledger.pressure(touch, caps, self.now)

    async def suppression(self, person: Person) -> str | None:
        """Every address takes mail here: who does not is no customer of a simulation's."""
        return None

    def _view(self, position: Position | None, person: Person | None) -> View:
        passage, world = self.passage, self.world
        contact = world.people.get(self.run.contact) if self.run.contact else world.primary
        whose = contact
        if person is not None and person is not contact:
            whose = world.people.get(person.id, person)
        return View(
            now=self.now,
            zone=passage.zone,
            log=world.log(self.run.contact),
            traits={
                "account": world.account.traits if world.account else {},
                "contact": whose.traits if whose else {},
            },
            segments=world.segments_of(self.run.contact),
            enrolled_at=passage.enrolled_at,
            since=passage.since,
            entered_event=passage.entered_event,
            step_since=position.entered_at if position else None,
            messages=self.run.states,
            tasks=self.run.latest_tasks() if self.run.tasks else {},
        )

    # Acting

    async def put_off(self, touch: Touch, step: StepId, visit: int, until: Defer) -> None:
        self.ledger.put_off(touch, until, self.setting.journey.name)

    async def waits_no_longer(self, touch: Touch) -> None:
        self.ledger.decided(touch)

    async def taken_up(self, effect: Deliver | Call) -> Settled | Outgoing | None:
        return None

    async def reached(self, effect: Deliver, meant: Collection[UUID]) -> SoFar:
        return SoFar(
            {
                each.contact: each.fate
                for each in self.run.sent
                if (each.step, each.visit) == (effect.step, effect.visit)
                and each.is_reminder == effect.is_reminder
            }
        )

    async def once_more(self, effect: Deliver, contact: UUID) -> Fate | Outgoing:
        raise AssertionError("a simulation sends at once, and claims nothing")

    async def deliver(
        self, effect: Deliver, recipient: Recipient, sending: Rules
    ) -> Settled | Outgoing:
        person, channel = recipient.person, _channel(effect)
        title = self.setting.writer.title(effect.touch, self._scope(person))
        fate: Fate = "sent"
        reason: str | None = None
        if isinstance(title, Unwritten):
            fate, reason, title = title.fate, title.reason, ""
        elif channel == "email" and person.email in self.world.customer.bounces:
            fate, reason = "failed", "The address takes no mail."
        to = person.email if channel == "email" else person.called
        written = bool(title) or reason is None
        identifier = self._note(
            effect.step, effect.visit, channel, fate, person.id, reason, effect.is_reminder
        )
        exempt = sending.topic in (await self.consent(person)).transactional
        if fate == "sent" and not exempt:
            self._reach("email" if channel == "email" else "in_app", person.id)
        return Settled(
            identifier,
            effect.step,
            channel,
            fate,
            title,
            (to or "") if written else "",
            recipient.because,
            reason,
        )

    async def leave_out(
        self,
        effect: Deliver,
        recipient: Recipient | None,
        fate: Fate,
        reason: str,
        sending: Rules,
    ) -> UUID:
        contact = recipient.person.id if recipient else None
        return self._note(
            effect.step, effect.visit, _channel(effect), fate, contact, reason, effect.is_reminder
        )

    async def call(self, effect: Call) -> Settled | Outgoing:
        said = self.setting.writer.call(effect.call, self._scope(self.passage.person))
        title, to, reason = "", called(effect.call), None
        fate: Fate = "sent"
        if isinstance(said, Unwritten):
            fate, reason, to = said.fate, said.reason, ""
        elif effect.step in self.world.customer.failing:
            fate, reason, title = "failed", "It never got through.", said
        else:
            title = said
        channel = effect.call.type
        identifier = self._note(effect.step, effect.visit, channel, fate, None, reason)
        return Settled(identifier, effect.step, channel, fate, title, to, None, reason)

    async def next_in_pool(
        self, pool: Key, step: StepId, visit: int, takes: Duration | None
    ) -> Given:
        name = self.setting.names.pools.get(pool) or pool
        return Given(None, f"next in the pool “{name}”", pool_name=name)

    async def hand_over(self, handing: Handing) -> Handed:
        identifier = task_id(self.run.id, handing.step, handing.visit)
        scope = self._scope(self.passage.person)
        title = self.setting.writer.line(handing.title, scope)
        if (handing.step, handing.visit) not in self.run.tasks:
            self.run.tasks[handing.step, handing.visit] = TaskState("open", handing.due_at)
            assignee = handing.assignee.email if handing.assignee else None
            if handing.kind == "task":
                self._reach("task", None)
            self.run.handed.append(
                Handout(
                    self.now,
                    handing.step,
                    handing.visit,
                    handing.kind,
                    assignee,
                    handing.outcomes,
                    handing.due_at,
                    title,
                    handing.pool,
                )
            )
        return Handed(identifier, title)

    async def settle_silence(
        self, step: StepId, visit: int, outcome: Literal["approved", "cancelled"]
    ) -> bool:
        task = self.run.tasks[step, visit]
        status: Literal["done", "cancelled"] = "done" if outcome == "approved" else "cancelled"
        self.run.tasks[step, visit] = TaskState(status, task.due_at, outcome, self.now)
        return True

    async def update(self, effect: Update) -> Mapping[str, Any]:
        scope = self._scope(self.passage.person)
        values = (
            (path, self.setting.writer.value(value, scope) if isinstance(value, str) else value)
            for path, value in effect.update.set.items()
        )
        given = {path: value for path, value in values if not isinstance(value, Unwritten)}
        person = self.passage.person
        whose = person.id if person else None
        event = Event(self.now, TRAITS_UPDATED, given, whose, changes=given)
        self.news.append(self.world.take(event))
        self.passage = await updated(self, self.passage, given)
        return given

    async def enroll(self, effect: Enroll) -> str:
        return f"Would be let into “{effect.enroll.journey}”, if that journey’s own rules say so."

    async def close(self, reason: str, needless: Collection[StepId]) -> None:
        """Nothing is left to approve. What was to be done may still be worth doing."""
        self.ledger.over(self.run.id)
        for key, task in self.run.tasks.items():
            is_approval = isinstance(self.setting.journey.steps[key[0]], ApproveStep)
            if task.status == "open" and (is_approval or key[0] in needless):
                self.run.tasks[key] = replace(task, status="cancelled", completed_at=self.now)

    def _reach(self, kind: Kind, contact: UUID | None) -> None:
        account = self.world.account
        of = account.id if account else None
        self.ledger.reached.append(Reached(self.now, kind, contact, of, self.setting.journey.name))

    def _scope(self, person: Person | None) -> Mapping[str, Any]:
        return self.world.scope(self.passage, person, self.setting.organization)

    def _note(
        self,
        step: StepId,
        visit: int,
        channel: Channel,
        fate: Fate,
        contact: UUID | None,
        reason: str | None,
        is_reminder: bool = False,
    ) -> UUID:
        identifier = message_id(self.run.id, step, visit, contact, is_reminder=is_reminder)
        about = step, visit, channel, fate, contact, reason
        self.run.note(Letter(identifier, self.now, *about, is_reminder))
        return identifier


def _channel(effect: Deliver) -> Channel:
    return "email" if by_mail(effect.touch) else "in_app"
