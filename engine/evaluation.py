"""Deciding a condition, with an explanation of everything that was looked at.

Three-valued: a comparison with a value that is missing, or of a type that cannot be compared, is
neither true nor false but unknown. `not` leaves unknown unknown; `all` is false as soon as one
part is false and `any` true as soon as one is true, else unknown if any part is. A decision that
comes out unknown counts as no: nobody is sent down a path on a guess.
"""

import re
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from math import isfinite
from typing import Any, assert_never

from pydantic import BaseModel, ConfigDict, JsonValue

from engine.definition.conditions import (
    AllOf,
    AnyOf,
    Condition,
    EventHappened,
    MessageWas,
    Not,
    Operator,
    PropertyIs,
    TraitIs,
)
from engine.facts import MISSING, Facts, dig
from engine.sentences import condition_sentence


class Finding(BaseModel):
    """One node of an evaluated condition: what was expected, what was found, whether it holds."""

    model_config = ConfigDict(frozen=True)

    text: str
    """What was asked, in words: `account seats is less than 10`."""
    holds: bool | None
    """None: cannot be said."""
    actual: JsonValue = None
    """The value seen; None when there was none, or for `all`, `any` and `not`."""
    parts: tuple["Finding", ...] = ()


def evaluate(condition: Condition, facts: Facts) -> Finding:
    """Decide a condition. `facts` must answer every leaf: see `engine.facts.Facts`."""
    match condition:
        case TraitIs():
            return _compared(condition, facts.trait(condition.trait))
        case PropertyIs():
            return _compared(condition, dig(facts.properties or {}, condition.property))
        case EventHappened():
            count = facts.counts[condition]
            return _finding(condition, _enough(condition, count), actual=count)
        case MessageWas():
            fate = facts.fates[condition.message]
            holds = None if fate is None else fate == condition.was
            return _finding(condition, holds, actual=fate)
        case AllOf():
            parts = tuple(evaluate(part, facts) for part in condition.all)
            return _finding(condition, _all(part.holds for part in parts), parts=parts)
        case AnyOf():
            parts = tuple(evaluate(part, facts) for part in condition.any)
            none = _all(_not(part.holds) for part in parts)
            return _finding(condition, _not(none), parts=parts)
        case Not():
            part = evaluate(condition.not_, facts)
            return _finding(condition, _not(part.holds), parts=(part,))
        case _:
            assert_never(condition)


def _finding(
    condition: Condition,
    holds: bool | None,
    *,
    actual: JsonValue = None,
    parts: tuple[Finding, ...] = (),
) -> Finding:
    text = str(condition_sentence(condition))
    return Finding(text=text, holds=holds, actual=actual, parts=parts)


def _not(holds: bool | None) -> bool | None:
    return None if holds is None else not holds


def _all(values: Iterable[bool | None]) -> bool | None:
    seen = list(values)
    if False in seen:
        return False
    return None if None in seen else True


def _compared(leaf: TraitIs | PropertyIs, actual: Any) -> Finding:
    known = actual is not MISSING
    if leaf.operator == "exists":
        holds: bool | None = known is leaf.expected
    else:
        holds = compare(leaf.operator, actual, leaf.expected) if known else None
    return _finding(leaf, holds, actual=actual if known else None)


def compare(operator: Operator, actual: Any, expected: Any) -> bool | None:
    """Compare a value that is there. None when the two cannot be compared."""
    match operator:
        case "is":
            return _same(actual, expected)
        case "is_not":
            return _not(_same(actual, expected))
        case "in":
            return any(_same(actual, one) for one in expected)
        case "not_in":
            return not any(_same(actual, one) for one in expected)
        case "contains":
            return _contains(actual, expected)
        case "less_than":
            return _ordered(actual, expected, lambda order: order < 0)
        case "at_most":
            return _ordered(actual, expected, lambda order: order <= 0)
        case "more_than":
            return _ordered(actual, expected, lambda order: order > 0)
        case "at_least":
            return _ordered(actual, expected, lambda order: order >= 0)
        case "exists":
            return True
        case _:
            assert_never(operator)


def _same(actual: Any, expected: Any) -> bool:
    if isinstance(actual, bool) or isinstance(expected, bool):
        return str(actual).lower() == str(expected).lower()
    if isinstance(actual, str) and isinstance(expected, str):
        return actual.casefold() == expected.casefold()
    left, right = _number(actual), _number(expected)
    if left is not None and right is not None:
        return left == right
    return str(actual).casefold() == str(expected).casefold()


def _contains(actual: Any, expected: Any) -> bool | None:
    if isinstance(actual, list | tuple):
        return any(_same(one, expected) for one in actual)
    if isinstance(actual, str):
        return str(expected).casefold() in actual.casefold()
    return None


def _ordered(actual: Any, expected: Any, verdict: Callable[[int], bool]) -> bool | None:
    order = _order(actual, expected)
    return None if order is None else verdict(order)


def _order(actual: Any, expected: Any) -> int | None:
    left, right = _number(actual), _number(expected)
    if left is not None and right is not None:
        return (left > right) - (left < right)
    first, second = _instant(actual), _instant(expected)
    if first is not None and second is not None:
        return (first > second) - (first < second)
    return None


_NUMBER = re.compile(r"\s*[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?\s*", re.ASCII)


def _number(value: Any) -> int | float | None:
    """A number, also one that was sent as text. Whole numbers stay exact, however large."""
    if isinstance(value, int):
        return None if isinstance(value, bool) else value
    if isinstance(value, str) and not _NUMBER.fullmatch(value):
        return None
    if not isinstance(value, float | str):
        return None
    number = float(value)
    return number if isfinite(number) else None


def _instant(value: Any) -> datetime | None:
    """A date or time written as ISO 8601; without a zone it is UTC."""
    if not isinstance(value, str):
        return None
    try:
        found = datetime.fromisoformat(value)
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _enough(leaf: EventHappened, count: int) -> bool:
    if leaf.exactly is not None:
        return count == leaf.exactly
    if leaf.at_most is not None:
        return count <= leaf.at_most
    return count >= (leaf.at_least or 1)
