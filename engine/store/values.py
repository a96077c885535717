"""Which values traits and properties have had, where it is compared with texts."""

from collections.abc import Iterable

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from engine.definition.journey import Journey
from engine.validation.asked import asks
from engine.validation.known import MOST_VALUES, Field, Values
from engine.validation.values import fields
from engine.written import instant, number

_CUSTOMERS, _EVENTS = 5_000, 1_000
"""So many are looked at, the latest first."""


async def values_had(session: AsyncSession, fields: Iterable[Field]) -> Values:
    """Of those fields that have had few, and nothing but words."""
    found = {field: await _of(session, field) for field in fields}
    return {field: had for field, had in found.items() if had}


async def traits_had(session: AsyncSession, journey: Journey) -> dict[str, tuple[str, ...]]:
    """Of the traits that the journey compares with texts: the values customers have, the most
    frequent first."""
    traits = [field for field in fields(asks(journey)) if field.event is None]
    found = await values_had(session, traits)
    return {field.name: tuple(had) for field, had in found.items()}


async def _of(session: AsyncSession, field: Field) -> dict[str, int]:
    """Empty: something else than a few words, or nothing."""
    if field.event is None:
        whose, _, name = field.name.partition(".")
        statement, of = _TRAITS[whose], {}
    else:
        name, statement, of = field.name, _PROPERTIES, {"event": field.event}
    asked = {"name": name, "path": name.split("."), "most": MOST_VALUES + 1, **of}
    rows = [tuple(row) for row in await session.execute(statement, asked)]
    is_choice = all(kind == "string" and _is_word(value) for kind, value, _ in rows)
    if not is_choice or len(rows) > MOST_VALUES:
        return {}
    return {value: count for _, value, count in rows}


def _is_word(value: str) -> bool:
    return number(value) is None and instant(value) is None


_COUNTED = """
    SELECT jsonb_typeof(value), value #>> '{{}}', count(*) FROM (
        SELECT COALESCE({column} -> :name, {column} #> CAST(:path AS text[])) AS value
        FROM ({latest}) AS latest
    ) AS had
    WHERE jsonb_typeof(value) <> 'null'
    GROUP BY 1, 2 ORDER BY 3 DESC, 2 LIMIT :most
"""
_TRAITS = {
    whose: text(
        _COUNTED.format(
            column="traits",
            latest=f"SELECT traits FROM {table} ORDER BY updated_at DESC LIMIT {_CUSTOMERS}",
        )
    )
    for whose, table in (("account", "accounts"), ("contact", "contacts"))
}
_PROPERTIES = text(
    _COUNTED.format(
        column="properties",
        latest=f"""
            SELECT properties FROM events WHERE name = :event
            ORDER BY occurred_at DESC LIMIT {_EVENTS}
        """,
    )
)
