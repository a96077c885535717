"""What a journey asks for, step by step. Pure: no clock, no store, no network.

    effect = effect_of(journey, position, zone)      what standing here calls for
    position = advance(journey, position, outcome, now)   where its outcome leads

Every driver, such as the activity in production, is a loop over these two.
Times are on the journey's own clock, aware UTC.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import assert_never

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from engine.clock import after, day_of_journey, limit
from engine.definition.base import StepId
from engine.definition.journey import Journey
from engine.definition.steps import (
    BranchStep,
    EmailStep,
    ExitStep,
    InAppStep,
    Step,
    TaskStep,
    UntilEvent,
    WaitStep,
    links,
)
from engine.definition.times import DayOfJourney
from engine.effects import (
    Ask,
    Asked,
    Chosen,
    Decide,
    Deliver,
    Delivered,
    Effect,
    Finish,
    Happened,
    Outcome,
    Passed,
    Wait,
)
from engine.errors import BrokenJourney


class Position(BaseModel):
    """Where an enrollment stands. All that `effect_of` needs to know of its past."""

    model_config = ConfigDict(frozen=True)

    step: StepId
    visit: int = 1
    """The how-manyth time it stands at this step."""
    visits: Mapping[StepId, int] = Field(default_factory=dict)
    """How often each step was entered, this one included."""
    enrolled_at: AwareDatetime
    entered_at: AwareDatetime
    """When it came to this step: see `advance`."""


def begin(journey: Journey, enrolled_at: datetime, since: datetime | None = None) -> Position:
    """The position of a customer who enters at `enrolled_at`.

    `since` is when what let the customer in happened, if that was earlier: what happens from then
    on happens in the journey.
    """
    return Position(
        step=journey.start,
        visits={journey.start: 1},
        enrolled_at=enrolled_at,
        entered_at=since or enrolled_at,
    )


def step_at(journey: Journey, step: StepId) -> Step:
    """The step called so. Raises BrokenJourney where there is none: nobody can publish that."""
    try:
        return journey.steps[step]
    except KeyError:
        raise BrokenJourney(f"Journey “{journey.journey}” has no step “{step}”.") from None


def effect_of(journey: Journey, position: Position, zone: str) -> Effect:
    """What a customer at this position needs. `zone` is the customer's time zone, an IANA name."""
    step = step_at(journey, position.step)
    match step:
        case EmailStep() | InAppStep():
            return Deliver(position.step, position.visit, step)
        case TaskStep():
            return Ask(position.step, position.visit, step)
        case BranchStep():
            return Decide(position.step, step)
        case WaitStep():
            return _wait(position, step, zone)
        case ExitStep():
            return Finish(step.outcome, f"Reached the end, “{step.name or position.step}”.")
        case _:
            assert_never(step)


def _wait(position: Position, step: WaitStep, zone: str) -> Wait:
    since, enrolled_at = position.entered_at, position.enrolled_at
    event: UntilEvent | None = None
    until: datetime | None = None
    match step.until:
        case DayOfJourney():
            until = day_of_journey(enrolled_at, step.until, zone)
        case UntilEvent():
            event = step.until
            if step.at_most is not None:
                until = limit(step.at_most, enrolled_at=enrolled_at, since=since, zone=zone)
        case None if step.for_ is not None:
            until = after(since, step.for_, zone)
        case None:
            raise BrokenJourney(f"The wait “{position.step}” has nothing to wait for.")
    return Wait(position.step, since=since, until=until, event=event)


def advance(journey: Journey, position: Position, outcome: Outcome, now: datetime) -> Position:
    """The position an outcome leads to.

    It is entered when the outcome came about, which for what was waited for is not `now` but when
    it happened: a journey looked at late, or at two events in one go, leaves the same trace as one
    looked at without end.
    """
    target = _outlet(journey, position, outcome)
    step_at(journey, target)
    visit = position.visits.get(target, 0) + 1
    return position.model_copy(
        update={
            "step": target,
            "visit": visit,
            "visits": {**position.visits, target: visit},
            "entered_at": _moment(position, outcome, now),
        }
    )


def _moment(position: Position, outcome: Outcome, now: datetime) -> datetime:
    match outcome:
        case Happened() | Passed():
            return outcome.at
        case Chosen():
            return position.entered_at
        case Delivered() | Asked():
            return now
        case _:
            assert_never(outcome)


def _outlet(journey: Journey, position: Position, outcome: Outcome) -> StepId:
    outlets = links(step_at(journey, position.step))
    name: str
    match outcome:
        case Delivered():
            name = outcome.fate if outcome.fate in outlets else "next"
        case Asked():
            name = "next"
        case Chosen():
            name = outcome.case
        case Happened():
            name = "happened"
        case Passed():
            name = "timeout" if "happened" in outlets else "next"
        case _:
            assert_never(outcome)
    try:
        return outlets[name]
    except KeyError:
        raise BrokenJourney(f"Step “{position.step}” has no way out for “{name}”.") from None
