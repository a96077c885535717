"""Scenarios: what was expected, and what happened instead, in words."""

from typing import Any

import pytest
from pydantic import ValidationError

from engine.definition.scenarios import Scenario
from engine.simulation.orders import outcome_of
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
    return tuple(map(str, tried.failures))


def test_a_scenario_that_comes_about_passes() -> None:
    quick = [{"at": "2d", "event": "Project Created"}]
    expected = [
        {"sends": "greet", "by": "0m"},
        {"ends": "completed", "by": "2d"},
        {"never": "call"},
    ]
    assert failures(happens=quick, expect=expected) == ()


BEFORE = journey("""
entry:
  triggers: [{event: Account Created}]
  audience: {event: Login, within: 28d, at_least: 2}
start: which
steps:
  which:
    type: branch
    cases:
      - id: often
        when: {event: Login, where: {property: device, is: phone}, within: 10d}
        next: often
    otherwise: done
  often: {type: exit, outcome: often}
  done: {type: exit}
""")


def ends(before: list[dict[str, Any]], outcome: str) -> list[str]:
    """What fails of it."""
    told = {"name": "it", "before": before, "expect": [{"ends": outcome}]}
    return list(map(str, run_scenario(BEFORE, Scenario.model_validate(told)).failures))


def test_what_they_did_before_counts_where_the_journey_looks_back() -> None:
    phone = {"event": "Login", "properties": {"device": "phone"}}
    earlier = {"event": "Login", "ago": "3w"}
    assert ends([{**phone, "ago": "9d"}, earlier], "often") == []
    assert ends([{**phone, "ago": "11d"}, earlier], "completed") == []
    # Now that there are too few of them, they are not for it.
    [said] = ends([earlier], "completed")
    assert said.startswith("The customer did not enter.")


def test_what_they_did_before_lets_nobody_in() -> None:
    created = {"event": "Account Created", "ago": "20d"}
    logins = [{"event": "Login", "ago": f"{days}d"} for days in (21, 22)]
    told = {"name": "it", "before": [*logins, created], "expect": [{"ends": "completed"}]}
    [first, *_] = run_scenario(BEFORE, Scenario.model_validate(told)).trace
    assert first.at.isoformat() == "2026-03-02T09:00:00+00:00"


def test_what_they_did_before_counts_back_from_the_date_that_lets_them_in() -> None:
    dated = journey("""
entry: {triggers: [{date: {trait: account.renewal_date, offset: -30d}}]}
start: which
steps:
  which:
    type: branch
    cases: [{id: new, when: {event: Login, within: 2d}, next: new}]
    otherwise: done
  new: {type: exit, outcome: new}
  done: {type: exit}
""")
    told = {
        "name": "it",
        "customer": {"account": {"renewal_date": "2026-06-30"}},
        "before": [{"event": "Login", "ago": "1d"}],
        "expect": [{"ends": "new"}],
    }
    assert run_scenario(dated, Scenario.model_validate(told)).failures == ()


@pytest.mark.parametrize(
    ("ago", "said"), [("0d", "Say a time before entry"), ("99999w", "more than a hundred years")]
)
def test_nothing_is_done_before_at_the_moment_of_entry_or_a_world_ago(ago: str, said: str) -> None:
    """**How it broke:** of what was done before there is a calendar, the draft failed to be
    checked, and so to be saved."""
    with pytest.raises(ValidationError, match=said):
        Scenario.model_validate(
            {"name": "it", "before": [{"event": "A", "ago": ago}], "expect": [{"ends": "a"}]}
        )


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
            "Expected that “NPS” goes out. It went “Greet” → “Listen” → “Call them”. It waits "
            "there for “Call them” to be done.",
        ),
        (
            {"expect": [{"asks": "call", "by": "3d"}]},
            "Expected that “Call them” is handed to somebody by Thu 5 Mar 2026, 09:00 (UTC). "
            "It came about later, on Mon 9 Mar 2026, 09:00 (UTC).",
        ),
        (
            {"customer": {"contact": {"email": None}}, "expect": [{"sends": "greet"}]},
            "Expected that “Greet” goes out. It was left out on Mon 2 Mar 2026, 09:00 (UTC): "
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
            "Expected that the journey ends as “completed”. It went “Greet” → “Listen”. It ended "
            "as “exited” on Tue 3 Mar 2026, 09:00 (UTC). No longer belongs here: account status "
            "is churned.",
        ),
        (
            {
                "happens": [{"at": "1d", "task": "call", "outcome": "reached"}],
                "expect": [{"asks": "call"}],
            },
            "What was to happen on Tue 3 Mar 2026, 09:00 (UTC) could not: no task “Call them” had "
            "been handed out.",
        ),
    ],
)
def test_what_happened_instead_is_said(scenario: dict[str, Any], said: str) -> None:
    assert failures(**scenario) == (said,)


def test_a_long_way_is_told_by_its_last_steps_and_each_with_its_day() -> None:
    """**How it broke:** one paragraph named eighteen steps."""
    steps = "".join(
        f"  w{number}: {{type: wait, for: 1d, next: w{number + 1}}}\n" for number in range(1, 19)
    )
    long = journey(f"""
entry: {{triggers: [{{event: Account Created}}]}}
start: w1
steps:
{steps}  w19: {{type: exit}}
""")
    tried = run_scenario(long, Scenario.model_validate({"name": "x", "expect": [{"ends": "a"}]}))
    [failure] = tried.failures
    assert failure.expected == "Expected that the journey ends as “a”."
    assert failure.instead.startswith("It ended as “completed” on Fri 20 Mar 2026")
    assert [(stop.title, stop.day) for stop in failure.way][-2:] == [("W18", 18), ("W19", 19)]
    assert "It went “W1” → 15 more steps → “W17” → “W18” → “W19”. It ended" in str(failure)


def test_whoever_does_not_enter_is_told_why() -> None:
    outside = journey("""
entry: {triggers: [{event: Account Created}], audience: {trait: account.plan, is: pro}}
start: done
steps: {done: {type: exit}}
""")
    tried = run_scenario(outside, Scenario.model_validate({"name": "x", "expect": [{"ends": "a"}]}))
    assert tuple(map(str, tried.failures)) == (
        "The customer did not enter. The customer is not in the journey’s audience. Say of the "
        "customer what lets them in, such as traits and segments.",
    )


def test_the_customer_enters_on_a_monday_morning_of_their_own() -> None:
    scenario = {
        "name": "x",
        "customer": {"time_zone": "Asia/Tokyo"},
        "expect": [{"sends": "greet"}],
    }
    tried = run_scenario(JOURNEY, Scenario.model_validate(scenario))
    assert tried.trace[0].at.isoformat() == "2026-03-02T00:00:00+00:00"


@pytest.mark.parametrize(
    ("expected", "now"),
    [
        ({"asks": "call", "by": "3d"}, {"asks": "call", "by": {"day": 8, "at": "23:59"}}),
        ({"sends": "nps"}, {"never": "nps"}),
        ({"never": "call"}, {"reaches": "call"}),
        ({"ends": "completed"}, {"reaches": "call"}),
    ],
)
def test_what_a_scenario_would_have_to_expect_now(
    expected: dict[str, Any], now: dict[str, Any]
) -> None:
    """What holds stays as it is, and the rest holds once it is taken over."""
    told = {"name": "it", "expect": [{"sends": "greet"}, expected]}
    tried = run_scenario(JOURNEY, Scenario.model_validate(told))
    outcome = outcome_of(tried)
    assert (tried.place, outcome.now) == (1, [{"sends": "greet"}, now])
    again = Scenario.model_validate({"name": "it", "expect": outcome.now})
    assert run_scenario(JOURNEY, again).passed


def test_another_outcome_is_taken_over() -> None:
    happens = [{"at": "8d", "task": "call", "outcome": "gone"}]
    told = {"name": "it", "happens": happens, "expect": [{"ends": "completed"}]}
    outcome = outcome_of(run_scenario(JOURNEY, Scenario.model_validate(told)))
    assert outcome.now == [{"ends": "lost"}]


def test_what_could_not_happen_is_not_mended_by_expecting_something_else() -> None:
    happens = [{"at": "1d", "task": "call", "outcome": "gone"}]
    told = {"name": "it", "happens": happens, "expect": [{"ends": "completed"}]}
    tried = run_scenario(JOURNEY, Scenario.model_validate(told))
    assert (tried.place, tried.now) == (None, None)


def test_where_they_rest_is_taken_over_also_where_they_came_to_it_at_once() -> None:
    """**How it broke:** of the steps one comes to at one moment, the first was taken for it."""
    waits = journey("""
start: greet
steps:
  greet: {type: email, template: mail, next: listen}
  listen: {type: wait, until: {event: Project Created}, next: done}
  done: {type: exit}
""")
    told = {"name": "it", "expect": [{"ends": "completed"}]}
    outcome = outcome_of(run_scenario(waits, Scenario.model_validate(told)))
    assert outcome.now == [{"reaches": "listen"}]


def test_what_comes_later_than_any_day_that_can_be_named_is_taken_over_without_one() -> None:
    """**How it broke:** a scenario of more than ten years that failed could not be told of, nor its
    journey be checked."""
    told = {
        "name": "it",
        "happens": [{"at": "3660d", "account": {"status": "churned"}}],
        "expect": [{"ends": "exited", "by": "1d"}],
    }
    waits = journey("""
exit: [{when: {trait: account.status, is: churned}}]
start: listen
steps:
  listen: {type: wait, until: {event: Project Created}, next: done}
  done: {type: exit}
""")
    outcome = outcome_of(run_scenario(waits, Scenario.model_validate(told)))
    assert outcome.now == [{"ends": "exited"}]
