"""When steps are reached, as Python has it."""

from pydantic import JsonValue

from engine import ruler as measuring
from engine.definition.journey import Journey


def ruler(journey: Journey) -> JsonValue:
    """By step: days from entry, at the earliest, typically and at the latest, to four places."""
    return {
        step: [_rounded(reach.earliest), _rounded(reach.typical), _rounded(reach.latest)]
        for step, reach in measuring.ruler(journey).items()
    }


def _rounded(days: float | None) -> float | None:
    return None if days is None else round(days, 4)
