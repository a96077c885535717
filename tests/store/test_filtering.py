"""PostgreSQL picks exactly the events that `engine.evaluation` would pick."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter
from sqlalchemy import Integer, Text, column, func, literal, select
from sqlalchemy.dialects.postgresql import JSONB

from engine.definition.conditions import Condition
from engine.evaluation import evaluate
from engine.facts import Facts
from engine.store.database import Database
from engine.store.filtering import passes
from tests.parts import tries

NOW = datetime(2026, 10, 26, 7, 30, tzinfo=UTC)
"""The Monday after Europe's clocks went back."""

conditions: TypeAdapter[Condition] = TypeAdapter(Condition)

# Values as customers' systems send them, and near to one another, so that comparisons bite.

TEXTS = (
    "", "pro", "PRO", "Pro", "É", "é", "true", "False", "ß", "10", "10.0", " 10 ", "-3", "+3",
    ".5", "1e3", "1e999", "1e1000", "0x10", "١٠", "nan", "inf", "9" * 40, "09:00", "17:30",
    "24:00", "9:00", "2026-10-25", "2026-10-24", "2026-02-30", "2024-02-29", "2023-02-29",
    "0000-01-01", "0001-01-01", "9999-12-31", "2026-10-25T00:59:59Z", "2026-10-25T02:30:00",
    "2026-10-26 07:30", "2026-10-26T08:30:00.000001+01:00", "2026-10-26T07:30:00,5Z",
    "2026-10-26T07:30:00.1234567Z", "2026-W43-1", "20261026", "2026-10-26T7:30",
    "2026-10-26T08:30+01", "2026-10-26T08:30+0100", "0001-01-01T00:00:00+14:00",
    "2026-10-25\n", "a.b", "%", "_", "\uffff",
)  # fmt: skip
near_now = st.integers(-5 * 24 * 60, 5 * 24 * 60).map(
    lambda minutes: (NOW + timedelta(minutes=minutes)).isoformat()
)
texts = st.sampled_from(TEXTS) | near_now | st.text(max_size=4).filter(lambda x: "\0" not in x)
numbers = (
    st.integers(-20, 20)
    | st.sampled_from((2**53, 2**53 + 1, 2**62, 0.1, 10.0, -0.0, 1e16, 1e300))
    | st.floats(allow_nan=False, allow_infinity=False)
)
scalars = st.booleans() | numbers | texts
values = st.recursive(
    st.none() | scalars,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(("a", "b", "b.c", "c")), inner, max_size=3)
    ),
    max_leaves=6,
)
paths = st.sampled_from(("a", "a.b", "a.b.c", "b", "c", "missing"))
events = st.dictionaries(paths, values, max_size=4)
comparisons = st.one_of(
    st.tuples(st.sampled_from(("is", "is_not", "contains")), scalars),
    st.tuples(st.sampled_from(("in", "not_in")), st.lists(scalars, min_size=1, max_size=3)),
    st.tuples(
        st.sampled_from(("less_than", "at_most", "more_than", "at_least")), numbers | texts
    ),
    st.tuples(st.just("starts_with"), texts),
    st.tuples(st.just("exists"), st.booleans()),
    st.tuples(
        st.sampled_from(("within_last", "longer_ago_than", "within_next", "further_off_than")),
        st.sampled_from(("30m", "2h", "1d", "3d", "1w", "1 business day", "2 business days")),
    ),
)  # fmt: skip
properties = st.tuples(paths, comparisons).map(
    lambda one: {"property": one[0], one[1][0]: one[1][1]}
)
constants = st.sampled_from(
    (
        {"trait": "account.plan", "is": "pro"},
        {"trait": "account.plan", "is": "free"},
        {"trait": "account.missing", "is": "pro"},
        {"health": "band", "is": "green"},
        {"now": "weekday", "is": "mon"},
        {"now": "day", "at_least": 3},
    )
)
wheres = st.recursive(
    properties | constants,
    lambda inner: (
        st.lists(inner, min_size=1, max_size=3).map(lambda parts: {"all": parts})
        | st.lists(inner, min_size=1, max_size=3).map(lambda parts: {"any": parts})
        | inner.map(lambda part: {"not": part})
    ),
    max_leaves=4,
)


async def picked(
    database: Database, where: Condition, events: Sequence[dict[str, Any]], facts: Facts
) -> list[bool | None]:
    """What PostgreSQL says of each event."""
    document = literal(json.dumps(events), Text).cast(JSONB)
    rows = (
        func.jsonb_array_elements(document)
        .table_valued(column("value", JSONB), with_ordinality="number")
        .render_derived()
    )
    said = passes(where, rows.c.value, facts)
    statement = select(said).select_from(rows).order_by(rows.c.number.cast(Integer))
    async with database.transaction() as session:
        return list((await session.execute(statement)).scalars())


def judged(where: Condition, events: Sequence[dict[str, Any]], facts: Facts) -> list[bool | None]:
    """What `evaluate` says of each."""
    return [
        evaluate(
            where,
            Facts(
                now=facts.now, zone=facts.zone, traits=facts.traits, health=facts.health,
                properties=event,
            ),
        ).holds
        for event in events
    ]  # fmt: skip


def facts_in(zone: str) -> Facts:
    return Facts(now=NOW, zone=zone, traits={"account": {"plan": "pro"}}, health={"band": "green"})


@given(
    written=wheres,
    events=st.lists(events, min_size=1, max_size=12),
    zone=st.sampled_from(("UTC", "Europe/Amsterdam", "America/Los_Angeles", "Pacific/Apia")),
)
@settings(
    max_examples=tries(80),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
async def test_postgresql_and_python_decide_alike(
    database: Database, written: Any, events: list[dict[str, Any]], zone: str
) -> None:
    where, facts = conditions.validate_python(written), facts_in(zone)
    assert await picked(database, where, events, facts) == judged(where, events, facts)


OPERATORS = (
    *("is", "is_not", "contains", "less_than", "at_most", "more_than", "at_least"),
    *("starts_with", "in", "not_in"),
)


@pytest.mark.parametrize("operator", OPERATORS)
async def test_every_odd_text_compares_alike_with_every_other(
    database: Database, operator: str
) -> None:
    facts = facts_in("UTC")
    events: list[dict[str, Any]] = [{"a": each} for each in (*TEXTS, *TEXTS_AS_LISTS)]
    for text in TEXTS:
        expected = [text] if operator in ("in", "not_in") else text
        where = conditions.validate_python({"property": "a", operator: expected})
        assert await picked(database, where, events, facts) == judged(where, events, facts), text


TEXTS_AS_LISTS = [[text] for text in TEXTS]


@pytest.mark.parametrize("expected", [float("inf"), "a\0b", 2**70, True, 10])
@pytest.mark.parametrize("operator", ["is", "contains", "at_least", "in"])
async def test_what_json_cannot_hold_equals_nothing_and_breaks_nothing(
    database: Database, operator: str, expected: Any
) -> None:
    if operator == "at_least" and expected is True:
        expected = "true"
    given = [expected] if operator == "in" else expected
    where = conditions.validate_python({"property": "a", operator: given})
    values: tuple[Any, ...] = ("inf", "a", "ab", ["inf"], 7, 11, True, None, {})
    events: list[dict[str, Any]] = [{"a": each} for each in values]
    facts = facts_in("UTC")
    assert await picked(database, where, events, facts) == judged(where, events, facts)
