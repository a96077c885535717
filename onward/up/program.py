"""One of Onward's own processes (`onward api`, `onward worker`) as a child of `onward up`."""

import asyncio
import os
import signal
import sys
from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path

from onward.embedded import orphans
from onward.embedded.child import Child
from onward.errors import CannotStartError

MARK = "ONWARD_UP"
"""Environment variable that tells whose children they are, should their supervisor be gone."""
START_SECONDS = 60.0

Question = Callable[[datetime], Awaitable[bool]]
"""Is the program that was started at this time ready?"""


class Program:
    """`is_ready` is asked until it says yes; `start` returns then."""

    def __init__(
        self,
        name: str,
        *,
        environment: Mapping[str, str],
        data: Path,
        log: Path,
        is_ready: Question,
    ) -> None:
        self.log = log
        self._is_ready = is_ready
        self._child = Child(
            [sys.executable, "-m", "onward", name],
            environment={**os.environ, **environment, MARK: str(data)},
            log=log,
        )

    @property
    def pid(self) -> int:
        return self._child.pid

    async def start(self) -> None:
        since = datetime.now(UTC)
        self._child.start()
        deadline = asyncio.get_running_loop().time() + START_SECONDS
        while not await self._is_ready(since):
            if not self._child.running:
                raise CannotStartError(f"It ended at once. {self._child.last_words()}")
            if asyncio.get_running_loop().time() > deadline:
                await self.stop()
                raise CannotStartError(f"It was not ready after {START_SECONDS:.0f} s: {self.log}")
            await asyncio.sleep(0.1)

    async def wait(self) -> int:
        """The exit code, once it has ended."""
        return await self._child.wait()

    async def stop(self) -> None:
        """Let it finish what it does: a request, an activity."""
        await self._child.stop((signal.SIGTERM, 20.0))

    def kill(self) -> None:
        self._child.kill()


async def end_left_behind(data: Path) -> None:
    """End programs of a supervisor that is gone. The caller holds the data directory."""
    await orphans.end(orphans.marked(MARK, str(data)), signal.SIGTERM, 20.0)
