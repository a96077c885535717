"""What the installation holds is known where a journey is checked."""

from engine.store.knowledge import known
from engine.store.tables import AccountHealth
from engine.store.tables.columns import utc_now
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


async def test_a_health_band_that_is_sent_counts(world: World) -> None:
    await world.customer("Acme", account={"health_band": "green"})
    assert await without_health(world) is None
