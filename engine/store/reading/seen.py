"""What customers' systems send: events with their properties, and traits, with types and examples.

Worked out by looking at some of it, so that it takes no longer the more there is. What is rare may
be missed; what type a value has is what was seen, not what was promised.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from engine.store.knowledge import SAMPLE
from engine.store.sent import names_sent
from engine.written import INSTANT

MOST_NAMES = 1_000
"""Names of events that are told at most: then the most frequent of late."""
COUNTED_IN_ALL = 1_000_000
"""Events that are counted at most, all names together."""
WITH_PROPERTIES = 200
"""The latest events' names whose properties are looked at, and of each so many events."""
LOOKED_AT = 30
LARGEST_LOOKED_AT = 8_192
"""Bytes of properties. Larger ones hold no values that anybody would choose from a list."""
EXAMPLES = 5
LONGEST_EXAMPLE = 80

ValueType = Literal["text", "number", "boolean", "date", "list", "object", "mixed"]


@dataclass(frozen=True)
class Property:
    name: str
    """As conditions call it; with a dot where it is inside another."""
    type: ValueType
    """`date` is text that names a day or an instant; `mixed`: now the one, now another."""
    examples: list[bool | int | float | str]
    """The most frequent values, the most frequent first; long ones, lists and objects aside."""
    complete: bool
    """Whether the latest events, at most 30, had no other."""


@dataclass(frozen=True)
class SeenEvent:
    name: str
    count: int
    """How often it has happened, as far as was counted."""
    last_seen: datetime
    properties: list[Property]


@dataclass(frozen=True)
class SeenTrait:
    path: str
    """`account.plan`, as conditions and templates call it."""
    type: ValueType
    count: int
    """How many of the customers looked at have it: of the latest changed, at most 2,000."""
    examples: list[bool | int | float | str]
    complete: bool
    """Whether nobody has any other: never so where there are more customers than are looked at."""


async def seen_events(session: AsyncSession, *, most_names: int = MOST_NAMES) -> list[SeenEvent]:
    """By name. What systems call to tell traits is left out: nobody waits for it."""
    names = await _names(session, most_names)
    rows = await session.execute(
        _EVENTS, {"names": names, "counted": max(COUNTED_IN_ALL // max(len(names), 1), 1_000)}
    )
    found = [(name, count, at) for name, count, at in rows]
    latest = sorted(found, key=lambda row: row[2], reverse=True)[:WITH_PROPERTIES]
    properties = await _properties(session, [name for name, _, _ in latest])
    return [SeenEvent(name, count, at, properties.get(name, [])) for name, count, at in found]


async def seen_traits(session: AsyncSession) -> list[SeenTrait]:
    """Accounts' first, each by path."""
    found = []
    for whose, table in (("account", "accounts"), ("contact", "contacts")):
        rows = await session.execute(
            text(_TRAITS.format(table=table)), {"sample": SAMPLE, **_LIMITS}
        )
        for _, name, count, kinds, examples, complete, all_seen in rows:
            seen = SeenTrait(
                f"{whose}.{name}", _type(kinds), count, _plain(examples), complete and all_seen
            )
            found.append(seen)
    return found


async def event_names(session: AsyncSession) -> list[str]:
    """All names of events, also of those that tell traits, as far as a picker can hold them."""
    return await _names(session, MOST_NAMES)


async def _names(session: AsyncSession, most: int) -> list[str]:
    names = await names_sent(session, most + 1)
    if len(names) <= most:
        return names
    return sorted((await session.execute(_LATE_NAMES, {"most": most})).scalars())


async def _properties(session: AsyncSession, names: Collection[str]) -> dict[str, list[Property]]:
    rows = await session.execute(
        _PROPERTIES,
        {"names": names, "looked_at": LOOKED_AT, "largest": LARGEST_LOOKED_AT, **_LIMITS},
    )
    found = defaultdict[str, list[Property]](list)
    for event, name, _, kinds, examples, complete in rows:
        found[event].append(Property(name, _type(kinds), _plain(examples), complete))
    return found


def _type(kinds: Iterable[str]) -> ValueType:
    """Text that is a date now and then is text; whatever else differs is mixed."""
    seen = set(kinds)
    if seen == {"date", "text"}:
        return "text"
    only: Any = seen.pop()
    return "mixed" if seen else only


def _plain(examples: list[Any] | None) -> list[Any]:
    return examples or []


_LIMITS = {"instant": f"^(?:{INSTANT})$", "longest": LONGEST_EXAMPLE, "examples": EXAMPLES}

_LATE_NAMES = text("""
    SELECT name FROM (SELECT name FROM events ORDER BY id DESC LIMIT 20000) AS latest
    GROUP BY name ORDER BY count(*) DESC, name LIMIT :most
""")

_EVENTS = text("""
    SELECT named.name, counted.count, latest.occurred_at
    FROM unnest(CAST(:names AS text[])) WITH ORDINALITY AS named (name, place)
    CROSS JOIN LATERAL (
        SELECT occurred_at, type FROM events AS e WHERE e.name = named.name
        ORDER BY occurred_at DESC LIMIT 1
    ) AS latest
    CROSS JOIN LATERAL (
        SELECT count(*) FROM (SELECT FROM events AS e WHERE e.name = named.name LIMIT :counted) AS e
    ) AS counted
    WHERE latest.type NOT IN ('identify', 'group', 'alias')
    ORDER BY named.place
""")

_SUMMARY = """
    , flat AS (
        SELECT about, key AS name, value FROM pairs
        UNION ALL
        SELECT about, pairs.key || '.' || inside.key, inside.value
        FROM pairs CROSS JOIN LATERAL jsonb_each(
            CASE jsonb_typeof(pairs.value) WHEN 'object' THEN pairs.value ELSE '{}' END) AS inside
    ), told AS (
        SELECT about, name, value, count(*) AS count, CASE jsonb_typeof(value)
            WHEN 'array' THEN 'list'
            WHEN 'string' THEN
                CASE WHEN length(value #>> '{}') <= 40 AND value #>> '{}' ~ :instant THEN 'date'
                     ELSE 'text' END
            ELSE jsonb_typeof(value) END AS kind
        FROM flat WHERE jsonb_typeof(value) <> 'null' GROUP BY about, name, value
    ), ranked AS (
        SELECT *, row_number() OVER (PARTITION BY about, name ORDER BY is_example DESC,
                                     count DESC, value) AS place
        FROM (SELECT *, kind NOT IN ('list', 'object') AND length(value #>> '{}')
                     BETWEEN 1 AND :longest AS is_example FROM told) AS told
    )
    SELECT about, name, CAST(sum(count) AS bigint), array_agg(DISTINCT kind),
           jsonb_agg(value ORDER BY place) FILTER (WHERE is_example AND place <= :examples),
           bool_and(is_example AND place <= :examples){more}
    FROM ranked GROUP BY about, name ORDER BY about, name
"""

_PROPERTIES = text(
    """
    WITH pairs AS (
        SELECT named.name AS about, pair.key, pair.value
        FROM unnest(CAST(:names AS text[])) AS named (name)
        CROSS JOIN LATERAL (
            SELECT properties FROM events AS e WHERE e.name = named.name
            ORDER BY occurred_at DESC LIMIT :looked_at
        ) AS latest
        CROSS JOIN LATERAL jsonb_each(latest.properties) AS pair
        WHERE pg_column_size(latest.properties) <= :largest
    )
    """
    + _SUMMARY.replace("{more}", "")
)

_TRAITS = """
    WITH pairs AS (
        SELECT '' AS about, pair.key, pair.value
        FROM (SELECT traits FROM {table} ORDER BY updated_at DESC LIMIT :sample) AS latest
        CROSS JOIN LATERAL jsonb_each(latest.traits) AS pair
    )
    """ + _SUMMARY.replace("{}", "{{}}").replace(
    "{more}", ", NOT EXISTS (SELECT FROM {table} OFFSET :sample)"
)
