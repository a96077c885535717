"""What a scenario expects, held against what came about, in plain words."""

from collections.abc import Callable, Iterable
from datetime import datetime

from engine.clock import in_words
from engine.definition.base import StepId
from engine.definition.scenarios import Expectation
from engine.sentences import step_title
from engine.sentences.words import name_in_words
from engine.simulation.life import Life
from engine.simulation.runs import Run


def unmet(expected: Expectation, life: Life, by: datetime | None, zone: str) -> str | None:
    """Why it does not hold. None: it does. `by` is aware UTC."""
    if expected.never is not None:
        return _came_all_the_same(expected.never, life, by, zone)
    wanted, moments, instead = _looked_for(expected, life, zone)
    if any(by is None or moment <= by for moment in moments):
        return None
    until = f" by {in_words(by, zone)}" if by else ""
    if moments:
        instead = f"It came about later, on {in_words(min(moments), zone)}."
    return f"Expected that {wanted}{until}. {instead}"


def _looked_for(expected: Expectation, life: Life, zone: str) -> tuple[str, list[datetime], str]:
    """What it is, when it came about, and what happened if it never did."""
    title, moments = _titles(life), came_about(expected, life)
    match expected:
        case Expectation(sends=str(step)):
            return f"“{title(step)}” is sent", moments, _unsent(step, life, zone)
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


def _came_all_the_same(step: StepId, life: Life, by: datetime | None, zone: str) -> str | None:
    early = [moment for moment in reached(step, life) if by is None or moment <= by]
    if not early:
        return None
    title = _titles(life)(step)
    return f"Expected that “{title}” is never reached. It was, on {in_words(min(early), zone)}."


def reached(step: StepId, life: Life) -> list[datetime]:
    return [run.reached[step] for run in life.runs if step in run.reached]


def _unsent(step: StepId, life: Life, zone: str) -> str:
    for run in life.runs:
        for letter in run.sent:
            if letter.step == step:
                how = "left out" if letter.fate == "skipped" else "not sent"
                return f"It was {how} on {in_words(letter.at, zone)}: {letter.reason}"
    return _not_there(step, life, zone)


def _not_there(step: StepId, life: Life, zone: str) -> str:
    """They came there, and yet it was not done; or they never came there."""
    for run in life.runs:
        for noted in reversed(run.timeline):
            if noted.entry.step == step:
                return f"Instead, on {in_words(noted.at, zone)}: {noted.entry.summary}"
    return _whereabouts(life, zone)


def _whereabouts(life: Life, zone: str) -> str:
    return " ".join(_stands(run, life, zone) for run in life.runs)


def _stands(run: Run, life: Life, zone: str) -> str:
    way = _way(_titles(life)(step) for step in run.reached)
    if run.ended is not None and run.ended_at is not None:
        when = in_words(run.ended_at, zone)
        ended = name_in_words(run.ended.outcome)
        return f"It went {way}, and ended as “{ended}” on {when}. {run.ended.reason}"
    return f"It went {way}, and waits there for {run.waiting_for or run.held_because}."


def _way(titles: Iterable[str]) -> str:
    return " → ".join(f"“{title}”" for title in titles)


def _titles(life: Life) -> Callable[[StepId], str]:
    journey = life.setting.journey
    return lambda step: step_title(journey, step) if step in journey.steps else step
