"""What happened to a customer, as sentences with their evidence."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID


@dataclass(frozen=True)
class Entry:
    """One line of the timeline."""

    kind: str
    summary: str
    step: str | None = None
    detail: Mapping[str, Any] = field(default_factory=dict)
    message_id: UUID | None = None
    task_id: UUID | None = None


class Journal:
    """The entries of one stretch, in order."""

    def __init__(self) -> None:
        self.entries: list[Entry] = []

    def write(
        self,
        kind: str,
        summary: str,
        *,
        step: str | None = None,
        detail: Mapping[str, Any] | None = None,
        message_id: UUID | None = None,
        task_id: UUID | None = None,
    ) -> None:
        self.entries.append(Entry(kind, summary, step, detail or {}, message_id, task_id))
