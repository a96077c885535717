"""What may become of those at a step, in words that say what it means there."""

from typing import Any

import pytest

from engine.migrating import Move, default_fate, fate_choices
from tests.migrating.journeys import email, journey, wait

TASK = {"type": "task", "title": "Call", "outcomes": ["well"], "next": "done"}
EVENT = {"type": "wait", "until": {"event": "Login"}, "on": {"happened": "done"}}


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (wait(), wait(), "They stand at the same step of the new version; what comes after it"),
        (wait(time="7d"), wait(time="2d"), "They wait 2 days instead of 7 days."),
        (wait(), EVENT, "They wait until Login instead of 7 days."),
        (wait(), wait("more"), "They wait as before; only where it leads has changed."),
        (TASK, {**TASK, "outcomes": ["well", "badly"]}, "What was asked stays asked, with the"),
        (email(), {**email(), "to": {"role": "champion"}}, "They get it as the new version has"),
        (wait(), email(), "The step is something else now: Send “Hello” to the primary contact."),
    ],
)
def test_staying_says_what_changes(old: dict[str, Any], new: dict[str, Any], said: str) -> None:
    templates = {"hello": {"subject": "Hello", "body": "Hello."}}
    before = journey({"here": old, "more": wait()}, templates=templates)
    after = journey({"here": new, "more": wait()}, templates=templates)
    stay = fate_choices("here", before, after, 3)[0]
    assert (stay.kind, stay.fate) == ("retime", "retime")
    assert stay.explained.startswith(said)


COUNTS = (
    "The time is reckoned from when each of them came to this step, so that what they have waited"
    " counts."
)
DAYS = (
    "The days are counted from when each of them entered the journey: for whom that day is past,"
    " the wait is over at once."
)
DATES = "It goes by the date of each customer, whenever they came to this step."
HAPPENED = "What has happened since each of them came to this step counts."
LOGIN = {**EVENT, "on": {"happened": "done", "timeout": "done"}}
RENEWAL = {"date": {"trait": "account.renewal"}}


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (wait(), {"for": "5d"}, [COUNTS]),
        (wait(), {"until": {"day": 3}}, [DAYS]),
        (wait(), {"until": {"time": "09:00"}}, [
            "The first such time since each of them came to this step is meant: where it is past,"
            " the wait is over at once."
        ]),
        (wait(), {"until": RENEWAL}, [DATES]),
        (wait(), {"until": {"event": "Login"}}, [HAPPENED]),
        (wait(), {"until": {"event": "Login"}, "at_most": {"day": 3}}, [HAPPENED, DAYS]),
        (wait(), {"until": {"event": "Login"}, "at_most": "5d"}, [HAPPENED, COUNTS]),
        (wait(), {"until": RENEWAL, "at_most": RENEWAL}, [DATES]),
        (wait(), {"until": {"when": {"event": "Login"}}}, [
            "For whom it holds already, the wait is over at once."
        ]),
        # What is waited for as before need not be said.
        ({**LOGIN, "at_most": "7d"}, {"until": {"event": "Login"}, "at_most": {"day": 3}}, [DAYS]),
        ({**LOGIN, "at_most": "7d"}, {"until": {"event": "Login"}}, []),
    ],
)  # fmt: skip
def test_staying_says_from_when_each_kind_of_wait_counts(
    old: dict[str, Any], new: dict[str, Any], said: list[str]
) -> None:
    """**How it broke:** of a wait until a day of the journey, which counts from entry, it was said
    that it counts from when they came to the step."""
    before, after = (journey({"here": each}) for each in (old, {"type": "wait", **new}))
    stay = fate_choices("here", before, after, 3)[0].explained
    assert stay.partition(". ")[2] == " ".join(said)


def test_who_stays_is_said_not_to_come_to_the_new_steps_before_theirs() -> None:
    before = journey({"hello": email("here"), "here": wait("bye"), "bye": email()})
    more = {"tips": {**email("here"), "name": "Tips"}, "here": wait("more"), "more": email("bye")}
    after = journey({"hello": email("tips"), **more, "bye": email()})
    stay = fate_choices("here", before, after, 3)[0].explained
    assert stay.endswith(
        " They do not come to the new step before it, “Tips”: to have them begin there, move them"
        " to it."
    )
    assert "new step" not in fate_choices("hello", before, after, 3)[0].explained


def test_of_many_new_steps_before_theirs_the_rest_are_counted() -> None:
    new = {f"tip-{n}": {**email(f"tip-{n + 1}"), "name": f"Tip {n}"} for n in range(4)}
    before, after = journey({"tip-4": wait()}), journey({**new, "tip-4": wait()})
    stay = fate_choices("tip-4", before, after, 3)[0].explained
    assert "the new steps before it, “Tip 0”, “Tip 1” and 2 more: " in stay


def test_who_stands_at_a_step_that_is_gone_cannot_stay() -> None:
    before, after = journey({"here": wait()}), journey({"there": wait()})
    found = fate_choices("here", before, after, 3)
    assert [choice.kind for choice in found] == ["continue", "move", "exit"]
    assert [choice.fate for choice in found] == ["continue", None, None]
    assert default_fate("here", before, after) == Move(move="there")
    assert default_fate("there", before, after) == "retime"


BRANCH = {
    "type": "branch",
    "cases": [{"id": "a", "when": {"event": "Login"}, "next": "one"}],
    "otherwise": "two",
}


@pytest.mark.parametrize(
    ("old", "new", "suggested"),
    [
        # What came after it …
        ({"a": wait("here"), "here": wait("b"), "b": wait()}, {"a": wait("b"), "b": wait()}, "b"),
        ({"here": wait("b"), "b": wait()}, {"b": wait()}, "b"),
        # … or took its place, though others beside it are gone as well.
        (
            {"a": wait("here"), "here": wait("gone"), "gone": wait("b"), "b": wait()},
            {"a": wait("new"), "new": wait("b"), "b": wait()},
            "new",
        ),
        ({"a": wait("gone"), "gone": wait("here"), "here": wait("b"), "b": wait()},
         {"a": wait("b"), "b": wait()}, "b"),
        ({"a": wait("here"), "here": wait()}, {"a": wait()}, "done"),
        # Of several ways, that of which what led to it decided.
        (
            {"a": wait("here"), "here": BRANCH, "one": wait(), "two": wait()},
            {"a": wait("two"), "one": wait(), "two": wait()},
            "two",
        ),
        ({"here": BRANCH, "one": wait("two"), "two": wait()}, {"two": wait()}, "two"),
        # Not where there are several, or back.
        (
            {"gone": wait("here"), "here": BRANCH, "one": wait(), "two": wait()},
            {"one": wait(), "two": wait()},
            None,
        ),
        ({"a": wait("b"), "b": wait("here"), "here": wait()}, {"a": wait("b"), "b": wait("a")},
         "done"),
    ],
)  # fmt: skip
def test_of_a_step_that_is_gone_it_is_suggested_to_go_on_where_it_led(
    old: dict[str, Any], new: dict[str, Any], suggested: str | None
) -> None:
    """**How it broke:** those at a removed step were left on their old version, unless somebody
    found the steps to move them to at the end of a list."""
    fate = default_fate("here", journey(old), journey(new))
    assert fate == ("continue" if suggested is None else Move(move=suggested))
