"""Conditions: a tree of `all`, `any` and `not` over leaves that look at the customer.

How a condition is decided, and what a missing value means, is in `engine.evaluation`.
"""

from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, Tag, model_validator

from engine.definition.base import EventName, Key, Part, StepId
from engine.definition.comparisons import Comparison, Operator
from engine.definition.kept import kept
from engine.definition.times import Duration

__all__ = [
    "AllOf",
    "AnyOf",
    "Condition",
    "EventHappened",
    "HealthIs",
    "Leaf",
    "MessageWas",
    "Not",
    "NowIs",
    "Operator",
    "PropertyIs",
    "SegmentIs",
    "TaskWas",
    "TraitIs",
    "TraitPath",
    "leaves",
    "of_event_alone",
]

TraitPath = Annotated[str, Field(pattern=r"^(account|contact)\.[^\s.][^.]*(\.[^.]+)*$")]
"""`account.plan`, `contact.title`, `account.billing.country`."""


class _OfTrait(Part):
    trait: TraitPath


class TraitIs(Comparison, _OfTrait):
    """A trait of the account or the contact compares as said."""


class _OfProperty(Part):
    property: str


class PropertyIs(Comparison, _OfProperty):
    """A property of the event compares as said. Only inside an event's `where`."""


class _OfHealth(Part):
    health: Literal["band", "score"]


class HealthIs(Comparison, _OfHealth):
    """The account's health compares as said: its band (green, yellow, red) or its score, 0-100."""


class _OfNow(Part):
    now: Literal["weekday", "time", "date", "day"]


class NowIs(Comparison, _OfNow):
    """The moment compares as said, on the customer's clock: the `weekday` (mon to sun), the `time`
    (`09:00`), the `date` (`2026-12-24`), or the `day` of the journey, of which the first is 1."""


class SegmentIs(Part):
    """The subject is in the segment."""

    segment: Key


class Age(Part):
    """How long ago something was."""

    within_last: Duration | None = None
    longer_ago_than: Duration | None = None

    @model_validator(mode="after")
    def _one(self) -> "Age":
        if (self.within_last is None) == (self.longer_ago_than is None):
            raise ValueError("Say either within_last or longer_ago_than.")
        return self

    @property
    def period(self) -> Duration | None:
        return self.within_last or self.longer_ago_than


class EventHappened(Part):
    """An event has happened, so many times, within a period; or its first or last time was so long
    ago.

    `within` is `enrollment` (since the customer entered the journey; the default), `step` (since
    they came to the step they are at), `ever`, or a duration that looks back from now. Without a
    count: at least once.
    """

    event: EventName
    where: "Condition | None" = None
    within: Literal["enrollment", "step", "ever"] | Duration = "enrollment"
    at_least: Annotated[int, Field(ge=1, le=100_000)] | None = None
    at_most: Annotated[int, Field(ge=0, le=100_000)] | None = None
    exactly: Annotated[int, Field(ge=0, le=100_000)] | None = None
    first: Age | None = None
    last: Age | None = None

    @model_validator(mode="after")
    def _one_count(self) -> "EventHappened":
        given = [self.at_least, self.at_most, self.exactly]
        if sum(count is not None for count in given) > 1:
            raise ValueError("Count with one of at_least, at_most and exactly, not several.")
        asked = [*given, self.first, self.last]
        if sum(each is not None for each in asked) > 1:
            raise ValueError("Ask for a count, for the first time or for the last, not several.")
        return self


Mark = Literal[
    "delivered", "opened", "clicked", "replied", "bounced", "dismissed", "completed"
]  # fmt: skip
"""What may become of a message once it is sent. A message in the product is opened when it is seen;
a tour or a checklist is completed."""


class MessageWas(Part):
    """What became of an earlier message of this enrollment: the latest one of that step."""

    message: StepId
    was: Literal["sent", "skipped", "failed"] | Mark


class TaskWas(Part):
    """What became of a task or an approval of this enrollment: the latest one of that step."""

    task: StepId
    was: Literal["open", "done", "overdue"] | None = None
    outcome: Key | None = None
    """The button that was pressed."""

    @model_validator(mode="after")
    def _one_question(self) -> "TaskWas":
        if (self.was is None) == (self.outcome is None):
            raise ValueError("Ask either what it was (open, done, overdue), or for its outcome.")
        return self


class AllOf(Part):
    all: Annotated[tuple["Condition", ...], Field(min_length=1)]


class AnyOf(Part):
    any: Annotated[tuple["Condition", ...], Field(min_length=1)]


class Not(Part):
    not_: "Condition" = Field(alias="not")


_KINDS = (
    "trait", "property", "event", "message", "task", "health", "segment", "now",
    "all", "any", "not",
)  # fmt: skip


def _kind(value: Any) -> str | None:
    if isinstance(value, dict):
        return next((kind for kind in _KINDS if kind in value), None)
    if isinstance(value, Not):
        return "not"
    return next((kind for kind in _KINDS if hasattr(value, kind)), None)


Condition = Annotated[
    Annotated[TraitIs, Tag("trait")]
    | Annotated[PropertyIs, Tag("property")]
    | Annotated[EventHappened, Tag("event")]
    | Annotated[MessageWas, Tag("message")]
    | Annotated[TaskWas, Tag("task")]
    | Annotated[HealthIs, Tag("health")]
    | Annotated[SegmentIs, Tag("segment")]
    | Annotated[NowIs, Tag("now")]
    | Annotated[AllOf, Tag("all")]
    | Annotated[AnyOf, Tag("any")]
    | Annotated[Not, Tag("not")],
    Discriminator(
        _kind,
        custom_error_type="unknown_condition",
        custom_error_message=(
            "A condition starts with one of trait, event, message, task, health, segment, now, "
            "property, all, any or not."
        ),
    ),
]

for model in (EventHappened, AllOf, AnyOf, Not):
    model.model_rebuild()

Leaf = TraitIs | PropertyIs | EventHappened | MessageWas | TaskWas | HealthIs | SegmentIs | NowIs


@kept
def leaves(condition: Condition) -> tuple[Leaf, ...]:
    """The leaves of the tree in order; an event's own `where` is not descended into."""
    match condition:
        case AllOf():
            return tuple(leaf for part in condition.all for leaf in leaves(part))
        case AnyOf():
            return tuple(leaf for part in condition.any for leaf in leaves(part))
        case Not():
            return leaves(condition.not_)
        case _:
            return (condition,)


def of_event_alone(where: Condition) -> bool:
    """Whether nothing but the event's own properties decides, whenever and for whom."""
    return all(
        isinstance(leaf, PropertyIs) and not isinstance(leaf.expected, Duration)
        for leaf in leaves(where)
    )
