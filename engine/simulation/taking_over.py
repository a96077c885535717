"""What a scenario would have to expect so that it holds, a journey being what it is now."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from engine.definition.scenarios import Expectation
from engine.definition.times import LAST_DAY, DayOfJourney
from engine.simulation.expectations import came_about, reached
from engine.simulation.life import Life


def instead_of(expected: Expectation, life: Life, enters: datetime, zone: str) -> Expectation:
    """The same of another day, or what came about in its place. Only for what does not hold."""
    if expected.never is not None:
        return Expectation(reaches=expected.never)
    if moments := came_about(expected, life):
        return _by(expected, min(moments), enters, zone)
    if expected.ends is not None:
        return _other_end(expected, life, enters, zone)
    step = expected.sends or expected.asks or expected.reaches or ""
    # They come there, and nothing is sent or asked; or they never come there.
    return Expectation(reaches=step) if reached(step, life) else Expectation(never=step)


def _other_end(expected: Expectation, life: Life, enters: datetime, zone: str) -> Expectation:
    """How it ends, or where it rests."""
    ends = [(run.ended.outcome, run.ended_at) for run in life.runs if run.ended and run.ended_at]
    if not ends:
        return Expectation(reaches=life.runs[-1].stays[-1].step)
    outcome, at = ends[0]
    other = Expectation(ends=outcome)
    return _by(other, at, enters, zone) if expected.by else other


def _by(expected: Expectation, at: datetime, enters: datetime, zone: str) -> Expectation:
    """By the end of its day: whoever edits the journey may well move it by an hour. At any time
    where the day is later than any that can be named."""
    here = ZoneInfo(zone)
    local = (at + timedelta(minutes=1)).astimezone(here)
    day = (local.date() - enters.astimezone(here).date()).days + 1
    by = DayOfJourney(day=day, at="23:59") if day <= LAST_DAY else None
    return expected.model_copy(update={"by": by})
