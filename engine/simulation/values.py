"""Values of which a comparison holds, or does not: the simplest there are."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import chain, count
from typing import Any

from engine.clock import after, before
from engine.definition.comparisons import Comparison
from engine.definition.conditions import HealthIs, PropertyIs, TraitIs
from engine.definition.times import Duration
from engine.evaluation import compare
from engine.sentences.words import name_in_words

BANDS = ("green", "yellow", "red")
_OTHERS = ("something else", "another", "—")
_DAY = timedelta(days=1)


def value_for(
    comparison: Comparison, at: datetime | None, usual: Sequence[Any] = ()
) -> tuple[Any] | None:
    """A value the comparison holds for at that moment, aware UTC, in a tuple, since it may be
    nothing; None: unknown, as all that goes by dates is without a moment.

    `usual`: values that customers have, the most frequent first. One of them is taken before one
    is made up."""
    expected: Any = comparison.expected
    match comparison.operator:
        case "is" | "at_most" | "at_least" | "starts_with":
            return (expected,)
        case "in":
            return (expected[0],)
        case "is_not":
            return (_other(comparison, [expected], usual),)
        case "not_in":
            return (_other(comparison, expected, usual),)
        case "contains":
            return ([expected],) if not isinstance(expected, str) else (expected,)
        case "less_than" if isinstance(expected, int | float):
            return (expected - 1,)
        case "more_than" if isinstance(expected, int | float):
            return (expected + 1,)
        case "exists":
            return (next(iter(usual), "yes"),) if expected else (None,)
        case operator if at is not None:
            return _date_for(operator, expected, at)
        case _:
            return None


def value_against(
    comparison: Comparison, at: datetime | None, usual: Sequence[Any] = ()
) -> tuple[Any] | None:
    """A value the comparison does not hold for; otherwise as `value_for`."""
    expected: Any = comparison.expected
    match comparison.operator:
        case "is":
            return (_other(comparison, [expected], usual),)
        case "contains" | "starts_with":
            return (_without(expected),)
        case "in":
            return (_other(comparison, expected, usual),)
        case "is_not":
            return (expected,)
        case "not_in":
            return (expected[0],)
        case "less_than" if isinstance(expected, int | float):
            return (expected,)
        case "at_most" if isinstance(expected, int | float):
            return (expected + 1,)
        case "more_than" if isinstance(expected, int | float):
            return (expected,)
        case "at_least" if isinstance(expected, int | float):
            return (expected - 1,)
        case "exists":
            return (None,) if expected else (next(iter(usual), "yes"),)
        case operator if at is not None:
            return _date_against(operator, expected, at)
        case _:
            return None


def _other(comparison: Comparison, values: Sequence[Any], usual: Sequence[Any]) -> Any:
    """None of these; one that customers have, else like these, if that can be."""
    flags = [not each for each in values if isinstance(each, bool)]
    numbers = [each for each in values if type(each) in (int, float)]
    above = [max(numbers) + 1] if numbers else []
    bands = BANDS if isinstance(comparison, HealthIs) and comparison.health == "band" else ()
    named = f"another {_called(comparison)}".strip()
    more = (f"{_OTHERS[0]} {number}" for number in count(2))
    return next(
        each
        for each in chain(flags, above, usual, bands, [named], _OTHERS, more)
        if not compare("in", each, values)
    )


def _called(comparison: Comparison) -> str:
    """What is compared, in a word: the plan."""
    match comparison:
        case TraitIs(trait=path) | PropertyIs(property=path):
            return name_in_words(path.rpartition(".")[2])
        case _:
            return ""


def _without(expected: Any) -> Any:
    """What it is no part of: a text, if that can be."""
    texts = (*_OTHERS, "") if isinstance(expected, str) else ()
    return next((each for each in texts if not compare("contains", each, expected)), [])


def _date_for(operator: str, expected: Any, at: datetime) -> tuple[Any] | None:
    match operator:
        case "within_last":
            return (_day(at),)
        case "longer_ago_than":
            return (_long_before(at, expected),)
        case "within_next":
            return (_day(at + max((after(at, expected, "UTC") - at) / 2, _DAY)),)
        case "further_off_than":
            return (_long_after(at, expected),)
        case _:
            return None


def _date_against(operator: str, expected: Any, at: datetime) -> tuple[Any] | None:
    match operator:
        case "within_last":
            return (_long_before(at, expected),)
        case "within_next":
            return (_long_after(at, expected),)
        case "longer_ago_than" | "further_off_than":
            return (_day(at),)
        case _:
            return None


def _long_before(at: datetime, period: Duration) -> str:
    return _day(before(at, period, "UTC") - 2 * _DAY)


def _long_after(at: datetime, period: Duration) -> str:
    return _day(after(at, period, "UTC") + 2 * _DAY)


def _day(moment: datetime) -> str:
    return moment.date().isoformat()
