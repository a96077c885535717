"""What has changed between two definitions of a journey, in words a reviewer can judge.

Pure. Two definitions that mean the same differ in nothing, however they are written.
"""

from engine.definition.journey import Journey
from engine.differences import rules, scenarios, steps, templates
from engine.differences.difference import Difference, Kind, What
from engine.differences.steps import changed_steps

__all__ = ["Difference", "Kind", "What", "changed_steps", "differences"]

_PARTS = (rules.differences, steps.differences, templates.differences, scenarios.differences)


def differences(old: Journey, new: Journey) -> list[Difference]:
    """Every change, the journey's own rules first, then step by step; empty when there is none."""
    found = [difference for part in _PARTS for difference in part(old, new)]
    if not found and old != new:
        text = "The journey is written otherwise, and means the same."
        return [Difference(kind="changed", what="journey", text=text)]
    return found
