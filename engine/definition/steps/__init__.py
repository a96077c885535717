"""The steps a journey is made of. One closed union; each step names its links to others."""

from collections.abc import Iterator, Mapping
from typing import Annotated, assert_never

from pydantic import Field

from engine.definition.base import StepId
from engine.definition.kept import kept
from engine.definition.moving import ByDate, Limit, MovingDate
from engine.definition.steps.asking import ApproveOutlets, ApproveStep, TaskStep
from engine.definition.steps.base import (
    Address,
    Assignment,
    AssignToOwner,
    AssignToPool,
    AssignToRole,
    AssignToUser,
    Escalation,
    Missing,
    Outlets,
    Recipient,
    Role,
    Sending,
    ToRole,
    ToRoles,
    UseTemplate,
    Window,
)
from engine.definition.steps.messages import (
    EmailStep,
    InAppFormat,
    InAppStep,
    Remind,
    SurveyOutlets,
    SurveyStep,
    TouchOutlets,
)
from engine.definition.steps.reaching_out import (
    CallOutlets,
    EnrollStep,
    NotifyStep,
    UpdateStep,
    WebhookStep,
)
from engine.definition.steps.waiting import (
    Until,
    UntilCondition,
    UntilDate,
    UntilEvent,
    UntilTime,
    WaitOutlets,
    WaitStep,
)
from engine.definition.steps.ways import BranchStep, Case, ExitStep, GoToStep, SplitStep, Way

__all__ = [
    "Address",
    "ApproveOutlets",
    "ApproveStep",
    "AssignToOwner",
    "AssignToPool",
    "AssignToRole",
    "AssignToUser",
    "Assignment",
    "BranchStep",
    "ByDate",
    "CallOutlets",
    "CallStep",
    "Case",
    "EmailStep",
    "EnrollStep",
    "Escalation",
    "ExitStep",
    "GoToStep",
    "InAppFormat",
    "InAppStep",
    "Limit",
    "Missing",
    "MovingDate",
    "NotifyStep",
    "Outlets",
    "Recipient",
    "Remind",
    "Role",
    "Sending",
    "SplitStep",
    "Step",
    "SurveyOutlets",
    "SurveyStep",
    "TaskStep",
    "ToRole",
    "ToRoles",
    "TouchOutlets",
    "TouchStep",
    "Until",
    "UntilCondition",
    "UntilDate",
    "UntilEvent",
    "UntilTime",
    "UpdateStep",
    "UseTemplate",
    "WaitOutlets",
    "WaitStep",
    "Way",
    "WebhookStep",
    "Window",
    "dates_of",
    "links",
]

Step = Annotated[
    EmailStep
    | InAppStep
    | SurveyStep
    | TaskStep
    | ApproveStep
    | WebhookStep
    | NotifyStep
    | UpdateStep
    | EnrollStep
    | WaitStep
    | BranchStep
    | SplitStep
    | GoToStep
    | ExitStep,
    Field(discriminator="type"),
]

TouchStep = EmailStep | InAppStep | SurveyStep
CallStep = WebhookStep | NotifyStep


@kept
def links(step: Step) -> Mapping[str, StepId]:
    """Where a step leads, by the name of the outlet, in the order they are best read in."""
    match step:
        case BranchStep():
            return {case.id: case.next for case in step.cases} | {"otherwise": step.otherwise}
        case SplitStep():
            return {way.id: way.next for way in step.ways}
        case GoToStep():
            return {"to": step.to}
        case ExitStep():
            return {}
        case ApproveStep():
            return step.on.targets()
        case UpdateStep() | EnrollStep():
            return {"next": step.next}
        case TaskStep():
            return _beside(step.next, step.on or {})
        case EmailStep() | InAppStep() | SurveyStep() | WebhookStep() | NotifyStep() | WaitStep():
            return _beside(step.next, step.on.targets() if step.on else {})
        case _:
            assert_never(step)


def dates_of(step: Step) -> Iterator[MovingDate]:
    """The dates of the customer's own by which a wait goes: what it is for, then its limit."""
    if isinstance(step, WaitStep) and isinstance(step.until, UntilDate):
        yield step.until.date
    if isinstance(step, WaitStep | SurveyStep) and isinstance(step.at_most, ByDate):
        yield step.at_most.date


def _beside(following: StepId | None, on: dict[str, StepId]) -> dict[str, StepId]:
    return ({"next": following} if following is not None else {}) | on
