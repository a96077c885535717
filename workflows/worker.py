"""The worker process: runs workflows and activities, dispatches events, delivers the outbox.

Any number of them share the work; each part of it is safe to run twice.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta

from temporalio.client import Client
from temporalio.worker import Worker
from temporalio.worker.workflow_sandbox import SandboxedWorkflowRunner, SandboxRestrictions

from activities.advance import AdvanceActivity
from activities.enroll import EnrollActivity
from activities.importing import Imports
from activities.mail_tests import MailTests
from activities.migrate import MigrateActivity
from activities.notices import Notices
from activities.ports import Ports
from engine.store.channels import EVENTS, IMPORTS, MAIL_TESTS, NOTICES, OUTBOX
from engine.store.notifications import hearing
from workflows.audience import AudienceWorkflow
from workflows.courier import Courier
from workflows.dispatcher import Dispatcher
from workflows.journey import JourneyWorkflow
from workflows.migration import MigrationWorkflow
from workflows.recurring import Recurring
from workflows.replies import ReplyReader

POLL = timedelta(seconds=5)
"""How long a notification may be missed before somebody looks by themselves."""

AFTER_TROUBLE = timedelta(seconds=1)

SHUTDOWN = timedelta(seconds=20)

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class WorkerOptions:
    task_queue: str
    max_cached_workflows: int = 1000
    max_concurrent_activities: int = 100
    patient: bool = False
    """Whether a workflow may take longer than two seconds for a turn, as under a debugger or where
    several tests share a processor."""


def temporal_worker(client: Client, ports: Ports, options: WorkerOptions) -> Worker:
    """The part that Temporal gives work to."""
    return Worker(
        client,
        task_queue=options.task_queue,
        workflows=[JourneyWorkflow, MigrationWorkflow, AudienceWorkflow],
        activities=[
            AdvanceActivity(ports).advance_enrollment,
            MigrateActivity(ports).migrate_batch,
            EnrollActivity(ports).take_some_of_audience,
        ],
        workflow_runner=sandbox(),
        max_cached_workflows=options.max_cached_workflows,
        max_concurrent_activities=options.max_concurrent_activities,
        graceful_shutdown_timeout=SHUTDOWN,
        debug_mode=options.patient,
    )


def sandbox() -> SandboxedWorkflowRunner:
    """Refuses workflow code whatever would differ in a replay."""
    passed = SandboxRestrictions.default.with_passthrough_modules("pydantic", "activities")
    return SandboxedWorkflowRunner(restrictions=passed)


async def run_worker(
    client: Client, ports: Ports, options: WorkerOptions, stop: asyncio.Event
) -> None:
    """Work until `stop` is set, then finish what is under way."""
    database = ports.database
    dispatcher = Dispatcher(database, time_zone=ports.organization.time_zone, clock=ports.clock)
    courier = Courier(database, client, options.task_queue, ports.clock)
    tests = MailTests(ports)
    imports = Imports(ports)
    notices = Notices(ports)
    events, outbox, asked, files, told = (asyncio.Event() for _ in range(5))
    replies = None
    if ports.inbox is not None:
        replies = ReplyReader(database, ports.inbox, ports.secret_key, ports.clock)
    recurring = Recurring(database, ports.clock, ports.organization.time_zone, replies)
    scheduler = recurring.scheduler()
    async with hearing(
        database, {EVENTS: events, OUTBOX: outbox, MAIL_TESTS: asked, IMPORTS: files, NOTICES: told}
    ):
        loops = [
            asyncio.create_task(_repeat(dispatcher.dispatch, events)),
            asyncio.create_task(_repeat(courier.carry, outbox)),
            asyncio.create_task(_repeat(tests.hand_over, asked)),
            asyncio.create_task(_repeat(imports.work, files)),
            asyncio.create_task(_repeat(notices.hand_over, told)),
        ]
        scheduler.start()
        try:
            async with temporal_worker(client, ports, options):
                await stop.wait()
        finally:
            scheduler.shutdown(wait=False)
            for loop in loops:
                loop.cancel()
                with suppress(asyncio.CancelledError):
                    await loop


async def _repeat(work: Callable[[], Awaitable[int]], nudge: asyncio.Event) -> None:
    """Do `work` until there is none, then wait to be nudged; for ever, whatever goes wrong."""
    trouble: str | None = None
    while True:
        nudge.clear()
        try:
            done = await work()
        except Exception as error:
            # Said once, not every second for a day.
            if trouble != repr(error):
                log.warning("%s cannot go on and tries again: %r", work.__qualname__, error)
            trouble = repr(error)
            await asyncio.sleep(AFTER_TROUBLE.total_seconds())
            continue
        if trouble is not None:
            log.info("%s goes on.", work.__qualname__)
            trouble = None
        if not done:
            with suppress(TimeoutError):
                await asyncio.wait_for(nudge.wait(), POLL.total_seconds())
