"""Runs simulations that were asked for over HTTP: two at a time, the others wait their turn."""

import asyncio
import logging
import pickle
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from contextlib import suppress
from uuid import UUID

from api.simulating.child import FAILURE, RESULT
from engine.errors import OnwardError
from engine.simulation.orders import Task
from engine.simulation.report import Simulated
from engine.store import simulations
from engine.store.database import Database
from engine.store.histories import prepared
from engine.store.tables.columns import utc_now

AT_ONCE = 2
BEAT_SECONDS = 0.5
"""How often it is written down how far one is, and looked whether it is still wanted."""

_LONGEST_LINE = 256 * 1024**2
ENDED_EARLY = "It ended before it was done: it took more time or memory than a simulation may."

log = logging.getLogger(__name__)


class Simulations:
    """One per web server. What it knows is in PostgreSQL, for the other servers to see."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self._slots = asyncio.Semaphore(AT_ONCE)
        self._running: set[asyncio.Task[None]] = set()

    def start(self, identifier: UUID, task: Task) -> None:
        """Carry it out as soon as there is room. Its row is committed already."""
        running = asyncio.create_task(self._carry_out(identifier, task))
        self._running.add(running)
        running.add_done_callback(self._running.discard)

    async def close(self) -> None:
        """Stop all of them; they are shown as ended early."""
        running = list(self._running)
        for each in running:
            each.cancel()
        await asyncio.gather(*running, return_exceptions=True)

    async def _carry_out(self, identifier: UUID, task: Task) -> None:
        run = _Run(self.database, identifier)
        watching = asyncio.create_task(run.watch())
        try:
            outcome: Simulated | str | None = await self._outcome(run, task)
        except OnwardError as error:
            outcome = str(error)
        except asyncio.CancelledError:
            outcome = simulations.GONE
        except Exception as error:
            log.error("Simulation %s: %r", identifier, error, exc_info=error)
            outcome = "Something went wrong on our side. It has been recorded."
        finally:
            watching.cancel()
            with suppress(asyncio.CancelledError):
                await watching
        if outcome is not None:
            async with self.database.transaction() as session:
                await simulations.finish(session, identifier, outcome, now=utc_now())

    async def _outcome(self, run: "_Run", task: Task) -> Simulated | str | None:
        async with self._slots:
            if run.unwanted.is_set():
                return None
            run.status = "running"
            if task.order.what == "history":
                async with self.database.transaction() as session:
                    task = await prepared(session, task)
            return await run.in_a_process(task)


class _Run:
    """One simulation, from its turn on."""

    def __init__(self, database: Database, identifier: UUID) -> None:
        self.database = database
        self.identifier = identifier
        self.status: simulations.Status = "queued"
        self.progress = 0.0
        self.unwanted = asyncio.Event()
        self.process: Process | None = None

    async def watch(self) -> None:
        """Say that it lives; stop it once it is no longer wanted."""
        while True:
            async with self.database.transaction() as session:
                wanted = await simulations.beat(
                    session,
                    self.identifier,
                    now=utc_now(),
                    status=self.status,
                    progress=self.progress,
                )
            if not wanted:
                self.unwanted.set()
                self._kill()
                return
            await asyncio.sleep(BEAT_SECONDS)

    async def in_a_process(self, task: Task) -> Simulated | str | None:
        """The result, or why there is none. None: it was cancelled."""
        self.process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "api.simulating.child",
            stdin=PIPE, stdout=PIPE, stderr=DEVNULL, limit=_LONGEST_LINE,
        )  # fmt: skip
        try:
            outcome = await self._converse(self.process, pickle.dumps(task))
        finally:
            self._kill()
            await self.process.wait()
        return None if self.unwanted.is_set() else outcome or ENDED_EARLY

    async def _converse(self, process: Process, task: bytes) -> Simulated | str | None:
        assert process.stdin is not None
        assert process.stdout is not None
        with suppress(ConnectionError):
            process.stdin.write(task)
            await process.stdin.drain()
            process.stdin.close()
        async for line in process.stdout:
            said = line.decode().rstrip("\n")
            if said.startswith(RESULT):
                return Simulated.model_validate_json(said.removeprefix(RESULT))
            if said.startswith(FAILURE):
                return said.removeprefix(FAILURE)
            self.progress = float(said)
        return None

    def _kill(self) -> None:
        if self.process is not None and self.process.returncode is None:
            with suppress(ProcessLookupError):
                self.process.kill()
