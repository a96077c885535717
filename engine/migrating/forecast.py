"""Which messages come due soon, as far as time alone decides."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum

from engine.definition.base import StepId
from engine.definition.journey import Journey
from engine.definition.steps import ApproveStep, UntilDate, links
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
from engine.interpreter import Position, advance, effect_of, waits_for_answer
from engine.reckoning import Freeze


class Due(IntEnum):
    """Whether a message goes to a customer before a given moment."""

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


@dataclass(frozen=True)
class Coming:
    """A message that comes due."""

    step: StepId
    at: datetime
    """On the journey's clock."""
    certain: bool
    """Whether nothing but time decides it. Else they get it if they take that way."""


def next_messages(
    journey: Journey,
    position: Position,
    horizon: Horizon,
    *,
    wakes_at: datetime | None = None,
) -> tuple[Coming, ...]:
    """The customer's next message on every way they may take, those that come due by the horizon if
    nothing happens meanwhile.

    `wakes_at` is when the wait they stand at ends, on the journey's clock, where that is known;
    else it is reckoned from the definition. What may put a message off, such as a sending window,
    is left out of account: better to expect one too many.
    """
    waiting, seen, found = [(position, True)], set[StepId](), list[Coming]()
    while waiting:
        here, certain = waiting.pop()
        if here.step in seen or here.step not in journey.steps:
            continue
        seen.add(here.step)
        effect = effect_of(journey, here, horizon.zone, horizon.freezes)
        came = max(here.entered_at, horizon.now)
        if isinstance(effect, Deliver):
            found.append(Coming(here.step, came, certain))
            continue
        known = wakes_at if here is position else None
        outcomes = list(_outcomes(journey, effect, horizon, known))
        certain = certain and len(outcomes) < 2
        waiting += [(advance(journey, here, outcome, came), certain) for outcome in outcomes]
    return tuple(found)


def due_soon(
    journey: Journey,
    position: Position,
    horizon: Horizon,
    *,
    wakes_at: datetime | None = None,
) -> Due:
    """Whether one of `next_messages` comes due."""
    return due_of(next_messages(journey, position, horizon, wakes_at=wakes_at))


def due_of(coming: Sequence[Coming]) -> Due:
    if any(each.certain for each in coming):
        return Due.YES
    return Due.PERHAPS if coming else Due.NO


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
        case Ask(task=task) if not waits_for_answer(task):
            yield Asked()
        case Call():
            yield Delivered("sent")
        case Update() | Enroll() | PassOver() | GoOn():
            yield Done()
        case Ask() | Deliver() | Finish():
            pass


def _time(wait: Wait, horizon: Horizon, wakes_at: datetime | None) -> Iterator[Outcome]:
    until = wakes_at or wait.until
    if until is None or until > horizon.until:
        return
    match wait.awaited:
        case SurveyAnswer():
            yield Answered("no_answer", until)
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
