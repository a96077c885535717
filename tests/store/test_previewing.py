"""What a publish would do is told before it is done."""

from datetime import timedelta

from engine.migrating import Plan
from engine.store import journeys
from engine.store.previewing import DueCount, Preview, preview
from tests.store.test_migrating import MO, NOW, inside, publish, weeks
from tests.world import World, days


async def previewed(world: World, at: timedelta = timedelta(), **plan: object) -> Preview:
    async with world.database.transaction() as session:
        return await preview(session, "weeks", Plan.model_validate(plan), now=NOW + at)


async def draft(world: World, **changes: object) -> None:
    async with world.database.transaction() as session:
        new = weeks(**changes)  # type: ignore[arg-type]
        await journeys.save_draft(session, "weeks", new, by=MO, now=NOW)


async def test_it_counts_who_stands_where_and_what_becomes_of_them(world: World) -> None:
    await publish(world, weeks())
    for name in ("Acme", "Bolt"):
        await inside(world, name=name)
    await inside(world, "nudge", "Cora")
    await draft(world, gone=True)
    seen = await previewed(world, everyone=True, fates={"week": {"move": "pause"}})
    assert (seen.customers, seen.moved, seen.continuing, seen.leaving) == (3, 3, 0, 0)
    assert [(each.title, each.customers, each.change, each.to) for each in seen.steps] == [
        ("Week", 2, "gone", "pause"),
        ("Nudge", 1, "same", "nudge"),
    ]
    assert seen.problems == ()


async def test_a_step_without_a_fate_is_shown_although_nobody_stands_there(world: World) -> None:
    await publish(world, weeks())
    await inside(world, "nudge")
    await draft(world, gone=True)
    seen = await previewed(world, everyone=True)
    assert [problem.code for problem in seen.problems] == ["plan_undecided_step"]
    assert [(each.step, each.customers) for each in seen.steps] == [("week", 0), ("nudge", 1)]


async def test_messages_due_within_a_day_are_counted_before_and_after(world: World) -> None:
    """Three days after they came, a wait that was a week and becomes two days is over."""
    await publish(world, weeks())
    await inside(world)
    await draft(world, wait="2d")
    seen = await previewed(world, days(3), everyone=True)
    assert (seen.due_before, seen.due_after) == (DueCount(), DueCount(1, 1))
    later = await previewed(world, days(6.5), everyone=True)
    assert (later.due_before, later.due_after) == (DueCount(1, 1), DueCount(1, 1))


async def test_for_new_entrants_only_nothing_changes_for_those_inside(world: World) -> None:
    await publish(world, weeks())
    await inside(world)
    await draft(world, wait="2d")
    seen = await previewed(world, days(3))
    assert (seen.moved, seen.continuing) == (0, 1)
    assert seen.due_after == seen.due_before == DueCount()


async def test_going_back_is_previewed_too(world: World) -> None:
    await publish(world, weeks())
    await publish(world, weeks(gone=True))
    async with world.database.transaction() as session:
        plan = Plan(everyone=True)
        seen = await preview(session, "weeks", plan, now=NOW, version=1)
    assert (seen.customers, seen.problems) == (0, ())
