"""What is invented: a journey, a customer, and all that happens to them, as plain data.

Shown whole when a comparison fails, so that a counterexample can become a story of its own.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Literal

Data = dict[str, Any]

DAYS = 21
"""How long a life is looked at."""

Kind = Literal[
    "event", "account", "contact", "pause", "freeze", "resume", "task", "survey", "mark",
    "unsubscribe", "zone", "segment", "exit",
]  # fmt: skip


@dataclass(frozen=True)
class Happening:
    """Something that happens so long after the life began."""

    after: timedelta
    kind: Kind
    name: str = ""
    """The event, the step, the topic, the zone or the segment it is about."""
    values: Mapping[str, Any] = field(default_factory=dict)

    def __repr__(self) -> str:
        return f"{self.after}: {self.kind} {self.name} {dict(self.values) or ''}".rstrip()


@dataclass(frozen=True)
class Life:
    """One customer of one journey, from the event that lets them in."""

    journey: Data
    account: Data
    contact: Data
    roles: tuple[str, ...]
    zone: str
    owned: bool
    """Whether the account has an owner."""
    happenings: tuple[Happening, ...]
    """In order, never two in the same minute."""


@dataclass(frozen=True)
class Moment:
    """One line of a trace."""

    kind: str
    step: str | None
    said: str
    after: timedelta
    """Since the life began."""
    outlet: str | None = None
    """The way out of the step that was taken with this."""

    def __repr__(self) -> str:
        way = f" → {self.outlet}" if self.outlet else ""
        return f"{self.after} {self.step or '-'} {self.kind}: {self.said}{way}"


Trace = list[Moment]
