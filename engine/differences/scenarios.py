"""Changes of the scenarios a journey is tried out with."""

from collections.abc import Iterator

from engine.definition.journey import Journey
from engine.differences.difference import Difference, Kind


def differences(old: Journey, new: Journey) -> Iterator[Difference]:
    before = {scenario.name: scenario for scenario in old.scenarios}
    now = {scenario.name: scenario for scenario in new.scenarios}
    for number, (name, scenario) in enumerate(now.items()):
        if name not in before:
            yield _difference("added", number, f"The scenario “{name}” is new.")
        elif before[name] != scenario:
            parts = [
                word
                for field, word in _PARTS.items()
                if getattr(before[name], field) != getattr(scenario, field)
            ]
            text = f"The scenario “{name}” has {' and '.join(parts)}."
            yield _difference("changed", number, text)
    for number, name in enumerate(before):
        if name not in now:
            yield _difference("removed", number, f"The scenario “{name}” is gone.")


_PARTS = {
    "customer": "another customer",
    "enters": "another time of entry",
    "before": "another past",
    "happens": "other happenings",
    "expect": "other expectations",
}


def _difference(kind: Kind, number: int, text: str) -> Difference:
    return Difference(kind=kind, what="scenario", path=f"scenarios.{number}", text=text)
