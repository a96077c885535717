"""What a step asks of the world, and what may come of it. Two closed unions."""

from dataclasses import dataclass
from datetime import datetime

from engine.definition.base import StepId
from engine.definition.steps import BranchStep, TaskStep, TouchStep, UntilEvent
from engine.evaluation import Finding
from engine.facts import Fate


@dataclass(frozen=True)
class Deliver:
    """Send a message. Leads to Delivered."""

    step: StepId
    visit: int
    touch: TouchStep


@dataclass(frozen=True)
class Ask:
    """Hand a task to a CSM. Leads to Asked."""

    step: StepId
    visit: int
    task: TaskStep


@dataclass(frozen=True)
class Decide:
    """Evaluate the cases of a branch. Leads to Chosen."""

    step: StepId
    branch: BranchStep


@dataclass(frozen=True)
class Wait:
    """Stand still until an instant, or until an event that happens after `since`, or for ever.

    Leads to Happened when such an event occurs at or before `until`, else to Passed.
    """

    step: StepId
    since: datetime
    until: datetime | None
    event: UntilEvent | None


@dataclass(frozen=True)
class Finish:
    """The journey ends for this customer."""

    outcome: str
    """completed or the exit step's own word; goal; exited; failed."""
    reason: str
    because: Finding | None = None
    """The condition that ended it, when one did."""


Effect = Deliver | Ask | Decide | Wait | Finish


@dataclass(frozen=True)
class Delivered:
    """The message went out, was left out, or could not go out."""

    fate: Fate


@dataclass(frozen=True)
class Asked:
    """The task is with somebody, or was left out."""


@dataclass(frozen=True)
class Chosen:
    """A case of the branch, or `otherwise`."""

    case: str


@dataclass(frozen=True)
class Happened:
    """The event that was waited for happened."""

    event_id: int
    at: datetime
    """When it happened, on the journey's clock."""


@dataclass(frozen=True)
class Passed:
    """The time that was waited for has come."""

    at: datetime
    """When it came, on the journey's clock, however late anybody looked."""


Outcome = Delivered | Asked | Chosen | Happened | Passed
