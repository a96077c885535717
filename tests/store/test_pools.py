"""Pools, escalations and digests, on a real database: in turn, in business time, once."""

import asyncio
import re
from collections import Counter
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from sqlmodel import col, select

from engine.errors import Invalid
from engine.pooling import Rule
from engine.store import tasks
from engine.store.audit import Actor
from engine.store.colleagues import user_at
from engine.store.database import Database
from engine.store.enrolling import Enrolled
from engine.store.reading.touches import Glance, counts, list_tasks
from engine.store.tables import Account, AccountHealth, Digest, Enrollment, Notice, Pool, Task, User
from engine.store.tasking import acting, giving
from engine.store.tasking.digests import send_digests
from engine.store.tasking.escalating import escalate_late
from engine.store.tasking.history import history
from engine.store.tasking.leaving import let_go
from engine.store.team import people, pools, turns
from engine.store.upkeep import alone
from engine.working import TimeOff
from tests.world import World

NOW = datetime(2026, 12, 24, 10, 0, tzinfo=UTC)
"""The Thursday before Christmas."""
BY = Actor("mo@northwind.test")
JOURNEY = """
journey: once
name: Once
entry: {triggers: [{event: Account Created}]}
start: done
steps: {done: {type: exit}}
"""
ADA, BEA, CEM = (f"{name}@northwind.test" for name in ("ada", "bea", "cem"))
LATE = [{"after": "4 business hours", "to": {"role": "manager"}}]


@pytest.fixture
async def enrollment(world: World) -> UUID:
    journey, customer = await world.publish(JOURNEY), await world.customer()
    made = await world.enroll(journey, customer, NOW)
    assert isinstance(made, Enrolled)
    return made.enrollment_id


async def team(world: World) -> dict[UUID, str]:
    """Three of the pool “save”, in the Netherlands, Bea on leave until the third."""
    names = {}
    for name in ("Ada", "Bea", "Cem"):
        names[await world.user(f"{name.lower()}@northwind.test", name)] = name
    async with world.database.transaction() as session:
        for email in (ADA, BEA, CEM):
            hours = {"time_zone": "Europe/Amsterdam", "working_days": "mon-fri", "holidays": "NL"}
            await people.change_person(session, email, hours, by=BY)
        leave = TimeOff(date(2026, 12, 21), date(2027, 1, 3))
        await people.set_time_off(session, BEA, [leave], by=BY)
    await pool(world)
    return names


async def pool(
    world: World,
    rule: Rule = "round_robin",
    most_open: int | None = None,
    members: Iterable[str] = (ADA, BEA, CEM),
    fallback: str | None = None,
) -> None:
    async with world.database.transaction() as session:
        await pools.set_pool(
            session, "save", name="Save", rule=rule, members=list(members), most_open=most_open,
            hours_a_week=None, fallback=fallback, channel=None, by=BY, now=NOW,
        )  # fmt: skip


async def hand_out(
    world: World, enrollment: UUID, user: UUID | None = None, times: int = 1, **values: object
) -> UUID:
    """A task as the activity stores it; of the pool, unless it is somebody's. The last of several
    of one transaction."""
    async with world.database.transaction() as session:
        row = await session.get_one(Enrollment, enrollment)
        for _ in range(times):
            identifier = uuid4()
            drawn = turns.Drawn(
                await session.get(User, user) if user else None, "the account’s owner"
            )
            if user is None:
                drawn = await turns.draw(session, "save", now=NOW, minutes=None)
                values["pool"] = "save"
            await tasks.hand_out(
                session,
                identifier,
                row,
                step="call",
                visit=1,
                title="Call them",
                assignee_id=drawn.user.id if drawn.user else None,
                assigned_because=drawn.because,
                assigned_at=NOW if drawn.user else None,
                created_at=NOW,
                due_zone="UTC",
                **values,  # type: ignore[arg-type]
            )
    return identifier


async def task(world: World, identifier: UUID) -> Task:
    async with world.database.transaction() as session:
        return await session.get_one(Task, identifier)


async def told(world: World, identifier: UUID) -> list[str]:
    async with world.database.transaction() as session:
        return [line.said for line in await history(session, identifier)]


async def notices(world: World) -> list[Notice]:
    async with world.database.transaction() as session:
        return list(await session.exec(select(Notice).order_by(col(Notice.created_at))))


async def test_a_hundred_tasks_at_once_go_to_those_who_are_here(
    world: World, enrollment: UUID
) -> None:
    names = await team(world)
    await asyncio.gather(*(hand_out(world, enrollment, times=10) for _ in range(10)))
    given = Counter(names[each.assignee_id] for each in await world.tasks() if each.assignee_id)
    assert given == {"Ada": 50, "Cem": 50}
    assert "Bea is on leave until 3 January" in {
        part for each in await world.tasks() for part in each.assigned_because.split("; ")
    }
    assert len(await notices(world)) == 100


@pytest.mark.parametrize("rule", ["least_loaded", "least_arr"])
async def test_who_has_less_is_next(world: World, enrollment: UUID, rule: Rule) -> None:
    names = await team(world)
    ada = next(who for who, name in names.items() if name == "Ada")
    mine = await world.customer("Big")
    await world.change(Account, mine.account_id, owner_id=ada, arr_minor=5_000_00)
    await hand_out(world, enrollment, ada)
    await pool(world, rule)
    drawn = await task(world, await hand_out(world, enrollment))
    assert drawn.assignee_id
    assert names[drawn.assignee_id] == "Cem"


async def test_without_room_it_waits_and_is_given_out_once_somebody_has_some(
    world: World, enrollment: UUID
) -> None:
    names = await team(world)
    await pool(world, most_open=1)
    first, _, waits = [await hand_out(world, enrollment) for _ in range(3)]
    assert (await task(world, waits)).assignee_id is None
    async with world.database.transaction() as session:
        assert await giving.give_out_queues(session, NOW) == 0
        await tasks.complete(session, first, outcome=None, note=None, by=BY, now=NOW)
    async with world.database.transaction() as session:
        assert await giving.give_out_queues(session, NOW) == 1
    given = await task(world, waits)
    assert given.assignee_id == (await task(world, first)).assignee_id
    assert [line.partition(":")[0] for line in await told(world, waits)] == [
        "Handed out to nobody yet",
        f"Given to {names[given.assignee_id]}",  # type: ignore[index]
    ]


async def test_what_waits_for_a_pool_that_is_not_there_is_given_out_once_it_is(
    world: World, enrollment: UUID
) -> None:
    waits = await hand_out(world, enrollment)
    async with world.database.transaction() as session:
        assert await giving.give_out_queues(session, NOW) == 0
    await pool(world, members=[])
    async with world.database.transaction() as session:
        assert (await pools.get_pool(session, "save", NOW)).waiting == 1
        assert await giving.give_out_queues(session, NOW) == 0
    await team(world)
    async with world.database.transaction() as session:
        assert await giving.give_out_queues(session, NOW) == 1
    assert (await task(world, waits)).assignee_id is not None


async def test_an_empty_or_unknown_pool_falls_back(world: World) -> None:
    await team(world)
    await pool(world, members=[])
    async with world.database.transaction() as session:
        assert (await turns.draw(session, "save", now=NOW, minutes=None)).fails
        assert (await turns.draw(session, "nobody", now=NOW, minutes=None)).fails
    await pool(world, members=[BEA], fallback=CEM)
    async with world.database.transaction() as session:
        drawn = await turns.draw(session, "save", now=NOW, minutes=None)
    assert drawn.user
    assert (drawn.user.name, drawn.because.partition(";")[0]) == ("Cem", "stands in")


async def test_what_is_late_escalates_in_business_time_and_once_though_two_look(
    world: World, enrollment: UUID
) -> None:
    """Due on Christmas Eve at three in Amsterdam. Two hours are left of that day, then come two
    holidays and a weekend: four business hours end on Monday at eleven."""
    names = await team(world)
    ada, cem = (next(who for who, name in names.items() if name == each) for each in ("Ada", "Cem"))
    await world.change(User, ada, manager_id=cem)
    due = datetime(2026, 12, 24, 14, 0, tzinfo=UTC)
    late = await hand_out(world, enrollment, ada, due_at=due, escalation=LATE)
    async with world.database.transaction() as session:
        row = await session.get_one(Task, late)
        row.escalates_at = giving.escalates_at(row, await session.get_one(User, ada))
        assert row.escalates_at == datetime(2026, 12, 28, 10, 0, tzinfo=UTC)
    for minutes, found in ((-1, 0), (1, 1)):
        at = datetime(2026, 12, 28, 10, 0, tzinfo=UTC) + timedelta(minutes=minutes)
        looked = await asyncio.gather(*(look(world.database, at) for _ in range(3)))
        assert sum(looked) == found
    assert (await task(world, late)).assignee_id == cem
    assert (await told(world, late))[-1] == (
        "4 business hours late: escalated to Cem (Ada’s manager)."
    )
    mails = {each.user_id: each.subject for each in await notices(world) if each.kind != "assigned"}
    assert mails == {
        cem: "Late, and now yours: Call them",
        ada: "Late, and no longer yours: Call them",
    }


async def look(database: Database, now: datetime) -> int:
    """As the recurring job does, whichever replica it is in."""
    async with database.transaction() as session:
        return await escalate_late(session, now) if await alone(session, "escalate") else 0


async def test_what_escalates_to_a_pool_without_room_waits_there(
    world: World, enrollment: UUID
) -> None:
    """**Invariant:** a level is used up only by handing the task on. **How it broke:** where nobody
    in the pool had room, the task stayed where it was and its history said that it waited."""
    names = await team(world)
    ids = {name: who for who, name in names.items()}
    await pool(world, most_open=1, members=[CEM])
    busy = await hand_out(world, enrollment, ids["Cem"])
    level = [{"after": "1h", "to": {"pool": "save"}}]
    late = await hand_out(
        world, enrollment, ids["Ada"], due_at=NOW, escalation=level, escalates_at=NOW
    )
    async with world.database.transaction() as session:
        assert await escalate_late(session, NOW) == 1
    queued = await task(world, late)
    assert (queued.assignee_id, queued.pool, queued.escalated) == (None, "save", 1)
    async with world.database.transaction() as session:
        await tasks.complete(session, busy, outcome=None, note=None, by=BY, now=NOW)
        assert await giving.give_out_queues(session, NOW) == 1
    assert (await task(world, late)).assignee_id == ids["Cem"]
    assert "escalated to the pool “Save”, where it waits" in " ".join(await told(world, late))


@pytest.mark.parametrize(
    "to",
    [{"pool": "night"}, {"role": "manager", "else": {"pool": "night"}}],
    ids=["at once", "else"],
)
async def test_what_escalates_to_a_pool_is_of_that_pool_and_who_had_it_is_told(
    world: World, enrollment: UUID, to: dict[str, object]
) -> None:
    """**How it broke:** the task stayed in the pool it had come by, whose chat heard of it, and
    who had not got to it found it gone."""
    names = await team(world)
    ids = {name: who for who, name in names.items()}
    async with world.database.transaction() as session:
        await pools.set_pool(
            session, "night", name="Night watch", rule="round_robin", members=[BEA], most_open=None,
            hours_a_week=None, fallback=CEM, channel=None, by=BY, now=NOW,
        )  # fmt: skip
    level = [{"after": "1h", "to": to}]
    late = await hand_out(
        world, enrollment, ids["Ada"], pool="save", due_at=NOW, escalation=level, escalates_at=NOW
    )
    async with world.database.transaction() as session:
        assert await escalate_late(session, NOW) == 1
    given = await task(world, late)
    assert (given.assignee_id, given.pool) == (ids["Cem"], "night")
    why = "stands in; nobody of the pool “Night watch” is here; Bea is on leave until 3 January"
    assert given.assigned_because == f"{why}; 1 hour late with Ada"
    mails = {each.user_id: each for each in await notices(world) if each.kind == "escalated"}
    assert mails[ids["Cem"]].subject == "Late, and now yours: Call them"
    assert f"It is yours ({why}" in mails[ids["Cem"]].text
    assert mails[ids["Ada"]].subject == "Late, and no longer yours: Call them"
    assert f"It is Cem’s now ({why}" in mails[ids["Ada"]].text
    assert "Due Thu 24 Dec 2026, 11:00 (Europe/Amsterdam)." in mails[ids["Ada"]].text


async def test_a_test_takes_no_turn(world: World, enrollment: UUID) -> None:
    await team(world)
    trial = await hand_out(world, enrollment, uuid4())
    async with world.database.transaction() as session:
        row = await session.get_one(Task, trial)
        row.is_test, row.pool = True, "save"
    async with world.database.transaction() as session:
        assert await giving.give_out_queues(session, NOW) == 0
        assert (await pools.get_pool(session, "save", NOW)).waiting == 0
        await giving.reassign(session, trial, pool="save", reason=None, by=BY, now=NOW)
    async with world.database.transaction() as session:
        assert (await session.get_one(Pool, "save")).last_given_to is None
    assert (await task(world, trial)).assignee_id is None


async def test_who_has_left_gets_nothing_new(world: World) -> None:
    """**How it broke:** `assign: {user}` found colleagues by their address alone."""
    await world.user("gone@northwind.test", "Gil")
    async with world.database.transaction() as session:
        assert await user_at(session, " Gone@northwind.test") is not None
        await people.disable(session, "gone@northwind.test", by=BY, now=NOW)
        assert await user_at(session, "gone@northwind.test") is None


async def test_a_digest_comes_once_a_morning_and_not_on_days_off(
    world: World, enrollment: UUID
) -> None:
    names = await team(world)
    ada = next(who for who, name in names.items() if name == "Ada")
    await hand_out(world, enrollment, ada, due_at=NOW + timedelta(hours=2))
    await hand_out(world, enrollment, ada, due_at=NOW - timedelta(days=1))

    async def at(hour: str) -> int:
        async with world.database.transaction() as session:
            return await send_digests(session, datetime.fromisoformat(f"{hour}:00+00:00"))

    async with world.database.transaction() as session:
        (await session.get_one(User, await world.user("dan@x.test", "Dan"))).digest_at = "9:00"
    # Eight in Amsterdam is seven in UTC. Bea is on leave; on the 25th everybody is.
    assert await at("2026-12-24T06:59") == 0
    assert sum(await asyncio.gather(at("2026-12-24T07:01"), at("2026-12-24T07:01"))) == 2
    assert [await at("2026-12-24T15:00"), await at("2026-12-25T10:00")] == [0, 0]
    async with world.database.transaction() as session:
        items = {each.user_id: each.items for each in await session.exec(select(Digest))}
    assert {names[who]: count for who, count in items.items()} == {"Ada": 2, "Cem": 0}
    (mail,) = [each for each in await notices(world) if each.kind == "digest"]
    assert mail.subject == "Your day: 1 overdue, 1 due today"
    assert re.findall(r"^- Call them .*, 11:00 \(Europe/Amsterdam\) /tasks/", mail.text, re.M)


async def test_who_has_named_no_zone_has_the_installations_morning(
    world: World, enrollment: UUID
) -> None:
    """**How it broke:** their morning was at eight in UTC, whatever zone the settings named; and an
    account with a health of 0 was listed without it. Of one whose name has two lines, all accounts
    were shown as they are stored."""
    kim = await world.user("kim@northwind.test", "Kim")
    customer = await world.customer("Red\nand Sons")
    await world.change(Account, customer.account_id, owner_id=kim)
    health = AccountHealth(
        account_id=customer.account_id, at=NOW, band_since=NOW, card="usual", revision=1,
        band="red", score=0, sentence="", computed={}, compared={},
    )  # fmt: skip
    async with world.database.transaction() as session:
        session.add(health)
    seven = datetime(2026, 12, 24, 7, 1, tzinfo=UTC)
    async with world.database.transaction() as session:
        assert await send_digests(session, seven) == 0
        assert await send_digests(session, seven, "Europe/Amsterdam") == 1
    (mail,) = await notices(world)
    assert mail.text.endswith(f"\n- Red and Sons, health 0 /accounts/{customer.account_id}")


@pytest.mark.parametrize(
    "change",
    [{"digest_at": "9:00"}, {"working_days": "x"}, {"working_from": "soon"}, {"most_open": -1}],
)
async def test_nobody_has_hours_that_cannot_be_read(
    world: World, change: dict[str, object]
) -> None:
    """**Invariant:** what a colleague says of themselves stops nobody else's work. **How it
    broke:** `digest_at` of 9:00 ended every digest, and days that are none every draw."""
    await world.user(ADA, "Ada")
    async with world.database.transaction() as session:
        with pytest.raises(Invalid):
            await people.change_person(session, ADA, change, by=BY)


async def test_what_is_given_to_another_is_due_in_their_hours(
    world: World, enrollment: UUID
) -> None:
    await team(world)
    await world.user("dee@northwind.test", "Dee")
    ours = await hand_out(world, enrollment, due_in="1 business day", due_at=NOW)
    async with world.database.transaction() as session:
        await giving.reassign(session, ours, to=CEM, reason="Knows them", by=BY, now=NOW)
    given = await task(world, ours)
    assert f"{given.due_at:%d %H}" == "28 10"
    assert given.assigned_because == "Knows them"
    async with world.database.transaction() as session:
        await giving.reassign(session, ours, to="dee@northwind.test", reason="", by=BY, now=NOW)
    assert f"{(await task(world, ours)).due_at:%d %H}" == "25 10"


async def test_who_leaves_leaves_their_tasks_to_the_pool_else_to_their_manager(
    world: World, enrollment: UUID
) -> None:
    names = await team(world)
    ada, bea = (next(who for who, name in names.items() if name == each) for each in ("Ada", "Bea"))
    await world.change(User, ada, manager_id=bea)
    shared = await hand_out(world, enrollment, ada, pool="save")
    own = await hand_out(world, enrollment, ada)
    async with world.database.transaction() as session:
        assert await let_go(session, ADA, by=BY, now=NOW) == 2
    found = [(await task(world, each)).assignee_id for each in (shared, own)]
    assert [names[who] for who in found if who] == ["Cem", "Bea"]


async def test_put_off_is_out_of_sight_and_due_as_before(world: World, enrollment: UUID) -> None:
    names = await team(world)
    ada = next(who for who, name in names.items() if name == "Ada")
    later = await hand_out(world, enrollment, ada, due_at=NOW, checklist=[{"text": "Look"}])
    tomorrow = NOW + timedelta(days=1)
    async with world.database.transaction() as session:
        await acting.snooze(session, later, tomorrow, reason="Away", by=BY, now=NOW)
        await acting.tick(session, later, 0, True, by=BY, now=NOW)
        with pytest.raises(Invalid, match="no item 1"):
            await acting.tick(session, later, 1, True, by=BY, now=NOW)
    async with world.database.transaction() as session:
        for now, seen in ((NOW, (0, 0, 1)), (tomorrow, (1, 1, 0))):
            glance = Glance("open", "mine", ada, now, tomorrow + timedelta(days=1))
            found = await counts(session, glance, ("open", "today", "snoozed"))
            assert tuple(found.values()) == seen
            assert len((await list_tasks(session, glance=glance)).rows) == seen[0]
    kept = await task(world, later)
    assert kept.due_at == NOW
    assert kept.checklist == [{"text": "Look", "by": BY.name, "at": NOW.isoformat()}]
