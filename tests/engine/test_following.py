"""The way a customer took, read from their timeline, and what comes next for them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

import pytest

from engine.clock import JourneyClock
from engine.definition.journey import Journey
from engine.facts import trait_in
from engine.following import listening, visits, wakes_for
from engine.following.visits import Visit
from engine.interpreter import Position, begin

BEGAN = datetime(2026, 9, 7, 9, 0, tzinfo=UTC)
WHOLE = Journey.model_validate(
    {
        "journey": "whole",
        "name": "Whole",
        "entry": {"triggers": [{"event": "Account Created"}]},
        "goal": {"when": {"event": "Report Shared"}},
        "exit": [{"when": {"trait": "account.status", "is": "churned"}, "reason": "Gone."}],
        "start": "hello",
        "steps": {
            "hello": {"type": "email", "template": "hello", "next": "week"},
            "week": {
                "type": "wait",
                "until": {"event": "Login", "where": {"property": "device", "is": "phone"}},
                "at_most": "7d",
                "on": {"happened": "done", "timeout": "again"},
            },
            "again": {"type": "go_to", "to": "hello"},
            "ten": {
                "type": "wait",
                "until": {"when": {"trait": "account.users", "at_least": 10}},
                "at_most": "7d",
                "on": {"happened": "done", "timeout": "again"},
            },
            "pause": {"type": "wait", "for": "2d", "next": "renewal"},
            "renewal": {
                "type": "wait",
                "until": {"date": {"trait": "account.renewal.date", "offset": "-30d"}},
                "at_most": "90d",
                "next": "ask",
                "on": {"timeout": "done"},
            },
            "signed": {
                "type": "wait",
                "until": {"event": "Signed"},
                "at_most": {"date": {"trait": "account.renewal.date", "offset": "-14d"}},
                "on": {"happened": "done", "timeout": "again"},
            },
            "ask": {
                "type": "survey",
                "kind": "nps",
                "template": "hello",
                "at_most": "7d",
                "next": "call",
            },
            "call": {
                "type": "task",
                "title": "Call",
                "due": "2d",
                "outcomes": ["well"],
                "next": "look",
                "on": {"overdue": "done"},
            },
            "look": {
                "type": "approve",
                "message": "hello",
                "due": "1d",
                "on": {"approved": "hello", "cancelled": "done"},
            },
            "done": {"type": "exit"},
        },
        "templates": {"hello": {"subject": "Hello", "body": "Hello."}},
    }
)


@dataclass
class Told:
    """An entry, one hour after the one before."""

    kind: str
    step: str | None
    visit: int | None = 1
    outlet: str | None = None
    summary: str = "So it was."
    detail: Mapping[str, Any] = field(default_factory=dict)
    version: int | None = 1
    left_at: datetime | None = None
    message_id: UUID | None = None
    task_id: UUID | None = None
    number: int = 0
    at: datetime = BEGAN


def way(*told: Told, position: Position | None = None) -> list[Visit]:
    for number, line in enumerate(told, start=1):
        line.number, line.at = number, BEGAN + timedelta(hours=number)
        line.left_at = line.at if line.outlet else None
    return visits(told, {1: WHOLE, 2: WHOLE}, 1, BEGAN, position, JourneyClock(BEGAN))


def standing(step: str, visit: int = 1, *, asked: bool = False) -> Position:
    return begin(WHOLE, BEGAN).model_copy(
        update={
            "step": step,
            "visit": visit,
            "visits": {step: visit},
            "asked_at": BEGAN if asked else None,
        }
    )


SENT = Told("sent", "hello", outlet="next", summary="Sent.", message_id=UUID(int=7))
LATE = Told("timed_out", "week", outlet="timeout", summary="“Login” did not happen in time.")


def test_every_stay_says_when_by_which_way_and_why_it_ended() -> None:
    first, second, third, last = way(
        Told("entered", None),
        SENT,
        Told("waiting", "week"),
        LATE,
        Told("went_on", "again", outlet="to"),
        position=standing("hello", 2),
    )
    assert (first.entered_at, first.left_at) == (BEGAN, BEGAN + timedelta(hours=2))
    assert (first.outlet, first.next, first.words) == ("next", "week", None)
    assert first.message_id == UUID(int=7)
    assert (second.entered_at, second.left_at) == (first.left_at, BEGAN + timedelta(hours=4))
    assert (second.outlet, second.next, second.next_title) == ("timeout", "again", "Again")
    assert (second.words, second.reason) == ("not within 7 days", LATE.summary)
    assert second.entries == [3, 4]
    assert (third.step, third.next) == ("again", "hello")
    assert (last.step, last.visit, last.left_at, last.next) == ("hello", 2, None, None)


def test_what_was_looked_at_is_shown_in_rows() -> None:
    because = {"text": "Login has happened", "holds": False, "actual": 0}
    found = way(Told("timed_out", "week", outlet="timeout", detail={"because": because}))
    (evidence,) = found[0].evidence
    (row,) = evidence.rows
    assert (row.checked, row.found, row.holds) == ("Login has happened", "0", False)


def test_who_is_moved_leaves_by_no_way() -> None:
    moved = Told(
        "moved",
        "done",
        summary="Moved by Kim.",
        detail={"from": {"version": 1, "step": "week"}, "to": {"version": 1, "step": "done"}},
    )
    week, done = way(Told("waiting", "week"), moved, position=standing("done"))
    assert (week.outlet, week.next, week.reason) == (None, "done", "Moved by Kim.")
    assert week.left_at == done.entered_at == moved.at
    assert (done.reason, done.entries) == (None, [])


def test_who_is_moved_to_another_version_where_they_stand_stays_there() -> None:
    migrated = Told("migrated", "week", version=2, detail={"from": {"version": 1, "step": "week"}})
    (week,) = way(SENT, Told("waiting", "week"), migrated, position=standing("week"))[1:]
    assert (week.version, week.left_at, week.entries) == (1, None, [2, 3])


def test_the_end_is_where_they_stood() -> None:
    *_, done = way(
        SENT, Told("happened", "week", outlet="happened"), Told("ended", "done", outlet="end")
    )
    assert (done.step, done.left_at, done.next, done.outlet) == ("done", None, None, None)
    *_, week = way(SENT, Told("waiting", "week"), Told("ended", "week", summary="The goal."))
    assert (week.step, week.left_at, week.reason) == ("week", None, "The goal.")


def test_stories_from_before_ways_were_written_down_are_told_too() -> None:
    old = [Told("sent", "hello"), Told("timed_out", "week"), Told("ended", "done")]
    for line in old:
        line.visit = line.version = None
    assert [stay.step for stay in way(*old)] == ["hello", "week", "done"]


# What comes next


def wakes(step: str, after: timedelta, *, asked: bool = False) -> str:
    renewal = {"account": {"renewal": {"date": "2026-10-05"}}}
    value_of = partial(trait_in, renewal)
    return wakes_for(WHOLE, standing(step, asked=asked), "UTC", (), BEGAN + after, value_of)


WEEK, DAY = timedelta(days=7), timedelta(days=1)


@pytest.mark.parametrize(
    ("step", "after", "asked", "said"),
    [
        ("hello", DAY, False, "It may go out from then on."),
        ("pause", 2 * DAY, False, "The wait is over then. Goes on to “Renewal”."),
        ("week", WEEK, False, "It is waited for no longer then. Goes on to “Again”."),
        (
            "week",
            DAY,
            False,
            "To look whether the goal, or a rule that ends the journey, holds by then.",
        ),
        (
            "ten",
            DAY,
            False,
            "To look again whether it is so; time alone may have changed it by then.",
        ),
        ("renewal", DAY, False, "The day comes then. Goes on to “Ask”."),
        ("renewal", 90 * DAY, False, "It is waited for no longer then. Goes on to “Done”."),
        ("signed", 2 * WEEK, False, "It is waited for no longer then. Goes on to “Again”."),
        (
            "signed",
            DAY,
            False,
            "To look whether the goal, or a rule that ends the journey, holds by then.",
        ),
        ("ask", WEEK, True, "No answer is waited for any longer then. Goes on to “Call”."),
        ("call", 2 * DAY, True, "It is overdue then. Goes on to “Done”."),
        (
            "look",
            DAY,
            True,
            "Nobody has answered by then, so it is approved. Goes on to “Hello”.",
        ),
    ],
)
def test_a_wake_up_is_said_in_words(step: str, after: timedelta, asked: bool, said: str) -> None:
    assert wakes(step, after, asked=asked) == said


@pytest.mark.parametrize(
    ("step", "asked", "said"),
    [
        ("week", False, "“Login” (only if its device is phone), which leads to “Done”."),
        (
            "ten",
            False,
            "This to be so: account users is at least 10, which leads to “Done”.",
        ),
        ("renewal", False, "A change of account renewal date, by which it is reckoned."),
        ("ask", True, "An answer to the survey."),
        ("call", True, "An answer to “Call”."),
        ("pause", False, None),
    ],
)
def test_what_is_listened_for_is_said_in_words(step: str, asked: bool, said: str | None) -> None:
    found = listening(WHOLE, standing(step, asked=asked))
    assert [each.words for each in found if each.what == "step"] == ([said] if said else [])
    goal, exit_ = (each for each in found if each.what != "step")
    assert goal.words == "The goal: Report Shared has happened since entry; the journey then ends."
    assert goal.keys == ("event:Report Shared",)
    assert exit_.words == "Leaves the journey as soon as account status is churned (Gone.)."
    met = listening(WHOLE, standing(step, asked=asked), goal_met=True)
    assert "goal" not in {each.what for each in met}


def test_a_change_of_the_date_that_ends_a_wait_is_listened_for() -> None:
    event, limit = listening(WHOLE, standing("signed"))[:2]
    assert event.words == "“Signed”, which leads to “Done”."
    assert limit.words == "A change of account renewal date, by which it ends at the latest."
    assert limit.keys == ("trait:account.renewal",)
