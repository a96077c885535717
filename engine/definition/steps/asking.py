"""What people of ours are asked: to do something, or to approve what is about to go out."""

from typing import Annotated, Literal

from pydantic import Field

from engine.definition.base import Key, StepId
from engine.definition.conditions import Condition
from engine.definition.steps.base import (
    Assignment,
    AssignToOwner,
    BaseStep,
    Escalation,
    Outlets,
)
from engine.definition.times import Duration

Item = Annotated[str, Field(min_length=1, max_length=300)]

Escalations = Escalation | Annotated[tuple[Escalation, ...], Field(min_length=1, max_length=5)]
"""One, or several in order: each counts from when the task was due."""


class TaskStep(BaseStep):
    """Ask a CSM to do something.

    Without `outcomes` the journey goes on at once. With them it waits until the CSM presses one of
    these buttons, and takes the way `on` gives for it, else `next`; when the task is overdue, it
    takes `on.overdue` if there is one, and else goes on waiting.
    """

    type: Literal["task"]
    title: Annotated[str, Field(min_length=1, max_length=300)]
    """May use the same variables as a template."""
    instructions: Annotated[str, Field(max_length=20_000)] = ""
    assign: Assignment = AssignToOwner(owner="account")
    due: Duration | None = None
    """Business days and hours are those of whoever gets it."""
    takes: Duration | None = None
    """How much work it is, about, for pools that give out hours. An hour unless said."""
    checklist: Annotated[tuple[Item, ...], Field(min_length=1, max_length=30)] | None = None
    """To be ticked off on the task. It steers nothing."""
    escalate: Escalations | None = None
    ends_with_journey: bool = False
    """Whether it is called off when the customer leaves the journey: then it is no longer needed.
    Else it stays open, as what was to be done may still be worth doing."""
    skip_when: Condition | None = None
    outcomes: Annotated[tuple[Key, ...], Field(min_length=1, max_length=10)] | None = None
    next: StepId | None = None
    on: dict[Key, StepId] | None = None
    """By outcome; beside them `overdue` and `skipped`."""

    @property
    def levels(self) -> tuple[Escalation, ...]:
        """To whom it goes when it is late, one after the other."""
        if self.escalate is None:
            return ()
        return (self.escalate,) if isinstance(self.escalate, Escalation) else self.escalate


class ApproveOutlets(Outlets):
    approved: StepId
    cancelled: StepId


class ApproveStep(BaseStep):
    """Ask a CSM before a message goes out: they approve it, cancel it, or hold it.

    When `due` has passed in silence, it goes as `silence` says. A CSM who holds it stops that
    clock.
    """

    type: Literal["approve"]
    message: StepId
    """The message it is about, so that it can be read before it goes out."""
    assign: Assignment = AssignToOwner(owner="account")
    due: Duration
    silence: Literal["approved", "cancelled"] = "approved"
    on: ApproveOutlets
