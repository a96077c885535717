"""Comparing a value with what a journey expects: the operators, typed, one at a time."""

from functools import cached_property
from typing import Any, Literal

from pydantic import Field, model_validator

from engine.definition.base import Part, Scalar
from engine.definition.times import Duration

Operator = Literal[
    "is", "is_not", "in", "not_in", "less_than", "at_most", "more_than", "at_least",
    "contains", "starts_with", "exists",
    "within_last", "longer_ago_than", "within_next", "further_off_than",
]  # fmt: skip


AS_WRITTEN = ", such as “is: pro” or “at_least: 10”"
"""What a finding says to who writes a condition, and a form leaves out."""


class Comparison(Part):
    """Exactly one of the operators.

    The last four compare a date with now: `within_last: 7d` holds from the date on for seven days,
    `longer_ago_than: 7d` from then on; `within_next: 30d` holds in the thirty days before the date,
    `further_off_than: 30d` until then.
    """

    is_: Scalar | None = Field(default=None, alias="is")
    is_not: Scalar | None = None
    in_: tuple[Scalar, ...] | None = Field(default=None, alias="in", min_length=1)
    not_in: tuple[Scalar, ...] | None = Field(default=None, min_length=1)
    less_than: int | float | str | None = None
    at_most: int | float | str | None = None
    more_than: int | float | str | None = None
    at_least: int | float | str | None = None
    contains: Scalar | None = None
    starts_with: str | None = None
    exists: bool | None = None
    within_last: Duration | None = None
    longer_ago_than: Duration | None = None
    within_next: Duration | None = None
    further_off_than: Duration | None = None

    @model_validator(mode="after")
    def _one_operator(self) -> "Comparison":
        given = [name for name in _OPERATOR_FIELDS if getattr(self, name) is not None]
        if not given:
            raise ValueError(f"Say what it is compared with{AS_WRITTEN}.")
        if len(given) > 1:
            names = ", ".join(_OPERATOR_FIELDS.values())
            found = " and ".join(_OPERATOR_FIELDS[name] for name in given)
            raise ValueError(f"Compare with exactly one of {names}; found {found}.")
        return self

    @cached_property
    def operator(self) -> Operator:
        return next(op for name, op in _OPERATOR_FIELDS.items() if getattr(self, name) is not None)

    @cached_property
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
    "starts_with": "starts_with",
    "exists": "exists",
    "within_last": "within_last",
    "longer_ago_than": "longer_ago_than",
    "within_next": "within_next",
    "further_off_than": "further_off_than",
}
