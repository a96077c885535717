"""A walk is told again as a scenario, which the journey then is tried with before each publish."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from engine.arbiter import Policy, QuietHours
from engine.definition.document import from_data, parse, to_json
from engine.definition.journey import Journey
from engine.definition.scenarios import SampleCustomer, Scenario
from engine.simulation.customers import Customer
from engine.simulation.happenings import Event
from engine.simulation.scenarios import ORGANIZATION, run_scenario, sample_customer
from engine.simulation.setting import Setting, named
from engine.validation.known import Known
from engine.validation.scenarios import problems
from engine.walking import Choice, Walk, walk
from engine.walking.making import NOTHING_HAD, admitted
from tests.walking.test_every_option import JOURNEYS, SOUND, chosen
from tests.walking.test_walk import EVENT, TIME, TRIAL

BEGINS = datetime(2026, 3, 4, 8, 17, tzinfo=UTC)
FORCED = """
journey: weekend
name: Weekend
entry: {triggers: [{event: Account Created}]}
start: rest
steps:
  rest:
    type: wait
    until: {when: {now: weekday, in: [sat, sun]}}
    at_most: 9d
    on: {happened: done, timeout: done}
  done: {type: exit}
"""


NO_RULES = Policy()


def walked(
    *choices: Choice,
    text: str = TRIAL,
    zone: str = "UTC",
    who: Customer | None = None,
    policy: Policy = NO_RULES,
    had: Mapping[str, Sequence[str]] = NOTHING_HAD,
) -> Walk:
    journey = parse(text, format="yaml")
    customer = who or admitted(sample_customer(SampleCustomer(), zone), journey, BEGINS, had)
    setting = Setting(journey, zone, ORGANIZATION, named(journey), had=had, policy=policy)
    return walk(setting, customer, choices, begins=BEGINS)


def told(found: Walk) -> dict[str, Any]:
    assert found.retold.scenario is not None, found.retold.because
    return found.retold.scenario


def failures(journey: Journey, scenario: dict[str, Any]) -> list[str]:
    """What the checks before a publish say of it."""
    written = {**to_json(journey), "scenarios": [{"name": "As it was walked", **scenario}]}
    read = from_data(written)
    found = [problem.message for problem in problems(read, Known())]
    return [*found, *map(str, run_scenario(read, read.scenarios[0]).failures)]


def test_silence_is_told_as_who_is_asked_by_which_day() -> None:
    assert told(walked(TIME)) == {
        "customer": {"account": {"status": "another status"}},
        "enters": "2026-03-04T08:17:00+00:00",
        "expect": [
            {"sends": "hello", "by": {"day": 1, "at": "23:59"}},
            {"asks": "call", "by": {"day": 6, "at": "23:59"}},
            {"reaches": "call", "by": {"day": 6, "at": "23:59"}},
        ],
    }


def test_whoever_is_made_up_has_a_value_that_customers_have() -> None:
    """**How it broke:** where the status must not be “churned”, the customer of the scenario had
    the status “not churned”, as nobody has."""

    def status(**asked: Any) -> str:
        found: str = told(walked(TIME, **asked))["customer"]["account"]["status"]
        return found

    assert status(had={"account.status": ("churned", "active", "trial")}) == "active"
    elsewhere = TRIAL.replace(
        "next: done, on: {detractor: call}}",
        "skip_when: {trait: account.status, is: paused}, next: done, on: {detractor: call}}",
    )
    assert elsewhere != TRIAL
    assert status(text=elsewhere) == "paused"
    # With what ends the journey nobody would be there.
    ends = TRIAL.replace("goal:", "exit: [{when: {trait: account.status, is: Gone}}]\ngoal:")
    assert status(text=ends, had={"account.status": ("gone", "trial")}) == "trial"


def test_what_was_chosen_is_told_with_all_it_takes_and_how_it_ends() -> None:
    angry = Choice(step="ask", what="answer", score=3)
    helped = Choice(step="call", what="task", outcome="helped")
    grown = Choice(step="seats", what="holds")
    found = told(walked(EVENT, angry, helped, grown))
    assert found["happens"] == [
        {"at": "1h", "event": "Project Created", "properties": {"kind": "real"}},
        {"at": "2h", "survey": "ask", "score": 3},
        {"at": "3h", "task": "call", "outcome": "helped"},
        {"at": "4h", "account": {"seats": 6}},
    ]
    assert found["expect"][-1] == {"ends": "completed", "by": {"day": 1, "at": "23:59"}}


@pytest.mark.parametrize(
    ("choices", "name"),
    [
        ([], "Nothing happens, and they wait at “Project”"),
        ([TIME], "Nothing happens, and they wait at “Call”"),
        ([Choice(step="project", what="goal")], "Plan Bought happens, and they reach the goal"),
        (
            [
                EVENT,
                Choice(step="ask", what="answer", score=3),
                Choice(step="call", what="task", outcome="helped"),
                Choice(step="seats", what="holds"),
            ],
            "Project Created happens, they answer 3, the CSM answers “helped”, more happens, "
            "and they come to the end",
        ),
    ],
)
def test_walk_is_called_by_what_happened_and_where_that_led(
    choices: list[Choice], name: str
) -> None:
    """How it broke: most scenarios were called “Lets time pass”."""
    assert walked(*choices).retold.name == name


def test_goal_is_told_by_what_reaches_it() -> None:
    found = told(walked(Choice(step="project", what="goal")))
    assert found["happens"] == [{"at": "1h", "event": "Plan Bought"}]
    assert found["expect"][-1] == {"ends": "goal", "by": {"day": 1, "at": "23:59"}}


def test_days_are_those_of_the_customers_clock() -> None:
    found = told(walked(TIME, zone="Asia/Tokyo"))
    assert found["customer"]["time_zone"] == "Asia/Tokyo"
    assert found["enters"] == "2026-03-04T17:17:00+09:00"


def test_who_just_enters_needs_no_clock() -> None:
    text = """
journey: quiet
name: Quiet
entry: {}
start: rest
steps: {rest: {type: wait, for: 3d, next: done}, done: {type: exit}}
"""
    assert told(walked(text=text)) == {"expect": [{"reaches": "rest"}]}


def test_what_nothing_brings_about_is_no_scenario() -> None:
    found = walked(Choice(step="rest", what="holds"), text=FORCED)
    assert found.retold.scenario is None
    assert "“Rest” was led on" in (found.retold.because or "")


def test_nobodys_name_or_address_is_told() -> None:
    traits = {"status": "active", "seats": 2, "owner_phone": "1"}
    contact = {"email": "ada@acme.test", "first_name": "Ada", "name": "Ada"}
    customer = sample_customer(SampleCustomer(account=traits, contact=contact), "UTC")
    found = told(walked(TIME, who=customer))
    assert found["customer"] == {"account": {"status": "active", "seats": 2}}


def test_what_was_done_before_is_said_to_be_what_a_scenario_cannot_tell() -> None:
    text = TRIAL.replace("{event: Plan Bought}", "{event: Plan Bought, within: ever, at_least: 2}")
    customer = sample_customer(SampleCustomer(account={"status": "active"}), "UTC")
    before = Event(datetime(2026, 1, 1, tzinfo=UTC), "Plan Bought")
    found = walked(TIME, text=text, who=replace(customer, happenings=(before,)))
    assert found.retold.scenario is None
    assert "“Plan Bought”" in (found.retold.because or "")


@pytest.mark.parametrize("key", sorted(SOUND))
def test_every_walk_passes_as_a_scenario_or_says_why_it_is_none(key: str) -> None:
    journey = JOURNEYS[key]
    for _, option, after in chosen(journey):
        if after.retold.scenario is None:
            assert after.retold.because
            continue
        Scenario.model_validate({"name": "As it was walked", **after.retold.scenario})
        assert failures(journey, after.retold.scenario) == [], f"{option}: {after.retold.scenario}"


def test_where_the_installations_rules_made_a_difference_it_is_no_scenario() -> None:
    """Scenarios know nothing of them, so that they hold on any installation."""
    quiet = Policy(quiet=QuietHours.model_validate({"from": "08:00", "to": "07:45"}))
    silent = walked(Choice(step="hello", what="time"), TIME, policy=quiet)
    assert "Quiet hours" in silent.trace[1].words
    assert failures(parse(TRIAL, format="yaml"), told(silent)) == []
    # In time only since the wait began a day later.
    late = Choice(step="project", what="event", at=datetime(2026, 3, 9, 12, tzinfo=UTC))
    found = walked(Choice(step="hello", what="time"), late, policy=quiet)
    assert found.stopped is None
    assert found.retold.scenario is None
    assert "installation’s own rules, such as quiet hours" in (found.retold.because or "")
