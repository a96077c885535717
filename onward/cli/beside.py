"""How commands that look at or change an installation reach its database."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from engine.store.audit import Actor
from engine.store.database import Database, Session

BY = Actor("command line")
"""How the audit names whoever types commands."""

Answer = TypeVar("Answer")


def in_transaction(work: Callable[[Session], Awaitable[Answer]]) -> Answer:
    """Do it in one transaction on the database that settings, or a running `up`, name.

    Raises CannotStartError when that is not there or not migrated."""
    return asyncio.run(_in_transaction(work))


async def _in_transaction(work: Callable[[Session], Awaitable[Answer]]) -> Answer:
    from onward import settings
    from onward.processes import requirements

    now = settings.load()
    await requirements.ready_database(now)
    database = Database(now.database_url, pool_size=1)
    try:
        async with database.transaction() as session:
            return await work(session)
    finally:
        await database.close()
