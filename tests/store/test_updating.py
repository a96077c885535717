"""Traits a journey changes: kept as if they had been sent, and told once."""

from collections.abc import Mapping
from datetime import UTC, date, datetime

from pydantic import JsonValue
from sqlmodel import select

from engine.store.tables import Account, Contact, Event
from engine.store.updating import update_traits
from tests.world import Customer, World

NOW = datetime(2026, 9, 7, 12, 0, tzinfo=UTC)


async def update(
    world: World, customer: Customer, values: Mapping[str, JsonValue], key: str = "update/1"
) -> list[str]:
    async with world.database.transaction() as session:
        return await update_traits(
            session,
            account_id=customer.account_id,
            contact_id=customer.contact_id,
            set=values,
            now=NOW,
            key=key,
        )


async def account(world: World, customer: Customer) -> Account:
    async with world.database.transaction() as session:
        return await session.get_one(Account, customer.account_id)


async def test_traits_of_both_change_and_it_is_told(world: World) -> None:
    acme = await world.customer(account={"plan": "free"})
    values: dict[str, JsonValue] = {"account.plan": "pro", "contact.title": "CTO"}
    assert await update(world, acme, values) == ["account.plan", "contact.title"]
    assert (await account(world, acme)).traits == {"name": "Acme", "plan": "pro"}
    async with world.database.transaction() as session:
        ada = await session.get_one(Contact, acme.contact_id)
        [event] = await session.exec(select(Event))
    assert ada.traits["title"] == "CTO"
    assert event.name == "Traits Updated"
    assert event.changed == ["account.plan", "contact.title"]
    assert event.properties == values


async def test_a_path_reaches_inside_and_leaves_the_rest(world: World) -> None:
    acme = await world.customer(account={"billing": {"country": "NL", "vat": "1"}, "a.b": 1})
    values: dict[str, JsonValue] = {
        "account.billing.country": "BE",
        "account.billing.vat": None,
        "account.usage.month.seats": 3,
        "account.a.b": 2,
    }
    changed = await update(world, acme, values)
    assert changed == ["account.billing", "account.usage", "account.a.b"]
    traits = (await account(world, acme)).traits
    assert traits["billing"] == {"country": "BE"}
    assert traits["usage"] == {"month": {"seats": 3}}
    assert traits["a.b"] == 2


async def test_what_is_taken_away_is_gone_with_its_column(world: World) -> None:
    acme = await world.customer(account={"stage": "trial"})
    await world.change(Account, acme.account_id, stage="trial")
    assert await update(world, acme, {"account.stage": None, "account.never": None}) == [
        "account.stage"
    ]
    now = await account(world, acme)
    assert "stage" not in now.traits
    assert now.stage is None


async def test_columns_follow_their_traits(world: World) -> None:
    acme = await world.customer()
    mo = await world.user("mo@northwind.test", "Mo")
    await update(
        world,
        acme,
        {
            "account.renewal_date": "2027-03-01",
            "account.stage": "live",
            "account.owner": "Mo@northwind.test",
            "account.time_zone": "Europe/Amsterdam",
            "contact.email": "ada@new.test",
        },
    )
    now = await account(world, acme)
    assert (now.renewal_date, now.stage) == (date(2027, 3, 1), "live")
    assert (now.owner_id, now.time_zone) == (mo, "Europe/Amsterdam")
    async with world.database.transaction() as session:
        assert (await session.get_one(Contact, acme.contact_id)).email == "ada@new.test"


async def test_again_with_the_same_key_changes_nothing(world: World) -> None:
    acme = await world.customer()
    await update(world, acme, {"account.plan": "pro"})
    await update(world, acme, {"account.plan": "free"}, key="update/2")
    assert await update(world, acme, {"account.plan": "pro"}) == []
    assert (await account(world, acme)).traits["plan"] == "free"


async def test_what_stays_as_it_was_wakes_nobody(world: World) -> None:
    acme = await world.customer(account={"plan": "pro"})
    assert await update(world, acme, {"account.plan": "pro"}) == []
    async with world.database.transaction() as session:
        [event] = await session.exec(select(Event))
    assert event.changed == []


async def test_a_customer_who_was_merged_is_who_they_are_now(world: World) -> None:
    acme = await world.customer()
    bea = await world.colleague(acme, email="bea@acme.test")
    await world.change(Contact, acme.contact_id, merged_into=bea)
    await update(world, acme, {"contact.title": "CTO"})
    async with world.database.transaction() as session:
        assert (await session.get_one(Contact, bea)).traits == {"title": "CTO"}
