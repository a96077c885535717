"""Carries what was decided to Temporal: starts and wake-ups, at least once.

While Temporal is away everything stays in the outbox, and goes out when it is back.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from typing import TypeVar
from uuid import UUID

from temporalio.api.common.v1 import WorkflowExecution
from temporalio.api.enums.v1 import PendingActivityState
from temporalio.api.workflowservice.v1 import ResetActivityRequest
from temporalio.client import Client
from temporalio.common import WorkflowIDConflictPolicy, WorkflowIDReusePolicy
from temporalio.exceptions import WorkflowAlreadyStartedError
from temporalio.service import RPCError

from activities.advancing.rest import EnrollmentRef
from activities.enrolling import AudienceRef
from activities.migrating import MigrationRef
from engine.identifiers import workflow_id
from engine.store.database import Database
from engine.store.outbox import (
    Waking,
    mark_delivered,
    mark_started,
    put_off,
    take_starting,
    take_wakings,
    what_waits,
)
from engine.store.tables import AudienceRun, Migration
from engine.store.undertakings import Undertaking, mark_begun, take_new
from workflows.audience import AudienceWorkflow
from workflows.journey import JourneyWorkflow
from workflows.migration import MigrationWorkflow
from workflows.policies import RPC_TIMEOUT

AT_A_TIME = 64
"""Calls under way at once. More does not make an embedded server any faster."""

LOOK_AGAIN = timedelta(seconds=2)

STEERED = ("retry/", "move/", "skip/", "exit/")
"""Causes of wake-ups behind which somebody sits and waits."""

log = logging.getLogger(__name__)

Item = TypeVar("Item")


class Courier:
    """Any number may run side by side. `clock` tells the time now, aware UTC."""

    def __init__(
        self, database: Database, client: Client, task_queue: str, clock: Callable[[], datetime]
    ) -> None:
        self.database = database
        self.client = client
        self.task_queue = task_queue
        self.clock = clock
        self._at_work: set[UUID] = set()
        """Whose steps were being tried when somebody asked for another try."""

    async def carry(self) -> int:
        """Deliver a batch of each. Returns how much was delivered; raises RPCError if nothing was
        and Temporal is why."""
        async with self.database.transaction() as session:
            waits = await what_waits(session, self.clock())
        done, trouble = 0, list[Exception]()
        for there_are, carry in (
            (waits.starts, self._carry_starts),
            (waits.migrations, self._carry_migrations),
            (waits.audiences, self._carry_audiences),
            (waits.wakings, self._carry_wakings),
        ):
            try:
                done += await carry() if there_are else 0
            except RPCError as error:  # of the one must not hold up the other
                trouble.append(error)
        if trouble and not done:
            raise trouble[0]
        return done

    async def _carry_starts(self) -> int:
        async with self.database.transaction() as session:
            starting = await take_starting(session, AT_A_TIME)
            results = await asyncio.gather(
                *(self._start(each) for each in starting), return_exceptions=True
            )
            done = _delivered(starting, results)
            await mark_started(session, done)
            return len(done)

    async def _start(self, enrollment_id: UUID) -> None:
        """Start the enrollment's workflow. Having been started before is as good."""
        with suppress(WorkflowAlreadyStartedError):
            await self.client.start_workflow(
                JourneyWorkflow.run,
                EnrollmentRef(enrollment_id=enrollment_id),
                id=workflow_id(enrollment_id),
                task_queue=self.task_queue,
                id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
                id_reuse_policy=WorkflowIDReusePolicy.REJECT_DUPLICATE,
                rpc_timeout=RPC_TIMEOUT,
            )

    async def _carry_migrations(self) -> int:
        return await self._carry_new(Migration, self._migrate)

    async def _carry_audiences(self) -> int:
        return await self._carry_new(AudienceRun, self._let_in)

    async def _carry_new(
        self, undertaking: Undertaking, start: Callable[[UUID], Awaitable[None]]
    ) -> int:
        async with self.database.transaction() as session:
            starting = await take_new(session, undertaking)
            results = await asyncio.gather(
                *(start(each) for each in starting), return_exceptions=True
            )
            done = _delivered(starting, results)
            await mark_begun(session, undertaking, done, self.clock())
            return len(done)

    async def _migrate(self, migration_id: UUID) -> None:
        """Start the migration's workflow, or have the one that runs look once more."""
        await self.client.start_workflow(
            MigrationWorkflow.run,
            MigrationRef(migration_id=migration_id),
            id=f"migration/{migration_id}",
            task_queue=self.task_queue,
            id_reuse_policy=WorkflowIDReusePolicy.ALLOW_DUPLICATE,
            start_signal="look",
            rpc_timeout=RPC_TIMEOUT,
        )

    async def _let_in(self, run_id: UUID) -> None:
        """Start the run's workflow. One that runs is as good."""
        await self.client.start_workflow(
            AudienceWorkflow.run,
            AudienceRef(run_id=run_id),
            id=f"audience/{run_id}",
            task_queue=self.task_queue,
            id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
            id_reuse_policy=WorkflowIDReusePolicy.ALLOW_DUPLICATE,
            rpc_timeout=RPC_TIMEOUT,
        )

    async def _carry_wakings(self) -> int:
        async with self.database.transaction() as session:
            now = self.clock()
            wakings = await take_wakings(session, AT_A_TIME, now)
            results = await asyncio.gather(
                *(self._wake(each) for each in wakings), return_exceptions=True
            )
            done = _delivered(wakings, results)
            busy = [each for each in done if each.enrollment_id in self._at_work]
            self._at_work.clear()
            gone = [each for each in done if each not in busy]
            delivered = [wake for each in gone for wake in each.ids]
            await mark_delivered(session, delivered, self.clock())
            await put_off(session, [wake for each in busy for wake in each.ids], now + LOOK_AGAIN)
            return len(gone)

    async def _wake(self, waking: Waking) -> None:
        """Signal the workflow, starting it if it is not there: its row says that it should be.

        One that has ended stays ended: the wake-up came too late to matter. Where a person waits
        for it, it does not rest between two tries first.
        """
        if any(cause.startswith(STEERED) for cause in waking.causes):
            await self._hasten(waking.enrollment_id)
        await self.client.start_workflow(
            JourneyWorkflow.run,
            EnrollmentRef(enrollment_id=waking.enrollment_id),
            id=workflow_id(waking.enrollment_id),
            task_queue=self.task_queue,
            id_reuse_policy=WorkflowIDReusePolicy.ALLOW_DUPLICATE,
            start_signal="wake",
            start_signal_args=[list(waking.causes)],
            rpc_timeout=RPC_TIMEOUT,
        )

    async def _hasten(self, enrollment_id: UUID) -> None:
        """Have what failed, and is to be tried again in minutes, tried at once.

        One that is at work is not told to stop; should it fail, it is found resting when it is
        looked at a moment later. Servers that cannot do this try again in their own time.
        """
        handle = self.client.get_workflow_handle(workflow_id(enrollment_id))
        with suppress(RPCError):
            described = await handle.describe(rpc_timeout=RPC_TIMEOUT)
            for activity in described.raw_description.pending_activities:
                if activity.state != PendingActivityState.PENDING_ACTIVITY_STATE_SCHEDULED:
                    self._at_work.add(enrollment_id)
                    continue
                await self.client.workflow_service.reset_activity(
                    ResetActivityRequest(
                        namespace=self.client.namespace,
                        execution=WorkflowExecution(workflow_id=handle.id),
                        identity=self.client.identity,
                        id=activity.activity_id,
                        keep_paused=True,
                    ),
                    timeout=RPC_TIMEOUT,
                )


def _delivered(items: Sequence[Item], results: Sequence[BaseException | None]) -> list[Item]:
    """The items that got through. Raises the first error if none did."""
    failures = [result for result in results if result is not None]
    if items and len(failures) == len(items):
        raise failures[0]
    for failure in failures:
        log.warning("Temporal did not take a delivery; it is tried again: %s", failure)
    return [item for item, result in zip(items, results, strict=True) if result is None]
