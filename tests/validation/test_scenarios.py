"""Scenarios speak of what the journey has."""

import pytest

from tests.validation.journeys import EVERY, Row, is_refused

ANSWER = "survey: ask, score: 3"
PRESS = "61d, task: call, outcome: badly"
HAPPENS = "scenarios.0.happens"

BROKEN: list[Row] = [
    (ANSWER, "survey: call, score: 3", "scenario_step", f"{HAPPENS}.0.survey"),
    (ANSWER, "message: call, was: opened", "scenario_step", f"{HAPPENS}.0.message"),
    (PRESS, "61d, task: calls, outcome: badly", "scenario_step", f"{HAPPENS}.1.task"),
    (PRESS, "61d, task: call, outcome: bad", "unknown_outcome", f"{HAPPENS}.1.outcome"),
    (PRESS, "61d, task: approval, outcome: sent", "unknown_outcome", f"{HAPPENS}.1.outcome"),
    ("{sends: offer,", "{sends: office,", "scenario_step", "scenarios.0.expect.0.sends"),
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
        "customer: {segments",
        "customer: {time_zone: CEST, segments",
        "unknown_time_zone",
        "scenarios.0.customer.time_zone",
    ),
]


@pytest.mark.parametrize("row", BROKEN)
def test_scenarios_that_cannot_be_are_refused(row: Row) -> None:
    is_refused(row, EVERY)


def test_each_survey_has_scores_of_its_own() -> None:
    six = EVERY.replace("kind: nps", "kind: csat").replace("detractor", "dissatisfied")
    is_refused((ANSWER, "survey: ask, score: 6", "impossible_score", f"{HAPPENS}.0.score"), six)


def test_taking_out_a_customer_is_an_end_too() -> None:
    """Who leaves the audience is out, and a scenario may expect it."""
    with pytest.raises(AssertionError):
        is_refused(("{ends: asked}", "{ends: exited}", "impossible_end", None), EVERY)
