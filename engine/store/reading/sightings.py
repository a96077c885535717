"""What comes in, as it is looked at: traits and events, their types, and where they disagree."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from pydantic import JsonValue, ValidationError
from sqlmodel import col, func, or_, select
from sqlmodel.ext.asyncio.session import AsyncSession

from engine.definition.conditions import Condition
from engine.definition.journey import Journey
from engine.errors import NotFound
from engine.needs import Needs, events_in, needs_of, traits_in
from engine.segments.written import readable
from engine.store import tables
from engine.store.tables import JourneyVersion, Segment, Sighting, Source

MOST = 500
"""Traits, or events, that are told at once. `search` finds the others."""
_EXAMPLES = 8


@dataclass(frozen=True)
class SeenType:
    """A type a value had."""

    type: str
    """text, number, boolean, date, list or object. `date` is text that names a day or instant."""
    count: int
    last_seen: datetime
    sources: list[str]
    """Names, the one it came from last first."""


@dataclass(frozen=True)
class SeenName:
    """A trait, or a property of an event."""

    name: str
    """`account.plan`, or a property's own name; with a dot where it is inside another."""
    count: int
    first_seen: datetime
    last_seen: datetime
    types: list[SeenType]
    """The most frequent first."""
    examples: list[JsonValue]
    sources: list[str]
    conflict: str | None
    """What its types disagree on, as a sentence. None: it is always the same."""


@dataclass(frozen=True)
class SeenEventName:
    name: str
    count: int
    first_seen: datetime
    last_seen: datetime
    sources: list[str]
    conflicts: list[str] = field(default_factory=list)
    """What types of its properties disagree on, in sentences."""


@dataclass(frozen=True)
class UsedBy:
    """A journey or segment that asks about it."""

    kind: Literal["journey", "segment"]
    key: str
    name: str
    status: str
    """Of a segment: live."""


@dataclass(frozen=True)
class TraitDetail:
    trait: SeenName
    used_by: list[UsedBy]


@dataclass(frozen=True)
class EventDetail:
    event: SeenEventName
    properties: list[SeenName]
    used_by: list[UsedBy]


async def list_traits(session: AsyncSession, *, search: str | None = None) -> list[SeenName]:
    """Of accounts and contacts. Those that disagree come first, then by name."""
    chosen = col(Sighting.about).in_(("account", "contact"))
    whole = func.concat(col(Sighting.about), ".", col(Sighting.name))
    rows = await _rows(session, chosen, *([_holds(whole, search)] if search else []))
    return _conflicts_first(_named(rows, lambda row: f"{row.about}.{row.name}"))[:MOST]


async def list_event_names(
    session: AsyncSession, *, search: str | None = None
) -> list[SeenEventName]:
    """Those whose properties disagree first, then the most recent. `search` also finds by the names
    of properties."""
    conditions: list[Any] = [Sighting.about == "event"]
    if search:
        matching = select(Sighting.event).where(
            Sighting.about == "event",
            or_(_holds(col(Sighting.event), search), _holds(col(Sighting.name), search)),
        )
        conditions.append(col(Sighting.event).in_(matching))
    by_event = defaultdict[str, list[Any]](list)
    for row in await _rows(session, *conditions):
        by_event[row.event].append(row)
    found = [_event(name, rows) for name, rows in by_event.items()]
    found.sort(key=lambda each: (not each.conflicts, -each.last_seen.timestamp(), each.name))
    return found[:MOST]


async def get_trait(session: AsyncSession, path: str) -> TraitDetail:
    """By path, `account.plan`. Raises NotFound."""
    about, _, name = path.partition(".")
    rows = await _rows(session, Sighting.about == about, Sighting.name == name)
    if about == "event" or not rows:
        raise NotFound(f"No trait “{path[:200]}” has come in.")
    [trait] = _named(rows, lambda row: f"{row.about}.{row.name}")
    used = await _used_by(session, lambda needs: path in needs.traits)
    used += await _segments(session, lambda condition: path in traits_in(condition))
    return TraitDetail(trait, used)


async def get_event_name(session: AsyncSession, name: str) -> EventDetail:
    """Raises NotFound."""
    rows = await _rows(session, Sighting.about == "event", Sighting.event == name)
    if not rows:
        raise NotFound(f"No event “{name[:200]}” has come in.")
    properties = _named([row for row in rows if row.name], lambda row: row.name)
    used = await _used_by(session, lambda needs: name in needs.events)
    used += await _segments(session, lambda condition: name in events_in(condition))
    return EventDetail(_event(name, rows), _conflicts_first(properties), used)


def conflict_in(name: str, types: Sequence[SeenType]) -> str | None:
    """`plan: text in 9,800, number in 12; the latest, a number, from Billing.` None: no conflict.
    Dates are text; what is a date now and then is no conflict."""
    kinds = {"text" if each.type == "date" else each.type for each in types}
    if len(kinds) < 2:
        return None
    counts = ", ".join(f"{each.type} in {each.count:,}" for each in types)
    latest = max(types, key=lambda each: each.last_seen)
    return f"{name}: {counts}; the latest, {latest.type}, from {latest.sources[0]}."


async def _rows(session: AsyncSession, *conditions: Any) -> list[Any]:
    found = await session.execute(
        select(  # type: ignore[call-overload]
            Sighting.about,
            Sighting.event,
            Sighting.name,
            Sighting.type,
            Sighting.count,
            Sighting.first_seen,
            Sighting.last_seen,
            Sighting.examples,
            col(Source.name).label("source"),
        )
        .join(Source, col(Source.id) == col(Sighting.source_id))
        .where(*conditions)
        .order_by(col(Sighting.last_seen).desc())
    )
    return list(found)


def _holds(column: Any, search: str) -> Any:
    return column.icontains(search, autoescape=True)


def _named(rows: Iterable[Any], name_of: Any) -> list[SeenName]:
    by_name = defaultdict[str, list[Any]](list)
    for row in rows:
        by_name[name_of(row)].append(row)
    return [_seen(name, found) for name, found in sorted(by_name.items())]


def _seen(name: str, rows: Sequence[Any]) -> SeenName:
    by_type = defaultdict[str, list[Any]](list)
    for row in rows:
        by_type[row.type].append(row)
    types = [
        SeenType(kind, sum(r.count for r in found), found[0].last_seen, _sources(found))
        for kind, found in by_type.items()
    ]
    types.sort(key=lambda each: -each.count)
    examples = [value for row in rows for value in row.examples]
    return SeenName(
        name,
        sum(row.count for row in rows),
        min(row.first_seen for row in rows),
        rows[0].last_seen,
        types,
        _distinct(examples)[:_EXAMPLES],
        _sources(rows),
        conflict_in(name, types),
    )


def _event(name: str, rows: Sequence[Any]) -> SeenEventName:
    own = [row for row in rows if not row.name] or rows
    properties = _named([row for row in rows if row.name], lambda row: row.name)
    return SeenEventName(
        name,
        sum(row.count for row in own if not row.name),
        min(row.first_seen for row in own),
        own[0].last_seen,
        _sources(own),
        [each.conflict for each in properties if each.conflict],
    )


def _sources(rows: Iterable[Any]) -> list[str]:
    return list(dict.fromkeys(row.source for row in rows))


def _distinct(values: Iterable[JsonValue]) -> list[JsonValue]:
    return list({(type(value), value): value for value in values}.values())


def _conflicts_first(found: list[SeenName]) -> list[SeenName]:
    return sorted(found, key=lambda each: (each.conflict is None, each.name.lower()))


async def _used_by(session: AsyncSession, uses: Callable[[Needs], bool]) -> list[UsedBy]:
    """Journeys whose live version asks about it, or whose draft does where nothing is live."""
    found = await session.execute(
        select(tables.Journey, JourneyVersion.definition)
        .outerjoin(
            JourneyVersion,
            (col(JourneyVersion.journey_id) == col(tables.Journey.id))
            & (col(JourneyVersion.number) == col(tables.Journey.live_version)),
        )
        .where(col(tables.Journey.status) != "archived")
        .order_by(func.lower(tables.Journey.name))
    )
    return [
        UsedBy("journey", row.key, row.name, row.status)
        for row, live in found
        if (needs := _needs(live or row.draft)) is not None and uses(needs)
    ]


async def _segments(session: AsyncSession, uses: Callable[[Condition], bool]) -> list[UsedBy]:
    found = await session.exec(
        select(Segment)
        .where(col(Segment.condition).is_not(None), col(Segment.archived_at).is_(None))
        .order_by(func.lower(Segment.name))
    )
    return [
        UsedBy("segment", each.key, each.name, "live")
        for each in found
        if (condition := readable(each.condition)) is not None and uses(condition)
    ]


def _needs(definition: Any) -> Needs | None:
    """None: it is a draft that cannot be read yet."""
    try:
        return needs_of(Journey.model_validate(definition))
    except (ValidationError, TypeError):
        return None
