"""More than a contact will read within a week is warned of, and nothing that takes its time."""

import json
from typing import Any

import pytest

from engine.arbiter import Cap
from engine.definition.document import parse
from engine.definition.journey import Journey
from engine.validation import Known, Problem, validate
from tests.explanation.test_explanation import EXAMPLES, SHIPPED

MAIL = {"type": "email", "template": "hello"}
SHOWN = {"type": "in_app", "template": "note"}


def series(*between: dict[str, Any] | None, message: dict[str, Any] = MAIL) -> dict[str, Any]:
    """A message, and one more after each of these."""
    steps: dict[str, Any] = {}
    for number, step in enumerate(between):
        after = f"wait-{number}" if step else f"mail-{number + 1}"
        steps[f"mail-{number}"] = {**message, "next": after}
        if step:
            on = {"happened": f"mail-{number + 1}", "timeout": f"mail-{number + 1}"}
            ways = {"on": on} if "until" in step and ("event" in step["until"]) else {}
            next_ = {} if ways else {"next": f"mail-{number + 1}"}
            steps[f"wait-{number}"] = {"type": "wait", **step, **ways, **next_}
    return {**steps, f"mail-{len(between)}": {**message, "next": "done"}}


def often(steps: dict[str, Any]) -> dict[str, Any]:
    used = {step.get("template") for step in steps.values()}
    templates = {
        "hello": {"subject": "Hello", "body": "Hello."},
        "note": {"title": "Hello", "body": "Hello."},
    }
    return {
        "journey": "often",
        "name": "Often",
        "entry": {"triggers": [{"event": "Account Created"}]},
        "exit": [{"when": {"trait": "account.status", "is": "churned"}}],
        "start": next(iter(steps)),
        "steps": {**steps, "done": {"type": "exit"}},
        "templates": {key: text for key, text in templates.items() if key in used},
    }


def warned(steps: dict[str, Any]) -> Problem | None:
    whole = Journey.model_validate(often(steps))
    found = [each for each in validate(whole) if each.code == "many_messages"]
    assert len(found) < 2
    return found[0] if found else None


def test_six_at_once_are_too_many_and_named() -> None:
    problem = warned(series(*[None] * 5))
    assert problem is not None
    assert (problem.severity, problem.path) == ("warning", "steps.mail-5")
    assert problem.message == (
        "A contact may get 6 messages within 7 days: “mail-0”, “mail-1”, “mail-2”, “mail-3”,"
        " “mail-4”, “mail-5”."
    )


def test_five_are_not() -> None:
    assert warned(series(*[None] * 4)) is None


@pytest.mark.parametrize(
    "message", [SHOWN, {**MAIL, "type": "survey", "kind": "nps", "at_most": "7d"}]
)
def test_messages_in_the_product_and_surveys_count(message: dict[str, Any]) -> None:
    assert warned(series(*[None] * 5, message=message)) is not None


@pytest.mark.parametrize(
    ("between", "many"),
    [
        ({"for": "1d"}, True),
        ({"for": "33h"}, True),
        ({"for": "34h"}, False),
        ({"for": "2 business days"}, False),
        ({"until": {"event": "Login"}, "at_most": "7d"}, True),
        ({"until": {"time": "09:00"}}, True),
    ],
)
def test_what_counts_is_the_time_between_them(between: dict[str, Any], many: bool) -> None:
    assert (warned(series(*[between] * 5)) is not None) == many


def test_days_of_the_journey_count_from_entry() -> None:
    days = [{"until": {"day": day}} for day in (2, 3, 5, 7, 8)]
    assert warned(series(*days)) is None
    assert warned(series(*days[:-1], {"until": {"day": 7, "at": "17:00"}})) is not None


def test_dates_of_the_customer_lie_apart_as_they_do() -> None:
    def before(days: int) -> dict[str, Any]:
        trait = "account.renewal"
        return {"until": {"date": {"trait": trait, "offset": f"-{days}d"}}, "at_most": "1w"}

    far = [before(days) for days in (90, 60, 30, 14, 7)]
    near = [before(days) for days in (6, 5, 4, 3, 2)]
    for gaps, many in ((far, False), (near, True)):
        steps = series(*gaps)
        for name, step in steps.items():
            if name.startswith("wait"):
                step["on"] = {"timeout": "done"}
        assert (warned(steps) is not None) == many


def test_a_time_of_day_is_a_day_from_itself() -> None:
    every_morning = {
        "morning": {"type": "wait", "until": {"time": "09:00"}, "next": "mail"},
        "mail": {**MAIL, "next": "morning"},
    }
    assert warned(every_morning) is not None
    twice = {
        "morning": {"type": "wait", "until": {"time": "09:00"}, "next": "mail"},
        "mail": {**MAIL, "next": "pause"},
        "pause": {"type": "wait", "for": "1d", "next": "morning"},
    }
    assert warned(twice) is None


def test_a_weekly_loop_is_no_flood() -> None:
    assert (
        warned(
            {
                "mail": {**MAIL, "next": "week"},
                "week": {"type": "wait", "for": "1w", "next": "mail"},
            }
        )
        is None
    )


def test_the_later_week_counts_as_much_as_the_first() -> None:
    steps = series({"for": "10d"}, *[None] * 5)
    problem = warned(steps)
    assert problem is not None
    assert problem.path == "steps.mail-6"


def test_what_stands_in_for_a_message_that_failed_is_not_counted_beside_it() -> None:
    steps = series(*[None] * 4)
    for name, step in list(steps.items()):
        steps[f"{name}-shown"] = {**SHOWN, "next": step["next"]}
        step["on"] = {"failed": f"{name}-shown"}
    assert warned(steps) is None


@pytest.mark.parametrize("written", [*SHIPPED, *EXAMPLES])
def test_nothing_we_ship_or_teach_is_too_much(written: str) -> None:
    assert [each for each in validate(parse(written)) if each.code == "many_messages"] == []


def test_a_large_journey_is_checked_in_a_moment() -> None:
    """Each of 240 mails begins a week of its own, and each week is looked at from there alone."""
    assert warned(series(*[{"for": "3d"}] * 240)) is None


def test_a_cap_that_is_set_counts_instead_and_is_named() -> None:
    journey = parse(json.dumps(often(series(None, None))), format="json")
    assert validate(journey, known=Known(caps=(Cap(at_most=3, days=1),))) == []
    (problem,) = validate(journey, known=Known(caps=(Cap(at_most=2, days=1),)))
    assert problem.message == (
        "A contact may get 3 messages within one day: “mail-0”, “mail-1”, “mail-2”."
        " At most 2 messages a day to a contact: the last waits, or is left out."
    )
    assert validate(journey, known=Known(caps=(Cap(counts="in_app", at_most=1, days=1),))) == []
