"""Measuring an account in PostgreSQL. It comes to what `engine.health.measuring` says."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction
from functools import cached_property
from typing import Any, assert_never
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Text,
    Uuid,
    cast,
    func,
    literal,
    literal_column,
    text,
    true,
    union_all,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from engine.definition.conditions import of_event_alone
from engine.facts import Facts
from engine.health import Measured, Scorecard
from engine.health.card import Component
from engine.health.measures import Count, Distinct, Latest, OfEvents, Share, Trait
from engine.health.measuring import NOT_HEARD, scalar, unsent, whole_of
from engine.listening import first_level
from engine.store.filtering import passes, value_at
from engine.store.sent import ever_sent
from engine.store.statements import run
from engine.store.tables import Event
from engine.store.tables.columns import type_instant


@dataclass(frozen=True)
class Taken:
    """What was measured of an account."""

    values: dict[str, Measured | None]
    """As `engine.health.measured` gives them."""
    turns: dict[str, datetime]
    """As `engine.health.turns` gives them."""
    is_heard: bool
    """Whether anything was ever heard to happen in it."""


@dataclass(frozen=True)
class Asked:
    """An account to be measured by a scorecard."""

    card: Scorecard
    traits: Mapping[str, Any]


async def measure(
    session: AsyncSession,
    card: Scorecard,
    account_id: UUID,
    traits: Mapping[str, Any],
    now: datetime,
) -> Taken:
    """Measure every component of a scorecard."""
    return (await measure_each(session, {account_id: Asked(card, traits)}, now))[account_id]


async def measure_each(
    session: AsyncSession, asked: Mapping[UUID, Asked], now: datetime
) -> dict[UUID, Taken]:
    """The same of several: four statements, however many accounts and components."""
    names = await _names(session, asked, now)
    sent = await _sent(session, asked.values())
    accounts = {
        each: _Account(
            each, Facts(now, traits={"account": dict(one.traits)}), now, names.get(each, {}), sent
        )
        for each, one in asked.items()
    }
    set_at = await _set_at(session, asked)
    found = await _counted(session, asked, accounts)
    return {
        each: _taken(one.card, accounts[each], set_at.get(each, {}), found.get(each, {}))
        for each, one in asked.items()
    }


def _taken(
    card: Scorecard,
    account: "_Account",
    set_at: Mapping[str, datetime],
    found: Mapping[str, "_Row"],
) -> Taken:
    taken = Taken({}, {}, account.heard is not None)
    for each in card.components:
        row = found.get(each.key)
        taken.values[each.key] = _value(each, account, row, set_at)
        if isinstance(each.measure, Trait):
            continue
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


@dataclass(frozen=True)
class _Account:
    id: UUID
    facts: Facts
    now: datetime
    names: Mapping[str, _Name]
    sent: frozenset[str]
    """What has ever come in from anybody, of all that is counted."""

    @cached_property
    def heard(self) -> datetime | None:
        told = (each.last for name, each in self.names.items() if name not in NOT_HEARD)
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
        case Count() | Distinct() | Share() as measure:
            return _counts(measure, source, account, row)
        case _:
            assert_never(component.measure)


def _counts(
    measure: Count | Distinct | Share, source: str, account: _Account, row: _Row | None
) -> Measured | None:
    if account.heard is None:
        return None
    seen, as_of = _count(row, account.heard)
    if not seen and account.sent.isdisjoint(measure.events):
        return unsent(measure, source, account.facts)
    if not isinstance(measure, Share):
        return Measured(seen, as_of, source)
    whole = whole_of(measure, account.facts)
    return None if whole is None else Measured(float(100 * seen / Fraction(whole)), as_of, source)


def _count(row: _Row | None, heard: datetime) -> tuple[int, datetime]:
    return (row.value, row.as_of) if row is not None and row.as_of is not None else (0, heard)


def _coming(measure: OfEvents, account: _Account) -> datetime | None:
    first = account.heard is None and not isinstance(measure, Latest)
    found = (
        each.coming
        for name, each in account.names.items()
        if name in measure.events or (first and name not in NOT_HEARD)
    )
    return min((at for at in found if at is not None), default=None)


def _length(measure: OfEvents) -> timedelta:
    return timedelta(days=measure.within.days)


async def _names(
    session: AsyncSession, accounts: Iterable[UUID], now: datetime
) -> dict[UUID, dict[str, _Name]]:
    found: dict[UUID, dict[str, _Name]] = {}
    for row in await run(session, _NAMES, {"accounts": list(accounts), "now": now}):
        of = found.setdefault(UUID(row.account), {})
        of[row.name] = _Name(row.last, row.coming)
    return found


# Skips from name to name along the index: an account has many events and few names.
_NAMES = text("""
    SELECT CAST(asked.account AS text) AS account, names.name,
           (SELECT max(occurred_at) FROM events
            WHERE account_id = asked.account AND events.name = names.name
              AND occurred_at <= CAST(:now AS timestamptz)) AS last,
           (SELECT min(occurred_at) FROM events
            WHERE account_id = asked.account AND events.name = names.name
              AND occurred_at > CAST(:now AS timestamptz)) AS coming
    FROM unnest(CAST(:accounts AS uuid[])) AS asked(account), LATERAL (
        WITH RECURSIVE names AS (
            (SELECT name FROM events WHERE account_id = asked.account ORDER BY name LIMIT 1)
            UNION ALL
            SELECT (SELECT name FROM events
                    WHERE account_id = asked.account AND name > names.name
                    ORDER BY name LIMIT 1)
            FROM names WHERE names.name IS NOT NULL
        )
        SELECT name FROM names WHERE name IS NOT NULL
    ) AS names
""")


async def _sent(session: AsyncSession, asked: Iterable[Asked]) -> frozenset[str]:
    counted = {
        name
        for card in {id(each.card): each.card for each in asked}.values()
        for component in card.components
        if isinstance(component.measure, Count | Distinct | Share)
        for name in component.measure.events
    }
    return await ever_sent(session, counted)


async def _set_at(
    session: AsyncSession, asked: Mapping[UUID, Asked]
) -> dict[UUID, dict[str, datetime]]:
    """Since when traits are what they are, as far as an event told of it."""
    wanted = [
        (account, path, first_level(path))
        for account, one in asked.items()
        for path in dict.fromkeys(
            each.measure.trait for each in one.card.components if isinstance(each.measure, Trait)
        )
    ]
    if not wanted:
        return {}
    pairs = sorted({(account, changed) for account, _, changed in wanted})
    asking = {
        "accounts": [account for account, _ in pairs],
        "paths": [changed for _, changed in pairs],
    }
    known = {
        (UUID(row.account), row.path): row.at
        for row in await run(session, _SET_AT, asking)
        if row.at is not None
    }
    found: dict[UUID, dict[str, datetime]] = {}
    for account, path, changed in wanted:
        if (account, changed) in known:
            found.setdefault(account, {})[path] = known[account, changed]
    return found


_SET_AT = text("""
    SELECT CAST(asked.account AS text) AS account, asked.path,
           (SELECT occurred_at FROM events
            WHERE account_id = asked.account AND cardinality(changed) > 0
              AND changed @> ARRAY[asked.path]
            ORDER BY occurred_at DESC LIMIT 1) AS at
    FROM unnest(CAST(:accounts AS uuid[]), CAST(:paths AS text[])) AS asked(account, path)
""")


async def _counted(
    session: AsyncSession, asked: Mapping[UUID, Asked], accounts: Mapping[UUID, _Account]
) -> dict[UUID, dict[str, _Row]]:
    """Of each component that looks at events what there is in its window, if anything."""
    groups: dict[tuple[Component, UUID | None], list[_Account]] = {}
    for each, one in asked.items():
        for component in one.card.components:
            measure = component.measure
            if not isinstance(measure, Trait) and _may_hold(measure, accounts[each]):
                alike = None if _is_alike_for_all(measure) else each
                groups.setdefault((component, alike), []).append(accounts[each])
    if not groups:
        return {}
    queries = [_query(component, some) for (component, _), some in groups.items()]
    found: dict[UUID, dict[str, _Row]] = {}
    for account, key, *rest in await session.execute(union_all(*queries)):
        found.setdefault(UUID(account), {})[key] = _Row(*rest)
    return found


def _is_alike_for_all(measure: OfEvents) -> bool:
    """Whether which events it looks at hangs on nothing but the events."""
    return measure.where is None or of_event_alone(measure.where)


def _may_hold(measure: OfEvents, account: _Account) -> bool:
    """Whether anything of these names happened in the window."""
    since = account.now - _length(measure)
    known = (account.names.get(name) for name in measure.events)
    return any(each and each.last and each.last > since for each in known)


def _query(component: Component, accounts: Sequence[_Account]) -> Any:
    """For accounts of which the same is asked: a row for each that there is anything of."""
    measure = component.measure
    ids = func.unnest(cast([each.id for each in accounts], ARRAY(Uuid)))
    of = ids.table_valued("account").render_derived("asked")
    found = _found(measure, accounts[0]).lateral("found")
    columns: list[Any] = [
        cast(of.c.account, Text),
        cast(literal(component.key), Text),
        found.c.value,
        found.c.as_of,
        found.c.leaves,
    ]
    return select(*columns).select_from(of.join(found, true()))


_ACCOUNT: ColumnElement[UUID] = literal_column("asked.account", Uuid)
"""Of the row outside that a query below is about."""


def _found(measure: Any, one: _Account) -> Any:
    match measure:
        case Latest(property=name):
            value: Any = value_at(col(Event.properties), name)
            at = col(Event.occurred_at)
            return (
                select(value.label("value"), at.label("as_of"), at.label("leaves"))
                .where(*_matching(measure, one), _is_scalar(value))
                .order_by(at.desc(), col(Event.id).desc())
                .limit(1)
            )
        case Count() | Distinct() | Share():
            seen = _seen(measure, one).subquery()
            return select(
                func.to_jsonb(func.count(), type_=JSONB).label("value"),
                func.max(seen.c.at, type_=type_instant).label("as_of"),
                func.min(seen.c.at, type_=type_instant).label("leaves"),
            ).select_from(seen)
        case _:
            raise AssertionError("a trait is no matter of events")


def _seen(measure: Count | Distinct | Share, one: _Account) -> Any:
    """What is counted, each once, and when it was last seen."""
    at = col(Event.occurred_at)
    where = list(_matching(measure, one))
    match measure:
        case Count():
            return select(at.label("at")).where(*where)
        case Share():
            where.append(col(Event.contact_id).is_not(None))
            told: Any = col(Event.contact_id)
        case Distinct(property=None):
            told = col(Event.name)
        case Distinct(property=str() as name):
            value = value_at(col(Event.properties), name)
            where.append(_is_scalar(value))
            told = func.onward_folded(value.op("#>>")(cast(literal("{}", Text), ARRAY(Text))))
        case _:
            raise AssertionError("a property is a name or None")
    each = select(told.label("one"), at.label("at")).where(*where).subquery()
    return select(func.max(each.c.at).label("at")).group_by(each.c.one)


def _matching(measure: OfEvents, one: _Account) -> Iterator[ColumnElement[bool]]:
    yield col(Event.account_id) == _ACCOUNT
    yield col(Event.name).in_(sorted(set(measure.events)))
    yield col(Event.occurred_at) > one.now - _length(measure)
    yield col(Event.occurred_at) <= one.now
    if measure.where is not None:
        yield passes(measure.where, col(Event.properties), one.facts)


_SCALARS: Iterable[str] = ("string", "number", "boolean")


def _is_scalar(value: ColumnElement[Any]) -> ColumnElement[bool]:
    return func.jsonb_typeof(value).in_(_SCALARS)
