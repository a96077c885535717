"""Journeys and their versions, with how many customers are where."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal

from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from engine.definition.journey import Journey as Definition
from engine.editions import edition_of
from engine.errors import NotFound
from engine.store.actors import names_of
from engine.store.drafts import readable
from engine.store.reading.listing import listed, made, one
from engine.store.reading.paging import PAGE_SIZE, Page
from engine.store.tables import Enrollment, Journey, JourneyVersion
from engine.store.tables.journeys import TRIED
from engine.store.versions import definition_of

Data = dict[str, Any]


@dataclass(frozen=True)
class Counts:
    """How many customers. Test runs are not counted."""

    entered: int = 0
    running: int = 0
    """Inside now; those held and in trouble are among them."""
    held: int = 0
    in_trouble: int = 0
    ended: int = 0
    reached_goal: int = 0

    @property
    def goal_rate(self) -> float | None:
        """Of all who entered, the share that reached the goal. None while nobody has entered."""
        return self.reached_goal / self.entered if self.entered else None


@dataclass(frozen=True)
class JourneySummary:
    key: str
    name: str
    status: str
    """draft, live, paused or archived."""
    live_version: int | None
    published_at: datetime | None
    published_by: str | None
    published_by_name: str | None
    """What they are called: a colleague’s name, `the API key “sync”`."""
    has_goal: bool
    """Whether the live version has one."""
    has_draft: bool
    """Whether there are edits that have not been published."""
    revision: int
    created_at: datetime
    updated_at: datetime
    last_activity: datetime | None = None
    """When a customer last moved; test runs aside."""
    counts: Counts = Counts()


@dataclass(frozen=True)
class VersionSummary:
    number: int
    published_at: datetime
    published_by: str
    published_by_name: str
    is_live: bool
    running: int
    """How many customers are in the middle of this version."""


_STATUSES = ("live", "paused", "draft", "archived")


async def list_journeys(
    session: AsyncSession,
    *,
    status: str | None = None,
    limit: int = PAGE_SIZE,
    after: str | None = None,
) -> Page[JourneySummary]:
    """By key."""
    statement = _journeys()
    if status is not None:
        statement = statement.where(Journey.status == status)
    page = await listed(
        session,
        JourneySummary,
        statement,
        order=[(col(Journey.key), str)],
        limit=limit,
        after=after,
        descending=False,
    )
    return Page(await _counted(session, page.rows), page.next)


async def all_journeys(session: AsyncSession) -> list[JourneySummary]:
    """Live ones first, then paused, drafts and archived ones; each by name."""
    found = await session.execute(_journeys().order_by(func.lower(Journey.name), col(Journey.key)))
    rows = [made(JourneySummary, row[0], row._mapping) for row in found]
    return sorted(await _counted(session, rows), key=lambda row: _STATUSES.index(row.status))


@dataclass(frozen=True)
class JourneyName:
    key: str
    name: str
    status: str


async def journey_names(session: AsyncSession) -> list[JourneyName]:
    """Every journey, to choose from: live ones first, then paused, drafts and archived ones."""
    found = await session.execute(
        select(Journey.key, Journey.name, Journey.status).order_by(
            func.lower(Journey.name), col(Journey.key)
        )
    )
    return sorted((JourneyName(*row) for row in found), key=lambda row: _STATUSES.index(row.status))


async def get_journey(session: AsyncSession, key: str) -> JourneySummary:
    """Raises NotFound."""
    found = await one(session, JourneySummary, _journeys().where(Journey.key == key), _missing(key))
    return (await _counted(session, [found]))[0]


async def where_they_stand(session: AsyncSession, key: str) -> str:
    """Another edition as soon as another number stands at some step of some version; test runs
    aside."""
    found = await session.execute(
        select(Enrollment.version_id, Enrollment.current_step, func.count())
        .join(Journey, col(Journey.id) == col(Enrollment.journey_id))
        .where(
            Journey.key == key,
            col(Enrollment.status) != "ended",
            col(Enrollment.is_test).is_(False),
        )
        .group_by(col(Enrollment.version_id), col(Enrollment.current_step))
    )
    return edition_of(sorted([str(version), step or "", count] for version, step, count in found))


async def definition(session: AsyncSession, key: str, *, version: int | None = None) -> Definition:
    """A version's definition; None: the draft's, or the live one when there is no draft.

    Raises NotFound, and UnreadableDraft.
    """
    row = await _row(session, key)
    if version is None and row.draft is not None:
        return await asyncio.to_thread(readable, key, row.draft)
    number = row.live_version if version is None else version
    _refuse_tried(key, number)
    found = await session.exec(
        select(JourneyVersion.id).where(
            JourneyVersion.journey_id == row.id, JourneyVersion.number == number
        )
    )
    version_id = found.first()
    if version_id is None:
        raise NotFound(f"“{key}” has no version {number}.")
    return await definition_of(session, version_id)


async def live_definition(session: AsyncSession, key: str) -> Definition:
    """The version new customers enter. Raises NotFound, also when there is none."""
    row = await _row(session, key)
    if row.live_version is None:
        raise NotFound(f"“{key}” has never been published.")
    return await definition(session, key, version=row.live_version)


async def draft_definition(session: AsyncSession, key: str) -> Definition:
    """What has been edited and is not published. Raises NotFound, also when nothing has been, and
    UnreadableDraft."""
    row = await _row(session, key)
    if row.draft is None:
        raise NotFound(f"“{key}” has no draft: nothing has been edited since it was published.")
    return await asyncio.to_thread(readable, key, row.draft)


async def data_at(session: AsyncSession, key: str, version: int | Literal["draft", "live"]) -> Data:
    """What a version, the live one or the draft says, as it is kept, readable or not; where there
    is no draft, what is live. Raises NotFound."""
    row = await _row(session, key)
    if version == "draft" and row.draft is not None:
        return dict(row.draft)
    number = version if isinstance(version, int) else row.live_version
    if number is None:
        raise NotFound(f"“{key}” has never been published.")
    _refuse_tried(key, number)
    found = await session.exec(
        select(JourneyVersion.definition).where(
            JourneyVersion.journey_id == row.id, JourneyVersion.number == number
        )
    )
    kept = found.first()
    if kept is None:
        raise NotFound(f"“{key}” has no version {number}.")
    return dict(kept)


def _refuse_tried(key: str, number: int | None) -> None:
    if number == TRIED:
        raise NotFound(f"“{key}” has no version {number}.")


async def list_versions(session: AsyncSession, key: str) -> list[VersionSummary]:
    """The latest first. Raises NotFound."""
    row = await _row(session, key)
    running = (
        select(Enrollment.version_id, func.count().label("running"))
        .where(
            Enrollment.journey_id == row.id,
            Enrollment.status != "ended",
            col(Enrollment.is_test).is_(False),
        )
        .group_by(col(Enrollment.version_id))
        .subquery()
    )
    found = await session.execute(
        select(  # type: ignore[call-overload]
            JourneyVersion.number,
            JourneyVersion.published_at,
            JourneyVersion.published_by,
            *names_of(JourneyVersion.published_by),
            func.coalesce(running.c.running, 0),
        )
        .outerjoin(running, running.c.version_id == JourneyVersion.id)
        .where(JourneyVersion.journey_id == row.id, JourneyVersion.number != TRIED)
        .order_by(col(JourneyVersion.number).desc())
    )
    return [
        VersionSummary(number, at, by, name, number == row.live_version, count)
        for number, at, by, name, count in found
    ]


async def _row(session: AsyncSession, key: str) -> Journey:
    found = await session.exec(select(Journey).where(Journey.key == key))
    row = found.first()
    if row is None:
        raise NotFound(_missing(key))
    return row


def _missing(key: str) -> str:
    return f"There is no journey “{key}”."


def _is_live() -> Any:
    return (col(JourneyVersion.journey_id) == col(Journey.id)) & (
        col(JourneyVersion.number) == col(Journey.live_version)
    )


def _journeys() -> Any:
    return select(  # type: ignore[call-overload]
        Journey,
        col(Journey.draft).is_not(None).label("has_draft"),
        col(Journey.draft_revision).label("revision"),
        col(JourneyVersion.definition)["goal"].is_not(None).label("has_goal"),
        col(JourneyVersion.published_at).label("published_at"),
        col(JourneyVersion.published_by).label("published_by"),
        *names_of(JourneyVersion.published_by),
    ).outerjoin(JourneyVersion, _is_live())


async def _counted(
    session: AsyncSession, journeys: Sequence[JourneySummary]
) -> list[JourneySummary]:
    """The journeys with their counts, taken for all of them at once."""
    running = col(Enrollment.status) != "ended"
    found = await session.execute(
        select(
            Journey.key,
            func.max(Enrollment.updated_at),
            func.count(),
            func.count().filter(running),
            func.count().filter(running & col(Enrollment.held_because).is_not(None)),
            func.count().filter(running & col(Enrollment.trouble).is_not(None)),
            func.count().filter(~running),
            func.count(col(Enrollment.goal_met_at)),
        )  # type: ignore[call-overload]
        .join(Enrollment, col(Enrollment.journey_id) == Journey.id)
        .where(
            col(Journey.key).in_([each.key for each in journeys]),
            col(Enrollment.is_test).is_(False),
        )
        .group_by(col(Journey.key))
    )
    counts = {key: (latest, Counts(*numbers)) for key, latest, *numbers in found}
    return [
        replace(each, last_activity=latest, counts=numbers)
        for each in journeys
        for latest, numbers in [counts.get(each.key, (None, Counts()))]
    ]
