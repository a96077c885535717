"""Journeys as pages show them: how each is doing, and how many customers stand at every step."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from engine.definition import journey as definition
from engine.errors import NotFound
from engine.store.tables import Enrollment, Journey, JourneyVersion
from engine.store.versions import definition_of


@dataclass(frozen=True)
class Standing:
    """How a journey is doing. Test runs are not counted."""

    entered: int = 0
    running: int = 0
    held: int = 0
    troubled: int = 0
    reached_goal: int = 0
    last_activity: datetime | None = None

    @property
    def finished(self) -> int:
        return self.entered - self.running

    @property
    def goal_rate(self) -> float | None:
        """Of all who entered, the share that reached the goal. None while nobody has entered."""
        return self.reached_goal / self.entered if self.entered else None


@dataclass(frozen=True)
class JourneyLine:
    key: str
    name: str
    status: str
    live_version: int | None
    has_goal: bool
    standing: Standing


_STATUSES = ("live", "paused", "draft", "archived")


async def journey_lines(session: AsyncSession) -> list[JourneyLine]:
    """Every journey: the live ones first, then paused, drafts and archived ones; each by name."""
    found = await session.exec(
        select(Journey, col(JourneyVersion.definition)["goal"].is_not(None))
        .join(
            JourneyVersion,
            (col(JourneyVersion.journey_id) == Journey.id)
            & (col(JourneyVersion.number) == Journey.live_version),
            isouter=True,
        )
        .order_by(func.lower(Journey.name), col(Journey.key))
    )
    standings = await _standings(session)
    lines = [
        JourneyLine(
            row.key,
            row.name,
            row.status,
            row.live_version,
            bool(has_goal),
            standings.get(row.id, Standing()),
        )
        for row, has_goal in found
    ]
    return sorted(lines, key=lambda line: _STATUSES.index(line.status))


async def _standings(session: AsyncSession, journey_id: UUID | None = None) -> dict[UUID, Standing]:
    running = col(Enrollment.status) != "ended"
    statement = (
        select(
            Enrollment.journey_id,
            func.count(),
            func.count().filter(running),
            func.count().filter(running & col(Enrollment.held_because).is_not(None)),
            func.count().filter(running & col(Enrollment.trouble).is_not(None)),
            func.count(col(Enrollment.goal_met_at)),
            func.max(Enrollment.updated_at),
        )  # type: ignore[call-overload]
        .where(col(Enrollment.is_test).is_(False))
        .group_by(col(Enrollment.journey_id))
    )
    if journey_id is not None:
        statement = statement.where(Enrollment.journey_id == journey_id)
    return {key: Standing(*counts) for key, *counts in await session.exec(statement)}


@dataclass(frozen=True)
class JourneyView:
    id: UUID
    key: str
    name: str
    status: str
    live_version: int | None
    published_at: datetime | None
    published_by: str | None
    definition: definition.Journey | None
    """The live version's; None: never published."""
    version_id: UUID | None
    standing: Standing
    standing_at: Mapping[str, int]
    """How many customers stand at each step now, whatever version they are pinned to."""
    passed: Mapping[str, int]
    """How many have been at each step, of those in the live version."""


async def journey_view(session: AsyncSession, key: str) -> JourneyView:
    """Raises NotFound."""
    found = await session.exec(select(Journey).where(Journey.key == key))
    journey = found.first()
    if journey is None:
        raise NotFound(f"There is no journey “{key}”.")
    version = await _live(session, journey)
    standings = await _standings(session, journey.id)
    return JourneyView(
        id=journey.id,
        key=journey.key,
        name=journey.name,
        status=journey.status,
        live_version=journey.live_version,
        published_at=version.published_at if version else None,
        published_by=version.published_by if version else None,
        definition=await definition_of(session, version.id) if version else None,
        version_id=version.id if version else None,
        standing=standings.get(journey.id, Standing()),
        standing_at=await _standing_at(session, journey.id),
        passed=await _passed(session, version.id) if version else {},
    )


async def _live(session: AsyncSession, journey: Journey) -> JourneyVersion | None:
    found = await session.exec(
        select(JourneyVersion).where(
            JourneyVersion.journey_id == journey.id, JourneyVersion.number == journey.live_version
        )
    )
    return found.first()


async def _standing_at(session: AsyncSession, journey_id: UUID) -> dict[str, int]:
    found = await session.exec(
        select(Enrollment.current_step, func.count())
        .where(
            Enrollment.journey_id == journey_id,
            Enrollment.status != "ended",
            col(Enrollment.is_test).is_(False),
            col(Enrollment.current_step).is_not(None),
        )
        .group_by(col(Enrollment.current_step))
    )
    return {step: count for step, count in found if step is not None}


async def _passed(session: AsyncSession, version_id: UUID) -> dict[str, int]:
    visited = func.jsonb_object_keys(Enrollment.position["visits"]).label("step")  # type: ignore[index]
    each = (
        select(visited)
        .where(
            Enrollment.version_id == version_id,
            col(Enrollment.is_test).is_(False),
            col(Enrollment.position).is_not(None),
        )
        .subquery()
    )
    found = await session.exec(select(each.c.step, func.count()).group_by(each.c.step))
    return dict(found.all())
