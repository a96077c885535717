"""When a measured value is green, yellow or red, and what each level is worth."""

from collections.abc import Mapping
from itertools import combinations
from typing import Any, Literal

from pydantic import model_validator

from engine.definition.base import Part, Scalar
from engine.evaluation import compare

Level = Literal["green", "yellow", "red"]
LEVELS: tuple[Level, ...] = ("green", "yellow", "red")
POINTS: Mapping[Level, int] = {"green": 100, "yellow": 50, "red": 0}


class Thresholds(Part):
    """Levels of a number. With `at_least` the more the better: green from `green` on, yellow from
    `yellow` on, else red. With `less_than` the fewer the better: green below `green`, yellow below
    `yellow`, else red. Where both are the same there is no yellow."""

    direction: Literal["at_least", "less_than"]
    green: int | float
    yellow: int | float

    @model_validator(mode="after")
    def _in_order(self) -> "Thresholds":
        if self.direction == "at_least" and self.green < self.yellow:
            raise ValueError("With at_least, green begins at a higher number than yellow.")
        if self.direction == "less_than" and self.green > self.yellow:
            raise ValueError("With less_than, green ends at a lower number than yellow.")
        return self


class Values(Part):
    """Levels of a value that has a name. Compared as conditions do: `Failed` is `failed`."""

    green: tuple[Scalar, ...]
    yellow: tuple[Scalar, ...]
    red: tuple[Scalar, ...]

    @model_validator(mode="after")
    def _each_once(self) -> "Values":
        named = [(level, value) for level in LEVELS for value in self.of(level)]
        if not named:
            raise ValueError("Name at least one value.")
        for (one, value), (other, again) in combinations(named, 2):
            if compare("is", value, again):
                raise ValueError(f"“{again}” is both {one} and {other}: name each value once.")
        return self

    def of(self, level: Level) -> tuple[Scalar, ...]:
        """The values that are of this level."""
        match level:
            case "green":
                return self.green
            case "yellow":
                return self.yellow
            case "red":
                return self.red


Levels = Thresholds | Values


def level_of(levels: Levels, value: Any) -> Level | None:
    """The level of a value. None: it has none, as it is no number, or is named by no level.

    A number sent as text is a number, as in conditions.
    """
    match levels:
        case Values():
            return next((level for level in LEVELS if compare("in", value, levels.of(level))), None)
        case Thresholds(direction=direction):
            is_green = compare(direction, value, levels.green)
            if is_green is None:
                return None
            if is_green:
                return "green"
            return "yellow" if compare(direction, value, levels.yellow) else "red"
