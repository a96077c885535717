"""Two definitions side by side, for people who read and for a drawing."""

from dataclasses import dataclass
from typing import Any

from engine.definition.document import read_or_none
from engine.definition.journey import Journey
from engine.differences import rules, scenarios, steps, templates
from engine.differences.difference import Difference
from engine.differences.outline import Data, LinkChange, StepChange, link_changes, step_changes
from engine.differences.rough import rough_differences
from engine.sentences import NO_NAMES, Names


@dataclass(frozen=True)
class Comparison:
    readable: bool
    """False: one of them is no readable journey yet, and what has changed in it can only be told
    roughly."""
    differences: tuple[Difference, ...]
    """In words, the journey's own rules first."""
    steps: tuple[StepChange, ...]
    links: tuple[LinkChange, ...]


def differences(old: Journey, new: Journey, names: Names = NO_NAMES) -> list[Difference]:
    """Every change, the journey's own rules first, then step by step; empty when there is none."""
    found = [
        *rules.differences(old, new, names),
        *steps.differences(old, new, names),
        *templates.differences(old, new),
        *scenarios.differences(old, new),
    ]
    if not found and old != new:
        text = "The journey is written otherwise, and means the same."
        return [Difference(kind="changed", what="journey", path="", text=text)]
    return found


def compare(before: Data, after: Data, names: Names = NO_NAMES) -> Comparison:
    """Plain data, whether it is a journey that can be read or not."""
    old, new = read_or_none(before), read_or_none(after)
    if old is None or new is None:
        told = rough_differences(before, after)
    else:
        told = differences(old, new, names)
        before, after = _whole(old), _whole(new)
    return Comparison(
        readable=old is not None and new is not None,
        differences=tuple(told),
        steps=tuple(step_changes(before, after)),
        links=tuple(link_changes(before, after)),
    )


def _whole(journey: Journey) -> dict[str, Any]:
    """With what goes without saying said, so that saying it makes no difference."""
    return journey.model_dump(mode="json", by_alias=True)
