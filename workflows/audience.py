"""The workflow that lets an audience into a journey.

Whom, how fast and how far it is, is in PostgreSQL; this keeps at it, through restarts and failures,
until everybody has been looked at or somebody stops it.
"""

from datetime import timedelta

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities.enrolling import TAKE_SOME, AudienceRef, Step
    from workflows.policies import (
        ADVANCE_RETRY,
        AUDIENCE_HEARTBEAT,
        AUDIENCE_ROUNDS,
        AUDIENCE_TIMEOUT,
    )


@workflow.defn(name="AudienceWorkflow")
class AudienceWorkflow:
    """One run over an audience. Its id is `audience/{run id}`."""

    @workflow.run
    async def run(self, ref: AudienceRef) -> None:
        for _ in range(AUDIENCE_ROUNDS):
            step: Step = await workflow.execute_activity(
                TAKE_SOME,
                ref,
                result_type=Step,
                start_to_close_timeout=AUDIENCE_TIMEOUT,
                heartbeat_timeout=AUDIENCE_HEARTBEAT,
                retry_policy=ADVANCE_RETRY,
            )
            if step.done:
                return
            if step.rest_seconds > 0:
                await workflow.sleep(timedelta(seconds=step.rest_seconds))
        workflow.continue_as_new(ref)
