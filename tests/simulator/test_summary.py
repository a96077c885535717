"""What a simulation found, in words: its figures, and what was counted by its reasons."""

from datetime import UTC, datetime
from typing import Any

import pytest

from engine.simulation.reading import of_those_given_up
from engine.simulation.report import Report
from engine.simulation.summary import in_words

LITTLE: dict[str, Any] = {
    "journey": "trial",
    "customers": 1200,
    "among": "of 1,200 made-up accounts",
    "made_up": True,
    "begins": datetime(2026, 12, 1, 9, tzinfo=UTC),
    "days": 30,
    "entries": {"entered": 1100, "refused": {}, "held_out": 0},
    "running": 4,
    "outcomes": {},
    "exits": {},
    "goal": None,
    "messages": {"sent": 3, "by_step": [], "by_week": [], "most_in_a_week": 1},
    "tasks": {"handed_out": 0, "done": 0, "by_step": {}, "by_week": []},
    "arbiter": {"sent": 3, "crowded": 0, "deferred": {}, "skipped": {}, "failed": {}},
    "occupancy": [],
    "steps": 2,
    "given_up": 0,
    "notes": [],
}


def told(**changed: Any) -> Report:
    return in_words(Report.model_validate({**LITTLE, **changed}))


def figures(**changed: Any) -> dict[str, tuple[str, str]]:
    return {each.name: (each.figure, each.more) for each in told(**changed).figures}


def test_figures_are_those_there_is_something_to_say_of() -> None:
    assert figures() == {
        "Enter": ("1,100", "of 1,200 made-up accounts"),
        "Reach the goal": ("–", ""),
        "Messages": ("3", "at most 1 a week to one contact"),
        "Tasks": ("0", ""),
        "Still inside": ("4", "after 30 days"),
    }
    entries = {"entered": 9, "refused": {}, "held_out": 2}
    crowded = {**LITTLE["arbiter"], "crowded": 5}
    more = figures(made_up=False, entries=entries, arbiter=crowded)
    assert more["Held out"] == ("2", "to compare with")
    assert more["No room"] == ("5", "put off or left out under a cap")
    assert more["Still inside"] == ("4", "when the record ends")


@pytest.mark.parametrize(
    ("rate", "said"), [(0.0, "0 %"), (0.001, "under 1 %"), (0.124, "12 %"), (1.0, "100 %")]
)
def test_some_who_reach_the_goal_are_never_said_to_be_none(rate: float, said: str) -> None:
    goal = {"reached": 1, "rate": rate, "median_days": 12.4}
    assert figures(goal=goal)["Reach the goal"] == (said, "after 12 days")


def test_ends_and_failures_are_said_in_words_the_most_frequent_first() -> None:
    found = told(
        entries={
            "entered": 9,
            "refused": {"already_been": 7, "audience": 5},
            "held_out": 2,
            "outside": {"nothing": 1, "audience": 4, "holdout": 2},
        },
        outcomes={"well": 1, "exited": 2, "goal": 1, "not-now": 1},
        arbiter={**LITTLE["arbiter"], "failed": {"The address takes no mail.": 3}},
    )
    counts = {each.title: [(one.words, one.count) for one in each.counted] for each in found.counts}
    assert counts == {
        "Did not enter": [
            ("“Only if” does not hold for them", 4),
            ("Kept out to compare with", 2),
            ("Nothing happened that lets them in", 1),
        ],
        "Came again, and did not enter": [("Been through before", 7)],
        "How it ended": [
            ("left early", 2),
            ("well", 1),
            ("reached the goal", 1),
            ("not now", 1),
        ],
        "Messages that failed": [("The address takes no mail.", 3)],
    }


def test_ends_that_read_alike_are_counted_together() -> None:
    """**How it broke:** of an end called `left-early` and of those who left early only one count
    was said."""
    [ends] = told(outcomes={"exited": 2, "left-early": 1, "well": 2}).counts
    assert [(one.words, one.count) for one in ends.counted] == [("left early", 3), ("well", 2)]


def test_whom_nobody_watched_to_the_end_is_said() -> None:
    assert of_those_given_up(1) == (
        "1 customer went round and round, and was not watched to the end."
    )
    assert of_those_given_up(1200).startswith("1,200 customers went")
