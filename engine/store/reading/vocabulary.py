"""The words a journey can be written with here: what is sent, who there is, what is set up."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, get_args
from zoneinfo import available_timezones

from sqlalchemy import case, text
from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from engine.definition.steps import Role
from engine.store.reading.library import list_items
from engine.store.reading.seen import Property, SeenEvent, SeenTrait, seen_events, seen_traits
from engine.store.tables import (
    Channel,
    Pool,
    PoolMember,
    Segment,
    SegmentCount,
    SegmentMember,
    User,
)

__all__ = ["Property", "SeenEvent", "SeenTrait", "Vocabulary", "get_vocabulary"]

MOST = 1_000
"""Of each kind."""
MEMBERSHIPS_COUNTED = 100_000


@dataclass(frozen=True)
class AwaitedEvent:
    name: str
    journey: str
    """What the journey is called that looks at it; one of them."""


@dataclass(frozen=True)
class HeldRole:
    role: str
    holders: int
    """Memberships in which a contact holds it."""


@dataclass(frozen=True)
class Colleague:
    email: str
    name: str


@dataclass(frozen=True)
class KnownPool:
    key: str
    name: str
    members: int


@dataclass(frozen=True)
class KnownSegment:
    key: str
    name: str
    subject: str
    """account or contact: what its members are."""
    size: int | None
    """None: everybody is still being looked at."""


@dataclass(frozen=True)
class KnownChannel:
    key: str
    name: str
    kind: str
    """slack or teams."""


@dataclass(frozen=True)
class KnownJourney:
    key: str
    name: str
    status: str
    subject: str


@dataclass(frozen=True)
class KnownTemplate:
    key: str
    name: str
    kind: str
    """mail, designed, html, in_app or partial."""
    heading: str | None
    """Its subject or title."""


@dataclass(frozen=True)
class Vocabulary:
    events: Sequence[SeenEvent]
    awaited: Sequence[AwaitedEvent]
    """Events that live journeys look at, and that have not come in yet."""
    traits: Sequence[SeenTrait]
    roles: Sequence[HeldRole]
    """All there are, also those nobody holds."""
    users: Sequence[Colleague]
    pools: Sequence[KnownPool]
    segments: Sequence[KnownSegment]
    channels: Sequence[KnownChannel]
    journeys: Sequence[KnownJourney]
    templates: Sequence[KnownTemplate]
    """Of the library. Steps use them as `library/` and their key."""
    topics: Sequence[str]
    """What journeys and their steps send about, and what is described for customers."""
    time_zones: Sequence[str]


async def get_vocabulary(session: AsyncSession) -> Vocabulary:
    """As it is now, and at most a thousand of each kind."""
    return Vocabulary(
        events=await seen_events(session),
        awaited=[AwaitedEvent(*row) for row in await session.execute(_AWAITED, _LIMIT)],
        traits=await seen_traits(session),
        roles=await _roles(session),
        users=await _users(session),
        pools=await _pools(session),
        segments=await _segments(session),
        channels=await _channels(session),
        journeys=[KnownJourney(*row) for row in await session.execute(_JOURNEYS, _LIMIT)],
        templates=[
            KnownTemplate(each.key, each.name, each.kind, each.heading)
            for each in await list_items(session)
        ],
        topics=list((await session.execute(_TOPICS, _LIMIT)).scalars()),
        time_zones=time_zones(),
    )


async def colleagues_and_pools(
    session: AsyncSession,
) -> tuple[list[Colleague], list[KnownPool]]:
    """Whom a task can be given to."""
    return await _users(session), await _pools(session)


@cache
def time_zones() -> tuple[str, ...]:
    """Those people live in, and UTC."""
    lived_in = (zone for zone in available_timezones() if zone.partition("/")[0] in _CONTINENTS)
    return ("UTC", *sorted(lived_in))


_CONTINENTS = frozenset(
    (
        "Africa",
        "America",
        "Antarctica",
        "Arctic",
        "Asia",
        "Atlantic",
        "Australia",
        "Europe",
        "Indian",
        "Pacific",
    )
)


async def _roles(session: AsyncSession) -> list[HeldRole]:
    found = await session.execute(_ROLES, {"most": MEMBERSHIPS_COUNTED})
    holders = dict(tuple(row) for row in found)
    return [HeldRole(role, holders.get(role, 0)) for role in get_args(Role)]


async def _users(session: AsyncSession) -> list[Colleague]:
    found = await session.exec(
        select(User.email, User.name)
        .where(col(User.disabled_at).is_(None))
        .order_by(func.lower(User.name), col(User.email))
        .limit(MOST)
    )
    return [Colleague(*row) for row in found]


async def _pools(session: AsyncSession) -> list[KnownPool]:
    members: Any = (
        select(func.count())
        .where(PoolMember.pool_key == Pool.key)
        .correlate(Pool)
        .scalar_subquery()
    )
    found = await session.execute(
        select(Pool.key, Pool.name, members).order_by(col(Pool.key)).limit(MOST)
    )
    return [KnownPool(*row) for row in found]


async def _segments(session: AsyncSession) -> list[KnownSegment]:
    members: Any = (
        select(func.count())
        .where(SegmentMember.segment_key == Segment.key)
        .correlate(Segment)
        .scalar_subquery()
    )
    counting: Any = (
        select(SegmentCount.id)
        .where(
            SegmentCount.segment_key == Segment.key,
            col(SegmentCount.finished_at).is_(None),
        )
        .correlate(Segment)
        .exists()
    )
    size: Any = case((~counting, members))
    found = await session.execute(
        select(Segment.key, Segment.name, Segment.subject_kind, size)
        .where(col(Segment.archived_at).is_(None))
        .order_by(func.lower(Segment.name), col(Segment.key))
        .limit(MOST)
    )
    return [KnownSegment(*row) for row in found]


async def account_segments(session: AsyncSession) -> list[KnownSegment]:
    """Those whose members are accounts."""
    return [each for each in await _segments(session) if each.subject == "account"]


async def _channels(session: AsyncSession) -> list[KnownChannel]:
    found = await session.execute(
        select(Channel.key, Channel.name, Channel.kind).order_by(col(Channel.key)).limit(MOST)
    )
    return [KnownChannel(*row) for row in found]


_LIMIT = {"most": MOST}

_ROLES = text("""
    SELECT role, count(*) FROM (
        SELECT unnest(roles) AS role
        FROM (SELECT roles FROM memberships WHERE ended_at IS NULL LIMIT :most) AS held
    ) AS held GROUP BY role
""")

# A draft may be any object, so nothing in it is taken for what it should be.
_DEFINITIONS = """
    WITH definitions AS (
        SELECT j.key, j.name, j.status, v.definition AS live,
               COALESCE(v.definition, j.draft) AS definition
        FROM journeys AS j
        LEFT JOIN journey_versions AS v ON v.journey_id = j.id AND v.number = j.live_version
    )
"""

_JOURNEYS = text(
    _DEFINITIONS
    + """
    SELECT key, name, status,
           CASE definition ->> 'subject' WHEN 'contact' THEN 'contact' ELSE 'account' END
    FROM definitions ORDER BY status = 'archived', lower(name), key LIMIT :most
    """
)

_AWAITED = text(
    _DEFINITIONS
    + """
    SELECT name, journey FROM (
        SELECT event #>> '{}' AS name, min(definitions.name) AS journey
        FROM definitions
        CROSS JOIN LATERAL unnest(CAST(ARRAY[
            '$.entry.**.event', '$.goal.**.event', '$.exit.**.event', '$.steps.*.until.**.event',
            '$.steps.**.when.**.event', '$.steps.**.skip_when.**.event',
            '$.templates.**.done_when.**.event'
        ] AS jsonpath[])) AS place
        CROSS JOIN LATERAL jsonb_path_query(CAST(live AS jsonb), place) AS event
        WHERE status <> 'archived' AND jsonb_typeof(event) = 'string'
        GROUP BY 1
    ) AS looked_at
    WHERE NOT EXISTS (SELECT FROM events AS e WHERE e.name = looked_at.name)
    ORDER BY lower(name), name LIMIT :most
    """
)

_TOPICS = text(
    _DEFINITIONS
    + """
    SELECT DISTINCT topic FROM (
        SELECT COALESCE(live -> 'send' ->> 'topic', key) AS topic FROM definitions
        WHERE live IS NOT NULL
        UNION ALL
        SELECT step.value -> 'send' ->> 'topic'
        FROM definitions CROSS JOIN LATERAL json_each(live -> 'steps') AS step
        WHERE live IS NOT NULL
        UNION ALL SELECT key FROM topics
    ) AS topics WHERE topic IS NOT NULL ORDER BY topic LIMIT :most
    """
)
