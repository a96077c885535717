"""Journeys and their versions, with how many customers are where."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from engine.definition.journey import Journey
from engine.errors import NotFound
from engine.store import tables
from engine.store.reading.listing import listed
from engine.store.views.paging import Page


@dataclass(frozen=True)
class Counts:
    """Test runs are not counted."""

    entered: int = 0
    running: int = 0
    ended: int = 0
    reached_goal: int = 0


@dataclass(frozen=True)
class JourneySummary:
    key: str
    name: str
    status: str
    """draft, live, paused or archived."""
    live_version: int | None
    has_draft: bool
    """Whether there are edits that have not been published."""
    revision: int
    created_at: datetime
    updated_at: datetime
    counts: Counts


@dataclass(frozen=True)
class VersionSummary:
    number: int
    published_at: datetime
    published_by: str
    is_live: bool
    running: int
    """How many customers are in the middle of this version."""


async def list_journeys(
    session: AsyncSession, *, status: str | None, limit: int, after: str | None
) -> Page[JourneySummary]:
    """By key."""
    statement = select(tables.Journey)
    if status is not None:
        statement = statement.where(tables.Journey.status == status)
    page = await listed(
        session,
        statement,
        order=[(col(tables.Journey.key), str)],
        place_of=lambda row: [row[0].key],
        made=lambda row: row[0],
        limit=limit,
        after=after,
        descending=False,
    )
    counts = await _counts(session, [row.id for row in page.rows])
    return Page([_summary(row, counts.get(row.id, Counts())) for row in page.rows], page.next)


async def get_journey(session: AsyncSession, key: str) -> JourneySummary:
    """Raises NotFound."""
    row = await _row(session, key)
    counts = await _counts(session, [row.id])
    return _summary(row, counts.get(row.id, Counts()))


async def definition(session: AsyncSession, key: str, *, version: int | None = None) -> Journey:
    """A version's definition; None: the draft's, or the live one when there is no draft.

    Raises NotFound.
    """
    row = await _row(session, key)
    if version is None and row.draft is not None:
        return Journey.model_validate(row.draft)
    number = row.live_version if version is None else version
    found = await session.exec(
        select(tables.JourneyVersion.definition).where(
            tables.JourneyVersion.journey_id == row.id, tables.JourneyVersion.number == number
        )
    )
    data = found.first()
    if data is None:
        raise NotFound(f"“{key}” has no version {number}.")
    return Journey.model_validate(data)


async def list_versions(session: AsyncSession, key: str) -> list[VersionSummary]:
    """The latest first. Raises NotFound."""
    row = await _row(session, key)
    running = (
        select(tables.Enrollment.version_id, func.count().label("running"))
        .where(
            tables.Enrollment.journey_id == row.id,
            tables.Enrollment.status != "ended",
            col(tables.Enrollment.is_test).is_(False),
        )
        .group_by(col(tables.Enrollment.version_id))
        .subquery()
    )
    found = await session.execute(
        select(
            tables.JourneyVersion.number,
            tables.JourneyVersion.published_at,
            tables.JourneyVersion.published_by,
            func.coalesce(running.c.running, 0),
        )
        .outerjoin(running, running.c.version_id == tables.JourneyVersion.id)
        .where(tables.JourneyVersion.journey_id == row.id)
        .order_by(col(tables.JourneyVersion.number).desc())
    )
    return [
        VersionSummary(number, at, by, number == row.live_version, count)
        for number, at, by, count in found
    ]


async def _row(session: AsyncSession, key: str) -> tables.Journey:
    found = await session.exec(select(tables.Journey).where(tables.Journey.key == key))
    row = found.first()
    if row is None:
        raise NotFound(f"There is no journey “{key}”.")
    return row


async def _counts(session: AsyncSession, journeys: Collection[UUID]) -> dict[UUID, Counts]:
    running = col(tables.Enrollment.status) != "ended"
    found = await session.execute(
        select(
            tables.Enrollment.journey_id,
            func.count(),
            func.count().filter(running),
            func.count().filter(~running),
            func.count(col(tables.Enrollment.goal_met_at)),
        )  # type: ignore[call-overload]
        .where(
            col(tables.Enrollment.journey_id).in_(journeys),
            col(tables.Enrollment.is_test).is_(False),
        )
        .group_by(col(tables.Enrollment.journey_id))
    )
    return {key: Counts(*counts) for key, *counts in found}


def _summary(row: tables.Journey, counts: Counts) -> JourneySummary:
    return JourneySummary(
        key=row.key,
        name=row.name,
        status=row.status,
        live_version=row.live_version,
        has_draft=row.draft is not None,
        revision=row.draft_revision,
        created_at=row.created_at,
        updated_at=row.updated_at,
        counts=counts,
    )
