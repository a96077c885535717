"""What really happened, lived through again in memory."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from engine.arbiter import Cap, Policy
from engine.definition.journey import Journey
from engine.definition.times import Percentage
from engine.errors import NotFound
from engine.simulation.orders import Order, Task, carry_out
from engine.simulation.report import Simulated
from engine.simulator import Setting
from engine.store.audit import Actor
from engine.store.database import Database
from engine.store.histories import NOBODY_ANSWERS, TRAITS_AS_NOW, histories, prepared
from engine.store.segments import add_members, put_segment, remove_member
from engine.store.settings import set_holdout
from engine.store.tables import Account
from tests.simulator.telling import journey
from tests.world import World

KIM = Actor("kim@example.com")
MARCH = datetime(2026, 3, 2, 9, tzinfo=UTC)
LISTENS = journey("""
exit: [{when: {trait: account.status, is: churned}}]
start: greet
steps:
  greet: {type: email, template: mail, next: listen}
  listen: {type: wait, until: {event: Project Created}, at_most: 14d,
           on: {happened: happy, timeout: sad}}
  happy: {type: exit, outcome: happy}
  sad: {type: exit, outcome: sad}
""")


async def external_id(database: Database, world: World, account: object) -> str:
    async with database.transaction() as session:
        return (await session.get_one(Account, account)).external_id


async def simulated(
    database: Database, order: Order, of: Journey = LISTENS, **setting: Any
) -> Simulated:
    task = Task(order, Setting(of, **setting), MARCH + timedelta(days=60))
    async with database.transaction() as session:
        work = carry_out(await prepared(session, task))
    while True:
        try:
            next(work)
        except StopIteration as done:
            result: Simulated = done.value
            return result


async def test_accounts_that_would_have_entered_are_found_and_lived_through(
    database: Database,
) -> None:
    world = World(database)
    keen, silent, old = [await world.customer(name) for name in ("Keen", "Silent", "Old")]
    await world.happens("Account Created", old, MARCH - timedelta(days=100))
    for each in (keen, silent):
        await world.happens("Account Created", each, MARCH)
    await world.happens("Project Created", keen, MARCH + timedelta(days=3))
    await world.happens("Project Created", silent, MARCH + timedelta(days=30))
    found = await simulated(database, Order(what="history", since=MARCH - timedelta(days=1)))
    assert found.report is not None
    assert (found.report.customers, found.report.outcomes) == (2, {"happy": 1, "sad": 1})
    assert found.report.notes == [TRAITS_AS_NOW, NOBODY_ANSWERS]


async def test_nothing_counts_after_the_date_that_is_asked_for(database: Database) -> None:
    world = World(database)
    keen = await world.customer("Keen")
    await world.happens("Account Created", keen, MARCH)
    await world.happens("Project Created", keen, MARCH + timedelta(days=3))
    until = MARCH + timedelta(days=2)
    order = Order(what="history", since=MARCH - timedelta(days=1), until=until)
    found = await simulated(database, order)
    assert found.report is not None
    assert (found.report.running, found.report.outcomes) == (1, {})


SOON = journey("""
start: think
steps:
  think: {type: wait, for: 12h, next: done}
  done: {type: exit}
""")


async def test_nothing_is_reckoned_beyond_what_is_on_record(database: Database) -> None:
    """**How it broke:** a day more than is on record was lived through, and customers of this
    morning were said to be through."""
    world = World(database)
    fresh = await world.customer("Fresh")
    now = MARCH + timedelta(days=60)
    await world.happens("Account Created", fresh, now - timedelta(hours=3))
    found = (await simulated(database, Order(what="history"), SOON)).report
    assert found is not None
    assert (found.days, found.running, found.outcomes) == (90, 1, {})
    assert (found.occupancy[-1].inside, found.made_up, found.short) == (1, False, True)
    assert found.opening.startswith(
        "Onward has known these customers for 3 hours; the longest typical way through this "
        "journey takes 12 hours. Nothing is assumed of what comes after"
    )


async def test_a_record_that_is_long_enough_says_how_long_it_is(database: Database) -> None:
    world = World(database)
    now = MARCH + timedelta(days=60)
    await world.happens("Account Created", await world.customer("Old"), now - timedelta(days=5))
    found = (await simulated(database, Order(what="history"), SOON)).report
    assert found is not None
    assert (found.running, found.short) == (0, False)
    assert found.opening.startswith("What is on record of 90 days. Nothing is assumed")


async def test_a_trait_has_no_value_before_the_change_that_is_on_record(
    database: Database,
) -> None:
    """**Invariant:** a customer who has churned since was no churned customer when they came."""
    world = World(database)
    gone = await world.customer("Gone", account={"status": "churned", "plan": "pro"})
    await world.happens("Account Created", gone, MARCH)
    status = {"status": "churned"}
    await world.happens(
        "group", gone, MARCH + timedelta(days=5), status, changed=("account.status",)
    )
    name = await external_id(database, world, gone.account_id)
    async with database.transaction() as session:
        (customer,) = await histories(session, [name], until=MARCH + timedelta(days=60))
    assert customer.account is not None
    assert customer.account.traits == {"name": "Gone", "plan": "pro"}
    found = await simulated(
        database, Order(what="history", chosen=(name,), since=MARCH, trace=name)
    )
    assert found.report is not None
    assert found.trace is not None
    assert found.report.outcomes == {"exited": 1}
    assert found.trace.lines[-1].at == MARCH + timedelta(days=5)


async def test_there_must_be_somebody(database: Database) -> None:
    with pytest.raises(NotFound, match="Nobody would have entered"):
        await simulated(database, Order(what="history"))
    with pytest.raises(NotFound, match="None of these accounts"):
        await simulated(database, Order(what="history", chosen=("nobody",)))


ENTERS = journey("""
entry:
  triggers:
    - {segment: at-risk}
    - {health: red}
    - {date: {trait: account.ends_on, offset: -10d}}
start: which
steps:
  which: {type: branch, otherwise: date, cases: [
    {id: at-risk, when: {segment: at-risk}, next: risk},
    {id: red, when: {health: band, is: red}, next: red}]}
  risk: {type: exit, outcome: risk}
  red: {type: exit, outcome: red}
  date: {type: exit, outcome: date}
""")


async def test_segments_health_and_dates_let_in_whom_they_would_have(database: Database) -> None:
    """They are seen as they were then: who left the segment since was in it, and who is red now
    was not before."""
    world = World(database)
    left = await world.customer("Left")
    red = await world.customer("Red", account={"health_band": "red", "health_score": 12})
    dated = await world.customer("Dated", account={"ends_on": "2026-03-20"})
    await world.customer("Over", account={"ends_on": "2026-01-20"})
    name = await external_id(database, world, left.account_id)
    async with database.transaction() as session:
        came, went = MARCH + timedelta(days=1), MARCH + timedelta(days=20)
        await put_segment(
            session, "at-risk", name="At risk", subject_kind="account", by=KIM, now=came
        )
        await add_members(session, "at-risk", [name], by=KIM, now=came)
        await remove_member(session, "at-risk", name, by=KIM, now=went)
    health = {"from": "green", "to": "red", "score": 12}
    paths = ("account.health_band", "account.health_score")
    await world.happens("health.changed", red, MARCH + timedelta(days=2), health, changed=paths)
    # What was told of dates for real is told anew.
    reached = {"journey": "story", "trait": "account.ends_on", "offset": "-10d", "at": "09:00"}
    await world.happens("Date Reached", dated, MARCH + timedelta(days=8), reached)
    found = await simulated(database, Order(what="history", since=MARCH), ENTERS)
    assert found.report is not None
    assert found.report.customers == 3
    assert found.report.outcomes == {"risk": 1, "red": 1, "date": 1}


async def test_a_schedule_is_for_everybody_but_those_no_journey_reaches(
    database: Database,
) -> None:
    world = World(database)
    for number in range(12):
        await world.customer(f"Number {number}")
    daily = journey("""
entry: {triggers: [{schedule: {cron: 0 9 * * *}}]}
start: done
steps: {done: {type: exit}}
""")
    async with database.transaction() as session:
        await set_holdout(session, Percentage.parse("50%"), by=KIM, now=MARCH)
    found = await simulated(database, Order(what="history", since=MARCH), daily)
    assert found.report is not None
    entries = found.report.entries
    assert found.report.customers == 12
    assert entries.entered + entries.held_out == 12
    assert 0 < entries.held_out < 12


NEWS = """
journey: {key}
name: {key}
subject: contact
entry: {{triggers: [{{event: Nobody Does This}}]}}
send: {{priority: {priority}}}
start: mail
steps:
  mail: {{type: email, template: mail, next: done}}
  done: {{type: exit}}
templates:
  mail: {{subject: Hello, body: Hello}}
"""


async def test_who_was_let_in_by_hand_comes_by_hand_again(database: Database) -> None:
    """**Invariant:** what happened to customers counts, however they came in.

    **How it broke:** only events, dates and schedules let anybody in. Who had run a journey over an
    audience was told that nobody would have entered, and beside another its messages took no
    place."""
    world = World(database)
    greater = await world.publish(NEWS.format(key="greater", priority=80))
    lesser = await world.publish(NEWS.format(key="lesser", priority=20))
    both, one = await world.customer("Both"), await world.customer("One")
    for customer in (both, one):
        await world.enroll(lesser, customer, MARCH)
    await world.enroll(greater, both, MARCH)
    await world.enroll(greater, one, MARCH, key="a try", is_test=True)
    policy = Policy(caps=(Cap(at_most=1, days=1),))
    order = Order(what="history", since=MARCH - timedelta(days=1), until=MARCH + timedelta(days=5))
    beside = await simulated(database, order, lesser, beside=(greater,), policy=policy)
    assert beside.report is not None
    assert (beside.report.customers, beside.report.entries.entered) == (2, 2)
    assert beside.report.arbiter.deferred["At most 1 message a day to a contact; “greater” had it."]
    assert beside.report.arbiter.crowded == 1
    alone = await simulated(database, order, greater, policy=policy)
    assert alone.report is not None
    assert alone.report.customers == 1
    later = order.model_copy(update={"since": MARCH + timedelta(hours=1)})
    with pytest.raises(NotFound, match="Nobody would have entered"):
        await simulated(database, later, lesser)
