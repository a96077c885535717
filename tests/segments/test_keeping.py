"""Segments keep themselves up to date: with events, with time, and when a condition is new."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event, text
from sqlmodel import select

from engine.evaluation import evaluate
from engine.segments.written import condition_from
from engine.store.database import Database
from engine.store.facts import gather
from engine.store.merging import merge
from engine.store.segmenting import counting
from engine.store.segmenting.gathering import facts_of, subjects_of
from engine.store.tables import Account, Event, SegmentCount, SegmentTurn, Wake
from tests.segments.parts import NOW, House
from tests.world import World, days

ACTIVE = {"event": "Login", "within": "7d"}
QUIET = {"event": "Login", "within": "7d", "at_most": 0}
PRO = {"trait": "account.plan", "is": "pro"}

GREETED = """
journey: greeted
name: Greeted
entry: {triggers: [{segment: pro}]}
start: there
steps:
  there:
    type: wait
    until: {when: {segment: active}}
    at_most: 30d
    on: {happened: done, timeout: done}
  done: {type: exit}
"""


async def test_an_event_brings_in_and_another_takes_out(world: World, house: House) -> None:
    acme, other = await world.customer(), await world.customer("Other")
    await house.put("pro", PRO)
    await house.settle()
    await world.set_traits(acme, NOW, plan="pro")
    await house.settle()
    assert await house.members("pro") == {acme.account_id}
    await world.set_traits(other, NOW, plan="free")
    await world.set_traits(acme, NOW, plan="free")
    await house.settle()
    assert await house.members("pro") == set()
    assert await house.told() == [("Segment Entered", "pro"), ("Segment Left", "pro")]
    assert await house.history("pro") == [(True, "event"), (False, "event")]


async def test_time_alone_takes_out_also_after_a_time_away(world: World, house: House) -> None:
    acme = await world.customer()
    await house.put("active", ACTIVE)
    await house.put("quiet", QUIET)
    await world.happens("Login", acme, NOW)
    await house.settle()
    house.now = NOW + days(5)
    await world.happens("Login", acme, house.now)
    await house.settle()
    house.now = NOW + days(11)  # the first turn is long past; it was put off by the second login
    await house.settle()
    assert await house.members("active") == {acme.account_id}
    house.now = NOW + days(40)
    await house.settle()
    assert await house.members("active") == set()
    assert await house.members("quiet") == {acme.account_id}
    assert sorted(await house.told()) == [
        ("Segment Entered", "quiet"), ("Segment Left", "active"),
    ]  # fmt: skip
    async with world.database.transaction() as session:
        assert (await session.exec(select(SegmentTurn))).all() == []


async def test_what_happens_once_more_moves_nobody_and_time_does(
    world: World, house: House
) -> None:
    """Who is in by how often it happened is not counted anew for every time it happens again."""
    acme = await world.customer()
    await house.put("busy", {"event": "Login", "within": "7d", "at_least": 2})
    await house.put("away", {"event": "Login", "within": "7d", "at_most": 0})
    await house.settle()
    for _ in range(2):
        await world.happens("Login", acme, NOW)
    await house.settle()
    for day in (1, 3):
        house.now = NOW + days(day)
        await world.happens("Login", acme, house.now)
        await house.settle()
    everyone = {acme.account_id}
    assert (await house.members("busy"), await house.members("away")) == (everyone, set())
    for later, busy, away in ((7.5, True, False), (8.5, False, False), (10.5, False, True)):
        house.now = NOW + days(later)
        await house.settle()
        assert await house.members("busy") == (everyone if busy else set())
        assert await house.members("away") == (everyone if away else set())


async def test_who_is_new_is_looked_at_also_for_what_they_have_not_done(
    world: World, house: House
) -> None:
    """Whether an event came with them or, as from a file, none did."""
    await house.put("quiet", QUIET)
    await house.put("lonely", {"not": {"trait": "account.plan", "exists": True}}, "contact")
    await house.settle()
    silent, heard = await world.customer(), await world.customer("Heard")
    await world.happens("Account Created", heard, NOW)
    await house.dispatcher.dispatch()
    assert await house.members("quiet") == {heard.account_id}
    await house.settle()
    assert await house.members("quiet") == {silent.account_id, heard.account_id}
    assert await house.members("lonely") == {silent.contact_id, heard.contact_id}


async def test_what_becomes_of_an_account_concerns_its_contacts(world: World, house: House) -> None:
    acme = await world.customer()
    bea = await world.colleague(acme, email=None)
    await house.put("pro", PRO)
    await house.put("pro-people", {"all": [{"segment": "pro"}, PRO]}, "contact")
    await house.settle()
    await world.set_traits(acme, NOW, plan="pro")
    await house.settle()
    assert await house.members("pro-people") == {acme.contact_id, bea}
    assert [each for _, each in await house.told()] == ["pro", "pro-people", "pro-people"]
    async with world.database.transaction() as session:  # and who leaves the account is out of it
        await session.execute(
            text("UPDATE memberships SET ended_at = now() WHERE contact_id = :bea"), {"bea": bea}
        )
    await house.settle()
    assert await house.members("pro-people") == {acme.contact_id}


async def test_a_thousand_contacts_do_not_hold_up_an_event(
    world: World, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("engine.store.segmenting.following.MOST_CONTACTS", 2)
    acme = await world.customer()
    people = {acme.contact_id} | {await world.colleague(acme, email=None) for _ in range(3)}
    await house.put("pro-people", PRO, "contact")
    await house.settle()
    await world.set_traits(acme, NOW, plan="pro")
    await house.dispatcher.dispatch()
    assert await house.members("pro-people") == {acme.contact_id}  # whom the event was about
    await house.settle()
    assert await house.members("pro-people") == people
    assert (await house.history("pro-people"))[0] == (True, "event")


async def test_two_dispatchers_tell_nothing_twice(world: World, house: House) -> None:
    everybody = [await world.customer(f"Company {n}") for n in range(12)]
    await house.put("active", ACTIVE)
    await house.settle()
    for _ in range(2):
        for each in everybody:
            await world.happens("Login", each, NOW)
    pair = house.dispatcher, house.another_dispatcher()
    jobs = house.recurring.look_again_at_segments
    while any(await asyncio.gather(*(each.dispatch() for each in pair))):
        await asyncio.gather(jobs(), *(each.dispatch() for each in pair))
    await house.settle()
    assert await house.members("active") == {each.account_id for each in everybody}
    assert await house.told() == [("Segment Entered", "active")] * 12


async def test_a_first_count_tells_nothing_and_goes_on_where_it_died(
    world: World, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(counting, "PAGE", 2)
    everybody = [await world.customer(f"Company {n}") for n in range(5)]
    await house.put("quiet", QUIET)
    async with world.database.transaction() as session:
        await counting.count_page(session, NOW, "UTC")
    async with world.database.transaction() as session:  # killed: nothing of it is kept
        await counting.count_page(session, NOW, "UTC")
        await session.rollback()
    assert len(await house.members("quiet")) == 2
    await house.settle()
    assert await house.members("quiet") == {each.account_id for each in everybody}
    assert await house.history("quiet") == [(True, "first_count")] * 5
    assert await house.told() == []
    async with world.database.transaction() as session:
        (count,) = await session.exec(select(SegmentCount))
    assert (count.done, count.total, count.finished_at) == (5, 5, NOW)


async def test_counts_share_their_pages_and_a_later_one_catches_up(
    world: World, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Those that ask for others are decided after them, page by page."""
    monkeypatch.setattr(counting, "PAGE", 2)
    everybody = [await world.customer(f"Company {n}", account={"plan": "pro"}) for n in range(5)]
    await house.put("pro", PRO)
    await house.put("a-paying-one", {"segment": "pro"})
    assert await house.count_pages(1) == {"pro": 2, "a-paying-one": 2}
    await house.put("contacts", {"segment": "a-paying-one"}, "contact")
    await house.put("idle", {"not": {"segment": "a-paying-one"}})
    assert await house.count_pages(1) == {"pro": 2, "a-paying-one": 2, "idle": 2, "contacts": 0}
    assert (await house.count_pages(3))["contacts"] == 2
    await house.settle()
    accounts, contacts = (
        {getattr(each, name) for each in everybody} for name in ("account_id", "contact_id")
    )
    found = {key: await house.members(key) for key in ("pro", "a-paying-one", "contacts", "idle")}
    assert found == {"pro": accounts, "a-paying-one": accounts, "contacts": contacts, "idle": set()}


async def test_a_segment_this_code_cannot_read_is_counted_by_code_that_can(
    world: World, house: House
) -> None:
    """**Invariant:** going back a version loses nothing. **How it broke:** counts of what an older
    version could not read were ended, and when its members were due was forgotten."""
    acme = await world.customer(account={"plan": "pro"})
    await house.put("pro", PRO)
    await house.put("quiet", QUIET)
    await house.settle()
    before = await house.turns("quiet")
    for key in ("pro", "quiet"):
        await house.rewrite(key, {"mood": "is new"})
    await world.set_traits(acme, NOW, plan="free")
    house.now += timedelta(days=400)
    await house.settle()
    assert await house.members("pro") == {acme.account_id}
    assert await house.turns("quiet") == before
    await house.rewrite("pro", PRO)
    await house.settle()
    assert await house.members("pro") == set()
    assert (await house.history("pro"))[-1] == (False, "caught_up")
    assert await house.told() == [("Segment Left", "pro")]


async def test_a_first_count_that_is_overtaken_tells_nothing_either(
    world: World, house: House
) -> None:
    """**Invariant:** who met a condition all along has not come in. **How it broke:** a change that
    was to be told began the count anew, and told of everybody the first had not come to."""
    await world.customer(account={"plan": "free"})
    await house.put("active", PRO)
    await house.settle()
    await house.put("idle", {"not": {"segment": "active"}})  # it is not counted yet
    await house.put("active", {"any": [PRO, {"trait": "account.plan", "is": "team"}]}, tells=True)
    await house.settle()
    assert len(await house.members("idle")) == 1
    assert await house.told() == []


@pytest.mark.parametrize("tells", [False, True])
async def test_another_condition_tells_journeys_if_asked_to(
    world: World, house: House, tells: bool
) -> None:
    """Either way, segments that ask for it follow, and who waits for it looks again."""
    acme = await world.customer(account={"plan": "pro"})
    other = await world.customer("Other", account={"plan": "free"})
    journey = await world.publish(GREETED)
    await house.put("active", PRO)
    await house.put("idle", {"not": {"segment": "active"}})
    await house.settle()
    await world.enroll(journey, other, NOW)
    async with world.database.transaction() as session:
        await session.execute(
            text("UPDATE enrollments SET listens = '{trait:segment.active}', status = 'running'")
        )
    await house.put("active", {"not": PRO}, tells=tells)
    await house.settle()
    assert await house.members("active") == {other.account_id}
    assert await house.members("idle") == {acme.account_id}
    assert len(await house.told()) == (4 if tells else 0)
    assert (await house.history("idle"))[-1][1] == "new_condition"
    async with world.database.transaction() as session:
        assert len((await session.exec(select(Wake))).all()) == 1


async def test_a_change_starts_a_journey_that_listens_for_it(world: World, house: House) -> None:
    acme = await world.customer()
    await world.publish(GREETED)
    await house.put("pro", PRO)
    await house.settle()
    await world.set_traits(acme, NOW, plan="pro")
    await house.settle()
    assert (await world.enrollment(acme)).account_id == acme.account_id


BACK_THEN = NOW - days(300)
SHARED = {"event": "Report Shared", "within": "ever"}


async def test_history_that_brings_somebody_in_starts_no_journey(
    world: World, house: House
) -> None:
    """**Invariant:** what happened more than seven days ago starts no journey. **How it broke:** it
    brought customers into a segment, which was told as of now, and that started one."""
    acme = await world.customer()
    await world.publish(GREETED)
    await house.put("pro", SHARED)
    await house.settle()
    # Somebody new, too; and whoever looks at newcomers leaves those to their event.
    new = await world.customer("New")
    for each in (acme, new):
        await world.happens("Report Shared", each, BACK_THEN, came_in=NOW)
    await house.recurring.look_again_at_segments()
    await house.settle()
    assert await house.members("pro") == {acme.account_id, new.account_id}
    decisions = await world.decisions()
    assert [(each.enrolled, each.code) for each in decisions] == 2 * [(False, "too_old")]
    assert decisions[0].reason.startswith("“Segment Entered” came 300 days after it happened")


async def test_news_beside_history_is_news(world: World, house: House) -> None:
    acme = await world.customer()
    await world.publish(GREETED)
    await house.put("pro", SHARED)
    await house.settle()
    await world.happens("Report Shared", acme, NOW)
    await world.happens("Report Shared", acme, BACK_THEN, came_in=NOW)
    await house.settle()
    assert [each.enrolled for each in await world.decisions()] == [True]


async def test_history_that_is_looked_at_later_wakes_and_starts_nothing(
    world: World, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("engine.store.segmenting.following.MOST_CONTACTS", 0)
    acme = await world.customer()
    bea = await world.colleague(acme, email=None)
    journey = await world.publish(GREETED)
    await house.put("active", PRO, "contact")
    await house.settle()
    await world.enroll(journey, acme, NOW)
    async with world.database.transaction() as session:
        await session.execute(
            text("UPDATE enrollments SET listens = '{trait:segment.active}', status = 'running'")
        )
    await world.change(Account, acme.account_id, traits={"plan": "pro"})
    await world.happens("group", acme, BACK_THEN, changed=("account.plan",), came_in=NOW)
    await house.settle()
    assert await house.members("active") == {acme.contact_id, bea}
    async with world.database.transaction() as session:
        told = select(Event.occurred_at).where(Event.name == "Segment Entered")
        assert (await session.exec(told)).all() == [BACK_THEN, BACK_THEN]
    assert await world.wakes()


async def test_who_turns_out_to_be_somebody_is_looked_at_as_them(
    world: World, house: House
) -> None:
    nameless, survivor = await world.customer(), await world.customer("Known")
    await house.put("active", ACTIVE, "contact")
    await world.happens("Login", nameless, NOW)
    await house.settle()
    async with world.database.transaction() as session:
        await merge(session, nameless.contact_id, survivor.contact_id, NOW)
    await house.settle()
    assert await house.members("active") == {survivor.contact_id}
    house.now = NOW + timedelta(days=8)
    await house.settle()
    assert await house.members("active") == set()
    assert [each[1] for each in await house.history("active")] == [
        "first_count", "merge", "merge", "time",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("condition", "traits"),
    [
        ({"event": "Login", "within": "30d", "exactly": 2}, {}),
        ({"event": "Login", "within": "ever", "first": {"longer_ago_than": "20d"}}, {}),
        ({"event": "Login", "within": "ever", "last": {"within_last": "3d"}}, {}),
        ({"event": "Login", "within": "30d", "at_least": 2,
          "where": {"property": "via", "is": "sso"}}, {}),
        ({"event": "Login", "within": "ever", "last": {"longer_ago_than": "5d"},
          "where": {"property": "at", "within_last": "90d"}}, {}),
        ({"health": "score", "less_than": 50}, {"health_score": 40}),
        ({"trait": "account.renewal", "within_next": "30d"}, {"renewal": "2026-09-20"}),
    ],
)  # fmt: skip
async def test_many_at_once_are_decided_about_as_one_is(
    world: World, house: House, condition: Any, traits: dict[str, Any]
) -> None:
    await world.customer("Other")
    ids = []
    for number in range(4):
        customer = await world.customer(f"Company {number}", account=traits)
        ids.append(customer.account_id)
        for ago in range(number):
            via = {"via": "sso" if ago % 2 else "mail", "at": "2026-08-01"}
            await world.happens("Login", customer, NOW - days(2 + 12 * ago), via)
    asked = condition_from(condition)
    async with world.database.transaction() as session:
        subjects = await subjects_of(session, "account", ids, "UTC", ())
        facts = await facts_of(session, subjects, {each: [asked] for each in ids}, NOW)
        for each in ids:
            alone = await gather(session, [asked], subjects[each].witness, NOW)
            assert evaluate(asked, facts[each]) == evaluate(asked, alone)


@pytest.mark.parametrize("where", [
    {"all": [{"property": "via", "is": "sso"}, {"trait": "account.plan", "is": "pro"}]},
    {"any": [{"property": "at", "within_last": "30d"}, {"trait": "account.seats", "at_least": 3}]},
    {"not": {"all": [{"trait": "account.plan", "is": "pro"}, {"property": "via", "is": "sso"}]}},
])  # fmt: skip
@pytest.mark.parametrize("counted", [{"exactly": 2}, {"first": {"longer_ago_than": "20d"}}])
async def test_events_asked_about_with_what_is_known_of_the_customer_are_counted_together(
    world: World, where: Any, counted: Any
) -> None:
    """**Invariant:** with many customers no more statements are needed than there are answers to
    what is asked of them, and the outcome is that of one at a time. **How it broke:** there was one
    statement for each of up to 20,000 customers."""
    ids = []
    for number in range(24):
        plan = ("pro", "free", None)[number % 3]
        zone = ("Asia/Tokyo", "America/New_York")[number % 2]
        traits = {"plan": plan, "seats": number % 5, "time_zone": zone}
        customer = await world.customer(f"Company {number}", account=traits)
        ids.append(customer.account_id)
        for ago in range(number % 4):
            via = {"via": "sso" if ago % 2 else "mail", "at": "2026-08-17"}
            await world.happens("Login", customer, NOW - days(2 + 12 * ago), via)
    asked = condition_from({"event": "Login", "within": "ever", "where": where, **counted})
    told: dict[int, int] = {}
    async with world.database.transaction() as session:
        subjects = await subjects_of(session, "account", ids, "UTC", ())
        for many in (12, 24):
            with statements_of(world.database) as statements:
                whom = {each: [asked] for each in ids[:many]}
                facts = await facts_of(session, subjects, whom, NOW)
            told[many] = len(statements)
        for each in ids:
            alone = await gather(session, [asked], subjects[each].witness, NOW)
            assert evaluate(asked, facts[each]) == evaluate(asked, alone)
    assert told[24] == told[12] < 12


@contextmanager
def statements_of(database: Database) -> Iterator[list[str]]:
    """What is asked of the database meanwhile."""
    found: list[str] = []

    def note(*given: Any) -> None:
        found.append(given[2])

    engine = database.engine.sync_engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield found
    finally:
        event.remove(engine, "before_cursor_execute", note)
