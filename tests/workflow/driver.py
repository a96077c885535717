"""Runs the production worker on skipped time, dispatching and delivering when a story says so."""

import asyncio
from collections.abc import Callable
from contextlib import AsyncExitStack
from datetime import UTC, datetime, time, timedelta
from types import TracebackType
from typing import Any, Self
from uuid import uuid4
from zoneinfo import ZoneInfo

from temporalio.client import WorkflowHandle
from temporalio.testing import WorkflowEnvironment

from activities.advancing.rest import Rest
from activities.ports import Ports
from engine.identifiers import workflow_id
from engine.store.tables import Enrollment
from tests.world import Customer, World
from workflows.courier import Courier
from workflows.dispatcher import Dispatcher
from workflows.recurring import Recurring
from workflows.worker import WorkerOptions, temporal_worker

PATIENCE = 20
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
        self.recurring = Recurring(ports.database, self._clock, ports.organization.time_zone)
        self._stack = AsyncExitStack()

    def _clock(self) -> datetime:
        assert self._now is not None, "ask the server for the time first"
        return self._now

    async def __aenter__(self) -> Self:
        options = WorkerOptions(self.queue, patient=True)
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

    async def sleep(self, duration: timedelta) -> None:
        async with asyncio.timeout(PATIENCE):
            await self.environment.sleep(duration)

    async def settle(self) -> None:
        """Dispatch and deliver all there is."""
        more = 1
        while more:
            await self.now()
            more = await self.dispatcher.dispatch()
            more += await self.courier.carry()

    async def happens(self, name: str, customer: Customer, **properties: Any) -> int:
        """The event comes in now, and is dispatched. Returns its id."""
        event = await self.world.happens(name, customer, await self.now(), properties)
        await self.settle()
        return event

    async def ends(self, customer: Customer) -> Enrollment:
        """Skip time until the customer's journey ends. Returns how it did."""
        return await self.until(customer, lambda enrollment: enrollment.status == "ended")

    async def rests(self, customer: Customer, step: str) -> Enrollment:
        """Skip time until the customer waits at a step. Returns how it stands there."""
        return await self.until(customer, lambda enrollment: _waits_at(enrollment, step))

    async def until(
        self, customer: Customer, so: Callable[[Enrollment], bool], *, skip: bool = True
    ) -> Enrollment:
        """Let time pass until the enrollment is so; without `skip` only what is due at once."""
        async with asyncio.timeout(PATIENCE):
            while not so(enrollment := await self.world.enrollment(customer)):
                assert enrollment.status != "ended", f"it ended: {enrollment.end_reason}"
                await self._until(enrollment.wakes_at if skip else None)
        return enrollment

    async def sleeps(self, customer: Customer, step: str) -> Enrollment:
        """As `rests`, and the workflow too has heard of it and started its timer."""
        return await self._told(await self.rests(customer, step))

    async def sleeps_held(self, customer: Customer) -> Enrollment:
        """As `sleeps`, for whoever is held."""
        return await self._told(await self.until(customer, lambda one: bool(one.held_because)))

    async def _told(self, enrollment: Enrollment) -> Enrollment:
        """Let the workflow hear how its enrollment rests."""
        async with asyncio.timeout(PATIENCE):
            while (await self._state(enrollment)).wake_at != enrollment.wakes_at:  # noqa: ASYNC110
                await asyncio.sleep(0.02)
        return enrollment

    async def heeds(self, enrollment: Enrollment) -> None:
        """Let the workflow take in what it was told, and do what that calls for."""
        async with asyncio.timeout(PATIENCE):
            await self._state(enrollment)  # answered only once it has heard
            while await self._busy(enrollment):  # noqa: ASYNC110
                await asyncio.sleep(0.02)

    async def _busy(self, enrollment: Enrollment) -> bool:
        description = await self.workflow(enrollment).describe()
        return bool(description.raw_description.pending_activities)

    async def _state(self, enrollment: Enrollment) -> Rest:
        state: Rest = await self.workflow(enrollment).query("state", result_type=Rest)
        return state

    async def leave_nothing(self) -> None:
        """Take everybody out of where they still are, and see every workflow end."""
        now = await self.now()
        for enrollment in await self.world.enrollments():
            await self.world.ask_out(enrollment.id, now, "The story is over.")
        await self.settle()
        async with asyncio.timeout(PATIENCE):
            for enrollment in await self.world.enrollments():
                await self.workflow(enrollment).result()

    async def comes(self, weekday: int, hour: int, zone: str = "UTC") -> datetime:
        """Skip to the next such weekday (0 is Monday) and hour in a zone."""
        start = (await self.now()).astimezone(ZoneInfo(zone))
        date = start.date() + timedelta(days=(weekday - start.weekday() - 1) % 7 + 1)
        instant = datetime.combine(date, time(hour), ZoneInfo(zone)).astimezone(UTC)
        await self.sleep(instant - start)
        return instant

    async def _until(self, instant: datetime | None) -> None:
        """Skip to that instant; where it is past or unknown, an activity is at work: let it."""
        now = await self.now()
        if instant is not None and instant > now:
            await self.sleep(instant - now)
        else:
            await asyncio.sleep(0.02)

    def workflow(self, enrollment: Enrollment) -> WorkflowHandle[Any, Any]:
        """The workflow that carries an enrollment."""
        return self.environment.client.get_workflow_handle(workflow_id(enrollment.id))


def _waits_at(enrollment: Enrollment, step: str) -> bool:
    return enrollment.current_step == step and enrollment.waiting_for is not None
