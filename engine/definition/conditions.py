"""Conditions: a tree of `all`, `any` and `not` over leaves that look at the customer.

How a condition is decided, and what a missing value means, is in `engine.evaluation`.
"""

from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, Tag, model_validator

from engine.definition.base import EventName, Part, Scalar, StepId
from engine.definition.times import Duration

Operator = Literal[
    "is", "is_not", "in", "not_in", "less_than", "at_most", "more_than", "at_least",
    "contains", "exists",
]  # fmt: skip


class _Comparison(Part):
    """Exactly one of the operators."""

    is_: Scalar | None = Field(default=None, alias="is")
    is_not: Scalar | None = None
    in_: tuple[Scalar, ...] | None = Field(default=None, alias="in", min_length=1)
    not_in: tuple[Scalar, ...] | None = Field(default=None, min_length=1)
    less_than: int | float | str | None = None
    at_most: int | float | str | None = None
    more_than: int | float | str | None = None
    at_least: int | float | str | None = None
    contains: Scalar | None = None
    exists: bool | None = None

    @model_validator(mode="after")
    def _one_operator(self) -> "_Comparison":
        given = [name for name in _OPERATOR_FIELDS if getattr(self, name) is not None]
        if len(given) != 1:
            names = ", ".join(_OPERATOR_FIELDS.values())
            found = " and ".join(_OPERATOR_FIELDS[name] for name in given) or "none"
            raise ValueError(f"Compare with exactly one of {names}; found {found}.")
        return self

    @property
    def operator(self) -> Operator:
        return next(op for name, op in _OPERATOR_FIELDS.items() if getattr(self, name) is not None)

    @property
    def expected(self) -> Any:
        """What the value is compared with, of the operator's own type."""
        return next(
            getattr(self, name) for name in _OPERATOR_FIELDS if getattr(self, name) is not None
        )


_OPERATOR_FIELDS: dict[str, Operator] = {
    "is_": "is",
    "is_not": "is_not",
    "in_": "in",
    "not_in": "not_in",
    "less_than": "less_than",
    "at_most": "at_most",
    "more_than": "more_than",
    "at_least": "at_least",
    "contains": "contains",
    "exists": "exists",
}

TraitPath = Annotated[str, Field(pattern=r"^(account|contact)\.[^\s.][^.]*(\.[^.]+)*$")]
"""`account.plan`, `contact.title`, `account.billing.country`."""


class _OfTrait(Part):
    trait: TraitPath


class TraitIs(_Comparison, _OfTrait):
    """A trait of the account or the contact compares as said."""


class _OfProperty(Part):
    property: str


class PropertyIs(_Comparison, _OfProperty):
    """A property of the event compares as said. Only inside an event's `where`."""


class EventHappened(Part):
    """An event has happened, so many times, within a period.

    `within` is `enrollment` (since the customer entered the journey; the default), `ever`, or a
    duration that looks back from now. Without a count: at least once.
    """

    event: EventName
    where: "Condition | None" = None
    within: Literal["enrollment", "ever"] | Duration = "enrollment"
    at_least: Annotated[int, Field(ge=1)] | None = None
    at_most: Annotated[int, Field(ge=0)] | None = None
    exactly: Annotated[int, Field(ge=0)] | None = None

    @model_validator(mode="after")
    def _one_count(self) -> "EventHappened":
        given = [self.at_least, self.at_most, self.exactly]
        if sum(count is not None for count in given) > 1:
            raise ValueError("Count with one of at_least, at_most and exactly, not several.")
        return self


class MessageWas(Part):
    """What became of an earlier message of this enrollment: the latest one of that step."""

    message: StepId
    was: Literal["sent", "skipped", "failed"]


class AllOf(Part):
    all: Annotated[tuple["Condition", ...], Field(min_length=1)]


class AnyOf(Part):
    any: Annotated[tuple["Condition", ...], Field(min_length=1)]


class Not(Part):
    not_: "Condition" = Field(alias="not")


_KINDS = ("trait", "property", "event", "message", "all", "any", "not")


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
    | Annotated[AllOf, Tag("all")]
    | Annotated[AnyOf, Tag("any")]
    | Annotated[Not, Tag("not")],
    Discriminator(
        _kind,
        custom_error_type="unknown_condition",
        custom_error_message=(
            "A condition starts with one of trait, event, message, property, all, any or not."
        ),
    ),
]

for model in (EventHappened, AllOf, AnyOf, Not):
    model.model_rebuild()


def leaves(condition: Condition) -> list[TraitIs | PropertyIs | EventHappened | MessageWas]:
    """The leaves of the tree in order; an event's own `where` is not descended into."""
    match condition:
        case AllOf():
            return [leaf for part in condition.all for leaf in leaves(part)]
        case AnyOf():
            return [leaf for part in condition.any for leaf in leaves(part)]
        case Not():
            return leaves(condition.not_)
        case _:
            return [condition]
