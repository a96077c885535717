"""Segments as they are now, how large they are, and how large they were."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import text
from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from engine.segments.standing import SubjectKind
from engine.store.reading.listing import listed, one
from engine.store.reading.paging import PAGE_SIZE, Page
from engine.store.tables import Segment, SegmentCount, SegmentMember

TREND_DAYS = 30


@dataclass(frozen=True)
class Counting:
    """Everybody is being looked at, because the condition is new."""

    done: int
    total: int | None
    """None: it has not begun yet."""
    tells: bool
    """Whether who comes in or leaves by it is told as an event."""


@dataclass(frozen=True)
class SegmentSummary:
    key: str
    name: str
    subject_kind: SubjectKind
    """What its members are."""
    condition: dict[str, Any] | None
    """Who meets it is a member. None: it is a list."""
    created_at: datetime
    changed_at: datetime | None
    """When its condition was last changed."""
    members: int
    counting: Counting | None = None
    """Set while everybody is looked at: until then `members` is who has been found so far."""


async def list_segments(
    session: AsyncSession, *, limit: int = PAGE_SIZE, after: str | None = None
) -> Page[SegmentSummary]:
    """By key."""
    found = await listed(
        session,
        SegmentSummary,
        _segments(),
        order=[(col(Segment.key), str)],
        limit=limit,
        after=after,
        descending=False,
    )
    counts = await _counts(session)
    return Page([_counted(each, counts) for each in found.rows], found.next)


async def get_segment(session: AsyncSession, key: str) -> SegmentSummary:
    """Raises NotFound."""
    statement = _segments().where(Segment.key == key)
    found = await one(session, SegmentSummary, statement, f"There is no segment “{key}”.")
    return _counted(found, await _counts(session, key))


def _segments() -> Any:
    members = (
        select(func.count())
        .where(SegmentMember.segment_key == Segment.key)
        .correlate(Segment)
        .scalar_subquery()
    )
    return select(Segment, members.label("members")).where(col(Segment.archived_at).is_(None))


async def _counts(session: AsyncSession, key: str | None = None) -> dict[str, Counting]:
    narrowed = [SegmentCount.segment_key == key] if key is not None else []
    found = await session.exec(
        select(SegmentCount).where(col(SegmentCount.finished_at).is_(None), *narrowed)
    )
    return {each.segment_key: Counting(each.done, each.total, each.tells) for each in found}


def _counted(segment: SegmentSummary, counts: Mapping[str, Counting]) -> SegmentSummary:
    return replace(segment, counting=counts.get(segment.key))


async def trends(
    session: AsyncSession, segments: Sequence[SegmentSummary], now: datetime
) -> dict[str, list[int]]:
    """How many were in each segment, day by day, for the last 30 days or since it was made; now
    last. Reckoned back from what it is now by who came and went."""
    keys = [each.key for each in segments]
    found = await session.execute(_GAINED, {"keys": keys, "now": now, "days": TREND_DAYS})
    gained: dict[str, dict[int, int]] = {}
    for key, ago, change in found:
        gained.setdefault(key, {})[int(ago)] = int(change)
    return {each.key: _backwards(each, gained.get(each.key, {}), now) for each in segments}


# Whoever met it when it was made did not come in that day.
_GAINED = text("""
    SELECT segment_key,
           floor(extract(epoch FROM CAST(:now AS timestamptz) - at) / 86400) AS days_ago,
           sum(CASE WHEN entered THEN 1 ELSE -1 END)
    FROM segment_history
    WHERE segment_key = ANY(CAST(:keys AS text[])) AND cause <> 'first_count'
      AND at > CAST(:now AS timestamptz) - make_interval(days => :days)
    GROUP BY segment_key, days_ago
""")


def _backwards(segment: SegmentSummary, gained: Mapping[int, int], now: datetime) -> list[int]:
    size = segment.members
    line = [size]
    for ago in range(min(TREND_DAYS, (now - segment.created_at).days + 1)):
        size -= gained.get(ago, 0)
        line.append(max(size, 0))
    return line[::-1]
