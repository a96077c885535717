"""A score and its components as sentences."""

from collections.abc import Sequence
from math import floor
from typing import Any, assert_never

from engine.definition.base import Scalar
from engine.definition.times import Duration
from engine.health.card import Component, Scorecard
from engine.health.levels import LEVELS, Level, Levels, Thresholds, Values
from engine.health.measures import Count, Distinct, Latest, Measure, Share, Trait
from engine.health.results import Contribution
from engine.sentences.words import name_in_words, value_in_words
from engine.written import number

_MOST_NAMED = 3
"""Losses that are named one by one in the sentence of the whole."""


def threshold_in_words(component: Component) -> str:
    """`green from 10, yellow from 3`; `green: renewed or expanded; red: past_due`."""
    levels = component.levels
    if isinstance(levels, Values):
        named = ((level, levels.of(level)) for level in LEVELS)
        return "; ".join(f"{level}: {_or(values)}" for level, values in named if values)
    if levels.green == levels.yellow:
        return _green(component.measure, levels)
    unit = _unit(component.measure)
    return f"{_green(component.measure, levels)}, yellow {_edge(levels, levels.yellow)}{unit}"


def _green(measure: Measure, levels: Levels) -> str:
    match levels:
        case Thresholds():
            return f"green {_edge(levels, levels.green)}{_unit(measure)}"
        case Values():
            return f"green: {_or(levels.green)}" if levels.green else "never green"


def _edge(levels: Thresholds, at: float) -> str:
    return f"{'from' if levels.direction == 'at_least' else 'below'} {value_in_words(at)}"


def _unit(measure: Measure) -> str:
    return " %" if isinstance(measure, Share) else ""


def _or(values: Sequence[Scalar]) -> str:
    *most, last = [value_in_words(each) for each in values]
    return f"{', '.join(most)} or {last}" if most else last


def component_sentence(
    component: Component,
    value: Scalar | None,
    level: Level | None,
    lost: float | None,
    *,
    unsent: bool = False,
) -> str:
    """`3 logins in 30 days; green from 10. Costs 9.1 points.` `unsent`: there are no data because
    nobody has ever sent what is counted."""
    if value is None:
        return f"{_unsent(component) if unsent else _nothing(component)} Does not count."
    found = _found(component, value)
    if level is None:
        return f"{found}, which none of its levels knows. Does not count."
    costs = f" Costs {_points(lost)}." if lost else ""
    return f"{found}; {_green(component.measure, component.levels)}.{costs}"


def _unsent(component: Component) -> str:
    assert not isinstance(component.measure, Trait)
    return f"Nobody has sent {_or(component.measure.events)} yet."


def _nothing(component: Component) -> str:
    """Why there are no data."""
    match component.measure:
        case Count() | Distinct():
            return "Nothing has been heard from the account yet."
        case Share(of=trait):
            return (
                f"Nothing has been heard from the account yet, or its {_trait(trait)} is missing."
            )
        case Trait():
            return f"{component.name} is not known."
        case Latest(within=within):
            return f"{component.name} is not known: none in {within.in_words()}."
        case _:
            assert_never(component.measure)


def _found(component: Component, value: Scalar) -> str:
    match component.measure:
        case Count() | Distinct() as measure:
            several = measure.units or f"{measure.unit}s"
            what = measure.unit if value == 1 else several
            return f"{_said(value)} {what} {_period(measure.within)}"
        case Share(of=trait) as measure:
            return f"{_said(value)} % of {_trait(trait)} active {_period(measure.within)}"
        case Trait() | Latest():
            said = f"“{value}”" if isinstance(value, str) else _said(value)
            return f"{component.name} is {said}"
        case _:
            assert_never(component.measure)


def _period(within: Duration) -> str:
    return f"in {within.in_words()}"


def _trait(path: str) -> str:
    return name_in_words(path.removeprefix("account."))


def _said(value: Any) -> str:
    """Decimals are cut off and not rounded: 74.96 of the 75 that are needed is not 75."""
    if isinstance(value, float) and number(value) is not None:
        return value_in_words(floor(value * 10) / 10)
    return value_in_words(value)


def _points(lost: float) -> str:
    said = value_in_words(round(lost, 1))
    return f"{said} point{'' if said == '1' else 's'}"


def score_sentence(
    card: Scorecard,
    value: float | None,
    band: Level | None,
    leaning: Level | None,
    known: float,
    components: Sequence[Contribution],
) -> str:
    """`61.9, yellow: Active users costs 13.6 points, NPS 13.6, Login frequency 9.1.`"""
    missing = [each.name for each in components if each.level is None]
    without = f" No data: {', '.join(missing)}." if missing else ""
    if value is None or band is None:
        needed = f"{_percent(card.least_known)} % are needed"
        return f"Insufficient data: {_percent(known)} % of the weight is known, {needed}.{without}"
    held = f" (by itself it would be {leaning})" if leaning != band else ""
    said = f"{'still ' if held else ''}{band}{held}"
    return f"{value_in_words(value)}, {said}: {_losses(components)}.{without}"


def _percent(part: float) -> str:
    return _said(float(100 * part))


def _losses(components: Sequence[Contribution]) -> str:
    costly = [(each.name, each.lost) for each in components if each.lost]
    costly.sort(key=lambda each: -each[1])
    if not costly:
        return "nothing is lost"
    (name, lost), *others = costly[:_MOST_NAMED]
    said = [f"{name} costs {_points(lost)}"]
    said += [f"{name} {value_in_words(round(lost, 1))}" for name, lost in others]
    if rest := costly[_MOST_NAMED:]:
        said.append(f"{len(rest)} more {value_in_words(round(sum(lost for _, lost in rest), 1))}")
    return ", ".join(said)
