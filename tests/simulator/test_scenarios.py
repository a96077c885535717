"""Scenarios: what was expected, and what happened instead, in words."""

from typing import Any

import pytest

from engine.definition.scenarios import Scenario
from engine.simulator import run_scenario
from tests.simulator.telling import journey

JOURNEY = journey("""
exit: [{when: {trait: account.status, is: churned}}]
start: greet
steps:
  greet: {type: email, template: mail, next: listen}
  listen: {type: wait, until: {event: Project Created}, at_most: 7d,
           on: {happened: done, timeout: call}}
  call: {type: task, name: Call them, title: Call, outcomes: [reached, gone], due: 2d, next: nps,
         on: {gone: lost}}
  nps: {type: survey, kind: nps, template: mail, at_most: 7d, next: done, on: {detractor: lost}}
  lost: {type: exit, outcome: lost}
  done: {type: exit}
""")


def failures(**scenario: Any) -> tuple[str, ...]:
    tried = run_scenario(JOURNEY, Scenario.model_validate({"name": "it", **scenario}))
    assert tried.passed is not bool(tried.failures)
    return tried.failures


def test_a_scenario_that_comes_about_passes() -> None:
    quick = [{"at": "2d", "event": "Project Created"}]
    expected = [
        {"sends": "greet", "by": "0m"},
        {"ends": "completed", "by": "2d"},
        {"never": "call"},
    ]
    assert failures(happens=quick, expect=expected) == ()


def test_answers_are_given_in_the_scenario() -> None:
    happens = [
        {"at": "8d", "task": "call", "outcome": "reached"},
        {"at": {"day": 10, "at": "12:00"}, "survey": "nps", "score": 2},
    ]
    assert failures(happens=happens, expect=[{"asks": "call"}, {"ends": "lost"}]) == ()


@pytest.mark.parametrize(
    ("scenario", "said"),
    [
        (
            {"expect": [{"sends": "nps"}]},
            "Expected that “NPS” is sent. It went “Greet” → “Listen” → “Call them”, and waits "
            "there for “Call them” to be done.",
        ),
        (
            {"expect": [{"asks": "call", "by": "3d"}]},
            "Expected that “Call them” is handed to somebody by Thu 5 Mar 2026, 09:00 (UTC). "
            "That was only on Mon 9 Mar 2026, 09:00 (UTC).",
        ),
        (
            {"customer": {"contact": {"email": None}}, "expect": [{"sends": "greet"}]},
            "Expected that “Greet” is sent. It was left out on Mon 2 Mar 2026, 09:00 (UTC): "
            "No mail address is known.",
        ),
        (
            {"expect": [{"never": "call"}]},
            "Expected that “Call them” is never reached. It was, on Mon 9 Mar 2026, 09:00 (UTC).",
        ),
        (
            {
                "happens": [{"at": "1d", "account": {"status": "churned"}}],
                "expect": [{"ends": "completed"}],
            },
            "Expected that the journey ends as “completed”. It went “Greet” → “Listen”, and ended "
            "as “exited” on Tue 3 Mar 2026, 09:00 (UTC): No longer belongs here: account status "
            "is churned.",
        ),
        (
            {
                "happens": [{"at": "1d", "task": "call", "outcome": "reached"}],
                "expect": [{"asks": "call"}],
            },
            "What was to happen on Tue 3 Mar 2026, 09:00 (UTC) could not: no task “call” had been "
            "handed out.",
        ),
    ],
)
def test_what_happened_instead_is_said(scenario: dict[str, Any], said: str) -> None:
    assert failures(**scenario) == (said,)


def test_whoever_does_not_enter_is_told_why() -> None:
    outside = journey("""
entry: {triggers: [{event: Account Created}], audience: {trait: account.plan, is: pro}}
start: done
steps: {done: {type: exit}}
""")
    tried = run_scenario(outside, Scenario.model_validate({"name": "x", "expect": [{"ends": "a"}]}))
    assert tried.failures == (
        "The customer did not enter: The customer is not in the journey's audience.",
    )


def test_the_customer_enters_on_a_monday_morning_of_their_own() -> None:
    scenario = {
        "name": "x",
        "customer": {"time_zone": "Asia/Tokyo"},
        "expect": [{"sends": "greet"}],
    }
    tried = run_scenario(JOURNEY, Scenario.model_validate(scenario))
    assert tried.trace[0].at.isoformat() == "2026-03-02T00:00:00+00:00"
