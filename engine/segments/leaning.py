"""Where it leads a customer that an event happens once more: into a segment, out of it, or either.

Who has logged in ten times this month stays in a segment of those who have whenever they log in
again. So an event need not be counted for everybody it cannot move.
"""

from typing import Literal

from engine.definition.conditions import (
    AllOf,
    AnyOf,
    Condition,
    EventHappened,
    Not,
    of_event_alone,
)
from engine.definition.kept import kept

Leaning = Literal["in", "out"]


@kept
def leaning(condition: Condition) -> Leaning | None:
    """The only way in which further events, and nothing else, may turn it. None: either way.

    What time turns, they put off: whoever is not moved by one need not be looked at any sooner.
    """
    match condition:
        case EventHappened(exactly=None, first=None, last=None, where=where) if (
            where is None or of_event_alone(where)
        ):
            return "in" if condition.at_most is None else "out"
        case Not():
            return _OTHER[leaning(condition.not_)]
        case AllOf():
            return _common(condition.all)
        case AnyOf():
            return _common(condition.any)
        case _:
            return None


_OTHER: dict[Leaning | None, Leaning | None] = {"in": "out", "out": "in", None: None}


def _common(parts: tuple[Condition, ...]) -> Leaning | None:
    found = {leaning(part) for part in parts}
    return found.pop() if len(found) == 1 else None
