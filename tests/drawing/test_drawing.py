"""Drawings of journeys, by what a reader must be able to see in them."""

import re
from itertools import combinations, pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.definition.document import parse
from engine.definition.journey import Journey
from engine.drawing import Box, Drawing, draw
from engine.drawing.lettering import width_of, wrap
from engine.drawing.parts import Line
from engine.sentences import say, strong
from tests.definition.steps import of_every_type
from tests.parts import tries
from tests.validation.journeys import EVERY

DEFINITIONS = Path(__file__).parents[1] / "definition"


def journey(steps: dict[str, Any], start: str) -> Journey:
    return Journey.model_validate(
        {
            "journey": "j",
            "name": "J",
            "entry": {"triggers": [{"event": "E"}]},
            "start": start,
            "steps": steps,
        }
    )


def wait(then: str) -> dict[str, Any]:
    return {"type": "wait", "for": "1d", "next": then}


def branch(*ways: str) -> dict[str, Any]:
    *cases, otherwise = ways
    when = {"trait": "account.plan", "is": "pro"}
    return {
        "type": "branch",
        "cases": [{"id": f"c{n}", "when": when, "next": way} for n, way in enumerate(cases)],
        "otherwise": otherwise,
    }


EXIT = {"type": "exit"}


def by_step(drawing: Drawing) -> dict[str, Box]:
    return {box.step: box for box in drawing.boxes}


def middle(box: Box) -> float:
    return box.x + box.width / 2


def test_steps_follow_each_other_straight_down() -> None:
    boxes = by_step(draw(journey({"a": wait("b"), "b": wait("c"), "c": EXIT}, "a")))
    assert middle(boxes["a"]) == middle(boxes["b"]) == middle(boxes["c"])
    assert boxes["a"].y < boxes["b"].y < boxes["c"].y


def test_ways_stand_side_by_side_in_their_order_and_join_below() -> None:
    steps = {"a": branch("b", "c", "d"), "b": wait("e"), "c": wait("e"), "d": wait("e"), "e": EXIT}
    boxes = by_step(draw(journey(steps, "a")))
    assert boxes["b"].y == boxes["c"].y == boxes["d"].y
    assert boxes["b"].x < boxes["c"].x < boxes["d"].x
    assert boxes["e"].y > boxes["b"].y + boxes["b"].height
    assert middle(boxes["a"]) == middle(boxes["e"])


def test_ways_begin_level_however_many_lines_their_words_take() -> None:
    """**How it broke:** a step stood higher than the one beside it whose line said more."""
    steps = {"a": branch("b", "c", "d"), "b": wait("e"), "c": wait("e"), "d": wait("e"), "e": EXIT}
    steps["a"]["cases"][1]["when"] = {
        "event": "A Report Was Shared With The Whole Team",
        "within": "30d",
    }
    drawing = draw(journey(steps, "a"))
    assert len({label.height for label in drawing.labels}) > 1
    boxes = by_step(drawing)
    assert boxes["b"].y == boxes["c"].y == boxes["d"].y


def test_way_that_skips_a_step_passes_beside_it() -> None:
    drawing = draw(journey({"a": branch("b", "c"), "b": wait("c"), "c": EXIT}, "a"))
    assert middle(by_step(drawing)["a"]) == middle(by_step(drawing)["b"])
    assert nothing_is_crossed(drawing)


def test_repetition_is_a_sign_and_not_a_line() -> None:
    drawing = draw(journey({"a": wait("b"), "b": branch("a", "c"), "c": EXIT}, "a"))
    assert [sign.target for sign in drawing.signs] == ["a"]
    assert nothing_is_crossed(drawing)


def test_step_that_waits_for_itself_is_drawn() -> None:
    steps = {"a": wait("a")}
    assert [sign.target for sign in draw(journey(steps, "a")).signs] == ["a"]


def test_two_outlets_to_one_step_are_one_line() -> None:
    drawing = draw(journey({"a": branch("b", "b"), "b": EXIT}, "a"))
    [line] = [line for line in drawing.lines if line.source == "a"]
    assert line.outlets == ("c0", "otherwise")


def test_a_line_that_everybody_takes_says_nothing_of_those_who_would_take_it_too() -> None:
    webhook = {"type": "webhook", "url": "https://a.b", "next": "b", "on": {"failed": "b"}}
    assert draw(journey({"a": webhook, "b": EXIT}, "a")).labels == ()


def labels(drawing: Drawing) -> list[str]:
    return [" ".join(map(str, label.lines)) for label in drawing.labels]


def call(on: dict[str, str], **more: Any) -> dict[str, Any]:
    told = {"type": "task", "title": "Call", "due": "2d", "outcomes": ["reached", "not-reached"]}
    return {**told, **more, "next": "b", "on": on}


def test_every_way_along_a_line_is_named() -> None:
    steps = {"a": call({"not-reached": "m", "overdue": "b"}), "m": wait("b"), "b": EXIT}
    assert sorted(labels(draw(journey(steps, "a")))) == ["not reached", "reached or if overdue"]


def test_a_task_with_one_way_on_says_nothing_on_its_line() -> None:
    steps = {"a": call({"not-reached": "b", "overdue": "b"}), "b": EXIT}
    assert labels(draw(journey(steps, "a"))) == []


def test_the_ordinary_way_of_an_unanswered_task_needs_no_words() -> None:
    steps = {"a": call({"overdue": "m"}), "m": wait("b"), "b": EXIT}
    assert labels(draw(journey(steps, "a"))) == ["if overdue"]


def test_an_ordinary_way_that_no_answer_is_left_for_is_of_the_skipped() -> None:
    on = {"reached": "m", "not-reached": "m", "overdue": "b"}
    steps = {"a": call(on), "m": wait("b"), "b": EXIT}
    assert "if skipped or if overdue" in labels(draw(journey(steps, "a")))


def test_answers_to_a_survey_that_have_no_way_of_their_own_share_one() -> None:
    ask = {"type": "survey", "template": "t", "kind": "nps", "at_most": "3d", "next": "b"}
    steps = {"a": {**ask, "on": {"promoter": "m"}}, "m": wait("b"), "b": EXIT}
    assert "passive, detractor or no answer" in labels(draw(journey(steps, "a")))


def test_steps_nothing_leads_to_are_drawn_too() -> None:
    drawing = draw(journey({"a": EXIT, "lost": wait("lonely"), "lonely": EXIT}, "a"))
    assert {"a", "lost", "lonely"} <= set(by_step(drawing))
    assert [line.target for line in drawing.lines if line.source == ""] == ["a"]


def test_long_journey_is_drawn_without_deep_recursion() -> None:
    steps: dict[str, Any] = {f"s{n}": wait(f"s{n + 1}") for n in range(499)}
    drawing = draw(journey({**steps, "s499": EXIT}, "s0"))
    assert len(drawing.boxes) == 501


def test_corners_are_rounded_and_straight_pieces_kept_whole() -> None:
    line = Line("a", ("next",), "b", ((0, 0), (0, 10), (0, 20), (30, 20), (30, 40)))
    assert line.path(radius=5) == "M0 0L0 15Q0 20 5 20L25 20Q30 20 30 25L30 40"


def test_lines_of_words_fit_and_say_when_something_is_missing() -> None:
    said = say("Send ", strong("a rather long subject line indeed"), ", to everybody there is")
    lines = wrap(said, 120, 12, 2)
    assert len(lines) == 2
    assert str(lines[-1]).endswith("…")
    assert all(width_of(str(line), 12) <= 132 for line in lines)
    assert "".join(map(str, wrap(say("x" * 90), 100, 12, 50))) == "x" * 90


@st.composite
def journeys(draw_one: st.DrawFn) -> Journey:
    """Any steps, linked in any way: also such as nobody may publish."""
    names = [f"s{n}" for n in range(draw_one(st.integers(1, 14)))]
    one = st.sampled_from(names)
    steps = {}
    for name in names:
        kind = draw_one(st.sampled_from(["wait", "branch", "exit", "until"]))
        if kind == "wait":
            steps[name] = wait(draw_one(one))
        elif kind == "branch":
            steps[name] = branch(*draw_one(st.lists(one, min_size=2, max_size=4)))
        elif kind == "until":
            on = {"happened": draw_one(one), "timeout": draw_one(one)}
            steps[name] = {"type": "wait", "until": {"event": "E"}, "at_most": "3d", "on": on}
        else:
            steps[name] = EXIT
    return journey(steps, names[0])


def apart(one: Box, other: Box) -> bool:
    return (
        one.x + one.width <= other.x
        or other.x + other.width <= one.x
        or one.y + one.height <= other.y
        or other.y + other.height <= one.y
    )


def nothing_is_crossed(drawing: Drawing) -> bool:
    """No line runs through a box."""
    return not any(
        min(x, x2) < box.x + box.width
        and max(x, x2) > box.x
        and min(y, y2) < box.y + box.height
        and max(y, y2) > box.y
        for line in drawing.lines
        for (x, y), (x2, y2) in pairwise(line.points)
        for box in drawing.boxes
    )


@settings(deadline=None, max_examples=tries(120))
@given(journeys())
def test_every_journey_has_a_clear_drawing(told: Journey) -> None:
    drawing = draw(told)
    assert {box.step for box in drawing.boxes} == {"", *told.steps}
    assert all(apart(one, other) for one, other in combinations(drawing.boxes, 2))
    assert nothing_is_crossed(drawing)
    for box in drawing.boxes:
        assert box.x >= 0
        assert box.y >= 0
        assert box.x + box.width <= drawing.width
        assert box.y + box.height <= drawing.height
    for line in drawing.lines:
        for (x, y), (x2, y2) in pairwise(line.points):
            assert x == x2 or y == y2
            assert min(x, x2) >= 0
            assert max(x, x2) <= drawing.width


def test_every_step_type_has_a_sign_of_its_own() -> None:
    icons = (Path(__file__).parents[2] / "frontend" / "static" / "icons.svg").read_text()
    assert {kind for kind in of_every_type if f'<symbol id="{kind}"' not in icons} == set()


@pytest.mark.parametrize(
    "kind", ["in_app", "approve", "webhook", "notify", "enroll", "split", "go_to"]
)
def test_a_step_has_the_same_sign_on_pages_as_in_the_builder(kind: str) -> None:
    """**How it broke:** a message in the product was on pages what a notice is in the builder."""
    frontend = Path(__file__).parents[2] / "frontend"
    builder = frontend / "builder" / "src"
    name = re.search(r'icon: "(\w+)"', (builder / "steps" / f"{kind}.ts").read_text())
    assert name
    icons = (builder / "parts" / "Icon.tsx").read_text()
    drawn = re.search(rf'^  {name[1]}:\s*"(.+)"', icons, re.MULTILINE)
    assert drawn
    pages = (frontend / "static" / "icons.svg").read_text()
    assert drawn[1] in pages.partition(f'<symbol id="{kind}"')[2].partition("</symbol>")[0]


@pytest.mark.parametrize("base", [EVERY, (DEFINITIONS / "whole.yaml").read_text()])
def test_whole_language_has_a_clear_drawing(base: str) -> None:
    told = parse(base)
    drawing = draw(told)
    assert {box.step for box in drawing.boxes} == {"", *told.steps}
    assert nothing_is_crossed(drawing)
