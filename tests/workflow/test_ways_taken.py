"""By which way a customer left each step is written down with what led on."""

from datetime import timedelta

from engine.store.tables import TimelineEntry
from tests.workflow.driver import Driver
from tests.world import Customer, World

WEEKLY = """
journey: weekly
name: Weekly
entry: {triggers: [{event: Account Created}]}
start: week
steps:
  week: {type: wait, until: {event: Login}, at_most: 1w, on: {happened: which, timeout: nudge}}
  nudge: {type: in_app, template: nudge, next: again}
  again: {type: go_to, to: week}
  which:
    type: branch
    cases: [{id: large, when: {trait: account.seats, at_least: 10}, next: call}]
    otherwise: done
  call: {type: task, title: Call, outcomes: [well, badly], next: done}
  done: {type: exit}
templates: {nudge: {title: Hello, body: Good to have you.}}
"""


async def ways(world: World, customer: Customer) -> list[tuple[str | None, int | None, str | None]]:
    return [(each.step, each.visit, each.outlet) for each in await went(world, customer)]


async def went(world: World, customer: Customer) -> list[TimelineEntry]:
    entries = await world.timeline((await world.enrollment(customer)).id)
    return [each for each in entries if each.outlet is not None]


async def test_every_leaving_is_one_entry_with_its_way_out(driver: Driver, world: World) -> None:
    await world.publish(WEEKLY)
    acme = await world.customer(account={"seats": 3})
    await driver.happens("Account Created", acme)
    await driver.sleeps(acme, "week")
    await driver.sleep(timedelta(days=8))
    await driver.happens("Login", acme)
    await driver.ends(acme)
    assert await ways(world, acme) == [
        ("week", 1, "timeout"),
        ("nudge", 1, "next"),
        ("again", 1, "to"),
        ("week", 2, "happened"),
        ("which", 1, "otherwise"),
        ("done", 1, "end"),
    ]


async def test_a_question_is_left_when_it_is_answered(driver: Driver, world: World) -> None:
    await world.publish(WEEKLY)
    acme = await world.customer(account={"seats": 30})
    await driver.happens("Account Created", acme)
    await driver.sleeps(acme, "week")
    await driver.happens("Login", acme)
    await driver.rests(acme, "call")
    assert (await ways(world, acme))[-1] == ("which", 1, "large")
    entries = await world.timeline((await world.enrollment(acme)).id)
    asked = [each for each in entries if each.step == "call"]
    assert {(each.visit, each.outlet) for each in asked} == {(1, None)}


async def test_a_step_is_left_when_what_led_on_came_about(driver: Driver, world: World) -> None:
    """Not when somebody looked: the workers were away for two days."""
    await world.publish(WEEKLY)
    acme = await world.customer(account={"seats": 3})
    await driver.happens("Account Created", acme)
    await driver.sleeps(acme, "week")
    happened = await driver.now() + timedelta(hours=1)
    await driver.sleep(timedelta(days=2))
    await world.happens("Login", acme, happened)
    await driver.settle()
    await driver.ends(acme)
    left, *_ = await went(world, acme)
    assert (left.left_at, left.at > happened + timedelta(days=1)) == (happened, True)
    assert (left.version, left.journey_id) == (1, (await world.enrollment(acme)).journey_id)
