"""A journey whose scenarios fail is published by no way in, and is told what happened instead."""

from engine.definition.document import parse
from engine.validation import is_publishable, trying_out, validate
from tests.validation.journeys import BASE

QUICK = """\
scenarios:
  - name: Somebody quick
    happens: [{at: 4d, event: Project Created}]
    expect: [{never: call}, {ends: completed, by: 4d}]
"""


def test_a_journey_that_does_what_its_scenarios_say_can_be_published() -> None:
    assert is_publishable(validate(parse(BASE + QUICK)))


def test_one_that_does_something_else_is_told_what() -> None:
    written = BASE + QUICK.replace("at: 4d, event", "at: 20d, event")
    (problem,) = [each for each in validate(parse(written)) if each.severity == "blocking"]
    assert (problem.code, problem.path) == ("scenario_failed", "scenarios.0.expect.0")
    assert problem.message == (
        "The scenario “Somebody quick” fails. Expected that “Call” is never reached. "
        "It was, on Thu 19 Mar 2026, 09:00 (UTC). (and 1 more)"
    )


def test_a_broken_journey_is_not_tried_out() -> None:
    broken = parse((BASE + QUICK).replace("next: tips", "next: nowhere"))
    assert "scenario_failed" not in {each.code for each in validate(broken)}


def test_scenarios_that_are_too_much_work_are_left_untried() -> None:
    """A journey that comes round every ten minutes, for over a year, with three scenarios."""
    round_and_round = BASE.replace("for: 3d, next: tips", "for: 10m, next: rest")
    scenario = "  - {{name: Again {0}, expect: [{{sends: welcome}}]}}\n"
    many = "scenarios:\n" + "".join(scenario.format(number) for number in range(3))
    found = [each.code for each in validate(parse(round_and_round + many))]
    assert "scenario_failed" in found  # the first is given up
    assert "scenarios_too_long" in found
    assert trying_out.MOST_LOOKS <= 10_000
