"""What any journey on Temporal costs at least: timers and activities that do nothing."""

from datetime import timedelta

from temporalio import activity, workflow

STEPS = 5
WAIT = timedelta(milliseconds=50)


@activity.defn
async def touch(number: int) -> None:
    """Reach nobody."""


@workflow.defn
class BareWorkflow:
    """Five waits, each followed by a touch."""

    @workflow.run
    async def run(self) -> None:
        for number in range(STEPS):
            await workflow.sleep(WAIT)
            await workflow.execute_activity(
                touch, number, start_to_close_timeout=timedelta(seconds=60)
            )


@workflow.defn
class SleepingWorkflow:
    """One touch, and a sleep that outlasts any measurement."""

    @workflow.run
    async def run(self) -> None:
        await workflow.execute_activity(touch, 0, start_to_close_timeout=timedelta(seconds=60))
        await workflow.sleep(timedelta(days=30))
