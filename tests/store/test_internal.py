"""What Onward itself tells: events like any other, told once."""

from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy import text
from sqlmodel import select

from engine.store.database import Session
from engine.store.internal import SOURCE, internal_event
from engine.store.tables import Contact, Event, Source
from engine.store.taking import take_events
from tests.world import Customer, World

NOW = datetime(2026, 9, 7, 12, 0, tzinfo=UTC)


async def tell(session: Session, customer: Customer, key: str = "one") -> int | None:
    return await internal_event(
        session,
        name="Plan Changed",
        account_id=customer.account_id,
        contact_id=customer.contact_id,
        properties={"plan": "pro"},
        changed=["account.plan"],
        now=NOW,
        key=key,
    )


async def test_an_event_of_ours_waits_to_be_dispatched_like_any_other(world: World) -> None:
    acme = await world.customer()
    async with world.database.transaction() as session:
        told = await tell(session, acme)
    async with world.database.transaction() as session:
        (event,) = await take_events(session, 10, NOW)
        source = (await session.exec(select(Source))).one()
        (stored,) = await session.exec(select(Event))
    assert event.id == told
    assert (event.name, event.properties, event.changed) == (
        "Plan Changed", {"plan": "pro"}, ["account.plan"],
    )  # fmt: skip
    assert (event.occurred_at, event.account_id) == (NOW, acme.account_id)
    assert (source.key, source.id) == (SOURCE, stored.source_id)


async def test_what_is_told_twice_under_one_key_happened_once(world: World) -> None:
    acme = await world.customer()
    async with world.database.transaction() as session:
        assert await tell(session, acme) is not None
    async with world.database.transaction() as session:
        assert await tell(session, acme) is None
        assert await tell(session, acme, key="two") is not None
        assert len((await session.exec(select(Event))).all()) == 2


async def test_an_event_about_a_merged_contact_is_about_who_it_became(world: World) -> None:
    acme = await world.customer()
    known = await world.colleague(acme, email=None)
    await world.change(Contact, acme.contact_id, merged_into=known)
    async with world.database.transaction() as session:
        await tell(session, acme)
        found: UUID | None = (await session.exec(select(Event.contact_id))).one()
    assert found == known


async def test_whom_an_event_of_ours_is_about_is_held_until_commit(world: World) -> None:
    acme = await world.customer()
    held = text(
        "SELECT count(*) FROM pg_locks JOIN pg_database ON pg_database.oid = database"
        " WHERE locktype = 'advisory' AND datname = current_database()"
    )
    async with world.database.transaction() as session:
        await tell(session, acme)
        # The account, the contact, and a share of the lock that stands for all.
        assert (await session.execute(held)).scalar_one() == 3
