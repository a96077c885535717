"""`onward worker`: moves customers. Any number of them share the work."""

import asyncio
import signal

from engine.store.database import Database
from onward import logs, temporal
from onward.processes import requirements
from onward.settings import Settings


async def work(settings: Settings) -> None:
    """Runs until SIGINT or SIGTERM; activities under way are finished first."""
    from workflows.worker import run_worker  # type: ignore[import-not-found]

    logs.configure(settings.log_level, settings.log_format)
    await requirements.ready_database(settings)
    stop = asyncio.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(name, stop.set)
    database = Database(settings.database_url, pool_size=settings.database_pool_size)
    try:
        await run_worker(await temporal.connect(settings), database, settings, stop)
    finally:
        await database.close()
