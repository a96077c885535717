"""What a scenario expects, held against what came about, in plain words."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from engine.clock import in_words
from engine.definition.base import StepId
from engine.definition.scenarios import Expectation
from engine.sentences import step_title
from engine.sentences.words import name_in_words
from engine.simulation.life import Life
from engine.simulation.runs import Run


@dataclass(frozen=True)
class Stop:
    """A step on the way."""

    title: str
    day: int
    """Of the journey; the first is 1."""


@dataclass(frozen=True)
class Unmet:
    """Something that does not hold."""

    expected: str
    """What was to come about, as a sentence. Empty: it fails whatever is expected."""
    instead: str
    """What happened, as a sentence or two."""
    way: tuple[Stop, ...] = ()
    """The steps they came to, where it is a matter of those."""

    def __str__(self) -> str:
        way = f"It went {_way(self.way)}. " if self.way else ""
        return f"{self.expected} {way}{self.instead}".strip()


def unmet(expected: Expectation, life: Life, by: datetime | None, zone: str) -> Unmet | None:
    """Why it does not hold. None: it does. `by` is aware UTC."""
    if expected.never is not None:
        return _came_all_the_same(expected.never, life, by, zone)
    wanted, moments, instead = _looked_for(expected, life, zone)
    if any(by is None or moment <= by for moment in moments):
        return None
    until = f" by {in_words(by, zone)}" if by else ""
    said = f"Expected that {wanted}{until}."
    if moments:
        return Unmet(said, f"It came about later, on {in_words(min(moments), zone)}.")
    return Unmet(said, *instead)


Instead = tuple[str, tuple[Stop, ...]]


def _looked_for(
    expected: Expectation, life: Life, zone: str
) -> tuple[str, list[datetime], Instead]:
    """What it is, when it came about, and what happened if it never did."""
    title, moments = _titles(life), came_about(expected, life)
    match expected:
        case Expectation(sends=str(step)):
            return f"“{title(step)}” goes out", moments, _unsent(step, life, zone)
        case Expectation(asks=str(step)):
            return f"“{title(step)}” is handed to somebody", moments, _not_there(step, life, zone)
        case Expectation(reaches=str(step)):
            return f"“{title(step)}” is reached", moments, _whereabouts(life, zone)
        case Expectation(ends=str(outcome)):
            ends = f"the journey ends as “{name_in_words(outcome)}”"
            return ends, moments, _whereabouts(life, zone)
        case _:
            raise AssertionError("one thing is expected at a time")


def came_about(expected: Expectation, life: Life) -> list[datetime]:
    """When what is to come about did, in no order."""
    match expected:
        case Expectation(sends=str(step)):
            return [letter.at for run in life.runs for letter in run.sent_of(step, "sent")]
        case Expectation(asks=str(step)):
            return [each.at for run in life.runs for each in run.handed if each.step == step]
        case Expectation(ends=str(outcome)):
            return [
                run.ended_at
                for run in life.runs
                if run.ended and run.ended_at and run.ended.outcome == outcome
            ]
        case _:
            return reached(expected.reaches or "", life)


def _came_all_the_same(step: StepId, life: Life, by: datetime | None, zone: str) -> Unmet | None:
    early = [moment for moment in reached(step, life) if by is None or moment <= by]
    if not early:
        return None
    title = _titles(life)(step)
    return Unmet(
        f"Expected that “{title}” is never reached.", f"It was, on {in_words(min(early), zone)}."
    )


def reached(step: StepId, life: Life) -> list[datetime]:
    return [run.reached[step] for run in life.runs if step in run.reached]


def _unsent(step: StepId, life: Life, zone: str) -> Instead:
    for run in life.runs:
        for letter in run.sent:
            if letter.step == step:
                how = "was left out" if letter.fate == "skipped" else "could not go out"
                return f"It {how} on {in_words(letter.at, zone)}: {letter.reason}", ()
    return _not_there(step, life, zone)


def _not_there(step: StepId, life: Life, zone: str) -> Instead:
    """They came there, and yet it was not done; or they never came there."""
    for run in life.runs:
        for noted in reversed(run.timeline):
            if noted.entry.step == step:
                return f"Instead, on {in_words(noted.at, zone)}: {noted.entry.summary}", ()
    return _whereabouts(life, zone)


def _whereabouts(life: Life, zone: str) -> Instead:
    said = " ".join(_stands(run, zone) for run in life.runs)
    return said, tuple(stop for run in life.runs for stop in _stops(run, life, zone))


def _stands(run: Run, zone: str) -> str:
    if run.ended is not None and run.ended_at is not None:
        when = in_words(run.ended_at, zone)
        return f"It ended as “{name_in_words(run.ended.outcome)}” on {when}. {run.ended.reason}"
    return f"It waits there for {run.waiting_for or run.held_because}."


def _stops(run: Run, life: Life, zone: str) -> Sequence[Stop]:
    title, here = _titles(life), ZoneInfo(zone)
    first = run.enrolled_at.astimezone(here).date()
    return [
        Stop(title(step), (at.astimezone(here).date() - first).days + 1)
        for step, at in run.reached.items()
    ]


_LAST = 3


def _way(stops: Sequence[Stop]) -> str:
    """Where they began, and the last few."""
    titles = [f"“{stop.title}”" for stop in stops]
    if len(titles) > _LAST + 2:
        between = len(titles) - 1 - _LAST
        titles = [titles[0], f"{between} more steps", *titles[-_LAST:]]
    return " → ".join(titles)


def _titles(life: Life) -> Callable[[StepId], str]:
    journey = life.setting.journey
    return lambda step: step_title(journey, step) if step in journey.steps else step
