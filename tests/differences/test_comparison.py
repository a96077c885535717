"""What a drawing marks of a change, also where one side is no readable journey yet."""

from typing import Any

import orjson
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.definition.document import from_data, parse, to_json
from engine.differences import changed_steps, compare
from engine.differences.outline import LinkChange, links_of
from tests.definition.journeys import journeys
from tests.definition.values import json_values
from tests.differences.test_differences import BASE
from tests.parts import tries

WHOLE: dict[str, Any] = to_json(parse(BASE))

slowly = settings(
    max_examples=tries(15), deadline=None, suppress_health_check=[HealthCheck.too_slow]
)


def after(before: str, now: str) -> dict[str, Any]:
    assert before in BASE
    return to_json(parse(BASE.replace(before, now)))


def marks(new: dict[str, Any], old: dict[str, Any] = WHOLE) -> dict[str, str]:
    return {each.step: each.change for each in compare(old, new).steps}


def test_a_step_put_in_between_relinks_the_one_before() -> None:
    new = after(
        "template: hello, next: rest}",
        "template: hello, next: tip}\n  tip: {type: wait, name: A pause, for: 1d, next: rest}",
    )
    found = compare(WHOLE, new)
    assert [(each.step, each.change, each.title) for each in found.steps] == [
        ("greet", "relinked", "Greet"),
        ("tip", "added", "A pause"),
    ]
    assert found.links == (LinkChange("greet", "next", "rest", "tip"),)


def test_what_does_something_else_and_leads_elsewhere_is_changed_and_relinked() -> None:
    found = compare(WHOLE, after("for: 2d, next: listen", "for: 3d, next: call"))
    [step] = [each for each in found.steps if each.step == "rest"]
    assert (step.change, step.relinked) == ("changed", True)
    assert LinkChange("rest", "next", "listen", "call") in found.links


def test_ways_outlets_and_jumps_are_links() -> None:
    for before, now, outlet in [
        ("{id: a, next: which}", "{id: a, next: done}", "a"),
        ("less_than: 5}, next: tell", "less_than: 5}, next: done", "small"),
        ("otherwise: tell", "otherwise: done", "otherwise"),
        ("timeout: call", "timeout: done", "timeout"),
    ]:
        found = compare(WHOLE, after(before, now))
        assert [each.change for each in found.steps] == ["relinked"], before
        assert [each.outlet for each in found.links] == [outlet]


def test_a_step_whose_words_have_changed_is_changed() -> None:
    assert marks(after("subject: Hello", "subject: Welcome")) == {"greet": "changed"}


def test_what_is_gone_comes_last_with_its_old_name() -> None:
    found = compare(WHOLE, after("  tell: {", "  say: {"))
    assert [(each.step, each.change) for each in found.steps][-1] == ("tell", "removed")
    assert found.steps[-1].title == "Tell"


def test_where_steps_are_gone_the_link_before_them_says_which() -> None:
    """**How it broke:** beside the list of what changes, nothing on the canvas showed a removed
    step: neither what led to it, nor that it had stood at the beginning."""
    steps = {name: step for name, step in WHOLE["steps"].items() if name not in ("rest", "listen")}
    steps["greet"] = {**steps["greet"], "next": "call"}
    found = compare(WHOLE, {**WHOLE, "steps": steps})
    assert found.links == (LinkChange("greet", "next", "rest", "call", ("Rest", "Listen")),)
    del steps["greet"]
    found = compare(WHOLE, {**WHOLE, "steps": steps, "start": "call"})
    gone = ("Greet", "Rest", "Listen")
    assert found.links == (LinkChange("", "next", "greet", "call", gone),)


def test_saying_what_goes_without_saying_is_no_change() -> None:
    assert compare(WHOLE, {**WHOLE, "subject": "account"}).steps == ()


def test_differences_say_where_they_are() -> None:
    new = after("audience: {trait: account.plan, is: pro}", "reentry: always")
    told = {each.path: each.kind for each in compare(WHOLE, new).differences}
    assert told == {"entry.audience": "changed", "entry.reentry": "changed"}
    [words] = compare(WHOLE, after("body: Good to", "body: Nice to")).differences
    assert (words.path, words.step) == ("templates.hello.body", "greet")


def test_an_unfinished_draft_is_compared_roughly() -> None:
    new: dict[str, Any] = {**WHOLE, "goal": {}, "steps": {**WHOLE["steps"], "odd": {"type": "?"}}}
    new["steps"]["rest"] = {**WHOLE["steps"]["rest"], "next": "odd"}
    new["templates"] = {}
    found = compare(WHOLE, new)
    assert found.readable is False
    assert [(each.path, each.text) for each in found.differences] == [
        ("goal", "The goal has changed."),
        ("steps.greet", "“Greet” has changed."),
        ("steps.rest", "“Rest” leads elsewhere."),
        ("steps.odd", "“Odd” is new."),
        ("templates.hello", "The text “Hello” is gone."),
    ]
    assert found.differences[0].kind == "added"
    assert LinkChange("rest", "next", "listen", "odd") in found.links


@slowly
@given(journeys, journeys)
def test_marks_agree_with_the_words(one: Any, other: Any) -> None:
    found = compare(one, other)
    old, new = from_data(one), from_data(other)
    assert found.readable
    assert compare(one, one).steps == ()
    marked = {each.step for each in found.steps}
    assert set(changed_steps(old, new)) <= marked
    relinked = {each.step for each in found.steps if each.relinked}
    assert relinked == {each.step for each in found.links if each.step}


KEYS = st.sampled_from(
    ["steps", "templates", "entry", "exit", "type", "next", "on", "cases", "ways", "template", "id"]
)
messy = st.recursive(json_values, lambda inner: st.dictionaries(KEYS, inner, max_size=4))


@slowly
@given(st.dictionaries(KEYS, messy), st.dictionaries(KEYS, messy))
def test_nothing_is_too_unfinished_to_be_compared(one: Any, other: Any) -> None:
    found = compare(one, other)
    assert compare(one, one).differences == ()
    assert all(each.text for each in found.differences)


def test_links_of_half_a_step() -> None:
    step = {"next": None, "cases": [{"next": "a"}, 7], "on": {"failed": "b", "odd": 3}}
    assert links_of(step) == {"": "a", "failed": "b"}


def test_a_template_that_is_no_name_is_none() -> None:
    """**How it broke:** a draft whose mail had a list where its template's name belongs could be
    kept, and then neither compared nor merged."""
    for template in ("[]", "{}", "1", "null"):
        step = {"type": "email", "template": orjson.loads(template)}
        new = {"steps": {"email": step}, "templates": {"hello": {"subject": "Hello"}}}
        assert [each.title for each in compare({"steps": {}}, new).steps] == ["Email"]
