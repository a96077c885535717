"""Hearing what other processes notify, so that nobody needs to poll fast."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Mapping
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
    async with listening(database, {name: _setting(each) for name, each in nudges.items()}):
        yield


Heard = Callable[[str], None]
"""Is handed what was notified. Empty: nothing, or that something may have been missed."""


@asynccontextmanager
async def listening(database: Database, handlers: Mapping[str, Heard]) -> AsyncIterator[None]:
    """As `hearing`, for whoever wants to know what was notified."""
    task = asyncio.create_task(_hear_for_ever(database, handlers))
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def _hear_for_ever(database: Database, handlers: Mapping[str, Heard]) -> None:
    while True:
        try:
            await _hear(database, handlers)
        except Exception as error:  # whatever ended the connection, the answer is a new one
            log.warning("Lost the connection that hears notifications: %s", error)
        await asyncio.sleep(RECONNECT_SECONDS)


async def _hear(database: Database, handlers: Mapping[str, Heard]) -> None:
    """Returns when the connection ends."""
    ended = asyncio.Event()
    async with database.engine.connect() as connection:
        raw: Any = (await connection.get_raw_connection()).driver_connection
        raw.add_termination_listener(lambda _: ended.set())
        for channel, handler in handlers.items():
            await raw.add_listener(channel, _handing(handler))
        await connection.commit()
        for handler in handlers.values():
            handler("")
        try:
            await ended.wait()
        finally:
            # It heard things for us; it must not go back to the pool as if it had not.
            await connection.invalidate()


def _setting(nudge: asyncio.Event) -> Heard:
    return lambda _: nudge.set()


def _handing(handler: Heard) -> Any:
    def heard(connection: object, process: int, channel: str, payload: str) -> None:
        handler(payload)

    return heard
