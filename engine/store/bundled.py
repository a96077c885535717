"""The journeys that come with Onward, published once, and never in the way of anybody's edits."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

from sqlalchemy import text
from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from engine.definition.document import parse, to_json
from engine.definition.journey import Journey
from engine.store import journeys, tables
from engine.store.audit import Actor
from engine.store.tables.journeys import TRIED

BUNDLED = Actor("bundled")

Outcome = Literal["published", "updated", "unchanged", "left_alone"]


@dataclass(frozen=True)
class Loaded:
    """What became of one file: `left_alone` when somebody has made the journey their own."""

    key: str
    outcome: Outcome


class Directory(Protocol):
    """A `pathlib.Path`, or the resources of a package."""

    def iterdir(self) -> Iterable["File"]: ...


class File(Protocol):
    @property
    def name(self) -> str: ...
    def read_text(self, encoding: str) -> str: ...


async def load_bundled(
    session: AsyncSession, directory: Directory, *, now: datetime
) -> list[Loaded]:
    """Publish each YAML file of the directory. May be called at every start, by any process.

    A journey nobody has touched (no draft, not archived, no version by anyone else) follows its
    file: a new version for new customers, while those inside stay on theirs. Any other is left
    as it is. Raises DefinitionError or Invalid for a file that is no publishable journey.
    """
    await session.execute(
        text("SELECT pg_advisory_xact_lock(hashtextextended('bundled journeys', 0))")
    )
    files = sorted(
        (file for file in directory.iterdir() if file.name.endswith((".yaml", ".yml"))),
        key=lambda file: file.name,
    )
    return [
        await _load(session, parse(file.read_text("utf-8"), format="yaml"), now) for file in files
    ]


async def _load(session: AsyncSession, definition: Journey, now: datetime) -> Loaded:
    key = definition.journey
    found = await session.exec(select(tables.Journey).where(tables.Journey.key == key))
    row = found.first()
    if row is None:
        await journeys.publish_definition(session, definition, by=BUNDLED, now=now)
        return Loaded(key, "published")
    if await _is_someones(session, row):
        return Loaded(key, "left_alone")
    live = await session.exec(
        select(tables.JourneyVersion.definition).where(
            tables.JourneyVersion.journey_id == row.id,
            tables.JourneyVersion.number == row.live_version,
        )
    )
    if live.one() == to_json(definition):
        return Loaded(key, "unchanged")
    await journeys.publish_definition(session, definition, by=BUNDLED, now=now)
    return Loaded(key, "updated")


async def _is_someones(session: AsyncSession, row: tables.Journey) -> bool:
    if row.draft is not None or row.status == "archived" or row.live_version is None:
        return True
    others = await session.exec(
        select(func.count())
        .select_from(tables.JourneyVersion)
        .where(
            tables.JourneyVersion.journey_id == row.id,
            tables.JourneyVersion.number != TRIED,
            col(tables.JourneyVersion.published_by) != BUNDLED.name,
        )
    )
    return others.one() > 0
