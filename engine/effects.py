"""What a step asks of the world, and what may come of it. Two closed unions.

All times are on the journey's clock, aware UTC.
"""

from dataclasses import dataclass
from datetime import datetime

from engine.definition.base import StepId
from engine.definition.steps import (
    ApproveStep,
    BranchStep,
    ByDate,
    CallStep,
    EnrollStep,
    SplitStep,
    SurveyStep,
    TaskStep,
    TouchStep,
    UntilCondition,
    UntilDate,
    UntilEvent,
    UpdateStep,
)
from engine.evaluation import Finding
from engine.facts import Fate


@dataclass(frozen=True)
class Deliver:
    """Send a message. Leads to Delivered; a reminder to Reminded."""

    step: StepId
    visit: int
    touch: TouchStep
    is_reminder: bool = False
    """It asks once more what was asked already."""
    wanted_at: datetime | None = None
    """When it was first wanted, on the journey's clock. None: when they came to the step."""


@dataclass(frozen=True)
class Call:
    """Tell another system. Leads to Delivered."""

    step: StepId
    visit: int
    call: CallStep


@dataclass(frozen=True)
class Ask:
    """Hand a task or an approval to a CSM. Leads to Asked."""

    step: StepId
    visit: int
    task: TaskStep | ApproveStep


@dataclass(frozen=True)
class Update:
    """Change traits. Leads to Done."""

    step: StepId
    visit: int
    update: UpdateStep


@dataclass(frozen=True)
class Enroll:
    """Let the customer into another journey. Leads to Done."""

    step: StepId
    visit: int
    enroll: EnrollStep


@dataclass(frozen=True)
class Decide:
    """Evaluate the cases of a branch. Leads to Chosen."""

    step: StepId
    branch: BranchStep


@dataclass(frozen=True)
class Draw:
    """Take the way of a split that falls to this account. Leads to Chosen."""

    step: StepId
    split: SplitStep


@dataclass(frozen=True)
class PassOver:
    """Leave out what was done before the journey was changed. Leads to Done."""

    step: StepId


@dataclass(frozen=True)
class GoOn:
    """Nothing but a way to another step. Leads to Done."""

    step: StepId
    to: StepId


@dataclass(frozen=True)
class TaskAnswer:
    """What a CSM does with a task or an approval. Its row says when it is due."""

    visit: int | None
    """None: the latest one of the step."""
    task: TaskStep | ApproveStep


@dataclass(frozen=True)
class SurveyAnswer:
    """What a contact answers to a survey."""

    visit: int
    survey: SurveyStep
    remind_at: datetime | None = None
    """When they are asked once more, if they have not answered. None: never, or no more."""


Awaited = UntilEvent | UntilCondition | UntilDate | TaskAnswer | SurveyAnswer


@dataclass(frozen=True)
class Wait:
    """Stand still until an instant, or until what is awaited comes about, or for ever.

    Leads to Passed when the instant comes first; else to Happened for an event or a condition, to
    Passed or Missed for a date, to Answered for a task or a survey.
    """

    step: StepId
    since: datetime
    """Only what happens after this counts."""
    until: datetime | None
    awaited: Awaited | None
    after_event: int | None = None
    """The event that led here. Of others at the instant `since`, those with a higher id count."""
    by_date: ByDate | None = None
    """The date of the customer's own that ends it at the latest. `until` is then for whoever knows
    the date to say: see `ending_by_date`."""


@dataclass(frozen=True)
class Finish:
    """The journey ends for this customer."""

    outcome: str
    """completed or the exit step's own word; goal; exited; failed."""
    reason: str
    because: Finding | None = None
    """The condition that ended it, when one did."""
    event_id: int | None = None
    """The event by which that condition came to hold, when one did it."""


Effect = Deliver | Call | Ask | Update | Enroll | Decide | Draw | PassOver | GoOn | Wait | Finish


@dataclass(frozen=True)
class Delivered:
    """The message or call went out, was left out, or could not go out."""

    fate: Fate


@dataclass(frozen=True)
class Reminded:
    """They were asked once more, or it was decided that they are not. It still waits."""


@dataclass(frozen=True)
class Asked:
    """The task is with somebody, or was left out."""

    skipped: bool = False


@dataclass(frozen=True)
class Done:
    """It is done, and leads one way."""


@dataclass(frozen=True)
class Chosen:
    """A case of the branch, or `otherwise`; a way of the split."""

    case: str


@dataclass(frozen=True)
class Happened:
    """The event that was waited for happened, or the condition holds."""

    event_id: int | None
    """None: it was a condition."""
    at: datetime
    """When it happened."""


@dataclass(frozen=True)
class Passed:
    """The time that was waited for has come."""

    at: datetime
    """When it came, however late anybody looked."""
    early: bool = False
    """It was the date itself that came, not the end of waiting for it."""


@dataclass(frozen=True)
class Missed:
    """The date was past already, or was moved into the past, and the step passes over it."""

    at: datetime


@dataclass(frozen=True)
class Answered:
    """A CSM or a contact answered, or did not in time."""

    outlet: str
    """The task's outcome or `overdue`; `approved` or `cancelled`; the survey's kind of answer or
    `no_answer`."""
    at: datetime


Outcome = Delivered | Reminded | Asked | Done | Chosen | Happened | Passed | Missed | Answered
