"""What goes to other systems: calls, chat messages, changes of traits, other journeys."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from engine.definition.base import Key, Scalar, StepId
from engine.definition.conditions import TraitPath
from engine.definition.steps.base import BaseStep, Outlets

Url = Annotated[str, StringConstraints(pattern=r"^https?://[^\s/]+\S*$", max_length=2_000)]


class CallOutlets(Outlets):
    failed: StepId | None = None


class WebhookStep(BaseStep):
    """Call another system over HTTPS, signed, until it answers.

    What it is sent says who the customer is and where they are in which journey, with `data` beside
    it. An answer of 4xx, or three days without a good one, is a failure.
    """

    type: Literal["webhook"]
    url: Url
    data: dict[Annotated[str, Field(min_length=1, max_length=100)], Scalar] = Field(
        default_factory=dict
    )
    """Texts may use the same variables as a template."""
    next: StepId
    on: CallOutlets | None = None


class NotifyStep(BaseStep):
    """Tell colleagues in a channel of Slack or Teams that has been set up."""

    type: Literal["notify"]
    channel: Key
    text: Annotated[str, Field(min_length=1, max_length=3_000)]
    """May use the same variables as a template."""
    next: StepId
    on: CallOutlets | None = None


class UpdateStep(BaseStep):
    """Give traits of the account or the contact new values. Other journeys hear of it.

    Text may use the same variables as a template; nothing (`null`) takes a trait away.
    """

    type: Literal["update"]
    set: Annotated[dict[TraitPath, Scalar | None], Field(min_length=1, max_length=50)]
    next: StepId


class EnrollStep(BaseStep):
    """Let the customer into another journey too, if that journey's own rules allow it. This one
    goes on at once."""

    type: Literal["enroll"]
    journey: Key
    next: StepId
