"""A journey's definition: the one model behind the YAML form, the JSON Schema and the API."""

from typing import Annotated, Literal

from pydantic import Field

from engine.definition.base import Key, Part, StepId
from engine.definition.conditions import Condition
from engine.definition.scenarios import Scenario
from engine.definition.steps import Sending, Step
from engine.definition.templates import Template
from engine.definition.times import Duration, Percentage
from engine.definition.triggers import Trigger


class ReentryAfter(Part):
    after: Duration


class Entry(Part):
    triggers: Annotated[tuple[Trigger, ...], Field(max_length=50)] = ()
    """None: customers come by hand, by the API, or from another journey."""
    audience: Condition | None = None
    """Only customers for whom this holds at that moment."""
    reentry: Literal["never", "always"] | ReentryAfter = "never"
    """Whether a customer may enter again once a passage has ended. Never twice at a time."""
    holdout: Percentage | None = None
    """Which share of the accounts is kept out, chosen by lot and for good, to compare with."""


class Goal(Part):
    """What the journey is for. Reached at any moment, also in the middle of a wait."""

    when: Condition
    within: Duration | None = None
    """Counts only so long after entry; None: as long as the journey runs."""
    exit: bool = True
    """Whether reaching it ends the journey for the customer."""


class Exit(Part):
    """Takes a customer out as soon as it holds."""

    when: Condition
    reason: Annotated[str, Field(min_length=1, max_length=200)] | None = None


class LeavesAudience(Part):
    """Takes a customer out as soon as the journey's audience no longer describes them."""

    leaves: Literal["audience"]
    reason: Annotated[str, Field(min_length=1, max_length=200)] | None = None


class Journey(Part):
    """A whole journey, as drawn, written and published."""

    journey: Key
    """Its key: what it is called in addresses, files and the API."""
    name: Annotated[str, Field(min_length=1, max_length=200)]
    description: Annotated[str, Field(max_length=5_000)] | None = None
    subject: Literal["account", "contact"] = "account"
    entry: Entry
    goal: Goal | None = None
    exit: tuple[Exit | LeavesAudience, ...] = ()
    send: Sending = Sending()
    start: StepId
    steps: Annotated[dict[StepId, Step], Field(min_length=1, max_length=500)]
    templates: dict[Key, Template] = Field(default_factory=dict)
    scenarios: Annotated[tuple[Scenario, ...], Field(max_length=100)] = ()
    """Customers made up, and what must become of them: tried out before each publish."""

    @property
    def topic(self) -> str:
        """What its messages are about, unless a step says otherwise."""
        return self.send.topic or self.journey
