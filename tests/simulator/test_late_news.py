"""News that come in late, and several at once, count from when they happened."""

import pytest

from engine.simulator import Event, Happening, Paused, Resumed
from tests.simulator.telling import after, customer, lived, outcome, said

THEN = """
start: first
steps:
  first:
    type: wait
    until: {when: {event: Project Created}}
    at_most: 7d
    on: {happened: second, timeout: never}
  second:
    type: wait
    until: {event: Report Shared}
    at_most: 7d
    on: {happened: happy, timeout: sad}
  never: {type: exit, outcome: never}
  happy: {type: exit, outcome: happy}
  sad: {type: exit, outcome: sad}
"""


def batch(*names_and_days: tuple[str, float], comes: float) -> list[Happening]:
    """Events that all come in on one day of the journey, in the order they happened."""
    return [Event(after(days=day), name, arrives=after(days=comes)) for name, day in names_and_days]


def test_what_follows_in_one_batch_is_not_lost() -> None:
    """**Invariant:** a condition that holds is dated by what made it hold.

    **How it broke:** it was dated by the latest event it looks at. Of three events in one batch,
    the second lay before the wait for it, as if it had come too early, and was never heard.
    """
    news = batch(("Project Created", 1), ("Report Shared", 2), ("Project Created", 3), comes=4)
    assert outcome(lived(THEN, customer(*news))) == "happy"


def test_what_came_in_time_is_not_undone_by_more_of_it() -> None:
    """**How it broke:** the second project, after time ran out, dated the first."""
    news = [
        Event(after(days=6), "Project Created", arrives=after(days=8.5)),
        Event(after(days=8), "Project Created", arrives=after(days=8.4)),
    ]
    pause: list[Happening] = [Paused(after(days=5)), Resumed(after(days=9))]
    assert outcome(lived(THEN, customer(*news, *pause))) != "never"


def test_a_condition_that_time_turned_in_a_pause_is_dated_by_when_it_turned() -> None:
    """**How it broke:** nothing told when it was, so it was taken to be the moment of resuming."""
    life = lived(
        """
start: near
steps:
  near: {type: wait, until: {when: {trait: account.renewal_date, within_next: 5d}},
         at_most: 60d, on: {happened: rest, timeout: never}}
  rest: {type: wait, for: 2d, next: done}
  never: {type: exit, outcome: never}
  done: {type: exit}
""",
        customer(
            Paused(after(days=3)),
            Resumed(after(days=12)),
            renewal_date=f"{after(days=15):%Y-%m-%dT%H:%MZ}",
        ),
    )
    assert outcome(life) == "completed"
    assert life.runs[0].ended_at == after(days=12)


GOAL = """
goal: {when: {event: Report Shared}, within: 10d}
start: rest
steps:
  rest: {type: wait, for: 30d, next: done}
  done: {type: exit}
"""


@pytest.mark.parametrize(("day", "ends"), [(9, "goal"), (11, "completed")])
def test_a_goal_that_was_reached_in_time_counts_however_late_it_is_told(
    day: float, ends: str
) -> None:
    """**Invariant:** a goal within so long after entry is reached in time or not by when it was.

    **How it broke:** it was asked when somebody looked, and then was too late.
    """
    shared = Event(after(days=day), "Report Shared", arrives=after(days=12))
    life = lived(GOAL, customer(shared))
    assert outcome(life) == ends
    if ends == "goal":
        assert life.runs[0].goal_met_at == after(days=10)


def test_the_time_for_a_goal_stands_still_with_the_clock() -> None:
    pause: list[Happening] = [Paused(after(days=2), stops_clock=True), Resumed(after(days=7))]
    life = lived(GOAL, customer(*pause, Event(after(days=14), "Report Shared")))
    assert outcome(life) == "goal"


LATE_DATE = """
start: near
steps:
  near: {type: wait, until: {date: {trait: account.go_live}}, at_most: 5d,
         next: came, on: {timeout: unknown}}
  came: {type: exit, outcome: came}
  unknown: {type: exit, outcome: unknown}
"""


@pytest.mark.parametrize(("day", "ends"), [(4, "came"), (6, "unknown")])
def test_a_date_that_became_known_too_late_is_too_late_also_when_nobody_looked(
    day: float, ends: str
) -> None:
    """**How it broke:** a date that is past was taken, although it only became known after the
    time for it had run out, when nobody had looked in between."""
    told = Event(after(days=day), "group", changes={"account.go_live": f"{after(days=1):%Y-%m-%d}"})
    pause: list[Happening] = [Paused(after(days=3)), Resumed(after(days=8))]
    life = lived(LATE_DATE, customer(told, *pause))
    assert outcome(life) == ends, said(life)


UNLOCKS = """
start: order
steps:
  order:
    type: wait
    until: {when: {event: Order, where: {trait: account.plan, is: pro}}}
    at_most: 20d
    on: {happened: happy, timeout: sad}
  happy: {type: exit, outcome: happy}
  sad: {type: exit, outcome: sad}
"""


def test_a_trait_asked_about_beside_an_event_is_heard() -> None:
    """**Invariant:** whatever may turn a condition has it looked at again.

    **How it broke:** nobody listened for the traits in the `where` of a count.
    """
    upgraded = Event(after(days=2), "group", changes={"account.plan": "pro"})
    life = lived(UNLOCKS, customer(Event(after(days=1), "Order"), upgraded, plan="free"))
    assert (outcome(life), life.runs[0].ended_at) == ("happy", after(days=2))


def test_time_alone_turns_a_trait_asked_about_beside_an_event() -> None:
    soon = UNLOCKS.replace("plan, is: pro", "renewal, within_next: 5d")
    renewal = f"{after(days=8):%Y-%m-%dT%H:%MZ}"
    life = lived(soon, customer(Event(after(days=1), "Order"), renewal=renewal))
    assert (outcome(life), life.runs[0].ended_at) == ("happy", after(days=3))


def test_time_alone_ends_a_journey_also_while_it_is_held() -> None:
    """**Invariant:** an exit is noticed when it comes to hold, whatever else stands still.

    **How it broke:** who was held at a paused journey's door was woken by what happened to them
    only, and stayed in until it was resumed.
    """
    life = lived(
        """
exit: [{when: {trait: account.renewal, longer_ago_than: 1h}, reason: Over}]
start: rest
steps:
  rest: {type: wait, for: 2d, next: done}
  done: {type: exit}
""",
        customer(Paused(after(days=1)), renewal=f"{after(days=5):%Y-%m-%dT%H:%MZ}"),
    )
    assert (outcome(life), life.runs[0].ended_at) == ("exited", after(days=5, hours=1))
