"""Keeps servers running that depend on one another, and stops them in the opposite order.

Knows no PostgreSQL and no Temporal: a server is whatever starts, ends and can be stopped."""

import asyncio
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from rich.markup import escape

from onward.errors import CannotStartError
from onward.up.screen import Screen

STEADY_SECONDS = 60.0
LONGEST_PAUSE = 30.0


class Server(Protocol):
    """Something that runs. `start` returns when it is ready, and may follow an end."""

    log: Path

    async def start(self) -> None: ...
    async def wait(self) -> int: ...
    async def stop(self) -> None: ...
    def kill(self) -> None: ...


@dataclass(frozen=True)
class Kept:
    """A server under the supervisor's care."""

    name: str
    server: Server
    rank: int
    """Those of a higher rank need those of a lower one, and are stopped before them."""


class Supervisor:
    def __init__(self, screen: Screen) -> None:
        self.screen = screen
        self._kept: list[Kept] = []
        self._watchers: list[asyncio.Task[None]] = []

    async def start(self, *, rank: int, **servers: Server) -> None:
        """Start servers together, by name, and from then on start each again whenever it ends."""
        names = " and ".join(shown(name) for name in servers)
        with self.screen.step(f"Starting {names}", f"{names} ready"):
            try:
                async with asyncio.TaskGroup() as starting:
                    for name, server in servers.items():
                        starting.create_task(self._start(Kept(shown(name), server, rank)))
            except* CannotStartError as errors:
                raise errors.exceptions[0] from None

    async def _start(self, kept: Kept) -> None:
        self._kept.append(kept)  # before it starts: a stop meanwhile must find it
        try:
            await kept.server.start()
        except CannotStartError as error:
            raise CannotStartError(f"{kept.name} did not start. {error}") from error
        self._watchers.append(asyncio.create_task(self._watch(kept)))

    async def stop(self) -> None:
        """Stop them all, dependants first, those of one rank together."""
        for watcher in self._watchers:
            watcher.cancel()
        await asyncio.gather(*self._watchers, return_exceptions=True)
        for rank in sorted({kept.rank for kept in self._kept}, reverse=True):
            await asyncio.gather(*(kept.server.stop() for kept in self._kept if kept.rank == rank))
        self._kept.clear()

    def kill(self) -> None:
        """End them all at once. What was committed stays committed."""
        for kept in sorted(self._kept, key=lambda kept: -kept.rank):
            kept.server.kill()

    async def _watch(self, kept: Kept) -> None:
        clock = asyncio.get_running_loop().time
        pause = 1.0
        while True:
            began = clock()
            code = await kept.server.wait()
            pause = 1.0 if clock() - began > STEADY_SECONDS else min(pause * 2, LONGEST_PAUSE)
            self.screen.say(
                f"{kept.name} ended ({_how(code)}); starting it again in {pause:.0f} s. "
                f"Its log: {escape(str(kept.server.log))}"
            )
            await asyncio.sleep(pause)
            await self._start_again(kept)

    async def _start_again(self, kept: Kept) -> None:
        try:
            await kept.server.start()
        except CannotStartError as error:
            self.screen.say(f"{kept.name} did not start. {escape(str(error))}")
        else:
            self.screen.say(f"{kept.name} is back.")


def shown(name: str) -> str:
    """A server's name, given as an identifier, for people."""
    return name.replace("_", " ")


def _how(code: int) -> str:
    return f"by signal {-code}" if code < 0 else f"with exit code {code}"
