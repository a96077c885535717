"""A journey's own scenarios, tried out: one that fails keeps it from being published."""

from collections.abc import Iterator

from engine.definition.journey import Journey
from engine.definition.problems import Problem
from engine.simulation.scenarios import run_scenario
from engine.template_library import is_whole
from engine.validation.finding import found, warning

MOST_LOOKS = 5_000
"""How much work all scenarios of a journey may be, in looks at a customer: a second or two."""


def problems(journey: Journey) -> Iterator[Problem]:
    """Only for a journey that could be published otherwise: a broken one cannot be tried."""
    left = MOST_LOOKS
    if not is_whole(journey):  # nothing is known of the library here
        return
    for number, scenario in enumerate(journey.scenarios):
        result = run_scenario(journey, scenario, most_looks=left)
        if number and result.looks >= left:  # not its own fault: those before have used it up
            said = "The scenarios from here on are too much work to try out each time."
            yield warning("scenarios_too_long", ("scenarios", number), said, "Try them one by one.")
            return
        left -= result.looks
        if not result.passed:
            more = len(result.failures) - 1
            also = f" (and {more} more)" if more else ""
            said = f"The scenario “{scenario.name}” fails. {result.failures[0]}{also}"
            place = () if result.place is None else ("expect", result.place)
            yield found("scenario_failed", ("scenarios", number, *place), said)
