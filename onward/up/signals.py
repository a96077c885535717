"""Ctrl-C and its relatives, for a supervisor."""

import asyncio
import signal
from collections.abc import Awaitable
from contextlib import suppress

from onward.up.supervisor import Supervisor


class Signals:
    """The first wish to stop is granted in order, the second at once."""

    def __init__(self, supervisor: Supervisor) -> None:
        self.asked_to_stop = asyncio.Event()
        self._supervisor = supervisor
        for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            asyncio.get_running_loop().add_signal_handler(name, self._hear)

    def _hear(self) -> None:
        if self.asked_to_stop.is_set():
            self._supervisor.kill()
        self.asked_to_stop.set()

    async def unless_asked_to_stop(self, work: Awaitable[None]) -> None:
        """Do the work, or give it up when asked to stop meanwhile."""
        working = asyncio.ensure_future(work)
        asked = asyncio.create_task(self.asked_to_stop.wait())
        await asyncio.wait({working, asked}, return_when=asyncio.FIRST_COMPLETED)
        asked.cancel()
        if not working.done():
            working.cancel()
            with suppress(asyncio.CancelledError):
                await working
            return
        working.result()
