"""No way in publishes a journey with blocking problems.

**Invariant:** a version exists only if nothing in it would lose, repeat or confuse customers, also
by the rules of today. The API and the command line have such a test of their own
(`test_a_journey_that_leads_nowhere…`); these are the ways below them.
"""

import re
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlmodel import select

from engine.definition.document import parse, to_json
from engine.errors import Invalid
from engine.store import journeys
from engine.store.audit import Actor
from engine.store.bundled import load_bundled
from engine.store.database import Database, Session
from engine.store.tables import Journey, JourneyVersion

NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
KIM = Actor("kim@example.com")
HOUSE = Path(__file__).parents[2]
SOUND = """\
journey: hello
name: Hello
entry: {triggers: [{event: Account Created}]}
start: end
steps:
  end: {type: exit}
"""
BROKEN = SOUND.replace("{type: exit}", "{type: go_to, to: end}")


async def as_a_draft(session: Session, directory: Path) -> None:
    await journeys.create(session, parse(BROKEN), by=KIM, now=NOW)
    await journeys.publish(session, "hello", by=KIM, now=NOW)


async def over_a_live_one(session: Session, directory: Path) -> None:
    await journeys.publish_definition(session, parse(SOUND), by=KIM, now=NOW)
    await journeys.save_draft(session, "hello", parse(BROKEN), by=KIM, now=NOW)
    await journeys.publish(session, "hello", by=KIM, now=NOW)


async def as_a_file(session: Session, directory: Path) -> None:
    await journeys.publish_definition(session, parse(BROKEN), by=KIM, now=NOW)


async def as_a_bundled_file(session: Session, directory: Path) -> None:
    (directory / "hello.yaml").write_text(BROKEN)
    await load_bundled(session, directory, now=NOW)


async def as_a_newer_bundled_file(session: Session, directory: Path) -> None:
    (directory / "hello.yaml").write_text(SOUND)
    await load_bundled(session, directory, now=NOW)
    await as_a_bundled_file(session, directory)


async def by_going_back(session: Session, directory: Path) -> None:
    """To a version that the rules of its day let through."""
    await journeys.publish_definition(session, parse(SOUND), by=KIM, now=NOW)
    first = (await session.exec(select(JourneyVersion))).one()
    first.definition = to_json(parse(BROKEN))
    again = SOUND.replace("name: Hello", "name: Hello again")
    await journeys.publish_definition(session, parse(again), by=KIM, now=NOW)
    await journeys.rollback(session, "hello", 1, by=KIM, now=NOW)


@pytest.mark.parametrize(
    "publish",
    [
        as_a_draft,
        over_a_live_one,
        as_a_file,
        as_a_bundled_file,
        as_a_newer_bundled_file,
        by_going_back,
    ],
)
async def test_broken_journeys_are_published_no_way(
    database: Database, tmp_path: Path, publish: Callable[[Session, Path], Awaitable[None]]
) -> None:
    with pytest.raises(Invalid, match="go round for ever") as refused:
        async with database.transaction() as session:
            await publish(session, tmp_path)
    assert refused.value.code == "not_publishable"
    async with database.transaction() as session:
        assert (await session.exec(select(Journey))).all() == []


def test_versions_are_made_in_one_place() -> None:
    """Whoever adds a way in goes through `engine.store.journeys`, where it is checked. A draft that
    is tried out is kept beside the versions, and checked as they are; it is none of them."""
    making = [
        str(file.relative_to(HOUSE))
        for package in ("engine", "api", "activities", "workflows", "onward")
        for file in (HOUSE / package).rglob("*.py")
        if re.search(
            r"\bJourneyVersion\(\s*\w+=|insert\((tables\.)?JourneyVersion", file.read_text()
        )
    ]
    assert sorted(making) == ["engine/store/journeys.py", "engine/store/test_runs.py"]
    assert "number=TRIED" in (HOUSE / "engine/store/test_runs.py").read_text()
