"""What the installation holds is known where a journey is checked."""

from engine.store.knowledge import known
from engine.store.tables import AccountHealth
from engine.store.tables.columns import utc_now
from engine.store.values import values_had
from engine.validation.known import Field
from tests.world import World


async def without_health(world: World) -> int | None:
    async with world.database.transaction() as session:
        return (await known(session)).without_health


async def test_whether_any_account_has_a_health_band(world: World) -> None:
    acme = await world.customer("Acme")
    await world.customer("Bolt")
    assert acme.account_id is not None
    assert await without_health(world) == 2
    async with world.database.transaction() as session:
        session.add(
            AccountHealth(
                account_id=acme.account_id, at=utc_now(), band_since=utc_now(), card="usual",
                revision=1, sentence="Insufficient data.", computed={}, compared={},
            )
        )  # fmt: skip
    assert await without_health(world) == 2
    await world.change(AccountHealth, acme.account_id, band="red")
    assert await without_health(world) is None


async def test_bands_by_other_words_than_ours_are_none(world: World) -> None:
    await world.customer("Acme", account={"health_band": "Good"})
    await world.customer("Bolt", account={"health_band": "poor"})
    async with world.database.transaction() as session:
        found = await known(session)
    assert (found.without_health, found.other_bands) == (2, ("Good", "poor"))
    await world.customer("Cobalt", account={"health_band": "Red"})
    assert await without_health(world) is None


async def test_values_had_are_counted_where_they_are_a_few_words(world: World) -> None:
    for number, kind in enumerate(("pro", "pro", "trial")):
        account = {"plan": kind, "seats": number, "since": "2026-01-01", "hq": {"city": "Ghent"}}
        customer = await world.customer(f"{number}", account=account)
        await world.happens("Login", customer, utc_now(), {"device": "phone"})
    async with world.database.transaction() as session:
        plan, city = Field("account.plan"), Field("account.hq.city")
        device = Field("device", "Login")
        others = [Field("account.seats"), Field("account.since"), Field("account.hq")]
        found = await values_had(session, [plan, city, device, *others, Field("device", "Logout")])
    assert found == {plan: {"pro": 2, "trial": 1}, city: {"Ghent": 3}, device: {"phone": 3}}


async def test_a_health_band_that_is_sent_counts(world: World) -> None:
    await world.customer("Acme", account={"health_band": "green"})
    assert await without_health(world) is None
