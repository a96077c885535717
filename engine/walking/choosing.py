"""What a person can choose where a customer waits, and what each choice does."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import partial
from itertools import chain, islice
from typing import Any, Literal
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, JsonValue

from engine.advancing.recipients import whose_event_counts
from engine.clock import after, before
from engine.definition.base import EventName, Key, StepId
from engine.definition.conditions import Condition, Not
from engine.definition.journey import Exit, Journey
from engine.definition.steps import (
    ApproveStep,
    MovingDate,
    Step,
    SurveyStep,
    TaskStep,
    UntilCondition,
    UntilDate,
    UntilEvent,
    WaitStep,
    dates_of,
    links,
)
from engine.effects import SurveyAnswer, TaskAnswer, Wait
from engine.evaluation import evaluate
from engine.facts import Facts
from engine.interpreter import Position, effect_of, ending_by_date
from engine.reckoning import date_of, moment_of
from engine.sentences import condition_sentence, step_title
from engine.sentences.words import name_in_words, trait_in_words
from engine.simulation.happenings import Event, Happening, SurveyAnswered, TaskAnswered
from engine.simulation.life import Life
from engine.simulation.runs import Run
from engine.simulation.surroundings import MemorySurroundings, play
from engine.surveys import answer_kind, scale_of
from engine.turning import next_turn
from engine.walking.ahead import questions_ahead
from engine.walking.making import Making, changed, fits

SOON = timedelta(hours=1)
"""How long after a customer came to rest what is chosen happens, unless time is up before."""
_MOST_TURNS = 100
"""How many turns of time are looked at for one that makes a condition hold."""
_MOST_AHEAD = 12
"""How many questions of steps ahead are looked at."""
_MINUTE = timedelta(minutes=1)
LATER = timedelta(days=30)
"""How far off a date is that becomes known."""

What = Literal["time", "event", "holds", "ahead", "date", "answer", "task", "goal", "exit"]

_ALSO: dict[What, str] = {"goal": ", and the goal is reached", "exit": ", and they leave"}
"""What is offered at every step, told at what the step waits for where it is the same."""
_SCORES = {"nps": (10, 7, 3), "csat": (5, 3, 1)}


class Choice(BaseModel):
    """One thing that happens next, as an option of the step before it was offered."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    step: StepId
    """Where the customer stood when it was chosen. The walk ends where that is no longer so."""
    what: What
    """`time` passes until it ends the wait; the awaited `event` happens; the awaited condition
    `holds`; what a step `ahead` asks comes to hold; the awaited `date` becomes known; a survey gets
    an `answer`; a `task` or an approval is done; the `goal` is reached; an `exit` is taken."""
    event: EventName | None = None
    """The event's name. Null: the one that is waited for. Any other can happen at any step."""
    properties: dict[str, JsonValue] = Field(default_factory=dict)
    """Of the event; what its filter asks for is filled in."""
    day: date | None = None
    """The date that becomes known. Null: one by which they go on after thirty days."""
    score: int | None = None
    """Of the answer."""
    outcome: Key | None = None
    """Of the task; null for one without buttons."""
    exit: int | None = None
    """Which of the journey's exits, the first is 0."""
    ahead: StepId | None = None
    """The step ahead that asks about it."""
    case: int | None = None
    """Which of that branch's cases, the first is 0. Null: what that step is left out by."""
    at: AwareDatetime | None = None
    """When it happens, before time is up. Null: after an hour, or halfway to when time is up."""


@dataclass(frozen=True)
class Option:
    choice: Choice
    label: str
    """`First Login happens`."""
    outlet: str | None
    """The way out they then take. None: they stay, leave the journey, or nobody can say."""
    to: StepId | None
    """Where that leads."""
    at: datetime
    """When it would be, aware UTC."""
    off: str | None = None
    """Why nobody is at work on that day: `a weekend`. None: that is not known."""


@dataclass(frozen=True)
class Offer:
    """An option, and what happens when it is chosen."""

    option: Option
    makes: tuple[Happening, ...] = ()

    def of(self, **chosen: Any) -> "Offer":
        """With more said in the choice."""
        choice = self.option.choice.model_copy(update=chosen)
        return replace(self, option=replace(self.option, choice=choice))

    def saying(self, also: str) -> "Offer":
        """With what else comes of it."""
        return replace(self, option=replace(self.option, label=f"{self.option.label}{also}"))


class Options:
    """What can happen next to a customer who rests.

    `at` is when what somebody chooses happens, aware UTC. None: soon.
    """

    def __init__(self, life: Life, run: Run, at: datetime | None = None) -> None:
        assert run.position is not None, "who rests has come somewhere"
        assert run.looked_at is not None, "who rests has been looked at"
        self.life = life
        self.run = run
        self.journey: Journey = life.setting.journey
        self.position: Position = run.position
        self.step_id: StepId = run.position.step
        self.step: Step = self.journey.steps[self.step_id]
        self.links = links(self.step)
        self.now: datetime = run.looked_at
        self.passage = life.passage(run, self.now)
        self.at = at or self._soon()
        person = self.passage.person
        self.who: UUID | None = person.id if person else None
        self.making = Making(self.journey, self.at, self.who, self._holds, life.setting.had)

    def all(self) -> Iterator[Offer]:
        """What ends this first: most of the time nothing else is looked for."""
        here, whole = [*self._of_step()], [*self._of_goal(), *self._of_exits()]
        yield from here
        if (passing := self.time()) is not None:
            yield passing
        yield from self._of_ahead([offer.makes for offer in (*here, *whole)])
        yield from whole

    def shown(self) -> list[Option]:
        """Each thing once: where what is waited for is the goal itself, that is said of it."""
        found = list(self.all())
        here = [offer for offer in found if offer.option.choice.what not in _ALSO]
        for offer in list(found):
            also = _ALSO.get(offer.option.choice.what)
            same = [number for number, each in enumerate(here) if offer.makes == each.makes]
            if also is None or not offer.makes or not same:
                continue
            found.remove(offer)
            for number in same:
                place = found.index(here[number])
                found[place] = here[number] = here[number].saying(also)
        return [offer.option for offer in found]

    def _soon(self) -> datetime:
        """On a whole minute since they entered, as a scenario can say it."""
        ends = self.run.wakes_at
        soon = self.now + (SOON if ends is None else min(SOON, (ends - self.now) / 2))
        since = self.run.enrolled_at
        whole = since + (soon - since) // _MINUTE * _MINUTE
        return whole if whole > self.now else soon

    def _holds(self, condition: Condition) -> bool:
        return bool(evaluate(condition, self._facts(condition, self.now)).holds)

    def _facts(self, condition: Condition, moment: datetime) -> Facts:
        as_of = moment if moment > self.now else None
        return play(self._around.facts([condition], self.position, None, as_of))

    @property
    def _around(self) -> MemorySurroundings:
        life = self.life
        return MemorySurroundings(
            life.setting, life.world, self.run, self.passage, life.ledger, self.now
        )

    # Time

    def time(self) -> Offer | None:
        """None: it does not end this."""
        if self.run.wakes_at is None:
            return None
        at, outlet, label = self._ends(self.run.wakes_at)
        return self._offer("time", label, outlet, at=at)

    def _ends(self, wakes_at: datetime) -> tuple[datetime, str | None, str]:
        """When time leads on, by which way, and how that is said."""
        passage = self.passage
        effect = effect_of(self.journey, self.position, passage.zone, passage.freezes)
        if not isinstance(effect, Wait):
            return wakes_at, None, "Let time pass until it may be sent"
        effect = ending_by_date(effect, self._value_of, passage.zone)
        match effect.awaited:
            case None:
                return effect.until or wakes_at, "next", "Let time pass: the wait ends"
            case UntilCondition(when=when) if turn := self._by_itself(when, effect.until):
                return turn, "happened", "Let time pass until it is met by itself"
            case UntilEvent() | UntilCondition():
                ends = effect.until
                said = "Let time pass, and nothing happens"
                return ends or wakes_at, "timeout" if ends else None, said
            case UntilDate() as until:
                moment = self._moment(until)
                if moment is not None and (effect.until is None or moment <= effect.until):
                    return moment, "next", "Let time pass: the day comes"
                return effect.until or wakes_at, "timeout", "Let time pass, without the day"
            case TaskAnswer(task=ApproveStep(silence=silence)):
                said = f"Let time pass: nobody answers, so it is {silence}"
                return wakes_at, silence, said
            case TaskAnswer():
                return wakes_at, "overdue", "Let time pass: nobody does it in time"
            case SurveyAnswer():
                return effect.until or wakes_at, "no_answer", "Let time pass: no answer comes"

    def _by_itself(self, condition: Condition, ends: datetime | None) -> datetime | None:
        """When the condition comes to hold although nothing happens, before the wait ends. None: it
        does not, as far as that is looked for."""
        moment = self.now
        for _ in range(_MOST_TURNS):
            turn = next_turn([condition], self._facts(condition, moment))
            if turn is None or (ends is not None and turn >= ends):
                return None
            if evaluate(condition, self._facts(condition, turn)).holds:
                return turn
            moment = turn
        return None

    def _value_of(self, trait: str) -> Any:
        return play(self._around.facts((), self.position, None)).trait(trait)

    def _moment(self, until: UntilDate) -> datetime | None:
        return moment_of(until, self._value_of(until.date.trait), self.passage.zone)

    # What else may happen

    def _of_step(self) -> Iterator[Offer]:
        match self.step:
            case WaitStep(until=UntilEvent() as until):
                events = (
                    Event(self.at, until.event, fits({}, until.where, self.at), who)
                    for who in self._whose(until)
                )
                yield self._offer("event", f"{until.event} happens", "happened", *events)
            case WaitStep(until=UntilCondition() as until):
                label = f"It comes true: {self._said(until.when)}"
                yield self._offer("holds", label, "happened", *self.making.to_hold(until.when))
            case SurveyStep() if self.position.asked_at is not None:
                for score in _SCORES[self.step.kind]:
                    yield self.answer(self.step, score)
            case TaskStep(outcomes=tuple() as outcomes) if self.position.asked_at is not None:
                for outcome in outcomes:
                    yield self._pressed(outcome, _done(outcome))
            case ApproveStep() if self.position.asked_at is not None:
                yield self._pressed("approved", "It is approved")
                yield self._pressed("cancelled", "It is cancelled")
            case _:
                pass
        for moving in self._unknown():
            label = f"{trait_in_words(moving.trait).capitalize()} becomes known"
            yield self._offer("date", label, None, self._known(moving))

    def moving(self) -> MovingDate | None:
        """The date a person can say: one that nobody knows before one that is to move."""
        return next(chain(self._unknown(), self._dates()), None)

    def _unknown(self) -> Iterator[MovingDate]:
        """The dates by which the wait goes that nobody knows: one at a time."""
        zone = self.passage.zone
        dates = ((each, date_of(self._value_of(each.trait), zone)) for each in self._dates())
        yield from islice((moving for moving, day in dates if day is None), 1)

    def _dates(self) -> Iterator[MovingDate]:
        asked = not isinstance(self.step, SurveyStep) or self.position.asked_at is not None
        return dates_of(self.step) if asked else iter(())

    def _whose(self, until: UntilEvent) -> Sequence[UUID | None]:
        """Who does what is waited for: whoever has to, else the one it is about."""
        if self.journey.subject == "contact" or (until.by == "any" and until.roles is None):
            return [self.who]
        people = list(self.life.world.people.values())
        counts = whose_event_counts(people, until)
        meant = [each.id for each in people if each.id in counts]
        return (meant if until.by == "all" else meant[:1]) or [self.who]

    def _known(self, moving: MovingDate, wanted: date | None = None) -> Event:
        """The date from which the wait is reckoned is given a value."""
        zone, day = self.passage.zone, self.at + LATER
        if moving.offset is not None:
            shift = after if moving.offset.before else before
            day = shift(day, moving.offset.duration, zone)
        return changed(moving.trait, (wanted or day.date()).isoformat(), self.at, self.who)

    def known_as(self, moving: MovingDate, wanted: date) -> Offer:
        """It becomes known, or moves, to this day."""
        return self._offer("date", "The date becomes known", None, self._known(moving, wanted))

    def answer(self, survey: SurveyStep, score: int) -> Offer:
        """Raises ValueError for a score off the scale."""
        kind = answer_kind(survey.kind, score)
        outlet = kind if kind in self.links else "next"
        happening = SurveyAnswered(self.at, self.step_id, score)
        said = f"They answer {score}: {kind}"
        return self._offer("answer", said, outlet, happening).of(score=score)

    def _pressed(self, outcome: str, label: str) -> Offer:
        outlet = outcome if outcome in self.links else "next"
        happening = TaskAnswered(self.at, self.step_id, outcome)
        return self._offer("task", label, outlet, happening).of(outcome=outcome)

    def _of_ahead(self, made: list[tuple[Happening, ...]]) -> Iterator[Offer]:
        """What decides about their way later on; each once, and not what the goal or an exit makes
        so already."""
        for step, case, condition in islice(
            questions_ahead(self.journey, self.step_id), _MOST_AHEAD
        ):
            makes = tuple(self.making.to_hold(condition))
            if not makes or makes in made or self._holds(condition):
                continue
            made.append(makes)
            asking = step_title(self.journey, step)
            label = f"“{asking}” will find: {self._said(condition)}"
            yield self._offer("ahead", label, None, *makes).of(ahead=step, case=case)

    def _of_goal(self) -> Iterator[Offer]:
        goal = self.journey.goal
        if goal is None or self.run.goal_met_at is not None:
            return
        made = self.making.to_hold(goal.when)
        if made:
            label = f"The goal is reached: {self._said(goal.when)}"
            yield self._offer("goal", label, None, *made)

    def _of_exits(self) -> Iterator[Offer]:
        for number, exit_ in enumerate(self.journey.exit):
            when = exit_.when if isinstance(exit_, Exit) else self._outside()
            made = self.making.to_hold(when) if when is not None else []
            if when is None or not made:
                continue
            label = f"They leave: {self._said(when)}"
            yield self._offer("exit", label, None, *made).of(exit=number)

    def _outside(self) -> Condition | None:
        audience = self.journey.entry.audience
        return Not.model_construct(not_=audience) if audience is not None else None

    def happening(self, choice: Choice) -> Offer:
        """Any event, whether it is waited for or not."""
        assert choice.event is not None, "an event has a name"
        event = Event(self.at, choice.event, choice.properties, self.who)
        return self._offer("event", f"{choice.event} happens", None, event)

    def _said(self, condition: Condition) -> str:
        titles, names = partial(step_title, self.journey), self.life.setting.names
        return str(condition_sentence(condition, titles, names))

    def _offer(
        self,
        what: What,
        label: str,
        outlet: str | None,
        *makes: Happening,
        at: datetime | None = None,
    ) -> Offer:
        known = outlet if outlet in self.links else ("next" if "next" in self.links else None)
        way = known if outlet is not None else None
        option = Option(
            choice=Choice(step=self.step_id, what=what),
            label=label,
            outlet=way,
            to=self.links.get(way) if way else None,
            at=at or self.at,
        )
        return Offer(option, makes)


def chosen(options: Options, choice: Choice) -> Offer | None:
    """What this choice takes, with what the person said of it. None: it is not offered."""
    step = options.step
    match choice.what:
        case "event" if choice.event is not None and not _awaits(step, choice.event):
            return options.happening(choice)
        case "date" if choice.day is not None and (moving := options.moving()):
            return options.known_as(moving, choice.day)
        case "answer" if isinstance(step, SurveyStep) and options.position.asked_at is not None:
            on_scale = choice.score in scale_of(step.kind).scores
            return options.answer(step, choice.score or 0) if on_scale else None
        case _:
            pass
    offered = (each for each in options.all() if _same(each.option.choice, choice))
    offer = next(offered, None)
    if offer is None or not choice.properties:
        return offer
    return replace(offer, makes=tuple(_with(each, choice) for each in offer.makes))


def _done(outcome: str) -> str:
    said = name_in_words(outcome)
    return "Done" if said == "done" else f"Done: {said}"


def _awaits(step: Step, event: str) -> bool:
    until = step.until if isinstance(step, WaitStep) else None
    return isinstance(until, UntilEvent) and until.event == event


def _same(offered: Choice, wanted: Choice) -> bool:
    return _which(offered) == _which(wanted)


def _which(choice: Choice) -> tuple[Any, ...]:
    return choice.what, choice.outcome, choice.exit, choice.ahead, choice.case


def _with(happening: Happening, choice: Choice) -> Happening:
    """The person's own properties go before those made up."""
    if not isinstance(happening, Event) or choice.what != "event":
        return happening
    return replace(happening, properties={**happening.properties, **choice.properties})
