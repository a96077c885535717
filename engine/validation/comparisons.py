"""What is compared with can be compared, and may come out either way."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from engine.definition.comparisons import Comparison, Operator
from engine.definition.conditions import EventHappened, HealthIs, NowIs
from engine.definition.journey import Journey
from engine.definition.problems import Problem
from engine.definition.times import WEEKDAYS, Duration, as_time
from engine.validation.asked import Asked, asks
from engine.validation.finding import found, meant, warning
from engine.validation.known import Known

BANDS = ("green", "yellow", "red")
_EQUAL: tuple[Operator, ...] = ("is", "is_not", "in", "not_in")
_ORDER: tuple[Operator, ...] = ("less_than", "at_most", "more_than", "at_least")


def problems(journey: Journey, known: Known) -> Iterator[Problem]:
    for asked in asks(journey):
        yield from problems_of(asked)


def problems_of(asked: Asked) -> Iterator[Problem]:
    """What is wrong with what one leaf compares."""
    leaf = asked.leaf
    match leaf:
        case NowIs(now=what):
            yield from _fits(asked, leaf, _CLOCK[what], f"the {what} of now")
        case HealthIs(health=what):
            yield from _fits(asked, leaf, _HEALTH[what], f"a health {what}")
        case EventHappened():
            yield from _periods(asked, leaf)
        case _:
            pass
    if isinstance(leaf, Comparison) and isinstance(leaf.expected, Duration):
        yield from _empty(asked, leaf.operator, leaf.expected)


Scale = tuple[tuple[Operator, ...], Callable[[Any], bool], str, tuple[str, ...]]
"""Operators that make sense, whether a value does, how values are written, and all of them."""


def _is_weekday(value: Any) -> bool:
    return isinstance(value, str) and value.lower() in WEEKDAYS


def _is_time(value: Any) -> bool:
    return _written_as(value, lambda text: f"{as_time(text):%H:%M}")


def _is_date(value: Any) -> bool:
    return _written_as(value, lambda text: date.fromisoformat(text).isoformat())


def _written_as(value: Any, again: Callable[[str], str]) -> bool:
    """Whether a text is what reading it, and writing it again, comes to."""
    try:
        return isinstance(value, str) and again(value) == value
    except ValueError:
        return False


def _is_day(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 1


def _is_score(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= 100


_CLOCK: dict[str, Scale] = {
    "weekday": (_EQUAL, _is_weekday, "mon, tue, wed, thu, fri, sat or sun", WEEKDAYS),
    "time": ((*_EQUAL, *_ORDER), _is_time, "a time such as 09:00", ()),
    "date": ((*_EQUAL, *_ORDER), _is_date, "a date such as 2026-12-24", ()),
    "day": ((*_EQUAL, *_ORDER), _is_day, "a number from 1", ()),
}
_HEALTH: dict[str, Scale] = {
    "band": ((*_EQUAL, "exists"), lambda value: value in BANDS, "green, yellow or red", BANDS),
    "score": ((*_EQUAL, *_ORDER, "exists"), _is_score, "a number from 0 to 100", ()),
}


def _fits(asked: Asked, leaf: Comparison, scale: Scale, what: str) -> Iterator[Problem]:
    operators, fits, written, words = scale
    path = (*asked.path, leaf.operator)
    if leaf.operator not in operators:
        message = f"“{leaf.operator}” cannot be asked of {what}."
        hint = f"Compare it with {', '.join(operators[:-1])} or {operators[-1]}."
        yield found("operator_does_not_fit", path, message, hint)
        return
    expected = leaf.expected if isinstance(leaf.expected, tuple) else (leaf.expected,)
    for value in expected if leaf.operator != "exists" else ():
        if not fits(value):
            message = f"“{value}” is never {what}."
            yield found(
                "value_does_not_fit", path, message, meant(str(value), words, f"Write {written}.")
            )


def _periods(asked: Asked, leaf: EventHappened) -> Iterator[Problem]:
    if isinstance(leaf.within, Duration):
        yield from _empty(asked, "within", leaf.within)
    for which in ("first", "last"):
        age = getattr(leaf, which)
        if age is None:
            continue
        operator = "within_last" if age.within_last is not None else "longer_ago_than"
        period = age.period
        yield from _empty(asked, operator, period, which)
        looks_back = leaf.within if isinstance(leaf.within, Duration) else None
        if operator == "longer_ago_than" and looks_back and period.least >= looks_back.least:
            message = (
                f"Only events of the last {looks_back.in_words()} are looked at, and none of them "
                f"is more than {period.in_words()} ago."
            )
            hint = "Write “within: ever”, or a longer duration."
            yield warning("outside_the_window", (*asked.path, "within"), message, hint)


def _empty(asked: Asked, operator: str, period: Duration, *inside: str) -> Iterator[Problem]:
    if not period.amount and operator in ("within", "within_last", "within_next"):
        message = "No time is that short, so this never holds."
        path = (*asked.path, *inside, operator)
        yield warning("empty_period", path, message, "Write a longer duration.")
