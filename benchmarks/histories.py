"""What one workflow has cost, counted from its history."""

from dataclasses import dataclass

from temporalio.api.enums.v1 import EventType
from temporalio.client import Client

ACTIONS = {
    EventType.EVENT_TYPE_WORKFLOW_EXECUTION_STARTED: "starts",
    EventType.EVENT_TYPE_WORKFLOW_EXECUTION_CONTINUED_AS_NEW: "continue-as-new",
    EventType.EVENT_TYPE_TIMER_STARTED: "timers",
    EventType.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED: "activities",
    EventType.EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED: "signals",
    EventType.EVENT_TYPE_WORKFLOW_EXECUTION_UPDATE_ACCEPTED: "updates",
    EventType.EVENT_TYPE_UPSERT_WORKFLOW_SEARCH_ATTRIBUTES: "search attributes",
    EventType.EVENT_TYPE_MARKER_RECORDED: "markers",
    EventType.EVENT_TYPE_START_CHILD_WORKFLOW_EXECUTION_INITIATED: "children",
}
"""Events that Temporal Cloud bills as an action: https://docs.temporal.io/cloud/actions"""

MOST_ACTIONS, MOST_EVENTS, MOST_BYTES = 15, 80, 20 * 1024


@dataclass(frozen=True)
class Cost:
    """The cost of one workflow, retries of activities aside."""

    actions: dict[str, int]
    events: int
    bytes: int

    @property
    def billed(self) -> int:
        return sum(self.actions.values())

    @property
    def within_bars(self) -> bool:
        return (
            self.billed <= MOST_ACTIONS and self.events <= MOST_EVENTS and self.bytes <= MOST_BYTES
        )


async def cost_of(client: Client, workflow_id: str) -> Cost:
    """Counts the latest run."""
    actions: dict[str, int] = {}
    events = size = 0
    async for event in client.get_workflow_handle(workflow_id).fetch_history_events():
        events += 1
        size += event.ByteSize()
        if kind := ACTIONS.get(event.event_type):
            actions[kind] = actions.get(kind, 0) + 1
    return Cost(actions, events, size)
