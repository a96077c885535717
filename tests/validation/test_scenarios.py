"""Scenarios speak of what the journey has."""

import pytest

from engine.definition.document import parse
from engine.validation import validate
from tests.validation.journeys import EVERY, Row, is_refused

ANSWER = "survey: ask, score: 9"
PRESS = "41d, task: call, outcome: badly"
HAPPENS = "scenarios.0.happens"

BROKEN: list[Row] = [
    (ANSWER, "survey: call, score: 3", "scenario_step", f"{HAPPENS}.0.survey"),
    (ANSWER, "message: call, was: opened", "scenario_step", f"{HAPPENS}.0.message"),
    (PRESS, "41d, task: calls, outcome: badly", "scenario_step", f"{HAPPENS}.1.task"),
    (PRESS, "41d, task: call, outcome: bad", "unknown_outcome", f"{HAPPENS}.1.outcome"),
    (PRESS, "41d, task: approval, outcome: sent", "unknown_outcome", f"{HAPPENS}.1.outcome"),
    ("{sends: ask,", "{sends: office,", "scenario_step", "scenarios.0.expect.0.sends"),
    ("{asks: call}", "{asks: ask}", "scenario_step", "scenarios.0.expect.1.asks"),
    ("{asks: call}", "{never: nowhere}", "scenario_step", "scenarios.0.expect.1.never"),
    ("{ends: asked}", "{ends: goal}", "impossible_end", "scenarios.0.expect.2.ends"),
    (
        "  - name: Unhappy",
        "  - {name: Unhappy, expect: [{sends: offer}]}\n  - name: Unhappy",
        "duplicate_scenario",
        "scenarios.1.name",
    ),
    (
        "customer: {account:",
        "customer: {time_zone: CEST, account:",
        "unknown_time_zone",
        "scenarios.0.customer.time_zone",
    ),
]


@pytest.mark.parametrize("row", BROKEN)
def test_scenarios_that_cannot_be_are_refused(row: Row) -> None:
    is_refused(row, EVERY)


def test_each_survey_has_scores_of_its_own() -> None:
    csat = EVERY.replace("kind: nps", "kind: csat").replace("detractor", "dissatisfied")
    is_refused((ANSWER, "survey: ask, score: 6", "impossible_score", f"{HAPPENS}.0.score"), csat)


def test_taking_out_a_customer_is_an_end_too() -> None:
    """Who leaves the audience is out, and a scenario may expect it."""
    with pytest.raises(AssertionError):
        is_refused(("{ends: asked}", "{ends: exited}", "impossible_end", None), EVERY)


def test_a_scenario_that_does_not_come_out_as_expected_is_refused() -> None:
    is_refused(("{ends: asked}", "{never: hook}", "scenario_failed", "scenarios.0.expect.2"), EVERY)


def test_scenarios_that_would_take_too_long_are_left_untried() -> None:
    """Each publish tries them; a hundred of a journey that goes round daily would take minutes."""
    round_and_round = """\
journey: daily
name: Daily
entry: {triggers: [{event: Account Created}]}
start: day
steps:
  day: {type: wait, for: 1d, next: which}
  which:
    type: branch
    cases: [{id: over, when: {now: day, more_than: 390}, next: done}]
    otherwise: day
  done: {type: exit}
scenarios:
"""
    names = "".join(
        f"  - {{name: Number {number}, expect: [{{ends: completed}}]}}\n" for number in range(20)
    )
    problems = validate(parse(round_and_round + names))
    assert [each.code for each in problems] == ["scenarios_too_long"]
