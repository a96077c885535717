"""From what a product sends to what a CSM is asked, and back: every part in its place."""

from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlmodel import select

from engine.store.health.due import APART, SETTLING
from engine.store.tables import Account, Contact
from tests.ingest.conftest import edge
from tests.ingest.parts import Edge
from tests.workflow.driver import Driver
from tests.world import Customer, World
from workflows.health import HealthKeeper

__all__ = ["edge"]

SAVE = Path(__file__).parents[2] / "journeys" / "gallery" / "save.yaml"
WELL = {
    "name": "Harbour & Sons",
    "owner": "priya@northwind.test",
    "status": "active",
    "seats": 1,
    "payment_status": "auto_pay",
    "engagement": "active",
    "contract_status": "renewed",
}


def call(kind: str, **more: Any) -> dict[str, Any]:
    return {"type": kind, "userId": "zoe", **more}


def track(event: str, **properties: Any) -> dict[str, Any]:
    return call("track", event=event, properties=properties, context={"groupId": "harbour"})


def of_another(event: str) -> dict[str, Any]:
    return {"type": "track", "userId": "ben", "event": event, "context": {"groupId": "other"}}


async def settled(
    driver: Driver, keeper: HealthKeeper, wait: timedelta, *, accounts: int = 1
) -> None:
    """What came in is dispatched, health is found out, and what comes of it goes out."""
    await driver.settle()
    await driver.sleep(wait)
    await driver.now()
    assert await keeper.keep() == accounts
    await driver.settle()


async def harbour_and_zoe(world: World) -> tuple[Account, Contact]:
    async with world.database.transaction() as session:
        account = await session.exec(select(Account).where(Account.external_id == "harbour"))
        contact = await session.exec(select(Contact).where(Contact.external_id == "zoe"))
        return account.one(), contact.one()


async def test_an_account_that_turns_red_is_saved(edge: Edge, driver: Driver, world: World) -> None:
    await world.user("priya@northwind.test", "Priya")
    await world.publish(SAVE.read_text())
    keeper = HealthKeeper(world.database, driver.dispatcher.clock)
    await driver.comes(0, 9)
    await edge.batch(
        call("identify", traits={"email": "zoe@harbour.example", "firstName": "Zoë"}),
        call("group", groupId="harbour", traits=WELL),
        track("Trial Started"),
        *(of_another(event) for event in ("Login", "Feature Used", "ticket.opened")),
    )
    await settled(driver, keeper, SETTLING, accounts=2)
    assert (await harbour_and_zoe(world))[0].traits["health_band"] == "yellow"

    await edge.batch(
        call("group", groupId="harbour", traits={"payment_status": "failed"}),
        *(track("ticket.opened", number=number) for number in range(6)),
    )
    await settled(driver, keeper, SETTLING)
    account, contact = await harbour_and_zoe(world)
    assert account.traits["health_band"] == "red"
    harbour = Customer(account.id, contact.id, "save")
    waiting = await driver.sleeps(harbour, "called")
    (task,) = await world.tasks()
    assert task.title == "Harbour & Sons has turned red: call within 48 hours"
    assert task.assigned_because == "the account’s owner"
    assert [each.step for each in await world.messages()] == ["outreach"]

    await edge.batch(
        call("group", groupId="harbour", traits={"payment_status": "auto_pay"}),
        *(track("Login", number=number) for number in range(12)),
        *(track("Feature Used", feature=f"f{number}") for number in range(6)),
    )
    await settled(driver, keeper, APART)
    await driver.heeds(waiting)
    assert (await driver.ends(harbour)).outcome == "recovered"
    assert {each.step for each in await world.tasks()} == {"call", "thank-you"}
