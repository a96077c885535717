"""A scorecard: what an account's health is made of, as people write it."""

from collections.abc import Iterable
from typing import Annotated

from pydantic import AfterValidator, Field, model_validator

from engine.definition.base import Key, Part
from engine.evaluation import evaluate
from engine.facts import Facts
from engine.health.levels import Level, Levels, Thresholds
from engine.health.measures import Latest, Measure, OfAccount, Text, Trait

Points = Annotated[int | float, Field(ge=0, le=100)]


class Bands(Part):
    """From which score on an account is green, and from which on it is yellow."""

    green: Points = 70
    yellow: Points = 40

    @model_validator(mode="after")
    def _in_order(self) -> "Bands":
        if self.green <= self.yellow:
            raise ValueError(f"Green begins above yellow: {self.green} is not above {self.yellow}.")
        return self

    def band(self, score: float) -> Level:
        """The band of a score by itself, whatever it was before."""
        return "green" if score >= self.green else "yellow" if score >= self.yellow else "red"


class Component(Part):
    """One part of the score: what is measured, what it means and how much it counts."""

    key: Key
    name: Text
    weight: Annotated[int | float, Field(gt=0, le=1000)]
    """Beside those of the others; they may sum to anything."""
    source: Text
    """Where the data come from, in words: `product analytics`."""
    measure: Measure
    levels: Levels

    @model_validator(mode="after")
    def _numbers_have_thresholds(self) -> "Component":
        if not isinstance(self.measure, Trait | Latest) and not isinstance(self.levels, Thresholds):
            raise ValueError(
                f"“{self.measure.type}” measures a number, so its levels are “direction”, “green” "
                "and “yellow”."
            )
        return self


def _own_keys(components: tuple[Component, ...]) -> tuple[Component, ...]:
    seen = set[str]()
    for component in components:
        if component.key in seen:
            raise ValueError(f"Two components are called “{component.key}”.")
        seen.add(component.key)
    return components


class Scorecard(Part):
    """How the health of some accounts is reckoned."""

    key: Key
    name: Text
    segment: OfAccount | None = None
    """For which accounts; None: for all."""
    components: Annotated[
        tuple[Component, ...], Field(min_length=1, max_length=100), AfterValidator(_own_keys)
    ]
    bands: Bands = Bands()
    hysteresis: Annotated[int | float, Field(ge=0, le=50)] = 3
    """How many points beyond a threshold a score must be to leave its band at once."""
    least_known: Annotated[int | float, Field(ge=0, le=1)] = 0.5
    """Which part of the weight must be known for there to be a score."""


def card_for(cards: Iterable[Scorecard], facts: Facts) -> Scorecard | None:
    """The first scorecard that holds for the account; `facts` answer what `segment` asks.

    As everywhere, what cannot be said counts as no. None: no scorecard holds.
    """
    for card in cards:
        if card.segment is None or evaluate(card.segment, facts).holds:
            return card
    return None
