"""What may become of those at a step, in words that say what it means there."""

from typing import Any

import pytest

from engine.migrating import default_fate, fate_choices
from tests.migrating.journeys import email, journey, wait

TASK = {"type": "task", "title": "Call", "outcomes": ["well"], "next": "done"}
EVENT = {"type": "wait", "until": {"event": "Login"}, "on": {"happened": "done"}}


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (wait(), wait(), "They stand at the same step of the new version; nothing changes"),
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


def test_who_stands_at_a_step_that_is_gone_cannot_stay() -> None:
    before, after = journey({"here": wait()}), journey({"there": wait()})
    found = fate_choices("here", before, after, 3)
    assert [choice.kind for choice in found] == ["continue", "move", "exit"]
    assert [choice.fate for choice in found] == ["continue", None, None]
    assert default_fate("here", after) == "continue"
    assert default_fate("there", after) == "retime"
