"""What standing at a step calls for, and where its outcome leads."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.definition.journey import Journey
from engine.definition.steps import UntilEvent, links
from engine.effects import (
    Ask,
    Asked,
    Chosen,
    Decide,
    Deliver,
    Delivered,
    Effect,
    Finish,
    Happened,
    Outcome,
    Passed,
    Wait,
)
from engine.errors import BrokenJourney
from engine.interpreter import Position, advance, begin, effect_of

ENTERED = datetime(2026, 9, 7, 15, 0, tzinfo=UTC)
LATER = ENTERED + timedelta(days=2)
DONE = {"type": "exit"}


def journey(steps: Mapping[str, Any], start: str = "first") -> Journey:
    return Journey.model_validate(
        {
            "journey": "tried-out",
            "name": "Tried out",
            "entry": {"triggers": [{"event": "Account Created"}]},
            "start": start,
            "steps": {"done": DONE, **steps},
        }
    )


def standing_at(first: Mapping[str, Any], **others: Any) -> tuple[Journey, Position]:
    whole = journey({"first": first, **others})
    return whole, begin(whole, ENTERED)


def leads_to(at: tuple[Journey, Position], outcome: Outcome) -> Position:
    return advance(*at, outcome, LATER)


def wait_at(first: Mapping[str, Any]) -> Wait:
    effect = effect_of(*standing_at(first), "UTC")
    assert isinstance(effect, Wait)
    return effect


# What each step calls for

EMAIL = {"type": "email", "template": "hello", "next": "done"}
EVENT = {"type": "wait", "until": {"event": "Project Created"}, "on": {"happened": "yes"}}


@pytest.mark.parametrize(
    ("step", "effect"),
    [
        (EMAIL, Deliver),
        ({"type": "in_app", "template": "hello", "next": "done"}, Deliver),
        ({"type": "task", "title": "Call", "next": "done"}, Ask),
        (
            {
                "type": "branch",
                "cases": [{"id": "one", "when": {"event": "Logged In"}, "next": "done"}],
                "otherwise": "done",
            },
            Decide,
        ),
        ({"type": "wait", "for": "3d", "next": "done"}, Wait),
        (DONE, Finish),
    ],
)
def test_each_step_asks_for_its_effect(step: Mapping[str, Any], effect: type[Effect]) -> None:
    assert isinstance(effect_of(*standing_at(step), "UTC"), effect)


def test_a_wait_for_a_while_counts_from_when_it_was_entered() -> None:
    assert wait_at({"type": "wait", "for": "3d", "next": "done"}).until == ENTERED + timedelta(3)


def test_a_wait_for_a_day_of_the_journey_is_reckoned_on_the_customer_s_clock() -> None:
    whole, position = standing_at({"type": "wait", "until": {"day": 3}, "next": "done"})
    in_utc, in_tokyo = (effect_of(whole, position, zone) for zone in ("UTC", "Asia/Tokyo"))
    assert isinstance(in_utc, Wait)
    assert isinstance(in_tokyo, Wait)
    assert in_utc.until == datetime(2026, 9, 9, 9, tzinfo=UTC)
    # 15:00 in UTC is the next day in Tokyo, and nine o'clock comes nine hours earlier there.
    assert in_tokyo.until == datetime(2026, 9, 10, 0, tzinfo=UTC)


def test_a_wait_for_an_event_may_have_a_limit() -> None:
    unlimited = wait_at(EVENT)
    limited = wait_at({**EVENT, "at_most": "2d"})
    assert (unlimited.until, limited.until) == (None, LATER)
    assert isinstance(limited.awaited, UntilEvent)
    assert limited.since == ENTERED


def test_an_exit_says_how_it_ends() -> None:
    effect = effect_of(*standing_at({"type": "exit", "outcome": "activated"}), "UTC")
    assert effect == Finish("activated", "Reached the end, “First”.")


# Where outcomes lead


@pytest.mark.parametrize(
    ("outlets", "fate", "target"),
    [
        ({}, "sent", "done"),
        ({}, "skipped", "done"),
        ({"skipped": "other"}, "skipped", "other"),
        ({"skipped": "other"}, "failed", "done"),
        ({"failed": "other"}, "failed", "other"),
        ({"skipped": "other", "failed": "other"}, "sent", "done"),
    ],
)
def test_a_message_goes_on_unless_its_fate_has_an_outlet(
    outlets: Mapping[str, str], fate: Any, target: str
) -> None:
    at = standing_at({**EMAIL, "on": outlets}, other=DONE)
    assert leads_to(at, Delivered(fate)).step == target


def test_a_task_goes_on_at_once() -> None:
    at = standing_at({"type": "task", "title": "Call", "next": "done"})
    assert leads_to(at, Asked()).step == "done"


@pytest.mark.parametrize(("case", "target"), [("one", "a"), ("two", "b"), ("otherwise", "done")])
def test_a_branch_leads_where_its_case_says(case: str, target: str) -> None:
    cases = [
        {"id": "one", "when": {"event": "One"}, "next": "a"},
        {"id": "two", "when": {"event": "Two"}, "next": "b"},
    ]
    at = standing_at({"type": "branch", "cases": cases, "otherwise": "done"}, a=DONE, b=DONE)
    assert leads_to(at, Chosen(case)).step == target


def test_a_wait_for_an_event_leads_on_by_what_came_first() -> None:
    step = {**EVENT, "at_most": "2d", "on": {"happened": "yes", "timeout": "no"}}
    at = standing_at(step, yes=DONE, no=DONE)
    assert leads_to(at, Happened(7, ENTERED)).step == "yes"
    assert leads_to(at, Passed(LATER)).step == "no"


def test_a_wait_for_time_leads_on_when_it_has_come() -> None:
    at = standing_at({"type": "wait", "for": "2d", "next": "done"})
    assert leads_to(at, Passed(LATER)).step == "done"


# When a step is entered


def test_what_follows_a_wait_is_entered_when_it_happened_not_when_we_looked() -> None:
    """**Invariant:** looking late changes nothing about a customer's journey.

    **How it broke:** the step after a wait was entered at the time of looking. Of two events that
    came in one batch, the second then lay before the wait for it, and the customer waited for what
    had long happened."""
    at = standing_at(
        {**EVENT, "at_most": "1d", "on": {"happened": "yes", "timeout": "yes"}}, yes=DONE
    )
    soon = ENTERED + timedelta(seconds=5)
    assert leads_to(at, Happened(7, soon)).entered_at == soon
    assert leads_to(at, Passed(ENTERED + timedelta(days=1))).entered_at < LATER


def test_what_follows_a_message_is_entered_when_it_was_sent() -> None:
    assert leads_to(standing_at(EMAIL), Delivered("sent")).entered_at == LATER


def test_the_first_step_is_entered_when_what_let_the_customer_in_happened() -> None:
    whole, _ = standing_at(EVENT, yes=DONE)
    since = ENTERED - timedelta(minutes=3)
    position = begin(whole, ENTERED, since)
    effect = effect_of(whole, position, "UTC")
    assert position.enrolled_at == ENTERED
    assert isinstance(effect, Wait)
    assert effect.since == since


def test_visits_to_a_step_are_counted_so_that_each_has_messages_of_its_own() -> None:
    whole, position = standing_at(
        {**EMAIL, "next": "pause"}, pause={"type": "wait", "for": "1d", "next": "first"}
    )
    visits = []
    for outcome in (Delivered("sent"), Passed(LATER), Delivered("sent"), Passed(LATER)):
        position = advance(whole, position, outcome, LATER)
        visits.append((position.step, position.visit))
    assert visits == [("pause", 1), ("first", 2), ("pause", 2), ("first", 3)]


def test_a_position_survives_being_written_down() -> None:
    _, position = standing_at(EMAIL)
    assert Position.model_validate(position.model_dump(mode="json")) == position


# Journeys nobody can publish


def test_a_link_into_nothing_is_raised_not_taken_for_the_end() -> None:
    at = standing_at({**EMAIL, "next": "nowhere"})
    with pytest.raises(BrokenJourney, match="no step “nowhere”"):
        leads_to(at, Delivered("sent"))


def test_a_missing_outlet_is_raised() -> None:
    at = standing_at({**EVENT, "at_most": "2d"}, yes=DONE)
    with pytest.raises(BrokenJourney, match="no way out for “timeout”"):
        leads_to(at, Passed(LATER))


def test_a_wait_for_nothing_is_raised() -> None:
    with pytest.raises(BrokenJourney, match="nothing to wait for"):
        effect_of(*standing_at({"type": "wait", "next": "done"}), "UTC")


# Any journey

NAMES = ("first", "second", "third", "fourth", "done")
targets = st.sampled_from(NAMES)
any_step = st.one_of(
    st.fixed_dictionaries({"type": st.just("email"), "template": st.just("t"), "next": targets}),
    st.fixed_dictionaries({"type": st.just("task"), "title": st.just("Call"), "next": targets}),
    st.fixed_dictionaries({"type": st.just("wait"), "for": st.just("1d"), "next": targets}),
    st.builds(
        lambda yes, no: {**EVENT, "at_most": "1d", "on": {"happened": yes, "timeout": no}},
        targets,
        targets,
    ),
    st.builds(
        lambda then, otherwise: {
            "type": "branch",
            "cases": [{"id": "one", "when": {"event": "One"}, "next": then}],
            "otherwise": otherwise,
        },
        targets,
        targets,
    ),
)
journeys = st.fixed_dictionaries(dict.fromkeys(NAMES[:-1], any_step)).map(journey)


def outcomes_of(effect: Effect) -> list[Outcome]:
    match effect:
        case Deliver():
            return [Delivered("sent"), Delivered("skipped"), Delivered("failed")]
        case Ask():
            return [Asked()]
        case Decide(branch=branch):
            return [*(Chosen(case.id) for case in branch.cases), Chosen("otherwise")]
        case Wait(awaited=None, until=until):
            assert until is not None
            return [Passed(until)]
        case Wait(since=since, until=until):
            assert until is not None
            return [Happened(1, since + timedelta(hours=1)), Passed(until)]
        case Finish():
            return []
        case other:
            raise AssertionError(f"{other} is not in these journeys")


@given(journeys, st.data())
def test_no_outcome_leads_out_of_the_journey_or_back_in_time(
    whole: Journey, data: st.DataObject
) -> None:
    position = begin(whole, ENTERED)
    for _ in range(20):
        outcomes = outcomes_of(effect_of(whole, position, "Europe/Amsterdam"))
        if not outcomes:
            assert position.step == "done"
            break
        outcome = data.draw(st.sampled_from(outcomes))
        now = position.entered_at + timedelta(days=1, hours=2)
        before, position = position, advance(whole, position, outcome, now)
        assert position.step in links(whole.steps[before.step]).values()
        assert before.entered_at <= position.entered_at <= now
        assert position.visit == before.visits.get(position.step, 0) + 1
