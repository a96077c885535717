"""What is known about a customer at one moment, gathered by a driver before anything is decided."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from engine.definition.base import StepId
from engine.definition.conditions import EventHappened

Fate = Literal["sent", "skipped", "failed"]


class Missing:
    """There is no value. Not the same as an empty one."""

    def __repr__(self) -> str:
        return "nothing"


MISSING = Missing()


@dataclass(frozen=True)
class Facts:
    """All values a decision may look at.

    `traits` holds one mapping for `account` and one for `contact`. `counts` answers every
    event leaf of the conditions to be decided; `fates` every message leaf, None while
    there is no such message. `properties` are those of the event being looked at, if any.
    """

    now: datetime
    """On the journey's clock, aware UTC."""
    traits: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    counts: Mapping[EventHappened, int] = field(default_factory=dict)
    fates: Mapping[StepId, Fate | None] = field(default_factory=dict)
    properties: Mapping[str, Any] | None = None

    def trait(self, path: str) -> Any:
        """The value at `account.billing.country`, or MISSING."""
        whose, _, rest = path.partition(".")
        return dig(self.traits.get(whose, {}), rest)


def dig(values: Mapping[str, Any], path: str) -> Any:
    """The value under `path`: a key that is spelled so, or else nested keys parted by dots."""
    if path in values:
        value = values[path]
        return MISSING if value is None else value
    head, dot, rest = path.partition(".")
    inner = values.get(head)
    if not dot or not isinstance(inner, Mapping):
        return MISSING
    return dig(inner, rest)
