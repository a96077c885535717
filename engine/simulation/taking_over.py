"""What a scenario would have to expect so that it holds, a journey being what it is now."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from engine.definition.base import StepId
from engine.definition.scenarios import Expectation
from engine.definition.times import DayOfJourney
from engine.simulation.expectations import came_about, reached
from engine.simulation.life import Life


def instead_of(expected: Expectation, life: Life, enters: datetime, zone: str) -> Expectation:
    """The same of another day, or what came about in its place. Only for what does not hold."""
    match expected:
        case Expectation(never=str(step)):
            return Expectation(reaches=step)
        case Expectation(ends=str()):
            ends = [(run.ended_at, run.ended.outcome) for run in life.runs if run.ended]
            same = [at for at, outcome in ends if at and outcome == expected.ends]
            if same:
                return _by(expected, min(same), enters, zone)
            if ends:
                at, outcome = ends[0]
                later = Expectation(ends=outcome)
                return _by(later, at, enters, zone) if at and expected.by else later
            return Expectation(reaches=_rests_at(life))
        case _:
            moments = came_about(expected, life)
            if moments:
                return _by(expected, min(moments), enters, zone)
            step = expected.sends or expected.asks or expected.reaches or ""
            # They come there, and nothing is sent or asked; or they never come there.
            return Expectation(reaches=step) if reached(step, life) else Expectation(never=step)


def _rests_at(life: Life) -> StepId:
    return next(_latest_first(life))


def _latest_first(life: Life) -> Iterator[StepId]:
    for run in reversed(life.runs):
        yield from sorted(run.reached, key=lambda step: run.reached[step], reverse=True)


def _by(expected: Expectation, at: datetime, enters: datetime, zone: str) -> Expectation:
    """By the end of its day: whoever edits the journey may well move it by an hour."""
    here = ZoneInfo(zone)
    local = (at + timedelta(minutes=1)).astimezone(here)
    day = (local.date() - enters.astimezone(here).date()).days + 1
    return expected.model_copy(update={"by": DayOfJourney(day=day, at="23:59")})
