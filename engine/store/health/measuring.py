"""Measuring an account in PostgreSQL. It comes to what `engine.health.measuring` says."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction
from typing import Any, assert_never
from uuid import UUID

from sqlalchemy import ColumnElement, Text, cast, func, literal, text, union_all
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from engine.facts import Facts
from engine.health import Measured, Scorecard
from engine.health.card import Component
from engine.health.measures import Count, Distinct, Latest, OfEvents, Share, Trait
from engine.health.measuring import TOLD_BY_US, scalar
from engine.listening import first_level
from engine.store.filtering import passes, value_at
from engine.store.statements import run
from engine.store.tables import Event
from engine.store.tables.columns import type_instant
from engine.written import number


@dataclass(frozen=True)
class Taken:
    """What was measured of an account."""

    values: dict[str, Measured | None]
    """As `engine.health.measured` gives them."""
    turns: dict[str, datetime]
    """As `engine.health.turns` gives them."""
    is_heard: bool
    """Whether anything at all was ever heard from it."""


async def measure(
    session: AsyncSession,
    card: Scorecard,
    account_id: UUID,
    traits: Mapping[str, Any],
    now: datetime,
) -> Taken:
    """Measure every component of a scorecard: three statements, however many there are."""
    account = _Account(account_id, Facts(now, traits={"account": traits}), now)
    account.names = await _names(session, account_id, now)
    set_at = await _set_at(session, card, account_id)
    found = await _counted(session, card, account)
    taken = Taken({}, {}, account.heard is not None)
    for each in card.components:
        taken.values[each.key] = _value(each, account, found.get(each.key), set_at)
        if isinstance(each.measure, Trait):
            continue
        row = found.get(each.key)
        leaving = None if row is None or row.leaves is None else row.leaves + _length(each.measure)
        instants = [t for t in (leaving, _coming(each.measure, account)) if t is not None]
        if instants:
            taken.turns[each.key] = min(instants)
    return taken


@dataclass(frozen=True)
class _Name:
    """When the events of one name happened."""

    last: datetime | None
    coming: datetime | None
    """The first that is dated later than now, by a clock that is fast."""


class _Account:
    def __init__(self, account_id: UUID, facts: Facts, now: datetime) -> None:
        self.id, self.facts, self.now = account_id, facts, now
        self.names: Mapping[str, _Name] = {}

    @property
    def heard(self) -> datetime | None:
        told = (each.last for name, each in self.names.items() if name not in TOLD_BY_US)
        return max((at for at in told if at is not None), default=None)


@dataclass(frozen=True)
class _Row:
    value: Any
    as_of: datetime | None
    leaves: datetime | None
    """When what leaves the window first was seen."""


def _value(
    component: Component, account: _Account, row: _Row | None, set_at: Mapping[str, datetime]
) -> Measured | None:
    source = component.source
    match component.measure:
        case Trait(trait=path):
            value = scalar(account.facts.trait(path))
            return None if value is None else Measured(value, set_at.get(path), source)
        case Latest():
            return None if row is None else Measured(row.value, row.as_of, source)
        case Count() | Distinct() as measure:
            if account.heard is None:
                return None
            return Measured(*_count(row, account.heard), source)
        case Share() as measure:
            whole = number(account.facts.trait(measure.of))
            if account.heard is None or whole is None or whole < 1:
                return None
            seen, as_of = _count(row, account.heard)
            return Measured(float(100 * seen / Fraction(whole)), as_of, source)
        case _:
            assert_never(component.measure)


def _count(row: _Row | None, heard: datetime) -> tuple[int, datetime]:
    return (row.value, row.as_of) if row is not None and row.as_of is not None else (0, heard)


def _coming(measure: OfEvents, account: _Account) -> datetime | None:
    first = account.heard is None and not isinstance(measure, Latest)
    found = (
        each.coming
        for name, each in account.names.items()
        if name in measure.events or (first and name not in TOLD_BY_US)
    )
    return min((at for at in found if at is not None), default=None)


def _length(measure: OfEvents) -> timedelta:
    return timedelta(days=measure.within.days)


async def _names(session: AsyncSession, account_id: UUID, now: datetime) -> dict[str, _Name]:
    rows = await run(session, _NAMES, {"account": account_id, "now": now})
    return {row.name: _Name(row.last, row.coming) for row in rows}


# Skips from name to name along the index: an account has many events and few names.
_NAMES = text("""
    WITH RECURSIVE names AS (
        (SELECT name FROM events WHERE account_id = CAST(:account AS uuid) ORDER BY name LIMIT 1)
        UNION ALL
        SELECT (SELECT name FROM events
                WHERE account_id = CAST(:account AS uuid) AND name > names.name
                ORDER BY name LIMIT 1)
        FROM names WHERE names.name IS NOT NULL
    )
    SELECT name,
           (SELECT max(occurred_at) FROM events
            WHERE account_id = CAST(:account AS uuid) AND events.name = names.name
              AND occurred_at <= CAST(:now AS timestamptz)) AS last,
           (SELECT min(occurred_at) FROM events
            WHERE account_id = CAST(:account AS uuid) AND events.name = names.name
              AND occurred_at > CAST(:now AS timestamptz)) AS coming
    FROM names WHERE name IS NOT NULL
""")


async def _set_at(session: AsyncSession, card: Scorecard, account_id: UUID) -> dict[str, datetime]:
    """Since when traits are what they are, as far as an event told of it."""
    paths = [each.measure.trait for each in card.components if isinstance(each.measure, Trait)]
    if not paths:
        return {}
    asked = sorted({first_level(path) for path in paths})
    rows = await run(session, _SET_AT, {"account": account_id, "paths": asked})
    known = {row.path: row.at for row in rows if row.at is not None}
    return {path: known[first_level(path)] for path in paths if first_level(path) in known}


_SET_AT = text("""
    SELECT asked.path,
           (SELECT occurred_at FROM events
            WHERE account_id = CAST(:account AS uuid) AND cardinality(changed) > 0
              AND changed @> ARRAY[asked.path]
            ORDER BY occurred_at DESC LIMIT 1) AS at
    FROM unnest(CAST(:paths AS text[])) AS asked(path)
""")


async def _counted(session: AsyncSession, card: Scorecard, account: _Account) -> dict[str, _Row]:
    """Of each component that looks at events what there is in its window, if anything."""
    queries = [
        _query(each, account)
        for each in card.components
        if not isinstance(each.measure, Trait) and _may_hold(each.measure, account)
    ]
    if not queries:
        return {}
    found = await session.execute(union_all(*queries))
    return {key: _Row(*rest) for key, *rest in found}


def _may_hold(measure: OfEvents, account: _Account) -> bool:
    """Whether anything of these names happened in the window."""
    since = account.now - _length(measure)
    known = (account.names.get(name) for name in measure.events)
    return any(each and each.last and each.last > since for each in known)


def _query(component: Component, account: _Account) -> Any:
    measure = component.measure
    key = cast(literal(component.key), Text)
    match measure:
        case Latest(property=name):
            value = value_at(col(Event.properties), name)
            return select(
                select(key, value, col(Event.occurred_at), col(Event.occurred_at).label("leaves"))
                .where(*_matching(measure, account), _is_scalar(value))
                .order_by(col(Event.occurred_at).desc(), col(Event.id).desc())
                .limit(1)
                .subquery()
            )
        case Count() | Distinct() | Share():
            seen = _seen(measure, account).subquery()
            return select(
                key,
                func.to_jsonb(func.count(), type_=JSONB),
                func.max(seen.c.at, type_=type_instant),
                func.min(seen.c.at, type_=type_instant),
            ).select_from(seen)
        case _:
            raise AssertionError("a trait is no matter of events")


def _seen(measure: Count | Distinct | Share, account: _Account) -> Any:
    """What is counted, each once, and when it was last seen."""
    at = col(Event.occurred_at)
    where = list(_matching(measure, account))
    match measure:
        case Count():
            return select(at.label("at")).where(*where)
        case Share():
            where.append(col(Event.contact_id).is_not(None))
            one: Any = col(Event.contact_id)
        case Distinct(property=None):
            one = col(Event.name)
        case Distinct(property=str() as name):
            value = value_at(col(Event.properties), name)
            where.append(_is_scalar(value))
            one = func.onward_folded(value.op("#>>")(cast(literal("{}", Text), ARRAY(Text))))
        case _:
            raise AssertionError("a property is a name or None")
    each = select(one.label("one"), at.label("at")).where(*where).subquery()
    return select(func.max(each.c.at).label("at")).group_by(each.c.one)


def _matching(measure: OfEvents, account: _Account) -> Iterator[ColumnElement[bool]]:
    yield col(Event.account_id) == account.id
    yield col(Event.name).in_(sorted(set(measure.events)))
    yield col(Event.occurred_at) > account.now - _length(measure)
    yield col(Event.occurred_at) <= account.now
    if measure.where is not None:
        yield passes(measure.where, col(Event.properties), account.facts)


_SCALARS: Iterable[str] = ("string", "number", "boolean")


def _is_scalar(value: ColumnElement[Any]) -> ColumnElement[bool]:
    return func.jsonb_typeof(value).in_(_SCALARS)
