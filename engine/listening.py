"""What an enrollment listens for, as keys the dispatcher can match: `event:…`, `trait:…`."""

from collections.abc import Iterator

from engine.definition.base import StepId
from engine.definition.conditions import Condition, EventHappened, TraitIs, leaves
from engine.definition.journey import Journey
from engine.definition.steps import UntilEvent, WaitStep

ZONE_TRAITS = ("time_zone", "timezone", "timeZone")
"""The names under which a customer's time zone is sent."""


def event_key(name: str) -> str:
    return f"event:{name}"


def trait_key(path: str) -> str:
    return f"trait:{path}"


_ZONES = [trait_key(f"{whose}.{name}") for whose in ("account", "contact") for name in ZONE_TRAITS]


def listens(journey: Journey, step: StepId | None) -> frozenset[str]:
    """What may wake a customer who stands at `step`: its wait, the goal, every exit, and a change
    of the clock by which days and hours are reckoned.

    None: has not entered yet.
    """
    found = set(_ZONES)
    if journey.goal:
        found.update(_keys(journey.goal.when))
    for exit_ in journey.exit:
        found.update(_keys(exit_.when))
    match journey.steps.get(step) if step else None:
        case WaitStep(until=UntilEvent(event=name)):
            found.add(event_key(name))
        case _:
            pass
    return frozenset(found)


def _keys(condition: Condition) -> Iterator[str]:
    for leaf in leaves(condition):
        match leaf:
            case EventHappened():
                yield event_key(leaf.event)
            case TraitIs():
                yield trait_key(_first_level(leaf.trait))
            case _:
                pass


def _first_level(path: str) -> str:
    """`account.billing.country` is heard as `account.billing`: changes are noted per trait."""
    return ".".join(path.split(".")[:2])
