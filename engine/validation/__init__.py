"""What is wrong with a journey that can be read: what would lose, repeat or confuse customers.

Pure. A journey with a blocking problem is published by no way in. Every rule has a row in
docs/validation.md and a test.
"""

from dataclasses import replace

from engine.definition.journey import Journey
from engine.definition.problems import Problem, Severity
from engine.template_library import Shelf, whole
from engine.validation import (
    after_weekends,
    asking,
    comparisons,
    conditions,
    entering,
    events,
    frequency,
    goals,
    health,
    in_vain,
    limits,
    links,
    loops,
    reaching_out,
    scenarios,
    sending,
    touches,
    trying_out,
    values,
    variables,
    waits,
    ways,
)
from engine.validation.known import Known

__all__ = ["Known", "Problem", "Severity", "is_publishable", "validate"]

_RULES = (
    entering.problems,
    links.problems,
    ways.problems,
    loops.problems,
    waits.problems,
    limits.problems,
    in_vain.problems,
    after_weekends.problems,
    goals.problems,
    conditions.problems,
    values.problems,
    events.problems,
    health.problems,
    comparisons.problems,
    touches.problems,
    variables.problems,
    asking.problems,
    reaching_out.problems,
    sending.problems,
    frequency.problems,
    scenarios.problems,
)


def validate(journey: Journey, *, known: Known | None = None) -> list[Problem]:
    """Every problem, blocking ones first, then in the order of the definition.

    `known` is what this installation holds; what it does not say, nothing is
    said about.
    """
    known = known or Known()
    found = [problem for rule in _RULES for problem in rule(journey, known)]
    if is_publishable(found):
        found += trying_out.problems(whole(journey, known.library or Shelf()))
    found = [_at_its_step(journey, problem) for problem in found]
    order = {step: number for number, step in enumerate(journey.steps, start=1)}
    return sorted(
        dict.fromkeys(found),
        key=lambda problem: (problem.severity != "blocking", order.get(problem.step or "", 0)),
    )


def _at_its_step(journey: Journey, problem: Problem) -> Problem:
    """What is wrong with a message is shown where it is sent first."""
    kind, _, rest = problem.path.partition(".")
    if problem.step is not None or kind != "templates":
        return problem
    template = rest.partition(".")[0]
    for step, each in journey.steps.items():
        if getattr(each, "template", None) == template:
            return replace(problem, step=step)
    return problem


def is_publishable(problems: list[Problem]) -> bool:
    return all(problem.severity != "blocking" for problem in problems)
