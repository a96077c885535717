"""The workflow that brings a journey's customers to another version.

Whom it is about, what becomes of them and how far it is, is in PostgreSQL; this keeps at it,
through restarts and failures, until nobody is left.
"""

from contextlib import suppress
from datetime import timedelta

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities.migrating import MIGRATE, MigrationRef, Progress
    from workflows.policies import (
        ADVANCE_RETRY,
        MIGRATE_AGAIN,
        MIGRATE_AGAIN_LATER,
        MIGRATE_HEARTBEAT,
        MIGRATE_ROUNDS,
        MIGRATE_TIMEOUT,
    )


@workflow.defn(name="MigrationWorkflow")
class MigrationWorkflow:
    """One migration. Its id is `migration/{migration id}`."""

    @workflow.init
    def __init__(self, ref: MigrationRef) -> None:
        self.ref = ref
        self.told = False

    @workflow.run
    async def run(self, ref: MigrationRef) -> None:
        """Move customers until there are none left, and whoever asked has been heard."""
        pause = MIGRATE_AGAIN
        for _ in range(MIGRATE_ROUNDS):
            self.told = False
            progress = await self._migrate()
            if progress.done and not self.told:
                return
            if progress.settled or progress.done:
                pause = MIGRATE_AGAIN
                continue
            await self._wait(pause)
            pause = min(pause * 2, MIGRATE_AGAIN_LATER)
        await workflow.wait_condition(workflow.all_handlers_finished)
        workflow.continue_as_new(self.ref)

    @workflow.signal
    def look(self) -> None:
        """Somebody asks to try again those who failed: look once more before the end."""
        self.told = True

    async def _migrate(self) -> Progress:
        progress: Progress = await workflow.execute_activity(
            MIGRATE,
            self.ref,
            result_type=Progress,
            start_to_close_timeout=MIGRATE_TIMEOUT,
            heartbeat_timeout=MIGRATE_HEARTBEAT,
            retry_policy=ADVANCE_RETRY,
        )
        return progress

    async def _wait(self, pause: timedelta) -> None:
        with suppress(TimeoutError):
            await workflow.wait_condition(lambda: self.told, timeout=pause)
