"""Whether what a customer waits for has come, and how they stand while it has not.

All times are on the journey's clock. What came about is dated when it did, not when somebody
looked, so that late looks leave the same trace.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal, assert_never

from engine.advancing.dating import Dating
from engine.advancing.journal import Journal
from engine.advancing.passage import Passage
from engine.advancing.recipients import whose_event_counts
from engine.advancing.surroundings import Occurred, Surroundings, because, by_event
from engine.clock import in_words
from engine.definition.base import StepId
from engine.definition.steps import (
    ApproveStep,
    ByDate,
    UntilCondition,
    UntilDate,
    UntilEvent,
    links,
)
from engine.effects import (
    Answered,
    Asked,
    Happened,
    Missed,
    Outcome,
    Passed,
    SurveyAnswer,
    TaskAnswer,
    Wait,
)
from engine.evaluation import Finding, evaluate
from engine.facts import LEFT_ACCOUNT, Facts, TaskState
from engine.interpreter import Position, coming_of_date, ending_by_date
from engine.listening import event_key, first_level, trait_key
from engine.reckoning import moment_of
from engine.sentences import step_title
from engine.sentences.people import by_whom
from engine.sentences.waits import date_sentence
from engine.sentences.words import trait_in_words
from engine.turning import next_turn


@dataclass(frozen=True)
class Come:
    """It has come about, and what is to be said of it."""

    outcome: Outcome
    kind: str
    summary: str
    detail: Mapping[str, object]
    silence: Literal["approved", "cancelled"] | None = None
    """How an approval came out because nobody answered it."""


@dataclass(frozen=True)
class Resting:
    """It has not. `wakes_at` None: only what happens wakes the customer."""

    waiting_for: str
    wakes_at: datetime | None
    reminds: bool = False
    """The time has come to ask once more."""


class Waits:
    """Looks at one wait. `now` is on the journey's clock."""

    def __init__(
        self, around: Surroundings, passage: Passage, position: Position, now: datetime
    ) -> None:
        self.around = around
        self.passage = passage
        self.position = position
        self.now = now
        self.outlets = links(passage.journey.steps[position.step])
        self.limit_at: datetime | None = None
        """When the date comes that ends it at the latest, if one does and it is known."""

    async def look(self, wait: Wait) -> Come | Resting:
        if wait.by_date is not None:
            wait = await self._ending(wait, wait.by_date)
        match wait.awaited:
            case None:
                return self._over(wait, "The time came.") or Resting(
                    self._when(wait.until), wait.until
                )
            case UntilEvent():
                return await self._event(wait, wait.awaited)
            case UntilCondition():
                return await self._condition(wait, wait.awaited)
            case UntilDate():
                return await self._date(wait, wait.awaited)
            case TaskAnswer():
                return await self._task(wait, wait.awaited)
            case SurveyAnswer():
                return await self._survey(wait, wait.awaited)
            case _:
                assert_never(wait.awaited)

    async def _ending(self, wait: Wait, limit: ByDate) -> Wait:
        """The wait with the end that a date sets it as it is known now. A date that was moved into
        the past meanwhile ends it when it was moved."""
        facts = await self.around.facts((), self.position, None)
        ending = ending_by_date(wait, facts.trait, self.passage.zone)
        self.limit_at = ending.until
        if ending.until is None:
            return ending
        key = trait_key(first_level(limit.date.trait))
        heard = await self.around.last_heard({key}, wait.since)
        return replace(ending, until=max(ending.until, heard or ending.until))

    # What is waited for

    async def _event(self, wait: Wait, wanted: UntilEvent) -> Come | Resting:
        name = f"“{wanted.event}”{self._by_whom(wanted)}"
        event = await self._occurred(wait, wanted)
        if event is not None:
            outcome = Happened(event.event_id, event.at)
            return Come(outcome, "happened", f"{name} happened.", by_event(event.event_id))
        late = self._over(wait, f"{name} did not happen in time.")
        return late or Resting(f"{name}, {self._at_most(wait)}", wait.until)

    def _by_whom(self, wanted: UntilEvent) -> str:
        of_contact = self.passage.journey.subject == "contact"
        return "" if of_contact else str(by_whom(wanted))

    async def _occurred(self, wait: Wait, wanted: UntilEvent) -> Occurred | None:
        """The event by which it has come about."""
        arguments = wanted, wait.since, wait.after_event, wait.until
        anybody = wanted.by == "any" and wanted.roles is None
        if anybody or self.passage.journey.subject == "contact":
            return await self.around.first_event(*arguments)
        meant = whose_event_counts(await self.around.people(), wanted)
        found = await self.around.first_events(*arguments, meant)
        in_order = sorted(found.values(), key=lambda each: (each.at, each.event_id or 0))
        if wanted.by == "any":
            return next(iter(in_order), None)
        if not meant or len(found) < len(meant):
            return None
        return await self._all_have(wait, in_order[-1])

    async def _all_have(self, wait: Wait, last: Occurred) -> Occurred | None:
        """Everybody who is there has done it: since the last of them did, or since the one who had
        not has left."""
        left = await self.around.last_heard({event_key(LEFT_ACCOUNT)}, wait.since)
        if left is None or left <= last.at:
            return last
        if wait.until is not None and left > wait.until:
            return None
        return Occurred(await self.around.heard_at({event_key(LEFT_ACCOUNT)}, left), left)

    async def _condition(self, wait: Wait, wanted: UntilCondition) -> Come | Resting:
        facts = await self.around.facts([wanted.when], self.position, None)
        finding = evaluate(wanted.when, facts)
        if finding.holds:
            dating = Dating(self.around, wanted.when, self.position, wait.since)
            at = await self._since_when(wait, dating, facts)
            if wait.until is None or at <= wait.until:
                detail = because(finding) | by_event(await dating.event_at(at))
                return Come(Happened(None, at), "happened", f"It is so: {finding.text}.", detail)
        said = finding.text
        if late := self._over(wait, f"It was not so in time: {said}.", finding):
            return late
        turn = next_turn([wanted.when], facts)
        return Resting(f"this to be so: {said}, {self._at_most(wait)}", _earliest(wait.until, turn))

    async def _since_when(self, wait: Wait, dating: Dating, facts: Facts) -> datetime:
        """When a condition that holds came to hold. What cannot be told of somebody who has waited
        is taken to be now, and in time."""
        looked = not self.passage.came_to(self.position) and not self.passage.held_because
        at = await dating.came_to_hold(facts, woken_at=self._woken_at(), looked=looked)
        return at or _earliest(self.now, wait.until) or self.now

    def _woken_at(self) -> datetime | None:
        """The moment it slept towards, when that has come."""
        if self.passage.came_to(self.position):
            return None
        return self.passage.woken_at(self.now)

    async def _date(self, wait: Wait, wanted: UntilDate) -> Come | Resting:
        path = wanted.date.trait
        value = (await self.around.facts((), self.position, None)).trait(path)
        moment = moment_of(wanted, value, self.passage.zone)
        name = trait_in_words(path)
        if moment is None:
            late = self._over(wait, f"No {name} became known in time.")
            return late or Resting(f"{name} to be known, {self._at_most(wait)}", wait.until)
        if wait.until is not None and wait.until < moment:
            late = self._over(wait, f"{name.capitalize()} was too far off.")
            return late or Resting(f"{self._when(wait.until)}{self._by(wait)}", wait.until)
        if moment > self.now:
            said = f"{in_words(moment, self.passage.zone)}, by {name}"
            return Resting(said, moment)
        return await self._come(wait, wanted, moment, name)

    async def _come(self, wait: Wait, wanted: UntilDate, moment: datetime, name: str) -> Come:
        """The date has come; or it was past when the customer came here, or when it was moved."""
        key = trait_key(first_level(wanted.date.trait))
        heard = await self.around.last_heard({key}, wait.since)
        known_since = max(wait.since, heard or wait.since)
        when = in_words(moment, self.passage.zone)
        outcome = coming_of_date(wait, wanted, moment, known_since)
        match outcome:
            case Missed():
                said = f"Passed over: by {name}, it was due {when}."
                return Come(outcome, "passed_over", said, {})
            case Passed(early=True) if moment > known_since:
                return Come(outcome, "timed_out", "The day came.", {})
            case Passed(early=True):
                said = f"By {name}, it was due {when}; it happens now."
                return Come(outcome, "timed_out", said, {})
            case Passed():
                said = f"No {name} became known in time.{self._ended(wait)}"
                return Come(outcome, "timed_out", said, {})
            case None:
                raise AssertionError("the date is known")

    async def _task(self, wait: Wait, wanted: TaskAnswer) -> Come | Resting:
        task = await self.around.task(wait.step, wanted.visit)
        if task is None:  # left out before the journey was changed
            return Come(Asked(skipped=True), "skipped", "The task was left out earlier.", {})
        silent = self._silent(wanted, task)
        if isinstance(wanted.task, ApproveStep) and task.status != "open":
            # Whoever answered at all is heard, however late: nothing has gone out yet.
            silent = None
        if silent is not None and silent.at <= min(task.completed_at or self.now, self.now):
            decides = wanted.task.silence if isinstance(wanted.task, ApproveStep) else None
            said = f"Nobody answered in time, so it is {decides}." if decides else "Overdue."
            return Come(silent, "timed_out", said, {"outcome": silent.outlet}, decides)
        if task.completed_at is not None and (outcome := self._answer(task)):
            at = max(task.completed_at, wait.since)
            off = task.status == "cancelled" and not isinstance(wanted.task, ApproveStep)
            said = (
                "Called off."
                if off
                else f"Answered: {outcome.replace('-', ' ').replace('_', ' ')}."
            )
            return Come(Answered(outcome, at), "answered", said, {"outcome": outcome})
        named = step_title(self.passage.journey, _asks_about(wanted, wait.step))
        if task.status == "cancelled":
            return Resting(
                f"“{named}”, which was called off: the journey has no way for that", None
            )
        until = silent.at if silent is not None else None
        due = f", until {in_words(until, self.passage.zone)}" if until else ""
        what = "approved" if isinstance(wanted.task, ApproveStep) else "done"
        return Resting(f"“{named}” to be {what}{due}", until)

    def _silent(self, wanted: TaskAnswer, task: TaskState) -> Answered | None:
        """Where silence leads, and when. None: nowhere."""
        if task.due_at is None:
            return None
        if isinstance(wanted.task, ApproveStep):
            return Answered(wanted.task.silence, task.due_at)
        return Answered("overdue", task.due_at) if "overdue" in self.outlets else None

    def _answer(self, task: TaskState) -> str | None:
        """The outlet that a task which is no longer open leads to. One that was called off goes as
        if it had been left out, or else as if nobody had done it in time; where the journey gives
        no way for that either, nothing leads on."""
        if task.status == "done":
            return task.outcome or "next"
        ways = ("cancelled", "skipped", "next", "overdue")
        return next((way for way in ways if way in self.outlets), None)

    async def _survey(self, wait: Wait, wanted: SurveyAnswer) -> Come | Resting:
        answer = await self.around.survey_answer(wait.step, wanted.visit)
        if answer is not None and (wait.until is None or answer[1] <= wait.until):
            outlet, at = answer
            said = f"Answered: {outlet}."
            moment = max(at, wait.since)
            return Come(Answered(outlet, moment), "answered", said, {"outcome": outlet})
        if wait.until is not None and wait.until <= self.now:
            at = max(wait.since, wait.until)
            said = f"No answer in time.{self._ended(wait)}"
            return Come(Answered("no_answer", at), "timed_out", said, {})
        said, remind_at = f"an answer, {self._at_most(wait)}", wanted.remind_at
        if remind_at is not None and remind_at <= self.now:
            return Resting(said, wait.until, reminds=True)
        return Resting(said, _earliest(wait.until, remind_at))

    # Words

    def _over(self, wait: Wait, said: str, finding: Finding | None = None) -> Come | None:
        if wait.until is None or wait.until > self.now:
            return None
        at = max(wait.since, wait.until)
        return Come(Passed(at), "timed_out", f"{said}{self._ended(wait)}", because(finding))

    def _when(self, moment: datetime | None) -> str:
        return in_words(moment, self.passage.zone) if moment else "nothing"

    def _at_most(self, wait: Wait) -> str:
        if wait.until is not None:
            when = in_words(wait.until, self.passage.zone)
            return f"until {when} at the latest{self._by(wait)}"
        if wait.by_date is None:
            return "however long it takes"
        name = trait_in_words(wait.by_date.date.trait)
        return f"however long it takes while no {name} is known"

    def _by(self, wait: Wait) -> str:
        """By which date of theirs it ends: `, 14 days before account renewal date`."""
        return f", {date_sentence(wait.by_date.date)}" if wait.by_date is not None else ""

    def _ended(self, wait: Wait) -> str:
        """When the date was that has ended it, after what did not come about in time."""
        if wait.by_date is None or self.limit_at is None or wait.until is None:
            return ""
        said = str(date_sentence(wait.by_date.date))
        past = self.limit_at < max(wait.since, wait.until)
        when = in_words(self.limit_at, self.passage.zone)
        return f" {said[:1].upper()}{said[1:]} was {when}{', already past' if past else ''}."


def _asks_about(wanted: TaskAnswer, step: StepId) -> StepId:
    """What people know it by: of an approval, the message."""
    return wanted.task.message if isinstance(wanted.task, ApproveStep) else step


def _earliest(*moments: datetime | None) -> datetime | None:
    return min((moment for moment in moments if moment is not None), default=None)


def say(come: Come, step: StepId, journal: Journal) -> Outcome:
    """Write down that it has come."""
    journal.write(come.kind, come.summary, step=step, detail=come.detail)
    return come.outcome
