"""Tasks: handed to the owner, to whoever stands in, or to nobody yet; and due in business days."""

import pytest

from engine.store.tables import Pool
from tests.workflow.driver import Driver
from tests.world import World

CALL = """
journey: call
name: Call
entry: {triggers: [{event: Account Created}]}
start: call
steps:
  call:
    type: task
    title: "Call {{ contact.first_name }} at {{ account.name }}"
    assign: {owner: account, else: bo@northwind.test}
    due: 2 business days
    next: done
  done: {type: exit}
"""
NAMED = CALL.replace("{owner: account, else: bo@northwind.test}", "{user: bo@northwind.test}")
POOLED = CALL.replace("bo@northwind.test", "{pool: save}")
NO_POOL = "there is no pool “save” here; it waits until somebody is in it"
NO_ELSE = CALL.replace(", else: bo@northwind.test", "")


@pytest.mark.parametrize(
    ("journey", "owned", "assignee", "because"),
    [
        (CALL, True, "Mo", "the account’s owner"),
        (CALL, False, "Bo", "the account has no owner"),
        (NAMED, True, "Bo", "named by the step"),
        (NO_ELSE, False, None, "the account has no owner"),
        (POOLED, False, None, NO_POOL),
    ],
)
async def test_a_task_finds_its_assignee_and_says_how(
    driver: Driver, world: World, journey: str, owned: bool, assignee: str | None, because: str
) -> None:
    await world.publish(journey)
    acme = await world.customer()
    ids = {
        await world.user("bo@northwind.test", "Bo"): "Bo",
        await world.user("mo@northwind.test", "Mo", owns=acme if owned else None): "Mo",
    }
    await driver.happens("Account Created", acme)
    await driver.ends(acme)
    (task,) = await world.tasks()
    assert task.title == "Call Ada at Acme"
    assert (ids[task.assignee_id] if task.assignee_id else None) == assignee
    assert task.assigned_because == because
    assert task.pool == ("save" if because == NO_POOL else None), "it waits in the pool's queue"


async def test_a_pool_is_called_by_its_name_in_the_story(driver: Driver, world: World) -> None:
    """**How it broke:** a customer's story called it by its key."""
    await world.publish(POOLED)
    acme = await world.customer()
    async with world.database.transaction() as session:
        session.add(Pool(key="save", name="Customer success, EMEA"))
    await driver.happens("Account Created", acme)
    await driver.ends(acme)
    (asked,) = [line for line in await world.story(acme) if "Asked" in line]
    assert "Asked the pool “Customer success, EMEA” (" in asked


async def test_a_task_of_friday_is_due_on_tuesday(driver: Driver, world: World) -> None:
    await world.publish(CALL)
    acme = await world.customer()
    await driver.comes(4, 15)
    await driver.happens("Account Created", acme)
    await driver.ends(acme)
    (task,) = await world.tasks()
    assert task.due_at is not None
    assert f"{task.due_at:%a %H}" == "Tue 15"


async def test_what_is_not_known_stays_visible_in_a_task(driver: Driver, world: World) -> None:
    await world.publish(CALL)
    acme = await world.customer(first_name=None)
    await driver.happens("Account Created", acme)
    await driver.ends(acme)
    (task,) = await world.tasks()
    assert task.title == "Call {{ contact.first_name }} at {{ account.name }}"
    assert task.instructions == "(Not known for this customer: contact.first_name.)"
