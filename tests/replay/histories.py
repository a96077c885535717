"""Where histories are kept, and how one is told in a few lines.

A history is never taken away or changed: customers are living it. `ONWARD_RECORD=1 pytest
tests/replay` adds the one of today's code beside it, for each story that has come to differ.
"""

import json
import os
from pathlib import Path
from typing import Any

from temporalio.api.enums.v1 import EventType
from temporalio.client import WorkflowHistory

DIRECTORY = Path(__file__).parent / "histories"
RECORDING = bool(os.environ.get("ONWARD_RECORD"))

_LEFT_OUT = {
    # Turns of the workflow task: when the server hands out work is not ours to say.
    EventType.EVENT_TYPE_WORKFLOW_TASK_SCHEDULED,
    EventType.EVENT_TYPE_WORKFLOW_TASK_STARTED,
    EventType.EVENT_TYPE_WORKFLOW_TASK_COMPLETED,
    EventType.EVENT_TYPE_ACTIVITY_TASK_STARTED,
}


def fingerprint(history: WorkflowHistory) -> str:
    """What the workflow was told and what it asked for, an event a line."""
    kinds = (event.event_type for event in history.events)
    names = [EventType.Name(kind) for kind in kinds if kind not in _LEFT_OUT]
    return "".join(f"{name.removeprefix('EVENT_TYPE_').lower()}\n" for name in names)


def kept(story: str | None = None) -> list[Path]:
    """The histories of one story, or all, oldest first."""
    return sorted(DIRECTORY.glob(f"{story or '*'}.[0-9]*.json"))


def read(path: Path) -> WorkflowHistory:
    return WorkflowHistory.from_json(path.stem, path.read_text())


def record(story: str, history: WorkflowHistory) -> None:
    """Keep a history beside the earlier ones, unless it tells nothing new."""
    DIRECTORY.mkdir(exist_ok=True)
    told = fingerprint(history)
    if any(fingerprint(read(path)) == told for path in kept(story)):
        return
    number = len(kept(story)) + 1
    anonymous = _without_machine(json.loads(history.to_json()))
    written = json.dumps(anonymous, indent=1, sort_keys=True)
    (DIRECTORY / f"{story}.{number}.json").write_text(written + "\n")


def _without_machine(value: Any) -> Any:
    """The same without the names of the machine and the processes it was recorded on."""
    match value:
        case dict():
            return {
                key: "worker" if key == "identity" else _without_machine(inner)
                for key, inner in value.items()
            }
        case list():
            return [_without_machine(inner) for inner in value]
        case _:
            return value
