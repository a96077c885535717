"""What happens to a customer while they are watched. One closed union; times are aware UTC."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from engine.consent import Way
from engine.definition.base import StepId
from engine.definition.conditions import Mark


@dataclass(frozen=True)
class Event:
    """Something the customer did, or that their systems told."""

    at: datetime
    name: str
    properties: Mapping[str, Any] = field(default_factory=dict)
    contact: UUID | None = None
    """Who did it. None: it is the account's alone."""
    changes: Mapping[str, Any] = field(default_factory=dict)
    """Traits it gave a new value, such as `account.plan`; None takes one away. Those of the
    contact are the primary one's unless `contact` is another."""
    id: int | None = None
    """None: numbered in the order of arrival. Must grow in that order where it is given."""
    arrives: datetime | None = None
    """When we hear of it. None: as it happens."""


@dataclass(frozen=True)
class LetIn:
    """Somebody, or another journey, enrolls the customer."""

    at: datetime
    contact: UUID | None = None
    """Whom, in a contact's journey. None: the primary one."""
    by: str = "simulation"
    journey: str | None = None
    """Into which, by its key. None: into whichever hears of it."""
    entered_by: Mapping[str, Any] | None = None
    """As it was for real. None: `by`."""


@dataclass(frozen=True)
class MessageMarked:
    """The latest message of a step is opened, clicked and so on, by whoever got it."""

    at: datetime
    step: StepId
    mark: Mark
    contact: UUID | None = None
    """In whose passage. None: in the latest that has such a message; so below."""


@dataclass(frozen=True)
class SurveyAnswered:
    """The latest survey of a step is answered."""

    at: datetime
    step: StepId
    score: int
    contact: UUID | None = None


@dataclass(frozen=True)
class TaskAnswered:
    """The latest task or approval of a step is done."""

    at: datetime
    step: StepId
    outcome: str | None = None
    """The button. None: it has none."""
    contact: UUID | None = None


@dataclass(frozen=True)
class TaskCancelled:
    at: datetime
    step: StepId
    contact: UUID | None = None


@dataclass(frozen=True)
class ApprovalHeld:
    """A CSM stops the clock of an approval."""

    at: datetime
    step: StepId
    contact: UUID | None = None


@dataclass(frozen=True)
class ApprovalReleased:
    """The clock of a held approval starts again, with as long as it had at first."""

    at: datetime
    step: StepId
    contact: UUID | None = None


@dataclass(frozen=True)
class Unsubscribed:
    """A contact wants no more about a topic by one way; `*` is all of them."""

    at: datetime
    topic: str
    contact: UUID | None = None
    """None: the primary one."""
    way: Way = "email"


@dataclass(frozen=True)
class ExitRequested:
    """A person takes the customer out."""

    at: datetime
    reason: str
    by: str = "simulation"


@dataclass(frozen=True)
class SegmentChanged:
    """The customer comes into a segment, or is in it no longer."""

    at: datetime
    segment: str
    member: bool = True


@dataclass(frozen=True)
class Paused:
    """The journey is paused, for everybody."""

    at: datetime
    stops_clock: bool = False


@dataclass(frozen=True)
class Resumed:
    at: datetime


Happening = (
    Event
    | LetIn
    | MessageMarked
    | SurveyAnswered
    | TaskAnswered
    | TaskCancelled
    | ApprovalHeld
    | ApprovalReleased
    | Unsubscribed
    | ExitRequested
    | SegmentChanged
    | Paused
    | Resumed
)


@dataclass(frozen=True)
class Missed:
    """Something that was to happen and could not."""

    happening: Happening
    reason: str


OfTask = TaskAnswered | TaskCancelled | ApprovalHeld | ApprovalReleased


def arrival(happening: Happening) -> datetime:
    """When it is heard of."""
    match happening:
        case Event(arrives=datetime() as arrives):
            return arrives
        case _:
            return happening.at
