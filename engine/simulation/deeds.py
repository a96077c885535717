"""What a customer can do so that a condition holds: an event, other traits, other segments.

What only time, our messages or our tasks bring about is not for them to do.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from engine.definition.comparisons import Comparison
from engine.definition.conditions import (
    AllOf,
    AnyOf,
    Condition,
    EventHappened,
    HealthIs,
    Not,
    PropertyIs,
    SegmentIs,
    TraitIs,
)
from engine.definition.journey import Exit, Journey
from engine.facts import HEALTH_TRAITS, MARK_EVENTS, SURVEY_ANSWERED
from engine.simulation.values import value_against, value_for

TOLD_BY_US = {SURVEY_ANSWERED, *MARK_EVENTS.values()}


@dataclass(frozen=True)
class Deed:
    """All of it at once; as in `engine.simulation.population.Doing`."""

    event: str | None = None
    properties: dict[str, Any] = field(default_factory=dict)
    changes: dict[str, Any] = field(default_factory=dict)
    segments: dict[str, bool] = field(default_factory=dict)

    def __or__(self, other: "Deed") -> "Deed":
        return Deed(
            self.event or other.event,
            self.properties | other.properties,
            self.changes | other.changes,
            self.segments | other.segments,
        )


def ends_of(journey: Journey) -> Iterator[Condition]:
    """What takes customers out of a journey, but for its goal."""
    audience = journey.entry.audience
    for exit_ in journey.exit:
        if isinstance(exit_, Exit):
            yield exit_.when
        elif audience is not None:
            yield Not.model_construct(not_=audience)


def deeds_for(condition: Condition, holds: bool = True) -> tuple[Deed, ...]:
    """Each by itself makes the condition hold, or hold no more. None: no customer can do that."""
    match condition:
        case Not():
            return deeds_for(condition.not_, not holds)
        case AllOf(all=parts) | AnyOf(any=parts):
            each = [deeds_for(part, holds) for part in parts]
            if isinstance(condition, AnyOf) is holds:
                return tuple(deed for deeds in each for deed in deeds)
            return _together(each)
        case EventHappened() if holds and condition.event not in TOLD_BY_US:
            properties = properties_for(condition.where)
            asked = condition.at_least if condition.exactly is None else condition.exactly
            once = asked in (None, 1)
            late = condition.last is not None and condition.last.within_last is None
            if properties is None or not once or late or condition.at_most is not None:
                return ()
            return (Deed(condition.event, properties),)
        case TraitIs():
            return _changed(condition.trait, condition, holds)
        case HealthIs():
            return _changed(f"account.{HEALTH_TRAITS[condition.health]}", condition, holds)
        case SegmentIs():
            return (Deed(segments={condition.segment: holds}),)
        case _:
            return ()


def _together(each: list[tuple[Deed, ...]]) -> tuple[Deed, ...]:
    """One for all parts. What is nobody's to do is so by itself, or not at all."""
    found = Deed()
    for deeds in each:
        for deed in deeds[:1]:
            if found.event is not None and deed.event is not None:
                return ()
            found |= deed
    return () if found == Deed() else (found,)


def properties_for(where: Condition | None) -> dict[str, Any] | None:
    """Of an event that fits. None: nobody can tell."""
    match where:
        case None:
            return {}
        case PropertyIs():
            value = _value(where, holds=True)
            return None if value is None else {where.property: value[0]}
        case AllOf(all=parts):
            each = [properties_for(part) for part in parts]
            known = [properties for properties in each if properties is not None]
            merged = {key: value for properties in known for key, value in properties.items()}
            return merged if len(known) == len(each) else None
        case AnyOf(any=parts):
            return next(filter(None, map(properties_for, parts)), None)
        case Not(not_=PropertyIs() as denied):
            value = _value(denied, holds=False)
            return None if value is None else {denied.property: value[0]}
        case _:
            return None


def _changed(path: str, asked: Comparison, holds: bool) -> tuple[Deed, ...]:
    value = _value(asked, holds)
    return () if value is None else (Deed(changes={path: value[0]}),)


def _value(asked: Comparison, holds: bool) -> tuple[Any] | None:
    """When they do it is not known yet, and so nothing is that goes by dates."""
    return value_for(asked, None) if holds else value_against(asked, None)
