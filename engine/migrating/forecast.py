"""What is done for customers soon, and who comes to the end, as far as time alone decides."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum
from typing import Any, Literal, assert_never

from engine.definition.base import StepId
from engine.definition.journey import Journey
from engine.definition.steps import ApproveStep, NotifyStep, UntilDate, links
from engine.effects import (
    Answered,
    Ask,
    Asked,
    Call,
    Chosen,
    Decide,
    Deliver,
    Delivered,
    Done,
    Draw,
    Effect,
    Enroll,
    Finish,
    GoOn,
    Outcome,
    Passed,
    PassOver,
    SurveyAnswer,
    TaskAnswer,
    Update,
    Wait,
)
from engine.errors import BrokenJourney
from engine.facts import trait_in
from engine.interpreter import Position, advance, coming_of_date, effect_of, ending_by_date
from engine.reckoning import Freeze, moment_of

Kind = Literal["message", "task", "notice", "call", "update", "entry", "end"]
"""A message, a task or an approval, a notice to the team, a webhook, fields that are changed,
another journey that is entered, and the end of this one."""


class Due(IntEnum):
    """Whether something is done for a customer before a given moment."""

    NO = 0
    PERHAPS = 1
    """If they take that way at a branch or a split."""
    YES = 2


@dataclass(frozen=True)
class Horizon:
    """`now` and `until` are on the journey's clock."""

    now: datetime
    until: datetime
    zone: str
    freezes: Sequence[Freeze] = ()
    traits: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """The customer's own, under `account` and `contact`, where a wait goes by a date of theirs.
    What is not there is a date nobody knows."""

    def value_of(self, trait: str) -> Any:
        return trait_in(self.traits, trait)


@dataclass(frozen=True)
class Coming:
    """Something that is done for the customer, or the end of the journey."""

    step: StepId
    kind: Kind
    at: datetime
    """On the journey's clock."""
    certain: bool
    """Whether nothing but time decides it. Else it is done if they take that way."""


def ahead(
    journey: Journey,
    position: Position,
    horizon: Horizon,
    *,
    wakes_at: datetime | None = None,
) -> tuple[Coming, ...]:
    """All that is done by the horizon on every way the customer may take, if nothing happens
    meanwhile; each step once.

    `wakes_at` is when the wait they stand at ends, on the journey's clock, where that is known;
    else it is reckoned from the definition. What may put a message off, such as a sending window,
    is left out of account: better to expect one too many. So is what a draft does not say yet.
    """
    waiting, seen, found = [(position, True)], set[tuple[StepId, bool]](), list[Coming]()
    while waiting:
        here, certain = waiting.pop()
        place = (here.step, here.asked_at is not None)
        if place in seen or here.step not in journey.steps:
            continue
        seen.add(place)
        came = max(here.entered_at, horizon.now)
        try:
            effect = effect_of(journey, here, horizon.zone, horizon.freezes)
        except BrokenJourney:
            continue
        if (kind := _kind(effect)) is not None:
            found.append(Coming(here.step, kind, came, certain and not _may_be_left_out(effect)))
        known = wakes_at if here is position else None
        outcomes = list(_outcomes(journey, effect, horizon, known))
        for outcome in outcomes:
            with suppress(BrokenJourney):
                there = advance(journey, here, outcome, came)
                waiting.append((there, certain and len(outcomes) < 2))
    return tuple(found)


def due_of(coming: Sequence[Coming]) -> Due:
    """Whether any of these is done."""
    if any(each.certain for each in coming):
        return Due.YES
    return Due.PERHAPS if coming else Due.NO


def messages(coming: Sequence[Coming]) -> Sequence[Coming]:
    return [each for each in coming if each.kind == "message"]


def _kind(effect: Effect) -> Kind | None:
    match effect:
        case Deliver():
            return "message"
        case Ask():
            return "task"
        case Call(call=NotifyStep()):
            return "notice"
        case Call():
            return "call"
        case Update():
            return "update"
        case Enroll():
            return "entry"
        case Finish():
            return "end"
        case Wait() | Decide() | Draw() | PassOver() | GoOn():
            return None
        case _:
            assert_never(effect)


def _may_be_left_out(effect: Effect) -> bool:
    """Whether the customer may be such that the step is skipped for them."""
    match effect:
        case Deliver(touch=step) | Ask(task=step):
            return getattr(step, "skip_when", None) is not None
        case _:
            return False


def _outcomes(
    journey: Journey, effect: Effect, horizon: Horizon, wakes_at: datetime | None
) -> Iterator[Outcome]:
    """What may come of standing there by the horizon."""
    match effect:
        case Wait():
            yield from _time(effect, horizon, wakes_at)
        case Decide(step=step) | Draw(step=step):
            for way in links(journey.steps[step]):
                yield Chosen(way)
        case Ask():
            yield Asked()
        case Call() | Deliver():
            yield Delivered("sent")
        case Update() | Enroll() | PassOver() | GoOn():
            yield Done()
        case Finish():
            pass
        case _:
            assert_never(effect)


def _time(wait: Wait, horizon: Horizon, wakes_at: datetime | None) -> Iterator[Outcome]:
    if wakes_at is None:
        wait = ending_by_date(wait, horizon.value_of, horizon.zone)
        if isinstance(wait.awaited, UntilDate):
            yield from _date(wait, wait.awaited, horizon)
            return
    until = wakes_at or wait.until
    if until is None or until > horizon.until:
        return
    match wait.awaited:
        case SurveyAnswer():
            yield Answered("no_answer", max(wait.since, until))
        case TaskAnswer(task=ApproveStep(silence=silence)):
            yield Answered(silence, until)
        case TaskAnswer(task=task):
            if "overdue" in links(task):
                yield Answered("overdue", until)
        case UntilDate() if wait.by_date is not None:  # whichever of the two dates it is
            yield Passed(until, early=True)
            yield Passed(until)
        case UntilDate():
            yield Passed(until, early=wakes_at is not None and wakes_at != wait.until)
        case _:
            yield Passed(max(wait.since, until))


def _date(wait: Wait, wanted: UntilDate, horizon: Horizon) -> Iterator[Outcome]:
    """Reckoned as for somebody who has known the date ever since they came."""
    moment = moment_of(wanted, horizon.value_of(wanted.date.trait), horizon.zone)
    outcome = coming_of_date(wait, wanted, moment, wait.since)
    if outcome is not None and outcome.at <= horizon.until:
        yield outcome
