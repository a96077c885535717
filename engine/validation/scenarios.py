"""Scenarios speak of steps, answers and ends that the journey has."""

from collections.abc import Iterator

from engine.clock import zone_of
from engine.definition.base import StepId
from engine.definition.journey import Journey
from engine.definition.problems import Problem
from engine.definition.scenarios import Expectation, Happening, Scenario
from engine.definition.steps import (
    ApproveStep,
    EmailStep,
    ExitStep,
    InAppStep,
    Step,
    SurveyStep,
    TaskStep,
)
from engine.validation.conditions import outcomes_of
from engine.validation.finding import Path, found, meant
from engine.validation.known import Known

_MESSAGE = (EmailStep, InAppStep, SurveyStep)
_TASK = (TaskStep, ApproveStep)
_ANY = (object,)
_KINDS: dict[str, tuple[tuple[type, ...], str]] = {
    "message": (_MESSAGE, "sends a message"),
    "sends": (_MESSAGE, "sends a message"),
    "task": (_TASK, "asks a colleague for something"),
    "asks": (_TASK, "asks a colleague for something"),
    "survey": ((SurveyStep,), "asks a survey’s question"),
    "reaches": (_ANY, "exists"),
    "never": (_ANY, "exists"),
}
"""By key: the steps that can be named, and how that is said."""
_SCORES = {"nps": range(11), "csat": range(1, 6)}


def problems(journey: Journey, known: Known) -> Iterator[Problem]:
    names: set[str] = set()
    for number, scenario in enumerate(journey.scenarios):
        path: Path = ("scenarios", number)
        if scenario.name in names:
            message = f"Another scenario is already called “{scenario.name}”."
            hint = "Give each scenario a name of its own."
            yield found("duplicate_scenario", (*path, "name"), message, hint)
        names.add(scenario.name)
        yield from _scenario(journey, path, scenario)


def _scenario(journey: Journey, path: Path, scenario: Scenario) -> Iterator[Problem]:
    zone = scenario.customer.time_zone
    if zone is not None and zone_of(zone) is None:
        where = (*path, "customer", "time_zone")
        hint = "Choose a zone such as Europe/Amsterdam."
        yield found("unknown_time_zone", where, f"“{zone}” is not a time zone.", hint)
    for at, happening in enumerate(scenario.happens):
        yield from _happening(journey, (*path, "happens", at), happening)
    for at, expectation in enumerate(scenario.expect):
        yield from _expectation(journey, (*path, "expect", at), expectation)


def _happening(journey: Journey, path: Path, happening: Happening) -> Iterator[Problem]:
    for key in ("message", "task", "survey"):
        yield from _step(journey, path, key, getattr(happening, key))
    if happening.task is not None and happening.outcome is not None:
        step = journey.steps.get(happening.task)
        outcomes = outcomes_of(journey, happening.task) or ("done",)
        if isinstance(step, _TASK) and happening.outcome not in outcomes:
            message = f"“{happening.task}” has no answer “{happening.outcome}”."
            hint = meant(happening.outcome, outcomes, f"It has {' and '.join(outcomes)}.")
            yield found("unknown_outcome", (*path, "outcome"), message, hint)
    survey = journey.steps.get(happening.survey or "")
    if isinstance(survey, SurveyStep) and happening.score not in _SCORES[survey.kind]:
        scores = _SCORES[survey.kind]
        message = f"{happening.score} is no answer to {survey.kind.upper()}."
        hint = f"Its answers go from {scores[0]} to {scores[-1]}."
        yield found("impossible_score", (*path, "score"), message, hint)


def _expectation(journey: Journey, path: Path, expectation: Expectation) -> Iterator[Problem]:
    for key in ("sends", "asks", "reaches", "never"):
        yield from _step(journey, path, key, getattr(expectation, key))
    ends = _ends(journey)
    if expectation.ends is not None and expectation.ends not in ends:
        message = f"This journey never ends with “{expectation.ends}”."
        hint = meant(expectation.ends, ends, f"It ends with {' or '.join(sorted(ends))}.")
        yield found("impossible_end", (*path, "ends"), message, hint)


def _step(journey: Journey, path: Path, key: str, step: StepId | None) -> Iterator[Problem]:
    if step is None:
        return
    types, does = _KINDS[key]
    fitting = [name for name, each in journey.steps.items() if _is_a(each, types)]
    if step not in fitting:
        message = f"There is no step “{step}” that {does}."
        hint = meant(step, fitting, "Name a step that does.")
        yield found("scenario_step", (*path, key), message, hint)


def _is_a(step: Step, types: tuple[type, ...]) -> bool:
    return isinstance(step, types)


def _ends(journey: Journey) -> set[str]:
    """Every outcome a customer of this journey can end with."""
    ends = {step.outcome for step in journey.steps.values() if isinstance(step, ExitStep)}
    if journey.goal is not None and journey.goal.exit:
        ends.add("goal")
    if journey.exit:
        ends.add("exited")
    return ends
