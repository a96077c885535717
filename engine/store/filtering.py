"""An event's `where` as an SQL expression: what PostgreSQL picks is what `engine.evaluation` would.

Three-valued logic is SQL's own: NULL is unknown. Values are compared by the functions of
`engine.store.migrations.reading`. Whatever does not look at the event is decided beforehand and
goes in as a constant.
"""

import json
import re
from math import isfinite
from typing import Any

from sqlalchemy import (
    Boolean,
    Date,
    Text,
    and_,
    case,
    cast,
    false,
    func,
    literal,
    not_,
    null,
    or_,
    true,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped
from sqlalchemy.sql.elements import ColumnElement

from engine.definition.conditions import (
    AllOf,
    AnyOf,
    Condition,
    EventHappened,
    Not,
    Operator,
    PropertyIs,
)
from engine.definition.times import Duration
from engine.evaluation import Edge, edges, evaluate, folded
from engine.facts import Facts
from engine.store.tables.columns import type_instant

Column = ColumnElement[Any] | Mapped[Any]

_UNKNOWN = cast(null(), Boolean)


def passes(where: Condition, properties: Column, facts: Facts) -> ColumnElement[bool]:
    """Whether an event with these properties passes: true, false or, when unknown, NULL.

    `facts` answers every leaf but those about properties. Events cannot be counted in here.
    """
    match where:
        case AllOf():
            return and_(*(passes(part, properties, facts) for part in where.all))
        case AnyOf():
            return or_(*(passes(part, properties, facts) for part in where.any))
        case Not():
            return not_(passes(where.not_, properties, facts))
        case PropertyIs():
            return _compared(where, value_at(properties, where.property), facts)
        case EventHappened():
            return _UNKNOWN
        case _:
            holds = evaluate(where, facts).holds
            return _UNKNOWN if holds is None else true() if holds else false()


def value_at(values: Column, path: str) -> ColumnElement[Any]:
    """As `engine.facts.dig`. NULL: there is nothing, or a JSON null."""
    if "\0" in path:
        return cast(null(), JSONB)
    here = func.nullif(func.jsonb_object_field(values, path), cast(literal("null", Text), JSONB))
    head, dot, rest = path.partition(".")
    if not dot:
        return here
    inner = func.jsonb_object_field(values, head)
    return case(
        (func.jsonb_exists(values, path), here),
        (func.jsonb_typeof(inner) == "object", value_at(inner, rest)),
    )


def _compared(leaf: PropertyIs, actual: ColumnElement[Any], facts: Facts) -> ColumnElement[bool]:
    expected = leaf.expected
    match leaf.operator:
        case "exists":
            return actual.is_not(None) if expected else actual.is_(None)
        case "is":
            return _same(actual, expected)
        case "is_not":
            return not_(_same(actual, expected))
        case "in":
            return or_(*(_same(actual, one) for one in expected))
        case "not_in":
            return not_(or_(*(_same(actual, one) for one in expected)))
        case "contains":
            return func.onward_contains(actual, _json(expected), _said(expected))
        case "starts_with":
            return _starts_with(actual, expected)
        case _ if isinstance(expected, Duration):
            return _dated(leaf.operator, actual, expected, facts)
        case _:
            return _ordered(leaf.operator, actual, expected)


def _same(actual: ColumnElement[Any], expected: Any) -> ColumnElement[bool]:
    return func.onward_same(actual, _json(expected))


def _starts_with(actual: ColumnElement[Any], expected: str) -> ColumnElement[bool]:
    text = func.onward_folded(actual.op("#>>")(cast(literal("{}", Text), ARRAY(Text))))
    is_text = func.jsonb_typeof(actual) == "string"
    return and_(is_text, func.starts_with(text, _said(expected)))


def _ordered(operator: Operator, actual: ColumnElement[Any], expected: Any) -> ColumnElement[bool]:
    order: ColumnElement[Any] = func.onward_order(actual, _json(expected))
    match operator:
        case "less_than":
            return order < 0
        case "at_most":
            return order <= 0
        case "more_than":
            return order > 0
        case _:
            return order >= 0


def _dated(
    operator: Operator, actual: ColumnElement[Any], period: Duration, facts: Facts
) -> ColumnElement[bool]:
    found = edges(operator, period, facts)
    if found is None:
        return _UNKNOWN
    after_now, after_far = (_after(actual, edge) for edge in found)
    match operator:
        case "within_last":
            return and_(after_far, not_(after_now))
        case "longer_ago_than":
            return not_(after_far)
        case "within_next":
            return and_(after_now, not_(after_far))
        case _:
            return after_far


def _after(actual: ColumnElement[Any], edge: Edge) -> ColumnElement[bool]:
    at, first_day = literal(edge.at, type_instant), literal(edge.first_day, Date)
    return func.onward_later(actual, cast(at, type_instant), cast(first_day, Date))


def _json(expected: Any) -> ColumnElement[Any]:
    """What is expected, as JSON. A number that JSON has no word for is equal to nothing."""
    if isinstance(expected, float) and not isfinite(expected):
        expected = None
    if isinstance(expected, str):
        expected = _storable(expected)
    return cast(literal(json.dumps(expected), Text), JSONB)


def _said(expected: Any) -> ColumnElement[str]:
    return cast(literal(folded(_storable(str(expected))), Text), Text)


def _storable(text: str) -> str:
    """Text without what PostgreSQL cannot hold; no event can have that either. In its place stands
    a character that nobody sends, so that the text matches nothing."""
    return _IMPOSSIBLE.sub("\uffff", text)


_IMPOSSIBLE = re.compile("[\0\ud800-\udfff]")
