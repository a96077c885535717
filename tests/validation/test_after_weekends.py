"""What is said of a wait until a day that a message before it may go out after."""

import re
from pathlib import Path

import pytest

from engine.definition.document import parse
from engine.simulation.scenarios import run_scenario
from engine.validation import validate

JOURNEY = """
journey: trial
name: Trial
entry: {triggers: [{event: Account Created}]}
send: {window: {days: mon-fri}}
start: welcome
steps:
  welcome: {type: email, template: t, next: login}
  login:
    type: wait
    until: {event: Login}
    at_most: {day: 3, at: "09:00"}
    on: {happened: done, timeout: nudge}
  nudge: {type: email, template: t, name: Need a hand?, next: done}
  done: {type: exit}
templates: {t: {subject: Hello, body: Hello}}
scenarios:
  - name: On a Friday evening
    enters: 2026-03-06T18:00:00Z
    expect:
      - {sends: welcome, by: {day: 4, at: "09:00"}}
      - {sends: nudge, by: {day: 4, at: "09:00"}}
"""
SAID = (
    "Who comes to “Welcome” before a weekend gets it on day 4, when the wait until day 3 is over:"
    " “Need a hand?” then follows at once."
)


def said(*changes: tuple[str, str]) -> list[str]:
    text = JOURNEY
    for before, after in changes:
        assert before in text
        text = text.replace(before, after)
    found = [each for each in validate(parse(text)) if each.code == "past_after_weekend"]
    assert all((each.severity, each.step) == ("warning", "login") for each in found)
    return [each.message for each in found]


def written(step: str, instead: str) -> tuple[str, str]:
    """The step written differently, as a change of the journey."""
    (before,) = re.findall(rf"(?ms)^  {step}:.*?(?=^  \w+:|^templates)", JOURNEY)
    return before, f"  {step}: {{{instead}}}\n"


def test_two_messages_that_a_weekend_brings_together_are_warned_of() -> None:
    """**How it broke:** who entered on a Saturday got the welcome and “Need a hand?” in the same
    hour of the Monday, and nothing had said so."""
    assert said() == [SAID]
    (found,) = [each for each in validate(parse(JOURNEY)) if each.code == "past_after_weekend"]
    assert found.path == "steps.login.at_most.day"
    assert found.hint == (
        "Let “Welcome” go out on all days, or wait some days after it instead of until a day."
    )


def test_so_it_comes_about() -> None:
    journey = parse(JOURNEY)
    assert run_scenario(journey, journey.scenarios[0]).passed


@pytest.mark.parametrize(
    ("days", "told"),
    [
        ("mon-fri", ["before a weekend gets it on day 4"]),
        ("mon-sat", ["before a day without messages gets it on day 3"]),
        # It goes out at 08:00, and an hour later the wait ends.
        ("mon-sat, from: '08:00'", []),
        ("tue-thu", ["before days without messages gets it on day 6"]),
        ("mon-sun", []),
        # Open all night, nobody is too late for the Friday.
        ("mon-fri, from: '00:00', to: '00:00'", []),
        ("mon-fri, from: '09:00', to: '09:00'", ["on a weekend gets it on day 3"]),
    ],
)
def test_it_is_told_by_the_longest_stretch_of_days_without_messages(
    days: str, told: list[str]
) -> None:
    found = said(("days: mon-fri", f"days: {days}"))
    assert [each.partition("“Welcome” ")[2].partition(",")[0] for each in found] == told


@pytest.mark.parametrize(
    ("wait", "told"),
    [
        ("until: {day: 3}, next: nudge", True),
        ("until: {day: 4, at: '09:00'}, next: nudge", True),
        ("until: {day: 4, at: '10:00'}, next: nudge", False),
        ("until: {day: 5}, next: nudge", False),
        ("for: 2d, next: nudge", False),
        ("until: {event: Login}, at_most: 2d, on: {happened: done, timeout: nudge}", False),
        # Nobody gets anything there.
        ("until: {day: 3}, next: done", False),
        # Day 1 at 09:00 is past for everybody, which is said by itself.
        ("until: {day: 1, at: '08:00'}, next: nudge", False),
    ],
)
def test_only_a_day_that_is_past_by_then_is_told(wait: str, told: bool) -> None:
    assert bool(said(written("login", f"type: wait, {wait}"))) == told


@pytest.mark.parametrize(
    "welcome",
    [
        "send: {window: always}",
        # It is left out by then.
        "send: {patience: 1d}",
    ],
)
def test_a_message_with_rules_of_its_own_goes_by_them(welcome: str) -> None:
    assert said(written("welcome", f"type: email, template: t, next: login, {welcome}")) == []


@pytest.mark.parametrize(
    "start",
    [
        "type: wait, until: {time: '09:00', days: mon-fri}, next: welcome",
        "type: wait, for: 1 business day, next: welcome",
    ],
)
def test_who_comes_on_days_that_were_chosen_is_in_time(start: str) -> None:
    assert said(("start: welcome", "start: rest"), ("steps:", f"steps:\n  rest: {{{start}}}")) == []
    monday = "[{schedule: {cron: '0 9 * * mon'}}]"
    assert said(("[{event: Account Created}]", monday)) == []


def test_who_comes_at_an_hour_that_was_set_comes_on_a_closed_day_at_the_latest() -> None:
    rest = "rest: {type: wait, until: {day: 2}, next: welcome}"
    found = said(
        ("start: welcome", "start: rest"),
        ("steps:", f"steps:\n  {rest}"),
        ("at_most: {day: 3", "at_most: {day: 4"),
    )
    assert [each.partition(",")[0] for each in found] == [
        "Who comes to “Welcome” on a weekend gets it on day 4"
    ]


def test_what_takes_no_time_may_stand_between() -> None:
    which = "{type: branch, cases: [{id: a, when: {event: Login}, next: done}], otherwise: nudge}"
    kept = "{type: update, set: {account.welcomed: true}, next: login}"
    between = f"steps:\n  which: {which}\n  kept: {kept}"
    leads = [("next: login", "next: kept"), ("timeout: nudge", "timeout: which")]
    assert said(*leads, ("steps:", between)) == [SAID]
    asks = kept.replace("update, set: {account.welcomed: true}", "wait, for: 1h")
    assert said(*leads, ("steps:", between.replace(kept, asks))) == []


def test_a_task_follows_at_once_too() -> None:
    call = "type: task, title: Call, name: Need a hand?, next: done"
    assert said(written("nudge", call)) == [SAID]


@pytest.mark.parametrize(
    ("hours", "told"),
    [
        ("{days: wed}", False),
        ("{days: mon-fri, from: '14:00'}", False),
        ("{days: mon-sat, from: '08:00', to: '20:00'}", True),
        ("always", True),
    ],
)
def test_what_has_hours_of_its_own_follows_at_once_only_within_them(hours: str, told: bool) -> None:
    """**How it broke:** it was warned of a second message in the same hour that could not go out
    before the Wednesday."""
    nudge = f"type: email, template: t, name: Need a hand?, next: done, send: {{window: {hours}}}"
    assert said(written("nudge", nudge)) == [SAID] * told


def test_the_onboarding_that_comes_along_is_free_of_it() -> None:
    """As are the programs of the gallery, by their own tests."""
    file = Path(__file__).parents[2] / "journeys" / "onboarding.yaml"
    assert "past_after_weekend" not in {each.code for each in validate(parse(file.read_text()))}
