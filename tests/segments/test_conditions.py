"""What a segment can ask, and what it cannot."""

import re
from pathlib import Path
from typing import Any

import pytest

from engine.definition.document import reading_of
from engine.errors import DefinitionError
from engine.segments import written
from engine.segments.written import (
    Other,
    condition_from,
    depending,
    doubts,
    not_finished,
    problems,
)
from engine.validation.known import Field

OTHERS = {
    "list": Other("account"),
    "people": Other("contact"),
    "pro": Other("account", condition_from({"trait": "account.plan", "is": "pro"})),
    "big-pro": Other("account", condition_from({"all": [{"segment": "pro"}]})),
    "huge": Other("account", condition_from({"not": {"segment": "big-pro"}})),
}
EVER = {"event": "Login", "within": "ever"}


@pytest.mark.parametrize(
    ("condition", "kind", "code", "path"),
    [
        ({"message": "tips", "was": "opened"}, "account", "not_in_a_segment", ""),
        ({"task": "call", "was": "done"}, "account", "not_in_a_segment", ""),
        ({"now": "weekday", "is": "mon"}, "account", "not_in_a_segment", ""),
        ({"property": "plan", "is": "pro"}, "account", "property_outside_event", ".property"),
        ({"event": "Login"}, "account", "not_inside_yet", ".within"),
        ({"event": "Login", "within": "step"}, "account", "not_inside_yet", ".within"),
        ({"event": "Segment Left", "within": "1d"}, "account", "not_in_a_segment", ".event"),
        ({**EVER, "where": {"segment": "pro"}}, "account", "not_of_the_event", ".where"),
        ({**EVER, "where": EVER}, "account", "not_of_the_event", ".where"),
        ({"trait": "contact.title", "is": "CEO"}, "account", "which_contact", ".trait"),
        ({"segment": "nobody"}, "account", "unknown_segment", ".segment"),
        ({"segment": "people"}, "account", "segment_of_contacts", ".segment"),
        ({"health": "band", "is": "purple"}, "account", "value_does_not_fit", ".is"),
        ({"any": [EVER] * 51}, "account", "too_many_questions", ""),
        ({"segment": "huge"}, "account", "segment_loop", ""),
        ({"segment": "pro"}, "account", "segment_loop", ""),
    ],
)
def test_what_only_a_journey_knows_is_refused(
    condition: Any, kind: str, code: str, path: str
) -> None:
    (wrong,) = problems(condition_from(condition), kind, OTHERS, key="pro")
    assert (wrong.code, wrong.path) == (code, f"condition{path}")
    assert wrong.hint


@pytest.mark.parametrize(
    ("condition", "kind"),
    [
        ({"all": [EVER, {"not": {"segment": "list"}}, {"health": "score", "at_least": 4}]},
         "account"),
        ({"event": "Login", "within": "7d", "at_most": 0}, "account"),
        ({**EVER, "where": {"all": [{"property": "via", "is": "sso"},
                                    {"trait": "account.plan", "is": "pro"}]}}, "account"),
        ({"any": [{"trait": "contact.title", "is": "CEO"}, {"segment": "people"},
                  {"segment": "big-pro"}]}, "contact"),
    ],
)  # fmt: skip
def test_what_is_known_of_a_customer_can_be_asked(condition: Any, kind: str) -> None:
    assert problems(condition_from(condition), kind, OTHERS, key="new") == []


def test_what_is_no_condition_is_said_with_its_place() -> None:
    with pytest.raises(DefinitionError) as raised:
        condition_from({"all": [{"trait": "account.plan", "iz": "pro"}]})
    (problem,) = raised.value.problems
    assert (problem.code, problem.path) == ("unknown_key", "condition.all.0.iz")


def test_segments_that_follow_come_after_those_they_ask_for() -> None:
    assert depending("pro", OTHERS) == ["big-pro", "huge"]
    assert depending("huge", OTHERS) == []


def test_the_documentation_says_what_is_so() -> None:
    text = (Path(__file__).parents[2] / "docs" / "segments.md").read_text()
    (example,) = re.findall(r"^```yaml\n(.*?)^```", text, re.M | re.S)
    condition = condition_from(reading_of(example, "yaml").data)
    assert problems(condition, "account", {"partners": Other("account")}, key="new") == []
    source = Path(written.__file__).read_text()
    assert set(re.findall(r"^\| `(\w+)` \|", text, re.M)) == set(
        re.findall(r'found\(\s*"(\w+)"', source)
    )


def test_a_text_that_no_value_equals_is_doubted() -> None:
    """**How it broke:** “account churned is “yes”” was typed where `churned: true` comes in; the
    segment was made without a word, and stayed empty."""
    kinds = {"account.churned": frozenset({"boolean"}), "account.plan": frozenset({"string"})}
    plan = {"trait": "account.plan", "is": "yes"}
    asked = {"all": [plan, {"not": {"trait": "account.churned", "in": ["yes", True]}}]}
    [doubt] = doubts(condition_from(asked), kinds, {})
    assert (doubt.code, doubt.path) == ("text_never_equals", "condition.all.1.not.in")
    assert doubts(condition_from(plan), kinds, {}) == []
    had = {Field("account.plan"): {"pro": 9, "enterprise": 4}}
    [doubt] = doubts(condition_from(plan), kinds, had)
    assert (doubt.code, doubt.path) == ("value_never_had", "condition.is")


def test_what_a_form_lacks_is_said_without_how_it_is_written() -> None:
    """**How it broke:** “is: pro” and “at_least: 10” stood beside a field for a number."""
    with pytest.raises(DefinitionError) as unread:
        condition_from({"trait": "account.seats"})
    said = "It is not finished: Say what it is compared with."
    assert not_finished(unread.value.problems) == said
