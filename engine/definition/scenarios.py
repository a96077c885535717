"""Scenarios: a customer made up, what they do, and what the journey must then have done."""

from typing import Annotated

from pydantic import AwareDatetime, Field, JsonValue, field_validator, model_validator

from engine.definition.base import EventName, Key, Part, StepId
from engine.definition.conditions import Mark
from engine.definition.steps.base import Role
from engine.definition.times import Duration, Moment

Traits = dict[str, JsonValue]


class SampleCustomer(Part):
    """One account with one contact, its primary."""

    account: Traits = Field(default_factory=dict)
    contact: Traits = Field(default_factory=dict)
    roles: tuple[Role, ...] = ()
    segments: tuple[Key, ...] = ()
    """Those they are in, from beginning to end."""
    time_zone: str | None = None
    """IANA name; None: UTC, so that a scenario comes out alike wherever it is tried."""
    owner: bool = True
    """Whether the account has an owner."""


MOST_DAYS_BEFORE = 36_500
"""So many days before entry is as early as anything is told: before that there is no calendar."""


class Earlier(Part):
    """Something the customer did before they entered."""

    event: EventName
    properties: Traits = Field(default_factory=dict)
    ago: Duration
    """So long before they entered."""

    @field_validator("ago")
    @classmethod
    def _some_time(cls, ago: Duration) -> Duration:
        if not ago.amount:
            raise ValueError("Say a time before entry, such as 3d. What comes later is in happens.")
        if ago.days > MOST_DAYS_BEFORE:
            raise ValueError("That is more than a hundred years. Say a time that is less.")
        return ago


class Happening(Part):
    """Something the customer, or a colleague of ours, does."""

    at: Moment
    """So long after entry, or on a day of the journey."""
    event: EventName | None = None
    properties: Traits = Field(default_factory=dict)
    account: Traits | None = None
    """Traits of the account that change."""
    contact: Traits | None = None
    message: StepId | None = None
    """The message of this step …"""
    was: Mark | None = None
    """… is opened, clicked and so on."""
    task: StepId | None = None
    """The task or approval of this step is done, …"""
    outcome: Key | None = None
    """… with this button."""
    survey: StepId | None = None
    """The survey of this step is answered …"""
    score: Annotated[int, Field(ge=0, le=10)] | None = None
    """… with this score."""

    @model_validator(mode="after")
    def _one_thing(self) -> "Happening":
        given = [
            self.event, self.account, self.contact, self.message, self.task, self.survey
        ]  # fmt: skip
        if sum(each is not None for each in given) != 1:
            raise ValueError(
                "Say one thing that happens: event, account, contact, message, task or survey."
            )
        pairs = ((self.message, self.was), (self.task, self.outcome), (self.survey, self.score))
        if any((what is None) != (how is None) for what, how in pairs):
            raise ValueError("Write message with was, task with outcome, and survey with score.")
        return self


class Expectation(Part):
    """What must have come about, at the latest `by` then if that is said."""

    sends: StepId | None = None
    """This message was sent."""
    asks: StepId | None = None
    """This task was handed to somebody."""
    reaches: StepId | None = None
    """The customer came to this step."""
    never: StepId | None = None
    """The customer never came to this step."""
    ends: Key | None = None
    """The journey ended with this outcome."""
    by: Moment | None = None

    @model_validator(mode="after")
    def _one_thing(self) -> "Expectation":
        given = [self.sends, self.asks, self.reaches, self.never, self.ends]
        if sum(each is not None for each in given) != 1:
            raise ValueError("Expect one thing: sends, asks, reaches, never or ends.")
        return self


class Scenario(Part):
    name: Annotated[str, Field(min_length=1, max_length=200)]
    customer: SampleCustomer = SampleCustomer()
    enters: AwareDatetime | None = None
    """None: Monday 2 March 2026, 09:00 in the customer's zone."""
    before: Annotated[tuple[Earlier, ...], Field(max_length=1_000)] = ()
    """What conditions that look back count; it lets nobody in."""
    happens: Annotated[tuple[Happening, ...], Field(max_length=1_000)] = ()
    expect: Annotated[tuple[Expectation, ...], Field(min_length=1, max_length=100)]
