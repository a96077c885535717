"""Every list reads from an index in its own order: PostgreSQL never has to sort a whole table."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import event, text
from sqlmodel.ext.asyncio.session import AsyncSession

from engine.arbiter import Place
from engine.store.database import Database
from engine.store.reading import accounts, enrollments, events, journeys, led_to, seen, touches
from engine.store.reading.chosen_events import Chosen
from engine.store.taking import take_events, waits_since
from engine.store.unheard import anybody_unheard

List = Callable[[AsyncSession], Awaitable[Any]]

LISTS: dict[str, List] = {
    "journeys": lambda session: journeys.list_journeys(session),
    "enrollments": lambda session: enrollments.list_enrollments(session),
    "a journey's enrollments": lambda session: enrollments.list_enrollments(
        session, journey="onboarding"
    ),
    "an account's enrollments": lambda session: enrollments.list_enrollments(
        session, account="acme"
    ),
    "accounts": lambda session: accounts.list_accounts(session),
    "contacts": lambda session: accounts.list_contacts(session),
    "messages": lambda session: touches.list_messages(session),
    "a journey's messages": lambda session: touches.list_messages(session, journey="onboarding"),
    "an account's messages": lambda session: touches.list_messages(session, account="acme"),
    "tasks": lambda session: touches.list_tasks(session),
    "events": lambda session: events.list_events(session),
    "events of a name": lambda session: events.list_events(session, chosen=Chosen(name="Paid")),
    "events that started journeys": lambda session: events.list_events(
        session, chosen=Chosen(started=True)
    ),
    "events of a type": lambda session: events.list_events(session, chosen=Chosen(type="group")),
    "what events led to": lambda session: led_to.effects_of(session, 7),
    "names of events": lambda session: seen.seen_events(session),
    "dead letters": lambda session: events.list_dead_letters(session, replayed=None),
}


@pytest.mark.parametrize("name", LISTS)
async def test_the_list_reads_its_index_in_order(database: Database, name: str) -> None:
    plan = await plan_of(database, LISTS[name])
    nodes = [line.strip().removeprefix("->  ") for line in plan.splitlines()]
    assert not any(node.startswith(("Sort  ", "Seq Scan")) for node in nodes), plan


NOW = datetime(2026, 9, 7, 12, 0, tzinfo=UTC)
LOOKS: dict[str, List] = {
    "to dispatch": lambda session: take_events(session, 10, NOW),
    "for how long": waits_since,
    "who lets in": lambda session: anybody_unheard(
        session, Place(uuid4(), uuid4(), uuid4(), whole_account=True), NOW
    ),
}


@pytest.mark.parametrize("name", LOOKS)
async def test_what_is_set_aside_is_not_looked_through(database: Database, name: str) -> None:
    """**How it broke:** all of it stood in the index of what waits. Of 10,000 events of a journey
    that is broken, each touch under a cap and each look of a dispatcher read all."""
    plan = await plan_of(database, LOOKS[name], "dispatched_at IS NULL")
    filters = [line for line in plan.splitlines() if line.strip().startswith("Filter:")]
    assert "events_waiting" in plan, plan
    assert not any("dispatch" in line for line in filters), plan


async def plan_of(database: Database, read: List, that_says: str = "") -> str:
    """How PostgreSQL would run the list's own query, were the tables large: the first that says
    so."""
    statements: list[tuple[str, Any]] = []

    def keep(*args: Any) -> None:
        statements.append((args[2], args[3]))

    event.listen(database.engine.sync_engine, "before_cursor_execute", keep)
    try:
        async with database.transaction() as session:
            await read(session)
            statement, parameters = next(each for each in statements if that_says in each[0])
            for setting in (
                "enable_seqscan",
                "enable_sort",
                "enable_hashjoin",
                "enable_bitmapscan",
            ):
                await session.execute(text(f"SET LOCAL {setting} = off"))
            connection = await session.connection()
            found = await connection.exec_driver_sql(f"EXPLAIN {statement}", parameters)
            return "\n".join(row[0] for row in found)
    finally:
        event.remove(database.engine.sync_engine, "before_cursor_execute", keep)
