"""Brings a database's tables to the state this code expects, and says how far they are.

Owns how Alembic is called; the steps themselves lie in `engine/store/migrations`."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine
from sqlalchemy.pool import NullPool
from sqlmodel import SQLModel

import engine.store.tables  # noqa: F401  (importing them fills the metadata)
from engine.store.database import async_url
from onward.errors import CannotStartError


class DatabaseNewerError(CannotStartError):
    """The database was migrated by a later Onward than this one."""


class DatabaseUnreachableError(CannotStartError):
    """No connection to the database could be made."""


@dataclass(frozen=True)
class Revisions:
    """How far a database is, and how far this code goes."""

    current: str | None
    """None: nothing was ever migrated."""
    head: str | None
    known: bool
    """False: `current` comes from a later Onward."""

    @property
    def up_to_date(self) -> bool:
        return self.known and self.current == self.head


async def current_and_head(url: str) -> Revisions:
    """Changes nothing. Raises DatabaseUnreachableError."""
    async with _connection(url) as connection:
        return await connection.run_sync(_revisions)


async def upgrade(url: str, to: str = "head") -> Revisions:
    """Bring the tables to the newest state, or that of a revision, all or nothing; answers what it
    found before.

    Processes that start together wait for each other. Raises DatabaseNewerError and
    DatabaseUnreachableError."""
    async with _connection(url) as connection:
        found = await connection.run_sync(_revisions)
        if not found.known:
            raise DatabaseNewerError(newer(found))
        await _run(connection, lambda config: command.upgrade(config, to))
        await connection.commit()
        return found


def newer(found: Revisions) -> str:
    """What to say about a database that a later Onward has migrated."""
    return (
        f"The database is at revision {found.current}, which this version of Onward does not know "
        f"(it knows up to {found.head or 'none'}): a later Onward has used it. Install that "
        "version or a newer one, or restore a backup made before the upgrade."
    )


async def differences(url: str) -> list[str]:
    """What the tables in the code have and a migrated database lacks, or the other way round.

    Empty when a developer has written every migration there should be."""
    async with _connection(url) as connection:
        return await connection.run_sync(_differences)


async def write_revision(url: str, message: str) -> None:
    """Write a migration for what `differences` finds. For developers, who read what it wrote."""
    async with _connection(url) as connection:
        await _run(
            connection, lambda config: command.revision(config, message=message, autogenerate=True)
        )


@asynccontextmanager
async def _connection(url: str) -> AsyncIterator[AsyncConnection]:
    engine = create_async_engine(async_url(url), poolclass=NullPool)
    try:
        try:
            connection = await engine.connect()
        except (OSError, DBAPIError) as error:
            raise DatabaseUnreachableError(
                f"The database at {engine.url.render_as_string(hide_password=True)} cannot be "
                f"reached: {error}. Check ONWARD_DATABASE_URL and that PostgreSQL runs."
            ) from error
        try:
            yield connection
        finally:
            await connection.close()
    finally:
        await engine.dispose()


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", "engine.store:migrations")
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


async def _run(connection: AsyncConnection, task: Callable[[Config], object]) -> None:
    await connection.run_sync(lambda plain: task(_config(plain)))


def _revisions(connection: Connection) -> Revisions:
    scripts = ScriptDirectory.from_config(_config())
    known = {script.revision for script in scripts.walk_revisions()}
    current = MigrationContext.configure(connection).get_current_revision()
    return Revisions(current, scripts.get_current_head(), current is None or current in known)


def _differences(connection: Connection) -> list[str]:
    context = MigrationContext.configure(
        connection, opts={"compare_type": True, "compare_server_default": True}
    )
    return [str(difference) for difference in compare_metadata(context, SQLModel.metadata)]
