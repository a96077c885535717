"""The steps a journey is made of. One closed union; each step names its links to others."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from engine.definition.base import EventName, Key, Part, StepId
from engine.definition.conditions import Condition
from engine.definition.times import DayOfJourney, Days, Duration, Limit, TimeOfDay

Address = Annotated[str, StringConstraints(pattern=r"^[^@\s]+@[^@\s]+$", max_length=320)]
"""A mail address."""

Role = Literal["champion", "admin", "decision_maker", "exec_sponsor", "billing", "end_user"]


class ToRole(Part):
    """The account's contact in this role, else whom `else` names."""

    role: Role
    otherwise: Literal["primary", "nobody"] = Field(default="nobody", alias="else")


Recipient = Literal["primary"] | ToRole
"""Whom a message is for. In a contact's journey it is always that contact."""


class Window(Part):
    """When messages may go out, on the clock of `zone`."""

    days: Days = "mon-fri"
    from_: TimeOfDay = Field(default="09:00", alias="from")
    to: TimeOfDay = "17:00"
    zone: Literal["contact", "account"] | str = "contact"
    """`contact`, `account`, or an IANA zone such as Europe/Amsterdam."""


class Sending(Part):
    """Rules for what a journey or a step sends."""

    topic: Key | None = None
    """What a contact may unsubscribe from. The journey's key unless said."""
    window: Window | Literal["always"] | None = None
    """None: as the journey says; the journey: always."""


class UseTemplate(Part):
    template: Key


Missing = Literal["skip", "fail"] | UseTemplate
"""When a template names something this customer does not have: skip the message, let it fail,
or use another template."""


class _Step(Part):
    name: str | None = None
    """What people call it; its id unless given."""
    note: str | None = None
    """For colleagues. Never sent."""


class _Touch(_Step):
    to: Recipient = "primary"
    template: Key
    skip_when: Condition | None = None
    """Leave the message out, and go on, when this holds."""
    missing: Missing = "skip"
    send: Sending | None = None
    next: StepId
    on: "TouchOutlets | None" = None


class TouchOutlets(Part):
    """Where to go instead of `next` when the message did not go out."""

    skipped: StepId | None = None
    failed: StepId | None = None


class EmailStep(_Touch):
    """Send a mail."""

    type: Literal["email"]


class InAppStep(_Touch):
    """Leave a message in the product."""

    type: Literal["in_app"]
    format: Literal["feed", "banner", "modal"] = "feed"


class AssignToOwner(Part):
    """The account's owner, else the user with this address, else nobody."""

    owner: Literal["account"]
    otherwise: Address | None = Field(default=None, alias="else")


class AssignToUser(Part):
    user: Address


class TaskStep(_Step):
    """Ask a CSM to do something. The journey goes on at once."""

    type: Literal["task"]
    title: Annotated[str, Field(min_length=1, max_length=300)]
    """May use the same variables as a template."""
    instructions: Annotated[str, Field(max_length=20_000)] = ""
    assign: AssignToOwner | AssignToUser = AssignToOwner(owner="account")
    due: Duration | None = None
    skip_when: Condition | None = None
    next: StepId


class UntilEvent(Part):
    event: EventName
    where: Condition | None = None
    """Only such an event: conditions on its properties."""


class WaitOutlets(Part):
    happened: StepId
    timeout: StepId | None = None


class WaitStep(_Step):
    """Wait for a while, until a day of the journey, or for an event.

    `for` and `until: {day}` lead to `next`. `until: {event}` leads to `on.happened`, or, when
    `at_most` has passed, to `on.timeout`.
    """

    type: Literal["wait"]
    for_: Duration | None = Field(default=None, alias="for")
    until: DayOfJourney | UntilEvent | None = None
    at_most: Limit | None = None
    next: StepId | None = None
    on: WaitOutlets | None = None


class Case(Part):
    id: StepId
    when: Condition
    next: StepId


class BranchStep(_Step):
    """Take the first case that holds, else `otherwise`."""

    type: Literal["branch"]
    cases: Annotated[tuple[Case, ...], Field(min_length=1)]
    otherwise: StepId


class ExitStep(_Step):
    """The end of the journey for this customer."""

    type: Literal["exit"]
    outcome: Key = "completed"


Step = Annotated[
    EmailStep | InAppStep | TaskStep | WaitStep | BranchStep | ExitStep,
    Field(discriminator="type"),
]

TouchStep = EmailStep | InAppStep


def links(step: Step) -> dict[str, StepId]:
    """Where a step leads, by the name of the outlet."""
    found: dict[str, StepId | None]
    match step:
        case EmailStep() | InAppStep():
            extra = step.on or TouchOutlets()
            found = {"next": step.next, "skipped": extra.skipped, "failed": extra.failed}
        case TaskStep():
            found = {"next": step.next}
        case WaitStep():
            found = {"next": step.next}
            if step.on:
                found |= {"happened": step.on.happened, "timeout": step.on.timeout}
        case BranchStep():
            found = {case.id: case.next for case in step.cases}
            found["otherwise"] = step.otherwise
        case ExitStep():
            found = {}
    return {outlet: target for outlet, target in found.items() if target is not None}


for model in (EmailStep, InAppStep):
    model.model_rebuild()
