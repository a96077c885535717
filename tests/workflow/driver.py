"""Runs the production worker on skipped time, dispatching and delivering when a story says so."""

import asyncio
from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import datetime, timedelta
from types import TracebackType
from typing import Any, Self
from uuid import uuid4

from temporalio.testing import WorkflowEnvironment

from activities.ports import Ports
from engine.store.tables import Enrollment
from tests.world import Customer, World
from workflows.courier import Courier
from workflows.dispatcher import Dispatcher
from workflows.worker import WorkerOptions, temporal_worker

PATIENCE = 60
"""Real seconds after which a journey that does not go on is a failure."""


class Driver:
    """The worker of one test, on a task queue of its own."""

    def __init__(self, environment: WorkflowEnvironment, ports: Ports, world: World) -> None:
        self.environment = environment
        self.world = world
        self.ports = ports
        self.queue = f"test-{uuid4()}"
        self._now: datetime | None = None
        self.dispatcher = Dispatcher(
            ports.database, time_zone=ports.organization.time_zone, clock=self._clock
        )
        self.courier = Courier(ports.database, environment.client, self.queue, self._clock)
        self._stack = AsyncExitStack()

    def _clock(self) -> datetime:
        assert self._now is not None, "ask the server for the time first"
        return self._now

    async def __aenter__(self) -> Self:
        options = WorkerOptions(self.queue, sandboxed=True)
        worker = temporal_worker(self.environment.client, self.ports, options)
        await self._stack.enter_async_context(worker)
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._stack.aclose()

    async def now(self) -> datetime:
        """The time on the server's skipped clock."""
        self._now = await self.environment.get_current_time()
        return self._now

    async def sleep(self, time: timedelta) -> None:
        await self.environment.sleep(time)

    async def settle(self) -> None:
        """Dispatch and deliver all there is."""
        await self.now()
        while await self.dispatcher.dispatch() + await self.courier.carry():
            pass

    async def happens(self, name: str, customer: Customer, **properties: Any) -> None:
        """The event comes in now, and is dispatched."""
        await self.world.happens(name, customer, await self.now(), properties)
        await self.settle()

    async def ends(self, customer: Customer) -> Enrollment:
        """Skip time until the customer's journey ends. Returns how it did."""
        async with asyncio.timeout(PATIENCE):
            while (enrollment := await self.world.enrollment(customer)).status != "ended":
                await self._until(enrollment.wakes_at)
        return enrollment

    async def rests(self, customer: Customer, step: str) -> Enrollment:
        """Skip time until the customer waits at a step. Returns how it stands there."""
        async with asyncio.timeout(PATIENCE):
            while not _waits_at(enrollment := await self.world.enrollment(customer), step):
                assert enrollment.status != "ended", f"it ended before it came to {step}"
                await self._until(enrollment.wakes_at)
        return enrollment

    async def _until(self, instant: datetime | None) -> None:
        """Skip to that instant; where it is past or unknown, an activity is at work: let it."""
        now = await self.now()
        if instant is not None and instant > now:
            await self.sleep(instant - now)
        else:
            await asyncio.sleep(0.02)

    def with_ports(self, **changes: Any) -> "Driver":
        return Driver(self.environment, replace(self.ports, **changes), self.world)


def _waits_at(enrollment: Enrollment, step: str) -> bool:
    return enrollment.current_step == step and enrollment.waiting_for is not None
