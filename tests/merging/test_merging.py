"""Two people's edits of one draft: both are kept where they can be, and asked about where not."""

import re
import sys
from collections.abc import Callable
from copy import deepcopy
from types import FrameType
from typing import Any

import orjson
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from engine.definition.document import from_data, parse, read_or_none, to_json
from engine.definition.explaining import explain
from engine.merging import merge, taken_in, told
from engine.merging.merge import one_row
from engine.merging.naming import reached, unknown
from engine.merging.parts import parts_of, put_together
from tests.definition.journeys import journeys
from tests.definition.values import json_values
from tests.differences.test_differences import BASE
from tests.parts import tries

WHOLE: dict[str, Any] = to_json(parse(BASE))
Data = dict[str, Any]

slowly = settings(
    max_examples=tries(15), deadline=None, suppress_health_check=[HealthCheck.too_slow]
)


def same(one: Any, other: Any) -> bool:
    return orjson.dumps(one, option=orjson.OPT_SORT_KEYS) == orjson.dumps(
        other, option=orjson.OPT_SORT_KEYS
    )


def edited(*edits: Callable[[Data], Any]) -> Data:
    made = deepcopy(WHOLE)
    for edit in edits:
        edit(made)
    return made


def sets(*path: Any) -> Callable[[Data], None]:
    """`sets("steps", "rest", "for", "5d")`."""
    *way, key, value = path

    def edit(made: Data) -> None:
        for each in way:
            made = made[each]
        made[key] = value

    return edit


def puts(step: str, before: str, *links: tuple[Any, ...], **says: Any) -> Callable[[Data], None]:
    """A new step, to which these links lead now."""

    def edit(made: Data) -> None:
        made["steps"][step] = {"type": "wait", "for": "1d", "next": before, **says}
        for link in links:
            sets(*link, step)(made)

    return edit


def removes(step: str, to: str, *links: tuple[Any, ...]) -> Callable[[Data], None]:
    def edit(made: Data) -> None:
        del made["steps"][step]
        for link in links:
            sets(*link, to)(made)

    return edit


EDITS: dict[str, Callable[[Data], Any]] = {
    "a wait": sets("steps", "rest", "for", "5d"),
    "a step's name": sets("steps", "greet", "name", "Say hello"),
    "a note of the same step": sets("steps", "greet", "note", "Kindly."),
    "a task": sets("steps", "call", "title", "Ring them"),
    "a subject": sets("templates", "hello", "subject", "Good morning"),
    "a body": sets("templates", "hello", "body", "How nice."),
    "who enters": sets("entry", "audience", {"trait": "account.plan", "is": "free"}),
    "what starts it": sets("entry", "triggers", [{"event": "Signed Up"}]),
    "its name": sets("name", "Hello again"),
    "a case": sets("steps", "which", "cases", 0, "when", {"trait": "account.seats", "is": 1}),
    "another case": sets("steps", "which", "cases", 1, "when", {"trait": "account.seats", "is": 9}),
    "a trait that is set": sets("steps", "tell", "set", "account.tier", "gold"),
    "a step at the beginning": puts("tea", "greet", ("start",)),
    "a step at the end": puts("cake", "done", ("steps", "tell", "next")),
    "a step on a way": puts("nudge", "call", ("steps", "listen", "on", "timeout")),
    "a goal": sets("goal", {"when": {"event": "Login"}}),
    "a scenario": lambda made: made["scenarios"].append(
        {"name": "Loud", "expect": [{"reaches": "call"}]}
    ),
}
kinds = st.sampled_from(sorted(EDITS))


@given(kinds, kinds)
@slowly
def test_edits_of_different_things_are_all_there_whoever_saves_first(one: str, other: str) -> None:
    mine, theirs = edited(EDITS[one]), edited(EDITS[other])
    here, there = merge(WHOLE, mine, theirs), merge(WHOLE, theirs, mine)
    assert here.clashes == there.clashes == ()
    assert same(here.definition, there.definition)
    assert same(here.definition, edited(*(EDITS[each] for each in {one, other})))
    from_data(dict(here.definition))


@given(st.lists(kinds, unique=True), st.lists(kinds, unique=True))
@slowly
def test_so_are_many(ones: list[str], others: list[str]) -> None:
    both = sorted({*ones, *others})
    mine, theirs = (edited(*(EDITS[each] for each in sorted(some))) for some in (ones, others))
    merged = merge(WHOLE, mine, theirs)
    assert merged.clashes == ()
    assert same(merged.definition, edited(*(EDITS[each] for each in both)))


@given(journeys, journeys)
@slowly
def test_what_one_alone_has_edited_is_as_they_have_it(base: Data, other: Data) -> None:
    for mine, theirs in ((other, base), (base, other), (other, other)):
        merged = merge(base, mine, theirs)
        assert same(merged.definition, other)
        assert merged.clashes == ()


@given(journeys, journeys, journeys, st.sampled_from(["mine", "theirs"]))
@slowly
def test_whatever_is_chosen_nothing_is_wrong_that_was_wrong_with_neither(
    base: Data, mine: Data, theirs: Data, side: Any
) -> None:
    clashes = merge(base, mine, theirs).clashes
    merged = merge(base, mine, theirs, {clash.path: side for clash in clashes}).definition
    assert unknown(merged) <= unknown(mine) | unknown(theirs)
    from_data(merged)
    for each in told(base, mine, theirs, clashes):
        assert all((each.title, each.mine, each.theirs))


@given(st.dictionaries(st.sampled_from(["steps", "start", "goal", "name"]), json_values))
@example({"steps": None})
@example({"steps": [[]]})
@slowly
def test_whatever_somebody_has_typed_is_merged_or_asked(typed: Data) -> None:
    renamed = edited(EDITS["its name"])
    for base, mine, theirs in (
        (WHOLE, renamed, typed),
        (typed, renamed, WHOLE),
        (WHOLE, typed, renamed),
    ):
        merged = merge(base, mine, theirs)
        told(base, mine, theirs, merged.clashes)
        taken_in(base, theirs, "Ana")


@given(journeys)
@slowly
def test_nothing_is_lost_by_taking_it_apart(journey: Data) -> None:
    assert same(put_together(parts_of(journey)), journey)


def asked(mine: Data, theirs: Data) -> dict[str, tuple[tuple[str, ...], tuple[str, ...]]]:
    clashes = merge(WHOLE, mine, theirs).clashes
    return {each.path: (each.mine, each.theirs) for each in told(WHOLE, mine, theirs, clashes)}


def test_the_same_field_is_asked_and_all_else_is_merged() -> None:
    mine = edited(sets("steps", "rest", "for", "5d"), EDITS["its name"])
    theirs = edited(sets("steps", "rest", "for", "6d"), EDITS["a step at the end"])
    assert asked(mine, theirs) == {
        "steps.rest.until": (
            ("“Rest” waits 5 days instead of 2 days.",),
            ("“Rest” waits 6 days instead of 2 days.",),
        )
    }
    merged = merge(WHOLE, mine, theirs, {"steps.rest.until": "theirs"}).definition
    both = edited(sets("steps", "rest", "for", "6d"), EDITS["its name"], EDITS["a step at the end"])
    assert same(merged, both)


def test_what_a_wait_waits_for_is_one_thing() -> None:
    def until(made: Data) -> None:
        made["steps"]["rest"] = {"type": "wait", "until": {"day": 9}, "next": "listen"}

    assert list(asked(edited(until), edited(EDITS["a wait"]))) == ["steps.rest.until"]


@pytest.mark.parametrize(
    ("mine", "theirs"),
    [
        pytest.param(
            removes("rest", "listen", ("steps", "greet", "next")),
            EDITS["a wait"],
            id="one removes a step, the other edits it",
        ),
        pytest.param(
            removes("rest", "listen", ("steps", "greet", "next")),
            puts("tea", "listen", ("steps", "rest", "next")),
            id="one removes a step, the other puts one after it",
        ),
        pytest.param(
            removes("rest", "listen", ("steps", "greet", "next")),
            puts("tea", "rest", ("steps", "greet", "next")),
            id="one removes a step, the other puts one before it",
        ),
        pytest.param(
            puts("tea", "greet", ("start",)),
            puts("cake", "greet", ("start",)),
            id="both put a step in the same place",
        ),
        pytest.param(
            removes("call", "half", ("steps", "listen", "on", "timeout")),
            lambda made: made["steps"]["which"]["cases"].append(
                {"id": "called", "when": {"task": "call", "was": "done"}, "next": "call"}
            ),
            id="one removes a step, the other leads to it",
        ),
    ],
)
def test_where_two_ways_make_no_journey_it_is_asked(
    mine: Callable[[Data], Any], theirs: Callable[[Data], Any]
) -> None:
    here, there = edited(mine, EDITS["a subject"]), edited(theirs, EDITS["its name"])
    assert list(asked(here, there)) == ["steps"]
    for side, whole in (("mine", mine), ("theirs", theirs)):
        merged = merge(WHOLE, here, there, {"steps": side}).definition  # type: ignore[dict-item]
        assert same(merged, edited(whole, EDITS["a subject"], EDITS["its name"]))
        assert reached(merged) == set(merged["steps"])


def test_two_new_steps_of_one_name_are_two_steps() -> None:
    """The builder calls the first wait `wait`, whoever adds it."""
    mail = {"type": "email", "template": "mail", "for": None}
    mine = edited(
        puts("mail", "greet", ("start",), **mail), sets("templates", "mail", {"subject": "One"})
    )
    theirs = edited(
        puts("mail", "done", ("steps", "tell", "next"), **mail),
        sets("templates", "mail", {"subject": "Two"}),
    )
    merged = merge(WHOLE, mine, theirs)
    assert merged.clashes == ()
    assert merged.definition["start"] == "mail-2"
    assert merged.definition["steps"]["mail-2"] == {**mine["steps"]["mail"], "template": "mail-2"}
    assert merged.definition["steps"]["tell"]["next"] == "mail"
    assert merged.definition["templates"]["mail-2"] == {"subject": "One"}
    assert merged.definition["templates"]["mail"] == {"subject": "Two"}


def test_the_text_of_a_step_that_was_not_taken_goes_with_it() -> None:
    mine = edited(
        puts("tea", "greet", ("start",), type="email", template="tea"),
        sets("templates", "tea", {"subject": "Tea", "body": "?"}),
    )
    merged = merge(WHOLE, mine, edited(EDITS["a step at the beginning"]), {"steps": "theirs"})
    assert list(merged.definition["templates"]) == ["hello"]


def test_goal_that_one_takes_away_and_the_other_changes_is_asked() -> None:
    base = edited(EDITS["a goal"])
    mine = deepcopy(base)
    del mine["goal"]
    theirs = deepcopy(base)
    theirs["goal"]["within"] = "30d"
    assert [clash.path for clash in merge(base, mine, theirs).clashes] == ["goal"]


@pytest.mark.parametrize(
    ("base", "mine", "theirs", "row"),
    [
        ("ab", "axb", "aby", "axby"),
        ("ab", "ba", "abx", "bxa"),
        ("abc", "ac", "abxc", "axc"),
        ("", "x", "y", "xy"),
        ("abc", "bac", "acb", None),
    ],
)
def test_what_both_put_into_a_list_is_in_it(
    base: str, mine: str, theirs: str, row: str | None
) -> None:
    assert one_row([*base], [*mine], [*theirs]) == (row and [*row])


@pytest.mark.parametrize(
    ("edits", "who", "said"),
    [
        (["a wait", "a task"], "Ana", "Ana’s changes of 2 steps were taken in."),
        (["a wait"], "Ana", "Ana’s changes of “Rest” were taken in."),
        (["its name"], "Ana", "Ana’s changes were taken in."),
        (["a wait"], None, "Your changes of “Rest” in another window were taken in."),
        ([], "Ana", "Ana’s changes were taken in."),
        (
            ["a wait"],
            "",
            "Changes of “Rest” that came in meanwhile were taken in; who made them is not on"
            " record.",
        ),
    ],
)
def test_it_says_whose_changes_of_what(edits: list[str], who: str | None, said: str) -> None:
    assert taken_in(WHOLE, edited(*(EDITS[each] for each in edits)), who).startswith(said)


@pytest.mark.parametrize(
    ("before", "now", "said"),
    [
        ("First text.", "First\n\nOther.", "The body of “Greet” has “Other” in place of “text”."),
        ("First text.", "First text.\n\nMore.", "“More.” is new in the body of “Greet”."),
        ("First text.\n\nMore.", "First text.", "“More.” is gone from the body of “Greet”."),
        (
            "Hi, one, and on.\n\nOn.",
            "Hi, two, and on.\n\nOff.",
            "The body of “Greet” has “two … Off” in place of “one … On”.",
        ),
        ("One.", "Two.", "The body of “Greet” is now “Two.”; it was “One.”."),
        ("One.\n\nTwo, on.", "One.\n\n**Two**, on.", "The body of “Greet” has changed."),
        ("One.\n\nTwo on.", "One.\n\nTwo, on.", "The body of “Greet” has changed."),
        ("One.\n\nTwo.", "One.\nTwo.", "The body of “Greet” has changed."),
        ("One.\n\nTwo.", "One.\n\nTwo.\n", "The body of “Greet” has changed."),
    ],
)
def test_it_says_what_was_replaced_by_what(before: str, now: str, said: str) -> None:
    """**How it broke:** whoever had written a text in one window, and another in its place in
    their other, was told that changes were taken in, and not that this one had been replaced.
    And of a comma that “” is new, of a word made bold that “Two” is there in place of “Two”."""

    def written(text: str) -> Data:
        return edited(sets("templates", "hello", {"subject": "Hello", "body": text}))

    assert taken_in(written(before), written(now), None).endswith(said)


def test_of_many_changes_it_tells_the_first_and_of_a_long_text_the_beginning() -> None:
    long = "So it goes on, and on. " * 30
    told = taken_in(WHOLE, edited(*EDITS.values()), "Ana")
    assert re.search(r"And \d+ more\.$", told)
    said = taken_in(WHOLE, edited(sets("description", f"{long}\n{long}")), "Ana")
    assert "…" in said
    assert len(said) < 300


def test_what_is_wrong_with_an_unreadable_draft_is_not_worked_out_to_merge_it() -> None:
    """**How it broke:** all of it was explained, up to eight times, and nobody reads that here."""
    broken = edited(sets("steps", "rest", "for", "soon"))
    mine, theirs = deepcopy(broken), deepcopy(broken)
    sets("name", "Mine")(mine)
    sets("name", "Theirs")(theirs)
    called = set[str]()

    def note(frame: FrameType, what: str, _: object) -> None:
        if what == "call":
            called.add(frame.f_code.co_qualname)

    sys.setprofile(note)
    try:
        merged = merge(broken, mine, theirs)
        said = told(broken, mine, theirs, merged.clashes)
    finally:
        sys.setprofile(None)
    assert [each.title for each in said] == ["The journey’s name"]
    assert called >= {read_or_none.__qualname__}
    assert explain.__qualname__ not in called
