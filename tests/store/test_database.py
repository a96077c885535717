"""What the pool does about connections that have ended, and servers that do not answer."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from engine.store.database import Database
from engine.store.faults import is_transient


async def test_a_statement_is_not_waited_for_for_ever(database_url: str) -> None:
    """**Invariant:** an activity ends, one way or the other, whatever PostgreSQL does.

    **How it broke:** a server that was there and did not answer held a worker's connections and
    its activities until somebody restarted it."""
    impatient = Database(database_url, pool_size=1, command_timeout=0.1)
    with pytest.raises(TimeoutError) as raised:
        await _ask(impatient, f"SELECT pg_sleep({timedelta(minutes=1).total_seconds()})")
    assert is_transient(raised.value)
    assert await _ask(impatient, "SELECT 7") == 7
    await impatient.close()


async def test_connections_the_server_has_ended_are_not_handed_out(
    database: Database, database_url: str
) -> None:
    other = Database(database_url)
    await _ask(other, "SELECT 7")
    await _ask(
        database,
        "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
        " WHERE datname = current_database() AND pid <> pg_backend_pid()",
    )
    assert await _ask(other, "SELECT 7") == 7
    await other.close()


async def _ask(database: Database, statement: str) -> object:
    async with database.transaction() as session:
        return (await session.execute(text(statement))).scalar()
