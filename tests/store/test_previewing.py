"""What a publish would do is told before it is done."""

from datetime import timedelta

import pytest

from engine.definition.journey import Journey
from engine.errors import Changed, Invalid
from engine.migrating import DueCount, Move, Plan
from engine.migrating.previewing import Preview
from engine.store import journeys
from engine.store.previewing import preview
from engine.store.tables import Account
from tests.store.test_migrating import MO, NOW, inside, publish, row, weeks
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
    assert (seen.customers, seen.continuing, seen.leaving) == (3, 0, 0)
    assert (seen.moved, seen.staying) == (2, 1)
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


async def test_of_a_paused_journey_it_is_told_that_nothing_goes_out(world: World) -> None:
    """**How it broke:** what would be due was foretold as if the journey were running."""
    await publish(world, weeks())
    await inside(world)
    await draft(world, wait="2d")
    assert not (await previewed(world, everyone=True)).paused
    async with world.database.transaction() as session:
        await journeys.pause(session, "weeks", by=MO, now=NOW, clock="keep")
    assert (await previewed(world, everyone=True)).paused


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


async def test_each_group_has_its_choices_and_what_is_usual(world: World) -> None:
    await publish(world, weeks())
    await inside(world)
    await inside(world, "nudge", "Cora")
    await draft(world, gone=True, version="two")
    seen = await previewed(world, everyone=True)
    week, nudge = seen.steps
    assert (week.fate, week.default) == (None, Move(move="pause"))
    assert [each.kind for each in week.choices] == ["continue", "move", "exit"]
    assert week.choices[0].explained == (
        "They go through version 1 to its end, and notice nothing."
    )
    assert (nudge.fate, nudge.default) == ("retime", "retime")
    assert [each.kind for each in nudge.choices] == ["retime", "continue", "move", "exit"]
    assert nudge.choices[0].explained.startswith("They get it as the new version has it")
    assert [each.step for each in seen.targets] == ["hello", "pause", "nudge", "done"]


async def test_staying_is_explained_by_what_changes_there(world: World) -> None:
    await publish(world, weeks())
    await inside(world)
    await draft(world, wait="2d")
    seen = await previewed(world, everyone=True)
    assert seen.steps[0].choices[0].explained == (
        "They wait 2 days instead of 7 days. The time is reckoned from when each of them came to"
        " this step, so that what they have waited counts."
    )


async def test_it_says_which_messages_come_due_and_who_gets_them(world: World) -> None:
    await publish(world, weeks())
    acme = await inside(world)
    await draft(world, wait="2d")
    seen = await previewed(world, days(3), everyone=True)
    nudge, done = seen.deeds
    assert (done.step, done.kind, done.after) == ("done", "end", DueCount(1, 1))
    assert (nudge.step, nudge.title, nudge.heading) == ("nudge", "Nudge", "Version one")
    assert nudge.detail == "“Version one”"
    assert (nudge.before, nudge.after) == (DueCount(), DueCount(1, 1))
    (example,) = nudge.sample
    assert (example.page, example.name) == (f"/enrollments/{acme}", "Acme")
    assert example.certain
    assert example.at == NOW + days(3)


async def test_of_many_who_get_a_message_the_first_few_are_named(world: World) -> None:
    await publish(world, weeks())
    for number in range(7):
        await inside(world, name=f"Customer {number}")
    await draft(world, wait="9d")
    seen = await previewed(world, days(6.5), everyone=True)
    nudge, _ = seen.deeds
    assert (nudge.before, nudge.after) == (DueCount(7, 7), DueCount())
    assert len(nudge.sample) == 5


async def test_what_changes_is_said_and_which_draft_it_is_about(world: World) -> None:
    await publish(world, weeks())
    await draft(world, wait="2d")
    seen = await previewed(world)
    assert [each.text for each in seen.changes] == ["“Week” waits 2 days instead of 7 days."]
    assert seen.revision == 2
    with pytest.raises(Changed) as raised:
        async with world.database.transaction() as session:
            await preview(session, "weeks", Plan(), now=NOW, revision=1)
    assert raised.value.by == MO.name


async def test_what_is_not_saved_can_be_previewed(world: World) -> None:
    await publish(world, weeks())
    await inside(world)
    plan = Plan.model_validate({"everyone": True})
    async with world.database.transaction() as session:
        seen = await preview(session, "weeks", plan, now=NOW, definition=weeks(wait="2d"))
        assert (seen.staying, seen.revision) == (1, None)
        other = weeks().model_copy(update={"journey": "other"})
        with pytest.raises(Invalid) as raised:
            await preview(session, "weeks", plan, now=NOW, definition=other)
    assert raised.value.code == "other_key"


async def test_tasks_and_who_finishes_are_counted_as_messages_are(world: World) -> None:
    """**How it broke:** “Move 5, messages 0” was said where nobody went to another step, and three
    of the five got a task and were through at once."""
    await publish(world, weeks())
    await inside(world)
    call = {
        "type": "task",
        "title": "Call",
        "assign": {"owner": "account", "else": "kim@example.com"},
        "next": "done",
    }
    written = weeks(wait="2d").model_dump(mode="json", by_alias=True, exclude_unset=True)
    written["steps"]["week"]["next"] = "call"
    del written["steps"]["nudge"]
    async with world.database.transaction() as session:
        new = Journey.model_validate({**written, "steps": {**written["steps"], "call": call}})
        plan = Plan.model_validate({"everyone": True, "fates": {"nudge": "continue"}})
        seen = await preview(session, "weeks", plan, now=NOW + days(3), definition=new)
    assert (seen.problems, seen.moved, seen.staying) == ((), 0, 1)
    assert [(each.words, each.before, each.after) for each in seen.kinds] == [
        ("Get a message", DueCount(), DueCount()),
        ("Get a task", DueCount(), DueCount(1, 1)),
        ("Finish the journey", DueCount(), DueCount(1, 1)),
    ]


async def test_those_inside_are_told_of_by_their_own_dates(world: World) -> None:
    """**How it broke:** a limit by a date that was past for them was left out of account, and they
    got the message behind the wait as soon as they were moved to it."""
    await publish(world, weeks())
    for name, date in (("Past", "2026-01-31"), ("To come", "2027-01-31")):
        enrolled = await row(world, await inside(world, name=name))
        assert enrolled.account_id is not None
        await world.change(Account, enrolled.account_id, traits={"renewal_date": date})
    written = weeks().model_dump(mode="json", by_alias=True, exclude_none=True)
    written["steps"]["week"] = {
        "type": "wait",
        "until": {"event": "Contract Signed"},
        "at_most": {"date": {"trait": "account.renewal_date", "offset": "-14d"}},
        "on": {"happened": "done", "timeout": "nudge"},
    }
    plan = Plan.model_validate({"everyone": True})
    async with world.database.transaction() as session:
        new = Journey.model_validate(written)
        seen = await preview(session, "weeks", plan, now=NOW, definition=new)
    assert seen.due_after == DueCount(1, 1)
