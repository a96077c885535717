"""What a customer's journey sees and does in a simulation: memory, and nothing beyond it."""

from collections.abc import Collection, Coroutine, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from engine.advancing.called import called
from engine.advancing.passage import Colleague, Passage, Person
from engine.advancing.scope import scope
from engine.advancing.surroundings import (
    Channel,
    Handed,
    Handing,
    Occurred,
    Outgoing,
    Recipient,
    Settled,
)
from engine.advancing.touches import by_mail
from engine.arbiter import Rules
from engine.definition.base import StepId
from engine.definition.conditions import Condition
from engine.definition.steps import NotifyStep, SurveyStep, UntilEvent
from engine.effects import Call, Deliver, Enroll, Update
from engine.facts import Facts, Fate, TaskState
from engine.identifiers import message_id, task_id
from engine.interpreter import Position
from engine.simulation.facts import View, gather, matches
from engine.simulation.happenings import Event
from engine.simulation.log import Logged
from engine.simulation.runs import Handout, Letter, Run
from engine.simulation.setting import Setting
from engine.simulation.world import World
from engine.simulation.writing import Unwritten

TRAITS_UPDATED = "Traits Updated"
"""The event an update is heard as."""

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
        self, setting: Setting, world: World, run: Run, passage: Passage, now: datetime
    ) -> None:
        self.setting = setting
        self.world = world
        self.run = run
        self.passage = passage
        self.now = now
        self.news: list[Logged] = []
        """What this very stretch did to the customer's traits, to be heard by all."""

    # Seeing

    async def orders(self, passage: Passage) -> Passage:
        return passage

    async def facts(
        self, conditions: Iterable[Condition], position: Position | None, person: Person | None
    ) -> Facts:
        return gather(conditions, self._view(position, person))

    async def first_event(
        self, wanted: UntilEvent, since: datetime, until: datetime | None
    ) -> Occurred | None:
        view = self._view(None, None)
        named = view.log.named(wanted.event)
        for event in named.events:
            if event.at <= since:
                continue
            if until is not None and event.at > until:
                break
            if matches(wanted.where, event, view):
                return Occurred(event.id, event.at)
        return None

    async def last_heard(self, keys: Collection[str], since: datetime) -> datetime | None:
        return self.world.log(self.run.contact).last_heard(keys, since)

    async def task(self, step: StepId, visit: int | None) -> TaskState | None:
        if visit is None:
            return self.run.latest_tasks().get(step)
        return self.run.tasks.get((step, visit))

    async def survey_answer(self, step: StepId, visit: int) -> tuple[str, datetime] | None:
        letter = self.run.letters.get(step)
        survey = self.setting.journey.steps[step]
        if letter is None or letter.visit != visit or not isinstance(survey, SurveyStep):
            return None
        answer = self.run.answers.get(letter.id)
        return (answered(survey, answer[0]), answer[1]) if answer else None

    async def people(self) -> Sequence[Person]:
        return list(self.world.people.values()) if self.world.account else ()

    async def colleague(self, email: str) -> Colleague | None:
        return self.setting.by_address.get(email.lower())

    async def unsubscribed(self, person: Person) -> Collection[str]:
        return self.world.unsubscribed.get(person.id, ())

    def _view(self, position: Position | None, person: Person | None) -> View:
        passage, world = self.passage, self.world
        contact = world.people.get(self.run.contact) if self.run.contact else world.primary
        whose = world.people.get(person.id, person) if person else contact
        return View(
            now=self.now,
            zone=passage.zone,
            log=world.log(self.run.contact),
            traits={
                "account": world.account.traits if world.account else {},
                "contact": whose.traits if whose else {},
            },
            segments=world.segments,
            enrolled_at=passage.enrolled_at,
            since=passage.since,
            entered_event=passage.entered_event,
            step_since=position.entered_at if position else None,
            messages=self.run.states,
            tasks=self.run.latest_tasks() if self.run.tasks else {},
        )

    # Acting

    async def taken_up(self, effect: Deliver | Call) -> Settled | Outgoing | None:
        return None

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
        identifier = self._note(effect.step, effect.visit, channel, fate, person.id, reason)
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
        return self._note(effect.step, effect.visit, _channel(effect), fate, contact, reason)

    async def call(self, effect: Call) -> Settled | Outgoing:
        channel, to, title = effect.call.type, called(effect.call), ""
        if isinstance(effect.call, NotifyStep):
            title = self.setting.writer.line(effect.call.text, self._scope(self.passage.person))
        failing = effect.step in self.world.customer.failing
        fate: Fate = "failed" if failing else "sent"
        reason = "It never got through." if failing else None
        identifier = self._note(effect.step, effect.visit, channel, fate, None, reason)
        return Settled(identifier, effect.step, channel, fate, title, to, None, reason)

    async def hand_over(self, handing: Handing) -> Handed:
        identifier = task_id(self.run.id, handing.step, handing.visit)
        scope = self._scope(self.passage.person)
        title = self.setting.writer.line(handing.title, scope)
        if (handing.step, handing.visit) not in self.run.tasks:
            self.run.tasks[handing.step, handing.visit] = TaskState("open", handing.due_at)
            assignee = handing.assignee.email if handing.assignee else None
            self.run.handed.append(
                Handout(
                    self.now,
                    handing.step,
                    handing.visit,
                    handing.kind,
                    assignee,
                    handing.outcomes,
                    handing.due_at,
                )
            )
        return Handed(identifier, title)

    async def update(self, effect: Update) -> Mapping[str, Any]:
        scope = self._scope(self.passage.person)
        given = {
            path: self.setting.writer.line(value, scope) if isinstance(value, str) else value
            for path, value in effect.update.set.items()
        }
        person = self.passage.person
        event = Event(
            self.now, TRAITS_UPDATED, contact=person.id if person else None, changes=given
        )
        self.news.append(self.world.take(event))
        return given

    async def enroll(self, effect: Enroll) -> str:
        return f"Would be let into “{effect.enroll.journey}”, if that journey's own rules say so."

    async def close(self) -> None:
        for key, task in self.run.tasks.items():
            if task.status == "open":
                self.run.tasks[key] = replace(task, status="cancelled")

    def _scope(self, person: Person | None) -> dict[str, Any]:
        return scope(self.passage, person, self.setting.organization)

    def _note(
        self,
        step: StepId,
        visit: int,
        channel: Channel,
        fate: Fate,
        contact: UUID | None,
        reason: str | None,
    ) -> UUID:
        identifier = message_id(self.run.id, step, visit, contact)
        self.run.note(Letter(identifier, self.now, step, visit, channel, fate, contact, reason))
        return identifier


def _channel(effect: Deliver) -> Channel:
    return "email" if by_mail(effect.touch) else "in_app"


def answered(survey: SurveyStep, score: int) -> str:
    """The outlet a score leads to: see `SurveyOutlets`."""
    if survey.kind == "nps":
        return "promoter" if score >= 9 else "passive" if score >= 7 else "detractor"
    return "satisfied" if score >= 4 else "neutral" if score == 3 else "dissatisfied"
