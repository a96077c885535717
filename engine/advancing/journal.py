"""What happened to a customer, as sentences with their evidence."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from engine.interpreter import Position


@dataclass(frozen=True)
class Entry:
    """One line of the timeline."""

    kind: str
    summary: str
    step: str | None = None
    detail: Mapping[str, Any] = field(default_factory=dict)
    message_id: UUID | None = None
    task_id: UUID | None = None
    visit: int | None = None
    """The how-manyth time the customer stood at the step."""
    outlet: str | None = None
    """The way out they left it by with this. None: they have not left it yet."""
    left_at: datetime | None = None
    """When, on the journey's clock: when they came to what follows."""


class Journal:
    """The entries of one stretch, in order."""

    def __init__(self, position: Position | None = None) -> None:
        self.entries: list[Entry] = []
        self.position = position
        """Where the customer stands while what is written happens."""

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
        here = self.position
        visit = here.visit if here is not None and here.step == step else None
        self.entries.append(Entry(kind, summary, step, detail or {}, message_id, task_id, visit))

    def went(self, here: Position, outlet: str, at: datetime) -> None:
        """The customer left the step they stood at, by this way, at that time."""
        last = self.entries[-1] if self.entries else None
        if last is None or (last.step, last.visit) != (here.step, here.visit):
            self.write("went_on", "Goes on: this was done before.", step=here.step)
        self.entries[-1] = replace(self.entries[-1], outlet=outlet, left_at=at)
