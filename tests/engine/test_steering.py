"""Ways past a wait, and where a move leads."""

from collections.abc import Collection
from typing import Any

import pytest

from engine.definition.journey import Journey
from engine.effects import Asked, Delivered, Outcome, Passed
from engine.errors import BrokenJourney
from engine.interpreter import Position, advance
from engine.steering import DoneBefore, Moved, moved_to, ways_on
from tests.engine.test_interpreter import LATER, journey, standing_at

MAIL = {"type": "email", "template": "hello"}
WAIT = {"type": "wait", "for": "7d"}


def ways(
    step: dict[str, Any], outcome: Outcome | None = None, **others: Any
) -> list[tuple[str, str, bool]]:
    whole, position = standing_at(step, **others)
    if outcome is not None:
        position = advance(whole, position, outcome, LATER)
    found = ways_on(whole, position, "UTC", (), LATER)
    assert all(way.position.entered_at == LATER for way in found)
    return [(way.name, way.to, way.by_time) for way in found]


EVENT = {"type": "wait", "until": {"event": "Login"}, "on": {"happened": "yes", "timeout": "no"}}
DATE = {"type": "wait", "until": {"date": {"trait": "account.renewal"}}, "next": "yes"}
TASK = {"type": "task", "title": "Call", "outcomes": ["well", "badly"], "next": "yes"}
APPROVE = {"type": "approve", "message": "mail", "due": "1d", "silence": "cancelled"}
SURVEY = {"type": "survey", "kind": "nps", "template": "hello", "at_most": "7d", "next": "yes"}
ENDS = {"yes": {"type": "exit"}, "no": {"type": "exit", "outcome": "no"}}


@pytest.mark.parametrize(
    ("step", "outcome", "expected"),
    [
        ({**WAIT, "next": "yes"}, None, [("next", "yes", True)]),
        (
            {**EVENT, "at_most": "7d"},
            None,
            [("timeout", "no", True), ("happened", "yes", False)],
        ),
        ({**EVENT, "on": {"happened": "yes"}}, None, [("happened", "yes", False)]),
        (
            {**DATE, "at_most": "30d", "on": {"timeout": "no", "passed": "no"}},
            None,
            [("next", "yes", True), ("timeout", "no", False), ("passed", "no", False)],
        ),
        (
            {**TASK, "due": "2d", "on": {"badly": "no", "overdue": "no"}},
            Asked(),
            [("overdue", "no", True), ("well", "yes", False), ("badly", "no", False)],
        ),
        (TASK, Asked(), [("well", "yes", False), ("badly", "yes", False)]),
        (
            {**APPROVE, "on": {"approved": "yes", "cancelled": "no"}},
            Asked(),
            [("cancelled", "no", True), ("approved", "yes", False)],
        ),
        (
            {**SURVEY, "on": {"detractor": "no"}},
            Delivered("sent"),
            [("no_answer", "yes", True), ("detractor", "no", False)],
        ),
        ({**MAIL, "next": "yes"}, None, []),
    ],
)
def test_a_wait_can_be_left_by_time_or_by_what_it_waits_for(
    step: dict[str, Any], outcome: Outcome | None, expected: list[tuple[str, str, bool]]
) -> None:
    assert ways(step, outcome, **ENDS, mail={**MAIL, "next": "yes"}) == expected


def test_time_was_skipped_when_somebody_said_so() -> None:
    whole, position = standing_at({**WAIT, "next": "yes"}, **ENDS)
    (way,) = ways_on(whole, position, "UTC", (), LATER)
    assert way.outcome == Passed(LATER)
    assert (way.words, way.to_title) == ("as if the time had come", "Yes")


@pytest.mark.parametrize(
    ("step", "asked", "said"),
    [
        ({**EVENT, "at_most": "7d"}, False, ["the time had come", "“Login” had happened"]),
        (
            {
                "type": "wait",
                "until": {"when": {"trait": "account.users", "at_least": 10}},
                "on": {"happened": "yes"},
            },
            False,
            ["it were so"],
        ),
        (
            {**DATE, "at_most": "30d", "on": {"timeout": "no", "passed": "no"}},
            False,
            [
                "the day had come",
                "nobody had come to know the date in time",
                "the date had passed already",
            ],
        ),
        (TASK, True, ["the answer were “well”", "the answer were “badly”"]),
        (
            {**APPROVE, "on": {"approved": "yes", "cancelled": "no"}},
            True,
            ["it were cancelled, which silence means here", "it were approved"],
        ),
        (
            {**SURVEY, "on": {"detractor": "no"}},
            True,
            ["the time had come", "the answer were “detractor (0 to 6)”"],
        ),
    ],
)
def test_each_way_is_said_in_words(step: dict[str, Any], asked: bool, said: list[str]) -> None:
    whole, position = standing_at(step, **ENDS, mail={**MAIL, "next": "yes"})
    if asked:
        position = position.model_copy(update={"asked_at": LATER})
    found = ways_on(whole, position, "UTC", (), LATER)
    assert [way.words for way in found] == [f"as if {each}" for each in said]


# Moving


def series() -> Journey:
    return journey(
        {
            "first": {**MAIL, "next": "second"},
            "second": {**MAIL, "next": "week"},
            "week": {**WAIT, "next": "third"},
            "third": {**MAIL, "next": "done"},
        }
    )


def at_week() -> Position:
    visits = {"first": 1, "second": 1, "week": 1}
    return Position(step="week", visits=visits, enrolled_at=LATER, entered_at=LATER)


def moved(to: str, *, again: bool = False, unreached: Collection[str] = ()) -> Moved | DoneBefore:
    return moved_to(series(), at_week(), to, LATER, again=again, unreached=unreached)


def test_who_is_moved_forward_comes_to_the_step_now() -> None:
    there = moved("third")
    assert isinstance(there, Moved)
    assert (there.position.step, there.position.visit) == ("third", 1)
    assert there.position.entered_at == LATER
    assert (there.again, there.not_again) == (frozenset(), frozenset())


def test_what_they_have_had_is_not_done_again_unless_somebody_says_so() -> None:
    assert moved("first") == DoneBefore(frozenset({"first", "second"}))
    there = moved("first", again=True)
    assert isinstance(there, Moved)
    assert there.again == {"first", "second"}
    assert (there.position.visit, there.position.done) == (2, frozenset())


def test_what_reached_nobody_may_be_gone_back_to_and_the_rest_is_passed_over() -> None:
    there = moved("first", unreached={"first"})
    assert isinstance(there, Moved)
    assert there.position.done == there.not_again == {"second"}


def test_a_message_of_a_loop_is_known_to_have_been_had() -> None:
    """The loop would bring it again by itself; to be moved to it is to get it sooner."""
    steps = {"week": {**WAIT, "next": "nudge"}, "nudge": {**MAIL, "next": "week"}}
    whole = journey(steps, start="week")
    here = Position(
        step="week", visit=2, visits={"week": 2, "nudge": 1}, enrolled_at=LATER, entered_at=LATER
    )
    assert moved_to(whole, here, "nudge", LATER) == DoneBefore(frozenset({"nudge"}))
    there = moved_to(whole, here, "nudge", LATER, again=True)
    assert isinstance(there, Moved)
    assert there.position.done == frozenset()


def test_a_question_they_wait_at_counts_as_asked() -> None:
    whole = journey({"first": {**TASK, "next": "then"}, "then": {**WAIT, "next": "first"}})
    asked = Position(
        step="first", visits={"first": 1}, enrolled_at=LATER, entered_at=LATER, asked_at=LATER
    )
    there = moved_to(whole, asked, "then", LATER)
    assert isinstance(there, Moved)
    assert there.position.asked_at is None
    assert there.not_again == {"first"}


def test_nobody_is_moved_to_a_step_that_is_not_there() -> None:
    with pytest.raises(BrokenJourney):
        moved("nowhere")
