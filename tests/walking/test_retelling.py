"""A walk is told again as a scenario, which the journey then is tried with before each publish."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random
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
from tests.parts import tries
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
    begins: datetime = BEGINS,
) -> Walk:
    journey = parse(text, format="yaml")
    customer = who or admitted(sample_customer(SampleCustomer(), zone), journey, begins, had)
    setting = Setting(journey, zone, ORGANIZATION, named(journey), had=had, policy=policy)
    return walk(setting, customer, choices, begins=begins)


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


def test_who_just_enters_is_told_with_the_day() -> None:
    """**How it broke:** who stood somewhere at once was told without it, so that whoever entered on
    a Saturday went another way as a scenario."""
    text = """
journey: quiet
name: Quiet
entry: {}
start: which
steps:
  which:
    type: branch
    cases: [{id: off, when: {now: weekday, in: [sat, sun]}, next: rest}]
    otherwise: done
  rest: {type: wait, for: 3d, next: done}
  done: {type: exit}
"""
    saturday = datetime(2026, 3, 7, 8, 17, tzinfo=UTC)
    found = told(walked(text=text, begins=saturday))
    assert found == {"enters": "2026-03-07T08:17:00+00:00", "expect": [{"reaches": "rest"}]}
    assert failures(parse(text, format="yaml"), found) == []


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


LOOKS_BACK = """
journey: past
name: Past
entry: {audience: {event: Login}}
start: often
steps:
  often:
    type: branch
    cases:
      - id: phone
        when: {event: Login, where: {property: device, is: phone}, within: 28d, at_least: 2}
        next: rest
      - {id: once, when: {event: Report Shared, within: ever}, next: late}
    otherwise: done
  rest: {type: wait, for: 3d, next: done}
  late: {type: exit, outcome: late}
  done: {type: exit}
"""


def who_did(*events: Event) -> Customer:
    who = sample_customer(SampleCustomer(account={"status": "active"}), "UTC")
    return replace(who, happenings=events)


def did(event: str, ago: timedelta, **properties: Any) -> Event:
    return Event(BEGINS - ago, event, properties)


def test_what_was_done_before_is_told_as_far_as_it_counts() -> None:
    """**How it broke:** such a walk could not be saved at all."""
    who = who_did(
        did("Login", timedelta(days=3, minutes=5), device="phone", email="ada@acme.test"),
        did("Login", timedelta(days=9), device="phone"),
        did("Login", timedelta(hours=5)),
        did("Login", timedelta(seconds=10)),
        did("Feature Used", timedelta(days=1)),
    )
    found = told(walked(text=LOOKS_BACK, who=who))
    assert found["before"] == [
        {"event": "Login", "properties": {"device": "phone"}, "ago": "9d"},
        {"event": "Login", "properties": {"device": "phone"}, "ago": "3d"},
        {"event": "Login", "ago": "5h"},
        {"event": "Login", "ago": "1m"},
    ]
    assert found["expect"] == [{"reaches": "rest"}]
    assert failures(parse(LOOKS_BACK, format="yaml"), found) == []


def test_past_is_told_to_the_minute_where_a_day_more_or_less_decides() -> None:
    barely = timedelta(days=27, hours=23, minutes=58)
    who = who_did(*(did("Login", each, device="phone") for each in (barely, timedelta(days=2))))
    found = told(walked(text=LOOKS_BACK, who=who))
    assert [each["ago"] for each in found["before"]] == [f"{28 * 1440 - 2}m", "2d"]


def test_what_was_done_the_moment_they_entered_is_told_as_a_minute_before() -> None:
    """**How it broke:** told to the minute it was “0d” ago, which no scenario may say, and the walk
    failed."""
    barely = timedelta(days=27, hours=23, minutes=58)
    who = who_did(*(did("Login", each, device="phone") for each in (barely, timedelta())))
    found = told(walked(text=LOOKS_BACK, who=who))
    assert [each["ago"] for each in found["before"]] == [f"{28 * 1440 - 2}m", "1m"]


def test_what_was_done_before_anybody_was_there_is_told_as_a_hundred_years_ago() -> None:
    """**How it broke:** a walk of whoever had an event of the year 1 failed."""
    who = who_did(did("Report Shared", timedelta(700_000)), did("Login", timedelta(1)))
    found = told(walked(text=LOOKS_BACK, who=who))
    assert [each["ago"] for each in found["before"]] == ["36500d", "24h"]


def test_of_many_things_done_before_the_newest_of_each_kind_go_along() -> None:
    often = [did("Login", timedelta(hours=each + 1)) for each in range(300)]
    once = did("Report Shared", timedelta(days=400))
    found = walked(text=LOOKS_BACK, who=who_did(*often, once))
    before = told(found)["before"]
    assert len(before) == 100
    assert [each["event"] for each in before].count("Report Shared") == 1
    assert found.retold.cut is not None
    assert found.retold.cut.startswith("They had done 301 things before that count here.")


def test_where_the_newest_are_too_few_it_is_no_scenario() -> None:
    many = LOOKS_BACK.replace("at_least: 2", "at_least: 120")
    often = [did("Login", timedelta(hours=each + 1), device="phone") for each in range(150)]
    found = walked(text=many, who=who_did(*often))
    assert found.retold.scenario is None
    assert "The newest 100" in (found.retold.because or "")


def any_condition(random: Random) -> dict[str, Any]:
    period = random.choice(["enrollment", "ever", "10d", "36h", "3w", "5 business days"])
    leaf: dict[str, Any] = {"event": random.choice("AB"), "within": period}
    if random.random() < 0.3:
        leaf["where"] = {"property": "kind", "is": "x"}
    match random.randrange(4):
        case 0:
            leaf["last"] = {"within_last": "4d"}
        case 1:
            leaf["at_most"] = random.randrange(3)
        case _:
            leaf["at_least"] = random.randrange(1, 5)
    return leaf


def any_journey(random: Random) -> Journey:
    """Branches and waits that look back, one after the other, with a task at each end."""
    steps: dict[str, Any] = {"end": {"type": "exit"}}
    for number in range(4):
        ahead = f"s{number + 1}" if number < 3 else "end"
        call = {"type": "task", "title": "Call", "due": "1d", "next": ahead}
        when = any_condition(random)
        if random.random() < 0.5:
            step: dict[str, Any] = {"type": "branch", "otherwise": ahead}
            step["cases"] = [{"id": "yes", "when": when, "next": f"t{number}"}]
        else:
            step = {"type": "wait", "until": {"when": when}, "at_most": "6d"}
            step["on"] = {"happened": f"t{number}", "timeout": ahead}
        steps |= {f"s{number}": step, f"t{number}": call}
    entry = {"audience": any_condition(random)} if random.random() < 0.3 else {}
    whole = {"journey": "any", "name": "Any", "entry": entry, "start": "s0", "steps": steps}
    return parse(json.dumps(whole))


@pytest.mark.parametrize("seed", range(tries(60)))
def test_any_past_walked_again_as_a_scenario_leads_the_same_way(seed: int) -> None:
    random = Random(seed)
    journey = any_journey(random)
    happened = (
        did(random.choice("AB"), timedelta(seconds=random.randrange(1, 40 * 86_400)), kind=kind)
        for kind in random.choices("xy", k=random.randrange(12))
    )
    setting = Setting(journey, "UTC", ORGANIZATION, named(journey))
    zone = random.choice(["UTC", "Asia/Tokyo", "America/New_York"])
    who = replace(sample_customer(SampleCustomer(), zone), happenings=tuple(happened))
    choices: tuple[Choice, ...] = ()
    while True:
        found = walk(setting, who, choices, begins=BEGINS)
        if not found.entered:
            return
        if "was led on" in (found.retold.because or ""):
            return
        scenario = told(found)
        assert failures(journey, scenario) == []
        again = run_scenario(journey, Scenario.model_validate({"name": "Again", **scenario}))
        way = [each.entry.step for each in again.trace if each.entry.step]
        assert [step for step in dict.fromkeys(way) if step in found.visited] == list(found.visited)
        if found.waiting is None or not found.waiting.options:
            return
        choices = (*choices, random.choice(found.waiting.options).choice)
        if len(choices) > 8:
            return


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
