"""What comes in is counted by name, type and source: each event once, behind ingest."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text

from engine.errors import NotFound
from engine.store import sightings
from engine.store.database import Database
from engine.store.reading.sightings import (
    get_event_name,
    get_trait,
    list_event_names,
    list_traits,
)
from engine.store.sightings import note_some
from engine.store.tables import Event, Segment, Source
from engine.store.upkeep import alone
from tests.world import World

NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)

RENEWAL = """
journey: renewal
name: Renewal
entry: {triggers: [{event: Invoice Paid, where: {property: plan, is: pro}}]}
start: which
steps:
  which:
    type: branch
    cases: [{id: pro, when: {trait: account.plan, is: pro}, next: done}]
    otherwise: done
  done: {type: exit}
"""


async def sent(
    database: Database, source: str, *calls: tuple[str, str, dict[str, Any]], ago: int = 10
) -> None:
    """By a source, so many minutes ago."""
    at = NOW - timedelta(minutes=ago)
    async with database.transaction() as session:
        row = Source(key=source.lower(), name=source)
        session.add(row)
        await session.flush()
        session.add_all(
            Event(
                source_id=row.id,
                message_id=str(number),
                type=kind,
                name=name,
                properties=properties,
                occurred_at=at,
                received_at=at,
            )
            for number, (kind, name, properties) in enumerate(calls)
        )


async def note(database: Database) -> int:
    """As the worker does. Returns how many pages there were."""
    pages = 0
    while True:
        async with database.transaction() as session:
            if not await alone(session, "note") or not await note_some(session, NOW):
                return pages
        pages += 1


async def test_types_that_disagree_are_told_first_with_where_the_latest_came_from(
    database: Database, world: World
) -> None:
    plan = [("group", "group", {"plan": "pro", "seats": n}) for n in range(9)]
    await sent(database, "Product", *plan, ("identify", "identify", {"born": "1990-05-01"}), ago=60)
    await sent(database, "Billing", ("group", "group", {"plan": 3, "address": {"city": "Ghent"}}))
    await note(database)
    async with database.transaction() as session:
        first, *others = await list_traits(session)
        assert first.conflict == (
            "account.plan: text in 9, number in 1; the latest, number, from Billing."
        )
        assert (first.count, first.examples) == (10, [3, "pro"])
        assert {each.name: each.types[0].type for each in others} == {
            "account.address": "object",
            "account.address.city": "text",
            "account.seats": "number",
            "contact.born": "date",
        }
        assert [each.name for each in await list_traits(session, search="CITY")] == [
            "account.address.city"
        ]
        await world.publish(RENEWAL)
        condition: dict[str, Any] = {"trait": "account.plan", "is": "pro"}
        session.add(Segment(key="pro", name="Pro", subject_kind="account", condition=condition))
        await session.flush()
        found = await get_trait(session, "account.plan")
        assert [(each.kind, each.key) for each in found.used_by] == [
            ("journey", "renewal"),
            ("segment", "pro"),
        ]
        with pytest.raises(NotFound, match="has come in"):
            await get_trait(session, "account.colour")


async def test_events_have_properties_and_are_found_by_them(
    database: Database, world: World
) -> None:
    await world.publish(RENEWAL)
    paid = ("track", "Invoice Paid", {"amount": 12.5, "at": "2026-05-01", "note": "x" * 100})
    await sent(database, "Billing", paid, ("track", "Invoice Paid", {"at": "soon"}), ago=30)
    await sent(database, "Product", ("track", "Login", {}), ("page", "Pricing", {"path": "/p"}))
    await note(database)
    async with database.transaction() as session:
        assert [(each.name, each.count) for each in await list_event_names(session)] == [
            ("Login", 1), ("Pricing", 1), ("Invoice Paid", 2),
        ]  # fmt: skip
        assert [e.name for e in await list_event_names(session, search="amount")] == [
            "Invoice Paid"
        ]
        found = await get_event_name(session, "Invoice Paid")
        assert (found.event.count, found.event.sources) == (2, ["Billing"])
        assert found.event.conflicts == []
        assert {each.name: each.examples for each in found.properties} == {
            "amount": [12.5], "at": ["2026-05-01", "soon"], "note": [],
        }  # fmt: skip
        assert [each.key for each in found.used_by] == ["renewal"]


async def test_every_event_is_counted_once_however_many_read(database: Database) -> None:
    logins = [("track", "Login", {"n": n}) for n in range(sightings.PAGE + 500)]
    await sent(database, "Product", *logins)
    await sent(database, "Late", ("track", "Login", {}), ago=1)
    pages = await asyncio.gather(*(note(database) for _ in range(3)))
    assert sum(pages) == 2
    assert await note(database) == 0
    async with database.transaction() as session:
        [login] = await list_event_names(session)
        assert login.count == sightings.PAGE + 500
        examples = await session.execute(
            text("SELECT max(jsonb_array_length(examples)) FROM sightings")
        )
        assert examples.scalar() == sightings.EXAMPLES


async def test_names_without_end_fill_no_disk(database: Database) -> None:
    await sent(database, "Full")
    async with database.transaction() as session:
        await session.execute(
            text(
                "INSERT INTO sightings SELECT 'event', 'e' || n, '', '', id, 1, now(), now(), '[]'"
                " FROM sources, generate_series(2, :most) AS n"
            ),
            {"most": sightings.MOST},
        )
    await sent(database, "Product", *[("track", f"Paid {n % 3}", {}) for n in range(10)])
    await note(database)
    async with database.transaction() as session:
        kept = await session.execute(text("SELECT event FROM sightings WHERE event LIKE 'Paid%'"))
        assert list(kept.scalars()) == ["Paid 0"]
