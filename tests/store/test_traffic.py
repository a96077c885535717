"""The layers of the canvas: who is at each step, went on from it, and what came of it."""

from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any
from uuid import UUID

import pytest

from engine.errors import NotFound
from engine.store import tables
from engine.store.enrolling import Enrolled
from engine.store.reading.enrollments import list_enrollments
from engine.store.reading.layers import Layer
from engine.store.reading.traffic import StepTraffic, Traffic, traffic
from engine.store.tables import Enrollment, TimelineEntry
from tests.world import World, days

NOW = datetime(2026, 9, 7, 12, 0, tzinfo=UTC)
ROUND = """
journey: round
name: Round
goal: {when: {event: Project Created}, exit: false}
entry: {triggers: [{event: Account Created}]}
start: hello
steps:
  hello: {type: email, template: hello, next: week, on: {failed: call}}
  call: {type: task, title: Call, next: week}
  week: {type: wait, until: {event: Login}, at_most: 7d, on: {happened: done, timeout: hello}}
  done: {type: exit}
templates: {hello: {subject: Hello, body: Hello.}}
"""

Way = tuple[str, str, str]
"""A step, the kind of entry it was left with, and by which outlet."""
SENT, FAILED, LATE = (
    ("hello", "sent", "next"),
    ("hello", "failed", "failed"),
    ("week", "timed_out", "timeout"),
)
HAPPENED, OUT = ("week", "happened", "happened"), ("done", "ended", "end")


async def goes(
    world: World,
    ways: Sequence[Way],
    to: str,
    *,
    version: int = 1,
    began: datetime = NOW,
    **columns: Any,
) -> UUID:
    """A customer goes these ways, one a day, and stands at a step now."""
    journey = await world.journey("round")
    customer = await world.customer()
    enrolled = await world.enroll(journey, customer, began, is_test=columns.pop("test", False))
    assert isinstance(enrolled, Enrolled)
    identifier = enrolled.enrollment_id
    await world.change(
        Enrollment, identifier, **{"status": "running", "current_step": to, **columns}
    )
    row = await world.enrollment(customer)
    visits: dict[str, int] = {}
    async with world.database.transaction() as session:
        for number, (step, kind, outlet) in enumerate(ways, start=1):
            visits[step] = visits.get(step, 0) + 1
            at = began + days(number)
            session.add(
                TimelineEntry(
                    enrollment_id=identifier,
                    number=number,
                    at=at,
                    journey_at=at,
                    kind=kind,
                    step=step,
                    visit=visits[step],
                    outlet=outlet,
                    left_at=at,
                    journey_id=row.journey_id,
                    version=version,
                    summary="",
                )
            )
    return identifier


async def seen(world: World, **asked: Any) -> Traffic:
    async with world.database.transaction() as session:
        return await traffic(session, "round", **asked)


async def people(world: World, layer: Layer, step: str | None = None, **asked: Any) -> set[UUID]:
    async with world.database.transaction() as session:
        found = await list_enrollments(session, journey="round", layer=layer, step=step, **asked)
    return {row.id for row in found.rows}


async def numbers(world: World, **asked: Any) -> dict[str, StepTraffic]:
    return dict((await seen(world, **asked)).steps)


async def test_every_step_says_who_is_there_and_who_went_on_by_which_way(world: World) -> None:
    await world.publish(ROUND)
    await goes(world, [SENT], "week")
    held: dict[str, Any] = {"held_because": "Paused.", "trouble": {"error": "No."}}
    await goes(world, [FAILED, ("call", "asked", "next")], "week", **held)
    await goes(world, [SENT, HAPPENED, OUT], "done", status="ended", outcome="completed")
    steps = await numbers(world)
    assert steps["hello"] == StepTraffic(passed=3, failed=1, links={"next": 2, "failed": 1})
    assert steps["call"] == StepTraffic(passed=1, links={"next": 1})
    assert steps["week"] == StepTraffic(
        here=2, held=1, in_trouble=1, passed=1, links={"happened": 1, "timeout": 0}
    )
    assert steps["done"] == StepTraffic(passed=1)


async def test_who_comes_by_again_is_one_customer(world: World) -> None:
    await world.publish(ROUND)
    again = await goes(world, [SENT, LATE, FAILED, ("call", "asked", "next")], "week")
    await goes(world, [SENT], "week")
    steps = await numbers(world)
    assert steps["hello"] == StepTraffic(passed=2, failed=1, links={"next": 2, "failed": 1})
    assert steps["week"].passed == 1
    assert await people(world, "failed", "hello") == {again}


async def test_the_goal_counts_for_the_steps_before_it(world: World) -> None:
    await world.publish(ROUND)
    reached: dict[str, Any] = {"goal_met_at": NOW + days(2)}
    one = await goes(world, [SENT, LATE, SENT], "week", **reached)
    other = await goes(world, [SENT], "week")
    steps = await numbers(world)
    assert (steps["hello"].converted, steps["week"].converted) == (1, 1)
    assert await people(world, "converted", "week") == {one}
    assert await people(world, "passed", "hello") == {one, other}
    early = await numbers(world, since=NOW + days(2.5))
    assert early["hello"] == StepTraffic(passed=1, links={"next": 1, "failed": 0})


async def test_a_period_counts_who_went_on_in_it(world: World) -> None:
    await world.publish(ROUND)
    early = await goes(world, [SENT, LATE], "hello")
    late = await goes(world, [SENT], "week", began=NOW + days(20))
    both = await goes(world, [SENT, LATE, SENT], "week", began=NOW + days(18))
    since = NOW + days(19.5)
    steps = await numbers(world, since=since)
    assert (steps["hello"].passed, steps["hello"].links["next"]) == (2, 2)
    assert (steps["week"].passed, steps["week"].here) == (1, 2)
    assert await people(world, "passed", "hello", since=since) == {late, both}
    assert await people(world, "passed", "hello", until=since) == {early, both}


async def test_versions_are_told_apart_by_when_somebody_went_on(world: World) -> None:
    """Who was moved has passed the first step in the version before."""
    await world.publish(ROUND)
    moved = await goes(world, [SENT], "week")
    gone = await goes(world, [], "gone-step")
    journey = (await world.enrollments())[0].journey_id
    async with world.database.transaction() as session:
        written = await world.journey("round")
        second = tables.JourneyVersion(
            journey_id=journey,
            number=2,
            definition=written.model_dump(mode="json", by_alias=True, exclude_unset=True),
            published_by="test",
        )
        session.add(second)
    await world.change(tables.Journey, journey, live_version=2)
    await world.change(Enrollment, moved, version_id=second.id)
    everybody, latest, first = (
        await seen(world),
        await seen(world, version=2),
        await seen(world, version=1),
    )
    assert [each.steps["hello"].passed for each in (everybody, latest, first)] == [1, 0, 1]
    assert [each.steps["week"].here for each in (everybody, latest, first)] == [1, 1, 0]
    assert (everybody.shown, first.shown) == (2, 1)
    assert [(each.version, each.is_live, each.here) for each in everybody.versions] == [
        (2, True, 1),
        (1, False, 1),
    ]
    assert [(each.version, each.step, each.title, each.here) for each in everybody.gone] == [
        (1, "gone-step", "Gone step", 1)
    ]
    assert await people(world, "passed", "hello", version=1) == {moved}
    assert await people(world, "here", "gone-step", version=1) == {gone}
    with pytest.raises(NotFound):
        await seen(world, version=3)


async def test_who_left_the_journey_at_a_step_did_not_pass_it(world: World) -> None:
    await world.publish(ROUND)
    ended: dict[str, Any] = {"status": "ended", "ended_at": NOW + days(3)}
    left = await goes(world, [SENT], "week", outcome="exited", **ended)
    await goes(world, [SENT, HAPPENED, OUT], "done", outcome="completed", **ended)
    steps = await numbers(world)
    assert (steps["week"].left, steps["week"].passed, steps["done"].left) == (1, 1, 0)
    assert await people(world, "left", "week") == {left}
    assert await people(world, "left") == {left}
    assert (await numbers(world, since=NOW + days(4)))["week"].left == 0


async def test_test_runs_are_counted_nowhere(world: World) -> None:
    await world.publish(ROUND)
    await goes(world, [SENT], "week", test=True)
    found = await seen(world)
    assert found.steps["hello"] == StepTraffic(links={"next": 0, "failed": 0})
    assert (found.versions, found.starting) == ([], 0)
    assert await people(world, "passed", "hello") == set()


async def test_a_count_is_the_length_of_its_list(world: World) -> None:
    """**Invariant:** whoever opens a count finds as many people as it said."""
    await world.publish(ROUND)
    ways = [SENT, LATE, FAILED, ("call", "skipped", "next"), HAPPENED, OUT]
    for number in range(len(ways) + 1):
        taken, to = ways[:number], [*(way[0] for way in ways), "done"][number]
        await goes(world, taken, to, goal_met_at=NOW + days(2.5))
    found = await seen(world)
    layers: tuple[Layer, ...] = ("here", "passed", "skipped", "failed", "converted", "left")
    for name, step in found.steps.items():
        for layer in layers:
            assert len(await people(world, layer, name)) == getattr(step, layer), (name, layer)
        for outlet, count in step.links.items():
            assert len(await people(world, "passed", name, outlet=outlet)) == count


async def test_an_unknown_journey_is_said_to_be_unknown(world: World) -> None:
    with pytest.raises(NotFound):
        await seen(world)


async def test_pages_of_a_layer_follow_each_other(world: World) -> None:
    await world.publish(ROUND)
    all_of_them = [await goes(world, [SENT], "week", began=NOW + days(n)) for n in range(5)]
    shown = list[UUID]()
    after: str | None = None
    async with world.database.transaction() as session:
        while True:
            page = await list_enrollments(
                session, journey="round", layer="passed", step="hello", limit=2, after=after
            )
            shown += [row.id for row in page.rows]
            if (after := page.next) is None:
                break
    assert shown == all_of_them[::-1]
    assert all(one != other for one, other in pairwise(shown))
