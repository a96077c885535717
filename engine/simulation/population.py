"""A generated population, as somebody describes it: who they are, and how they behave.

Shares and chances are from 0 to 1. Spans such as `[1d, 5d]` are drawn from evenly. The same
population with the same seed is the same, to the minute.
"""

from typing import Annotated

from pydantic import AwareDatetime, Field, JsonValue, model_validator

from engine.definition.base import EventName, Key, Part, StepId
from engine.definition.conditions import Mark, TraitPath
from engine.definition.steps import Role
from engine.definition.times import Duration

Share = Annotated[float, Field(ge=0, le=1)]
Weight = Annotated[float, Field(ge=0, le=1_000_000)]
Span = tuple[Duration, Duration]

MOST_ACCOUNTS = 5_000
MOST_DAYS = 400


class Values(Part):
    """What a trait may be: one of `one_of`, by weight; a number; or a date, counted from entry."""

    one_of: dict[str, Weight] | None = None
    number: tuple[float, float] | None = None
    """Whole numbers where both ends are."""
    date: tuple[int, int] | None = None
    """From so many to so many days after entry; less than nothing is before."""
    known: Share = 1
    """How many have the trait at all."""

    @model_validator(mode="after")
    def _one_kind(self) -> "Values":
        if sum(each is not None for each in (self.one_of, self.number, self.date)) != 1:
            raise ValueError("Say one of one_of, number and date.")
        if self.one_of is not None and sum(self.one_of.values()) <= 0:
            raise ValueError("One of the weights must be more than nothing.")
        for span in (self.number, self.date):
            if span is not None and span[0] > span[1]:
                raise ValueError("The lower end comes first.")
        return self


class Doing(Part):
    """Something customers do: some of them once, within a span after entry; or again and again."""

    event: EventName | None = None
    properties: dict[str, JsonValue] = Field(default_factory=dict)
    changes: dict[TraitPath, JsonValue] = Field(default_factory=dict)
    """Traits that change with it; with these alone, no event needs to be named."""
    segments: dict[Key, bool] = Field(default_factory=dict)
    """Segments they come into with it, or, false, are in no longer; with these alone as well."""
    share: Share = 1
    between: Span | None = None
    per_day: Annotated[float, Field(gt=0, le=100)] | None = None
    """On average, from entry on, instead of `between`."""

    @model_validator(mode="after")
    def _whole(self) -> "Doing":
        if self.event is None and not self.changes and not self.segments:
            raise ValueError("Say what happens: an event, changes of traits or of segments.")
        if (self.between is None) == (self.per_day is None):
            raise ValueError("Say when: either between or per_day.")
        return self


class TaskHabit(Part):
    """How colleagues work through their tasks and approvals."""

    step: StepId | None = None
    """None: all that no other habit names."""
    chance: Share = 0.8
    after: Span = (Duration.parse("2h"), Duration.parse("2d"))
    outcomes: dict[Key, Weight] | None = None
    """By weight; None: all buttons alike, and approvals approved."""


class SurveyHabit(Part):
    step: StepId | None = None
    chance: Share = 0.3
    after: Span = (Duration.parse("1h"), Duration.parse("3d"))
    scores: dict[int, Weight] | None = None
    """By weight; None: all alike."""


class MessageHabit(Part):
    """What becomes of messages."""

    was: Mark
    chance: Share
    after: Span = (Duration.parse("5m"), Duration.parse("2d"))


class Population(Part):
    """Everything but `accounts` may be left out."""

    accounts: Annotated[int, Field(ge=1, le=MOST_ACCOUNTS)] = 500
    seed: int = 1
    begins: AwareDatetime | None = None
    """None: when whoever simulates says."""
    enter_within: Duration = Duration.parse("30d")
    """They enter evenly spread over this time."""
    traits: dict[TraitPath, Values] = Field(default_factory=dict)
    zones: dict[str, Weight] = Field(default_factory=dict)
    """IANA names, by weight; none: the organization's."""
    roles: dict[Role, Share] = Field(default_factory=dict)
    """How many main contacts have the role."""
    segments: dict[Key, Share] = Field(default_factory=dict)
    """How many are in the segment, from beginning to end but for what `does` says."""
    csms: Annotated[int, Field(ge=0, le=200)] = 5
    """How many of our people share the accounts."""
    owned: Share = 1
    """How many accounts one of them looks after."""
    does: tuple[Doing, ...] = ()
    tasks: tuple[TaskHabit, ...] = (TaskHabit(),)
    surveys: tuple[SurveyHabit, ...] = (SurveyHabit(),)
    messages: tuple[MessageHabit, ...] = (
        MessageHabit(was="opened", chance=0.5),
        MessageHabit(was="clicked", chance=0.15),
    )
    unsubscribe: Share = 0.005
    """The chance that a mail makes its reader unsubscribe from its topic."""
    bounce: Share = 0.01
    """How many addresses take no mail."""
    failing_calls: Share = 0
    """How many customers' webhooks and notices never get through."""
