"""Changes of the scenarios a journey is tried out with."""

from collections.abc import Iterator

from engine.definition.journey import Journey
from engine.differences.difference import Difference, Kind


def differences(old: Journey, new: Journey) -> Iterator[Difference]:
    before = {scenario.name: scenario for scenario in old.scenarios}
    now = {scenario.name: scenario for scenario in new.scenarios}
    for name, scenario in now.items():
        if name not in before:
            yield _difference("added", f"The scenario “{name}” is new.")
        elif before[name] != scenario:
            parts = [
                word
                for field, word in _PARTS.items()
                if getattr(before[name], field) != getattr(scenario, field)
            ]
            yield _difference("changed", f"The scenario “{name}” has {' and '.join(parts)}.")
    for name in before:
        if name not in now:
            yield _difference("removed", f"The scenario “{name}” is gone.")


_PARTS = {
    "customer": "another customer",
    "enters": "another time of entry",
    "happens": "other happenings",
    "expect": "other expectations",
}


def _difference(kind: Kind, text: str) -> Difference:
    return Difference(kind=kind, what="scenario", text=text)
