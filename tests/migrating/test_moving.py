"""What becomes of a customer's position, and that nothing they have had comes again."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from engine.definition.journey import Journey
from engine.definition.steps import ExitStep, TaskStep
from engine.effects import Outcome, PassOver, TaskAnswer, Wait
from engine.interpreter import Position, effect_of, reaches_out
from engine.migrating import Fate, Leaves, Move, Moved, Stays, TakeOut, migrated
from engine.validation.graph import later
from tests.migrating.journeys import ENTERED, LATER, email, follow, journey, until, wait

WEEK = journey({"hello": email("week"), "week": wait("nudge"), "nudge": email()})


def moved(position: Position, old: Journey, new: Journey, fate: Fate) -> Position:
    outcome = migrated(position, old, new, fate, LATER)
    assert isinstance(outcome, Moved)
    return outcome.position


def at(step: str, whole: Journey, visit: int = 1) -> Position:
    return follow(whole, choose=until(step, visit))[0]


def test_those_who_continue_stay_and_those_who_exit_leave() -> None:
    here = at("week", WEEK)
    assert migrated(here, WEEK, WEEK, "continue", LATER) == Stays()
    assert migrated(here, WEEK, WEEK, TakeOut(exit="Enough."), LATER) == Leaves("Enough.")


def test_a_wait_is_reckoned_anew_from_when_they_came_to_it() -> None:
    new = journey({"hello": email("week"), "week": wait("nudge", "3d"), "nudge": email()})
    there = moved(at("week", WEEK), WEEK, new, "retime")
    effect = effect_of(new, there, "UTC")
    assert isinstance(effect, Wait)
    assert effect.until is not None
    assert (effect.until - ENTERED).days == 3


def test_who_is_moved_comes_to_the_step_when_they_are_moved() -> None:
    there = moved(at("week", WEEK), WEEK, WEEK, Move(move="nudge"))
    assert (there.step, there.entered_at, there.visit) == ("nudge", LATER, 1)
    assert there.enrolled_at == ENTERED


def test_nobody_gets_twice_what_they_have_had_however_far_back_they_are_moved() -> None:
    """**Invariant:** a completed step is never sent again, whatever is redirected where.

    **How it broke**, elsewhere: customers waiting at the end of a series were moved to its start,
    and a hundred people got eleven thousand mails."""
    steps = {f"mail-{n}": email(f"mail-{n + 1}" if n < 9 else "long") for n in range(10)}
    old = journey({**steps, "long": wait()})
    new = journey({**steps, "long": wait("extra"), "extra": email()})
    there = moved(at("long", old), old, new, Move(move="mail-0"))
    assert follow(new, there)[1] == ["extra"]


def test_it_stays_done_over_a_second_change_on_the_way() -> None:
    steps: dict[str, Any] = {"hello": email("week"), "week": wait("nudge")}
    old = journey({**steps, "nudge": email()})
    back = journey({"again": wait("hello"), **steps, "nudge": email()})
    waiting = moved(at("week", old), old, back, Move(move="again"))
    assert follow(back, moved(waiting, back, back, "retime"))[1] == ["nudge"]


def test_a_step_that_went_and_came_back_is_not_done_again() -> None:
    old = journey({"hello": email("week"), "week": wait()})
    without = journey({"week": wait()})
    back = journey({"week": wait("hello"), "hello": email()})
    there = moved(at("week", old), old, without, "retime")
    assert follow(back, moved(there, without, back, "retime"))[1] == []


def test_a_loop_goes_on_repeating() -> None:
    loop = journey({"tip": email("week"), "week": wait("tip")})
    new = journey({"tip": email("week"), "week": wait("tip", "3d")})
    there = moved(at("week", loop, visit=2), loop, new, "retime")
    assert follow(new, there, most=4)[1] == ["tip", "tip"]


TASK: dict[str, Any] = {
    "type": "task",
    "title": "Call",
    "outcomes": ["reached", "gave-up"],
    "on": {"reached": "thanks", "gave-up": "done"},
}


def asked(old: Journey) -> Position:
    """Stands at the task, which is with somebody."""
    return follow(old, at("call", old), most=1)[0]


def test_an_answer_is_waited_for_as_before_where_the_question_stays() -> None:
    old = journey({"call": TASK, "thanks": email()})
    new = journey({"call": {**TASK, "instructions": "Be kind."}, "thanks": email()})
    there = moved(asked(old), old, new, "retime")
    assert there == asked(old)
    assert isinstance(effect_of(new, there, "UTC"), Wait)


def test_who_was_asked_and_comes_by_again_is_not_asked_again() -> None:
    old = journey({"call": TASK, "thanks": email()})
    new = journey({"before": wait("call"), "call": TASK, "thanks": email()})
    there = moved(asked(old), old, new, Move(move="before"))
    here, reached = follow(new, there, choose=until("call"))
    effect = effect_of(new, here, "UTC")
    assert reached == []
    assert isinstance(effect, Wait)
    assert isinstance(effect.awaited, TaskAnswer)


def test_a_question_that_has_become_something_else_is_passed_over() -> None:
    old = journey({"call": TASK, "thanks": email()})
    new = journey({"call": email("thanks"), "thanks": email()})
    there = moved(asked(old), old, new, "retime")
    assert effect_of(new, there, "UTC") == PassOver("call")


# Whatever the journeys, wherever somebody stands, wherever they are moved


STEPS = [f"s{number}" for number in range(7)]


@st.composite
def steps(draw: st.DrawFn, loops: bool) -> dict[str, Any]:
    """Some of the steps, each leading to others, or only onwards."""
    names = [*sorted(draw(st.sets(st.sampled_from(STEPS), min_size=1))), "done"]
    made: dict[str, Any] = {}
    for number, name in enumerate(names[:-1]):
        target = st.sampled_from(names if loops else names[number + 1 :])
        made[name] = draw(_step(target))
    return made


def _step(target: st.SearchStrategy[str]) -> st.SearchStrategy[dict[str, Any]]:
    def of(name: str, **more: Any) -> st.SearchStrategy[dict[str, Any]]:
        return st.fixed_dictionaries({"type": st.just(name), **more})

    condition = {"trait": "account.seats", "exists": True}
    return st.one_of(
        of("email", template=st.just("hello"), next=target),
        of("email", template=st.just("hello"), next=target),
        of("wait", **{"for": st.just("1d")}, next=target),
        of("task", title=st.just("Call"), next=target),
        of(
            "task",
            title=st.just("Call"),
            outcomes=st.just(["yes", "no"]),
            on=st.fixed_dictionaries({"yes": target, "no": target}),
        ),
        of(
            "survey",
            template=st.just("hello"),
            kind=st.just("nps"),
            at_most=st.just("3d"),
            next=target,
        ),
        of("update", set=st.just({"account.stage": "x"}), next=target),
        of(
            "branch",
            cases=target.map(lambda to: [{"id": "a", "when": condition, "next": to}]),
            otherwise=target,
        ),
        of("go_to", to=target),
    )


def drawn_ways(data: st.DataObject, most: int) -> Any:
    left = [data.draw(st.integers(0, most))]

    def choose(position: Position, outcomes: list[Outcome]) -> Outcome | None:
        left[0] -= 1
        return data.draw(st.sampled_from(outcomes)) if left[0] >= 0 else None

    return choose


def drawn_fate(data: st.DataObject, here: Position, new: Journey) -> Fate:
    targets = st.sampled_from([step for step in new.steps if step != here.step])
    moves = targets.map(lambda step: Move(move=step))
    stays: st.SearchStrategy[Fate] = st.just("retime")
    return data.draw(st.one_of(stays, moves) if here.step in new.steps else moves)


def had(here: Position, old: Journey) -> set[str]:
    """What a customer has behind them for good: done, and not to be come to again."""
    ahead = later(old, here.step)
    done = {step for step in here.visits if step != here.step and step not in ahead}
    if here.asked_at is not None:
        done.add(here.step)
    return {step for step in done if step in old.steps and reaches_out(old.steps[step])}


def turned_into_a_question(step: str, old: Journey, new: Journey) -> bool:
    """Something else before, and now a task that waits for its answer: that was never asked."""
    return kind(new, step) == "question" != kind(old, step)


def kind(whole: Journey, step: str) -> str:
    there = whole.steps[step]
    asks = isinstance(there, TaskStep) and there.outcomes is not None
    return "question" if asks else "anything else"


@given(st.data())
def test_nothing_behind_a_customer_is_sent_again(data: st.DataObject) -> None:
    """Journeys that only lead onwards, changed twice on the way: each step reaches out once."""
    old, middle, new = (journey(data.draw(steps(loops=False))) for _ in range(3))
    here, first = follow(old, choose=drawn_ways(data, 12))
    if isinstance(old.steps[here.step], ExitStep):
        return
    there = moved(here, old, middle, drawn_fate(data, here, middle))
    between, second = follow(middle, there, drawn_ways(data, 12))
    if isinstance(middle.steps[between.step], ExitStep):
        return
    after = moved(between, middle, new, drawn_fate(data, between, new))
    third = follow(new, after, drawn_ways(data, 12))[1]
    # By kind: what was a message and is a question now is not the same thing twice.
    everything = [
        (kind(whole, step), step)
        for whole, reached in ((old, first), (middle, second), (new, third))
        for step in reached
    ]
    assert len(everything) == len(set(everything))


@given(st.data())
def test_what_is_behind_for_good_is_passed_over_even_among_loops(data: st.DataObject) -> None:
    """Journeys with loops: what the old version would not have come back to is passed over when
    they come by next, and whatever reaches out then was still to come."""
    old, new = (journey(data.draw(steps(loops=True))) for _ in range(2))
    here = follow(old, choose=drawn_ways(data, 15))[0]
    if isinstance(old.steps[here.step], ExitStep):
        return
    fate = drawn_fate(data, here, new)
    there = moved(here, old, new, fate)
    behind = had(here, old)
    if fate == "retime" and there.asked_at is not None:
        behind.discard(here.step)
    behind = {
        step for step in behind & new.steps.keys() if not turned_into_a_question(step, old, new)
    }
    assert behind <= there.done
    passed: set[str] = set()
    for _ in range(15):
        effect = effect_of(new, there, "UTC")
        if there.step in behind and there.step not in passed:
            assert isinstance(effect, PassOver | Wait)
            passed.add(there.step)
        there = follow(new, there, drawn_ways(data, 1), most=1)[0]
