"""What really happened, lived through again in memory."""

from datetime import UTC, datetime, timedelta

import pytest

from engine.errors import NotFound
from engine.simulation.orders import Order, Task, carry_out
from engine.simulation.report import Simulated
from engine.simulator import Setting
from engine.store.database import Database
from engine.store.histories import NOBODY_ANSWERS, TRAITS_AS_NOW, histories, prepared
from engine.store.tables import Account
from tests.simulator.telling import journey
from tests.world import World

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


async def simulated(database: Database, order: Order) -> Simulated:
    task = Task(order, Setting(LISTENS), MARCH + timedelta(days=60))
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
