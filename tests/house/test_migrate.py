"""Migrations: everything or nothing, one after another, and never backwards by accident."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from engine.store.database import async_url
from onward import migrate
from onward.embedded import EmbeddedPostgres


@pytest.fixture
async def url(postgres: EmbeddedPostgres) -> AsyncIterator[str]:
    """An empty database nobody has migrated."""
    yield await postgres.create_database("to_migrate")
    await postgres.drop_database("to_migrate")


async def test_an_empty_database_becomes_up_to_date(url: str) -> None:
    before = await migrate.upgrade(url)
    after = await migrate.current_and_head(url)
    assert before.current is None
    assert after.up_to_date


async def test_processes_that_start_together_migrate_one_after_another(url: str) -> None:
    environment = {**os.environ, "ONWARD_DATABASE_URL": url}
    programs = [
        await asyncio.create_subprocess_exec(
            sys.executable, "-m", "onward", "migrate", env=environment
        )
        for _ in range(3)
    ]
    assert [await program.wait() for program in programs] == [0, 0, 0]
    assert (await migrate.current_and_head(url)).up_to_date


async def test_accounts_get_the_owner_they_were_told(url: str) -> None:
    """Told before an address without a dot named anybody; what the team said since counts."""
    await migrate.upgrade(url)
    engine = create_async_engine(async_url(url))
    async with engine.begin() as connection:
        for statement in _TOLD_BEFORE:
            await connection.execute(text(statement))
    await migrate.upgrade(url)
    async with engine.begin() as connection:
        found = await connection.execute(
            text("SELECT external_id FROM accounts WHERE owner_id IS NOT NULL")
        )
        assert found.scalars().all() == ["acme"]
    await engine.dispose()


_TOLD_BEFORE = (
    "UPDATE alembic_version SET version_num = '5c3d1e0a7b94'",
    "DROP INDEX enrollments_let_in_singly",  # made since
    """INSERT INTO users (id, email, name, role, created_at)
       VALUES (gen_random_uuid(), 'admin@localhost', 'Kim', 'admin', now())""",
    """INSERT INTO accounts (id, external_id, traits, created_at, updated_at)
       SELECT gen_random_uuid(), name, jsonb_build_object('owner', owner), now(), now()
       FROM (VALUES ('acme', 'Admin@localhost'), ('beta', 'admin@localhost'), ('gamma', 'x@y'))
           AS told (name, owner)""",
    """INSERT INTO audit_entries (actor, action, object_id, at)
       VALUES ('key:x', 'account.own', 'beta', now())""",
)


async def test_a_database_newer_than_the_code_is_left_alone(url: str) -> None:
    engine = create_async_engine(async_url(url))
    async with engine.begin() as connection:
        await connection.execute(text("CREATE TABLE alembic_version (version_num varchar(32))"))
        await connection.execute(text("INSERT INTO alembic_version VALUES ('from_the_future')"))
    await engine.dispose()

    with pytest.raises(migrate.DatabaseNewerError, match="from_the_future"):
        await migrate.upgrade(url)
    assert not (await migrate.current_and_head(url)).known


async def test_an_unreachable_database_is_named_without_its_password() -> None:
    with pytest.raises(migrate.DatabaseUnreachableError, match=r"127.0.0.1:1/onward") as caught:
        await migrate.current_and_head("postgresql://me:hidden@127.0.0.1:1/onward")
    assert "hidden" not in str(caught.value)
