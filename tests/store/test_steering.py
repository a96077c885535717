"""One customer is led past a wait, elsewhere, or to another try; or it is said why not."""

import asyncio
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlmodel import col, select

from engine.advancing.journal import Entry
from engine.errors import Conflict, DoneAlready, Elsewhere, Invalid, NotFound
from engine.interpreter import Position
from engine.migrating import Plan
from engine.store import journeys, tables
from engine.store.audit import Actor
from engine.store.enrolling import Enrolled
from engine.store.enrollments import request_exit
from engine.store.leaving_behind import CALLED_OFF, WITHDRAWN
from engine.store.migrating import apply_pending
from engine.store.passages import MovedMeanwhile, load, move
from engine.store.reading.paths import Path, path_of
from engine.store.steerable import Seen
from engine.store.steering import Steered, move_to, retry, skip_wait
from engine.store.tables import AuditEntry, Enrollment, Message, MigrationResult, Task
from tests.world import World, days

NOW = datetime(2026, 9, 7, 12, 0, tzinfo=UTC)
LATER = NOW + days(1)
KIM = Actor("kim@northwind.test")
SERIES = """
journey: series
name: Series
entry: {triggers: [{event: Account Created}]}
start: hello
steps:
  hello: {type: email, template: hello, next: week}
  week:
    type: wait
    until: {event: Login}
    at_most: 7d
    on: {happened: done, timeout: call}
  call:
    type: task
    title: Call
    due: 2d
    outcomes: [well, badly]
    next: look
    on: {overdue: done}
  look: {type: approve, message: last, due: 1d, on: {approved: last, cancelled: done}}
  last: {type: email, template: hello, next: forever}
  forever: {type: wait, until: {event: Login}, on: {happened: done}}
  done: {type: exit}
templates: {hello: {subject: Hello, body: Hello.}}
"""


async def stands(
    world: World, step: str, *, visits: dict[str, int] | None = None, asked: bool = False,
    **columns: Any,
) -> UUID:  # fmt: skip
    """A customer stands at a step of version 1."""
    try:
        journey = await world.journey("series")
    except Exception:
        journey = await world.publish(SERIES)
    customer = await world.customer()
    enrolled = await world.enroll(journey, customer, NOW)
    assert isinstance(enrolled, Enrolled)
    position = Position(
        step=step,
        visits=visits or {"hello": 1, step: 1},
        enrolled_at=NOW,
        entered_at=NOW,
        asked_at=NOW if asked else None,
    )
    given = {
        "status": "running",
        "position": position.model_dump(mode="json"),
        "current_step": step,
        "waiting_for": "“Login”",
        "wakes_at": NOW + days(7),
    }
    await world.change(Enrollment, enrolled.enrollment_id, **(given | columns))
    return enrolled.enrollment_id


async def row(world: World, enrollment: UUID) -> Enrollment:
    async with world.database.transaction() as session:
        return await session.get_one(Enrollment, enrollment)


def at(step: str, visit: int = 1, version: int = 1) -> Seen:
    return Seen(step, visit, version)


async def skip(
    world: World,
    enrollment: UUID,
    step: str,
    outlet: str | None = None,
    reason: str = "They asked.",
) -> Steered:
    async with world.database.transaction() as session:
        return await skip_wait(
            session,
            enrollment,
            reason,
            seen=at(step),
            outlet=outlet,
            by=KIM,
            now=LATER,
            default_zone="UTC",
        )


async def go(world: World, enrollment: UUID, step: str, to: str, *, again: bool = False) -> Steered:
    async with world.database.transaction() as session:
        return await move_to(
            session,
            enrollment,
            "They asked.",
            to=to,
            seen=at(step),
            again=again,
            by=KIM,
            now=LATER,
            default_zone="UTC",
        )


async def once_more(world: World, enrollment: UUID, step: str | None = None) -> Steered:
    async with world.database.transaction() as session:
        return await retry(
            session,
            enrollment,
            "It is mended.",
            step=step,
            by=KIM,
            now=LATER,
            default_zone="UTC",
        )


async def message(world: World, enrollment: UUID, step: str, status: str) -> UUID:
    found = await row(world, enrollment)
    sent = Message(
        id=uuid4(),
        enrollment_id=enrollment,
        journey_id=found.journey_id,
        step=step,
        visit=1,
        channel="email",
        template="hello",
        topic="series",
        status=status,
    )
    async with world.database.transaction() as session:
        session.add(sent)
    return sent.id


async def task(world: World, enrollment: UUID, step: str = "call", **columns: Any) -> UUID:
    found = await row(world, enrollment)
    approval = step == "look"
    asked = Task(
        id=uuid4(),
        enrollment_id=enrollment,
        journey_id=found.journey_id,
        step=step,
        visit=1,
        kind="approval" if approval else "task",
        title="Call",
        assigned_because="the owner",
        outcomes=["approved", "cancelled"] if approval else ["well", "badly"],
        due_at=NOW + days(2),
        **columns,
    )
    async with world.database.transaction() as session:
        session.add(asked)
    return asked.id


async def get(world: World, table: type[Any], identifier: UUID) -> Any:
    async with world.database.transaction() as session:
        return await session.get_one(table, identifier)


async def audited(world: World) -> list[tuple[str, str]]:
    async with world.database.transaction() as session:
        found = await session.exec(select(AuditEntry).order_by(col(AuditEntry.id)))
        return [(each.actor, each.action) for each in found]


async def changes(world: World) -> UUID:
    """The journey changes for everybody who is in it."""
    new = (await world.journey("series")).model_copy(update={"name": "Another"})
    async with world.database.transaction() as session:
        published = await journeys.publish_definition(
            session, new, by=KIM, now=NOW, plan=Plan(everyone=True)
        )
    assert published.migration_id is not None
    return published.migration_id


async def last(world: World, enrollment: UUID) -> tables.TimelineEntry:
    return (await world.timeline(enrollment))[-1]


# Skipping a wait


async def test_a_wait_is_skipped_as_if_its_time_had_come(world: World) -> None:
    acme = await stands(world, "week", listens=["event:Login"])
    steered = await skip(world, acme, "week")
    assert (steered.step, steered.visit, steered.held_because) == ("call", 1, None)
    found = await row(world, acme)
    assert (found.current_step, found.moves, found.waiting_for, found.wakes_at) == (
        "call",
        1,
        None,
        None,
    )
    assert Position.model_validate(found.position).entered_at == LATER
    assert "event:Login" not in found.listens
    entry = await last(world, acme)
    assert entry.summary == (
        "Wait skipped by kim@northwind.test, as if the time had come: They asked."
    )
    assert (entry.step, entry.visit, entry.outlet, entry.left_at) == ("week", 1, "timeout", LATER)
    assert await audited(world) == [("kim@northwind.test", "enrollment.skip_wait")]
    assert [wake.cause for wake in await world.wakes()] == [f"skip/{LATER.isoformat()}"]


async def test_the_way_on_may_be_chosen(world: World) -> None:
    acme = await stands(world, "week")
    assert (await skip(world, acme, "week", "happened")).step == "done"
    said = (await last(world, acme)).summary
    assert said == ("Wait skipped by kim@northwind.test, as if “Login” had happened: They asked.")


async def test_what_waits_without_end_needs_a_way_to_be_named(world: World) -> None:
    acme = await stands(world, "forever")
    with pytest.raises(Invalid, match="waits without end"):
        await skip(world, acme, "forever")
    with pytest.raises(Invalid, match="no way on called “timeout”"):
        await skip(world, acme, "forever", "timeout")
    assert (await skip(world, acme, "forever", "happened")).step == "done"


async def test_what_is_no_wait_cannot_be_skipped(world: World) -> None:
    acme = await stands(world, "hello", waiting_for="the moment it may be sent, Mon 09:00")
    with pytest.raises(Conflict, match="It is put off until the moment it may be sent") as raised:
        await skip(world, acme, "hello")
    assert raised.value.code == "not_waiting"


async def test_a_task_says_what_the_way_taken_says(world: World) -> None:
    """Whoever asks later how the task came out is not told otherwise."""
    acme = await stands(world, "call", asked=True)
    asked = await task(world, acme)
    assert (await skip(world, acme, "call", "badly")).step == "look"
    done = await get(world, Task, asked)
    assert (done.status, done.outcome, done.completed_by) == ("done", "badly", KIM.name)
    assert done.note == "They asked."


async def test_a_task_whose_time_is_skipped_stays_to_be_done_and_is_overdue(world: World) -> None:
    acme = await stands(world, "call", asked=True)
    asked = await task(world, acme)
    assert (await skip(world, acme, "call")).step == "done"
    found = await get(world, Task, asked)
    assert (found.status, found.due_at) == ("open", LATER)


@pytest.mark.parametrize(("outlet", "to"), [("approved", "last"), ("cancelled", "done")])
async def test_an_approval_is_answered_also_while_it_is_held(
    world: World, outlet: str, to: str
) -> None:
    acme = await stands(world, "look", asked=True)
    asked = await task(world, acme, "look", status="held")
    assert (await skip(world, acme, "look", outlet)).step == to
    found = await get(world, Task, asked)
    expected = "done" if outlet == "approved" else "cancelled"
    assert (found.status, found.outcome) == (expected, outlet)


async def test_what_was_answered_a_moment_ago_is_not_answered_again(world: World) -> None:
    acme = await stands(world, "call", asked=True)
    await task(world, acme, status="done", outcome="well")
    with pytest.raises(Conflict, match="answered a moment ago"):
        await skip(world, acme, "call", "badly")


async def test_who_waits_for_a_task_that_was_called_off_can_be_led_on(world: World) -> None:
    acme = await stands(world, "call", asked=True)
    await task(world, acme, status="cancelled")
    assert (await skip(world, acme, "call", "well")).step == "look"


# Moving


async def test_who_is_moved_forward_comes_to_the_step_now(world: World) -> None:
    acme = await stands(world, "week")
    steered = await go(world, acme, "week", "last")
    assert (steered.step, steered.again, steered.not_again) == ("last", [], [])
    entry = await last(world, acme)
    assert (entry.kind, entry.step, entry.outlet) == ("moved", "last", None)
    assert entry.summary == "Moved by kim@northwind.test from “Week” to “Last”: They asked."
    assert await audited(world) == [("kim@northwind.test", "enrollment.move")]
    assert len(await world.wakes()) == 1


async def test_nothing_is_sent_again_that_nobody_said_should_be(world: World) -> None:
    """**Invariant:** a completed step is never done again unseen, whoever leads whom where."""
    acme = await stands(world, "week")
    await message(world, acme, "hello", "sent")
    with pytest.raises(DoneAlready, match="They have had “Hello”") as raised:
        await go(world, acme, "week", "hello")
    assert raised.value.again == ("hello",)
    assert (await row(world, acme)).moves == 0
    steered = await go(world, acme, "week", "hello", again=True)
    assert (steered.step, steered.visit, steered.again) == ("hello", 2, ["hello"])
    assert Position.model_validate((await row(world, acme)).position).done == frozenset()


async def test_what_they_have_had_further_on_is_passed_over(world: World) -> None:
    visits = {"hello": 1, "week": 1, "call": 1, "look": 1, "last": 1, "forever": 1}
    acme = await stands(world, "forever", visits=visits)
    await message(world, acme, "hello", "sent")
    await message(world, acme, "last", "sent")
    await task(world, acme, status="done", outcome="well")
    steered = await go(world, acme, "forever", "week")
    assert steered.not_again == ["call", "last"]
    assert set(Position.model_validate((await row(world, acme)).position).done) == {
        "hello",
        "call",
        "last",
    }


async def test_what_was_still_to_be_sent_is_not_sent(world: World) -> None:
    acme = await stands(world, "last", trouble={"error": "The mail server does not answer."})
    queued = await message(world, acme, "last", "queued")
    await go(world, acme, "last", "forever")
    assert (await row(world, acme)).trouble is None
    found = await get(world, Message, queued)
    assert (found.status, found.reason) == ("skipped", WITHDRAWN)


@pytest.mark.parametrize("status", ["open", "held"])
async def test_a_question_nobody_waits_for_any_more_is_called_off(
    world: World, status: str
) -> None:
    acme = await stands(world, "look", asked=True)
    asked = await task(world, acme, "look", status=status)
    await go(world, acme, "look", "forever")
    found = await get(world, Task, asked)
    assert (found.status, found.note) == ("cancelled", CALLED_OFF)


async def test_a_question_they_come_by_again_stays_asked(world: World) -> None:
    acme = await stands(world, "call", visits={"hello": 1, "week": 1, "call": 1}, asked=True)
    asked = await task(world, acme)
    steered = await go(world, acme, "call", "week")
    assert steered.not_again == ["call"]
    assert (await get(world, Task, asked)).status == "open"


async def test_nobody_is_moved_where_they_are_or_nowhere(world: World) -> None:
    acme = await stands(world, "week")
    with pytest.raises(Conflict, match="They stand at “Week” already"):
        await go(world, acme, "week", "week")
    with pytest.raises(Invalid, match="Did you mean “call”"):
        await go(world, acme, "week", "cal")


# Trying again


async def test_what_keeps_failing_is_tried_at_once_and_nobody_at_work_is_disturbed(
    world: World,
) -> None:
    """**Invariant:** who asks for another try does not have a mail sent twice.

    **How it would break:** a move in the middle of a sending has whoever sends lose what they have
    sent, and the mail goes out once more."""
    acme = await stands(world, "last", trouble={"error": "The mail server does not answer."})
    await message(world, acme, "last", "claimed")
    async with world.database.transaction() as session:
        sending = await load(session, acme, default_zone="UTC")
    assert sending is not None
    await once_more(world, acme)
    async with world.database.transaction() as session:
        await move(session, sending, [Entry("sent", "Sent.")], {"trouble": None}, LATER)
    assert [entry.kind for entry in await world.timeline(acme)] == ["retried", "sent"]
    assert [wake.cause for wake in await world.wakes()] == [f"retry/{LATER.isoformat()}"]
    assert await audited(world) == [("kim@northwind.test", "enrollment.retry")]


async def test_where_nothing_fails_there_is_nothing_to_try_again(world: World) -> None:
    acme = await stands(world, "week")
    for step in (None, "hello"):
        await message(world, acme, "hello", "sent")
        with pytest.raises(Conflict) as raised:
            await once_more(world, acme, step)
        assert raised.value.code == "nothing_to_retry"


@pytest.mark.parametrize("fate", ["failed", "skipped"])
async def test_a_message_that_reached_nobody_is_gone_back_to(world: World, fate: str) -> None:
    acme = await stands(world, "week")
    await message(world, acme, "hello", fate)
    steered = await once_more(world, acme, "hello")
    assert (steered.step, steered.visit) == ("hello", 2)
    said = (await last(world, acme)).summary
    assert said.endswith("from “Week” to “Hello”, to try it again: It is mended.")


# What keeps somebody from being steered


async def test_who_has_gone_on_since_is_left_where_they_are(world: World) -> None:
    acme = await stands(world, "week")
    await skip(world, acme, "week")
    with pytest.raises(Elsewhere, match="no longer stand at “Week”, but at “Call”") as raised:
        await go(world, acme, "week", "last")
    assert (raised.value.step, raised.value.visit) == ("call", 1)
    async with world.database.transaction() as session:
        with pytest.raises(Elsewhere, match="moved to version 1"):
            await move_to(
                session, acme, "No.", to="last", seen=at("call", 1, 2), by=KIM, now=LATER,
                default_zone="UTC",
            )  # fmt: skip


async def test_of_two_who_steer_at_once_the_second_is_told(world: World) -> None:
    acme = await stands(world, "week")
    results = await asyncio.gather(
        skip(world, acme, "week"), go(world, acme, "week", "last"), return_exceptions=True
    )
    assert sorted(type(each).__name__ for each in results) == ["Elsewhere", "Steered"]
    assert (await row(world, acme)).moves == 1


async def test_whoever_was_advancing_them_looks_again(world: World) -> None:
    acme = await stands(world, "week")
    async with world.database.transaction() as session:
        advancing = await load(session, acme, default_zone="UTC")
    assert advancing is not None
    await skip(world, acme, "week")
    with pytest.raises(MovedMeanwhile):
        async with world.database.transaction() as session:
            await move(session, advancing, [Entry("sent", "Sent.")], {}, LATER)


async def test_a_mail_on_its_way_is_waited_for(world: World) -> None:
    acme = await stands(world, "last")
    await message(world, acme, "last", "claimed")
    with pytest.raises(Conflict, match="A message is on its way") as raised:
        await go(world, acme, "last", "forever")
    assert raised.value.code == "on_its_way"


async def test_who_is_about_to_be_moved_to_another_version_is_moved_first(world: World) -> None:
    acme = await stands(world, "week")
    await changes(world)
    with pytest.raises(Conflict) as raised:
        await skip(world, acme, "week")
    assert raised.value.code == "being_moved"
    async with world.database.transaction() as session:
        assert await apply_pending(session, acme, LATER)
    with pytest.raises(Elsewhere, match="moved to version 2"):
        await skip(world, acme, "week")


async def test_who_could_not_be_moved_can_still_be_taken_out(world: World) -> None:
    """**Invariant:** a request to leave is always carried out.

    **How it broke:** whoever could not be moved to a new version was stopped at the door each time
    they were looked at, before anybody looked at the request."""
    acme = await stands(world, "week")
    migration = await changes(world)
    broken = {"step": "week", "visits": {}, "enrolled_at": "2026-09-07T12:00:00Z"}
    await world.change(Enrollment, acme, position=broken)
    async with world.database.transaction() as session:
        await request_exit(session, acme, "They left.", by=KIM, now=NOW)
    async with world.database.transaction() as session:
        assert await apply_pending(session, acme, LATER)
        result = await session.get_one(MigrationResult, (migration, acme))
        assert result.status == "exited"
    assert (await row(world, acme)).exit_request == {
        "reason": "They left.",
        "by": KIM.name,
        "called": KIM.name,
        "at": NOW.isoformat(),
    }


async def test_who_is_gone_not_there_yet_or_unknown_is_not_steered(world: World) -> None:
    new = await stands(world, "week", status="starting", position=None, current_step=None)
    with pytest.raises(Conflict) as raised:
        await skip(world, new, "week")
    assert raised.value.code == "not_begun"
    acme = await stands(world, "week")
    async with world.database.transaction() as session:
        await request_exit(session, acme, "They left.", by=KIM, now=NOW)
    with pytest.raises(Conflict) as raised:
        await skip(world, acme, "week")
    assert raised.value.code == "being_taken_out"
    await world.change(Enrollment, acme, status="ended")
    with pytest.raises(Conflict) as raised:
        await once_more(world, acme)
    assert raised.value.code == "has_ended"
    with pytest.raises(NotFound):
        await skip(world, uuid4(), "week")


async def test_while_the_journey_is_paused_they_are_led_on_and_held_there(world: World) -> None:
    acme = await stands(world, "week", held_because="The journey is paused.")
    await world.pause(await world.journey("series"))
    steered = await skip(world, acme, "week")
    assert (steered.step, steered.held_because) == ("call", "The journey is paused.")
    found = await row(world, acme)
    assert (found.current_step, found.held_because) == ("call", "The journey is paused.")


# The path


async def path(world: World, enrollment: UUID) -> Path:
    async with world.database.transaction() as session:
        return await path_of(session, enrollment, default_zone="UTC", now=LATER)


async def test_the_path_says_where_they_stand_and_what_can_be_done(world: World) -> None:
    visits = {"hello": 1, "week": 1}
    acme = await stands(world, "week", visits=visits, listens=["event:Login"])
    await message(world, acme, "hello", "failed")
    found = (await path(world, acme)).now
    assert found is not None
    assert (found.step, found.title, found.visit, found.version) == ("week", "Week", 1, 1)
    assert found.wakes_for == "It is waited for no longer then. Goes on to “Call”."
    assert [each.words for each in found.listens] == ["“Login”, which leads to “Done”."]
    assert [(way.outlet, way.to, way.by_time) for way in found.can.skip] == [
        ("timeout", "call", True),
        ("happened", "done", False),
    ]
    assert [target.step for target in found.can.move if not target.again] == [
        "hello",
        "call",
        "look",
        "last",
        "forever",
        "done",
    ]
    assert (found.can.refused, found.can.retry, found.can.retry_steps) == (None, False, ["hello"])


async def test_the_path_warns_of_what_would_come_again(world: World) -> None:
    visits = {"hello": 1, "week": 1, "call": 1, "look": 1, "last": 1, "forever": 1}
    acme = await stands(world, "forever", visits=visits)
    await message(world, acme, "hello", "sent")
    await message(world, acme, "last", "sent")
    found = (await path(world, acme)).now
    assert found is not None
    again = {target.step: target.again for target in found.can.move}
    assert again["hello"] == ["hello", "last"]
    assert again["week"] == again["last"] == ["last"]
    assert again["done"] == []


async def test_a_steered_way_is_told_stay_by_stay(world: World) -> None:
    acme = await stands(world, "week")
    sent = await message(world, acme, "hello", "sent")
    await skip(world, acme, "week")
    await go(world, acme, "call", "forever")
    found = await path(world, acme)
    assert [(stay.step, stay.outlet, stay.next) for stay in found.visits] == [
        ("week", "timeout", "call"),
        ("call", None, "forever"),
        ("forever", None, None),
    ]
    assert found.visits[0].words == "not within 7 days"
    assert (
        found.visits[1].reason
        == "Moved by kim@northwind.test from “Call” to “Forever”: They asked."
    )
    await world.change(Enrollment, acme, status="ended", outcome="exited")
    assert (await path(world, acme)).now is None
    assert sent is not None


async def test_who_is_about_to_be_moved_is_said_to_be(world: World) -> None:
    acme = await stands(world, "week")
    await changes(world)
    found = (await path(world, acme)).now
    assert found is not None
    assert found.being_moved is not None
    assert (found.being_moved.version, found.being_moved.error) == (2, None)
    assert found.can.refused is not None
