"""Hearing what other processes notify, so that nobody needs to poll fast."""

import asyncio
import logging
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from typing import Any

from engine.store.database import Database

RECONNECT_SECONDS = 1.0

log = logging.getLogger(__name__)


@asynccontextmanager
async def hearing(database: Database, nudges: Mapping[str, asyncio.Event]) -> AsyncIterator[None]:
    """While the block runs, a notification on a channel sets its event.

    The connection is made again whenever it is lost. What was notified meanwhile may have been
    missed, so every event is set then.
    """
    task = asyncio.create_task(_hear_for_ever(database, nudges))
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def _hear_for_ever(database: Database, nudges: Mapping[str, asyncio.Event]) -> None:
    while True:
        try:
            await _hear(database, nudges)
        except Exception as error:  # whatever ended the connection, the answer is a new one
            log.warning("Lost the connection that hears notifications: %s", error)
        await asyncio.sleep(RECONNECT_SECONDS)


async def _hear(database: Database, nudges: Mapping[str, asyncio.Event]) -> None:
    """Returns when the connection ends."""
    ended = asyncio.Event()
    async with database.engine.connect() as connection:
        raw: Any = (await connection.get_raw_connection()).driver_connection
        raw.add_termination_listener(lambda _: ended.set())
        for channel, nudge in nudges.items():
            await raw.add_listener(channel, _setting(nudge))
        await connection.commit()
        for nudge in nudges.values():
            nudge.set()
        try:
            await ended.wait()
        finally:
            # It heard things for us; it must not go back to the pool as if it had not.
            await connection.invalidate()


def _setting(nudge: asyncio.Event) -> Any:
    def heard(*_: object) -> None:
        nudge.set()

    return heard
