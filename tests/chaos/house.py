"""An installation's real processes, each of which may be killed at any moment and comes back."""

import asyncio
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from onward import migrate
from onward.embedded import EmbeddedPostgres, EmbeddedTemporal
from onward.embedded.child import Child

BEFORE_RESTART = 0.5
"""Seconds between the end of a worker and its next start."""


class Server(Protocol):
    async def start(self) -> None: ...
    async def stop(self) -> None: ...
    def kill(self) -> None: ...


class KeptWorker:
    """`onward worker`, started again whenever it ends."""

    def __init__(self, environment: Mapping[str, str], log: Path) -> None:
        self.ended_by_itself: list[int] = []
        """Exit codes of ends nobody asked for."""
        self._child = Child(
            [sys.executable, "-m", "onward", "worker"],
            environment={"PATH": "/usr/bin:/bin", **environment},
            log=log,
        )
        self._wanted = False
        self._keeper: asyncio.Task[None] | None = None

    async def start(self) -> None:
        self._wanted = True
        self._child.start()
        self._keeper = asyncio.create_task(self._keep())

    async def _keep(self) -> None:
        while True:
            code = await self._child.wait()
            if not self._wanted:
                return
            self.ended_by_itself.append(code)
            await asyncio.sleep(BEFORE_RESTART)
            self._child.start()

    def kill(self) -> None:
        self._wanted = False
        self._child.kill()

    async def stop(self) -> None:
        self._wanted = False
        await self._child.stop()


@dataclass
class House:
    postgres: EmbeddedPostgres
    temporal: EmbeddedTemporal
    workers: list[KeptWorker]
    database_url: str
    strikes: list[str] = field(default_factory=list)
    """What was killed so far, and for how long."""

    @property
    def servers(self) -> dict[str, Server]:
        named: dict[str, Server] = {"PostgreSQL": self.postgres, "Temporal": self.temporal}
        return named | {f"worker {n}": each for n, each in enumerate(self.workers, start=1)}

    async def strike(self, victim: str, seconds: float) -> None:
        """Kill a server, and start it again after a while."""
        server = self.servers[victim]
        server.kill()
        await asyncio.sleep(seconds)
        await server.start()
        self.strikes.append(f"{victim} {seconds:.1f} s")


@asynccontextmanager
async def house(
    directory: Path, environment: Mapping[str, str], workers: int
) -> AsyncIterator[House]:
    """A durable PostgreSQL, a Temporal server and some workers, with these settings on top."""
    async with (
        EmbeddedPostgres(directory / "postgres") as postgres,
        EmbeddedTemporal(directory / "temporal", ui_port=None) as temporal,
    ):
        url = await postgres.create_database("onward")
        await migrate.upgrade(url)
        settings = {
            "ONWARD_DATABASE_URL": url,
            "ONWARD_TEMPORAL_ADDRESS": temporal.address,
            **environment,
        }
        logs = [directory / f"worker-{number}.log" for number in range(1, workers + 1)]
        built = House(postgres, temporal, [KeptWorker(settings, log) for log in logs], url)
        try:
            for worker in built.workers:
                await worker.start()
            yield built
        finally:
            for worker in built.workers:
                await worker.stop()
