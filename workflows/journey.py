"""The workflow that carries one customer through a journey, for days or for a year.

It keeps time and pays attention; what the journey asks for is decided in the activity, from what
PostgreSQL knows (DECISIONS.md, 1 and 3). So this code hardly ever changes, and old ones replay.
"""

from contextlib import suppress
from datetime import timedelta

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities.advancing.rest import ADVANCE, EnrollmentRef, Rest
    from workflows.policies import (
        ADVANCE_HEARTBEAT,
        ADVANCE_RETRY,
        ADVANCE_TIMEOUT,
        SHORTEST_SLEEP,
    )


@workflow.defn(name="JourneyWorkflow")
class JourneyWorkflow:
    """One enrollment. Its id is `enrollment/{enrollment id}`."""

    @workflow.init
    def __init__(self, ref: EnrollmentRef) -> None:
        self.ref = ref
        self.rest = Rest(again=True)
        self.woken = False

    @workflow.run
    async def run(self, ref: EnrollmentRef) -> str:
        """Sleep and advance until the journey ends. Returns the outcome."""
        while self.rest.ended is None:
            # Before the call: a wake-up during it may be about what it has not seen.
            self.woken = False
            self.rest = await self._advance()
            if not self.rest.again and self.rest.ended is None:
                await self._sleep()
        return self.rest.ended

    @workflow.signal
    def wake(self, causes: list[str]) -> None:
        """Something has happened that this enrollment listens for: look again.

        `causes` is for people who read histories. Nothing depends on it.
        """
        self.woken = True

    @workflow.query
    def state(self) -> Rest:
        """How it rests, as of the latest look."""
        return self.rest

    async def _advance(self) -> Rest:
        rest: Rest = await workflow.execute_activity(
            ADVANCE,
            self.ref,
            result_type=Rest,
            start_to_close_timeout=ADVANCE_TIMEOUT,
            heartbeat_timeout=ADVANCE_HEARTBEAT,
            retry_policy=ADVANCE_RETRY,
        )
        return rest

    async def _sleep(self) -> None:
        if not self.woken and workflow.info().is_continue_as_new_suggested():
            # Whoever signals from here on signals the next run, which looks before it sleeps.
            await workflow.wait_condition(workflow.all_handlers_finished)
            workflow.continue_as_new(self.ref)
        with suppress(TimeoutError):
            await workflow.wait_condition(lambda: self.woken, timeout=self._until_wake())

    def _until_wake(self) -> timedelta | None:
        if self.rest.wake_at is None:
            return None
        return max(self.rest.wake_at - workflow.now(), SHORTEST_SLEEP)
