"""Bundled journeys: published once, brought up to date, and never in the way of anybody's edits."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlmodel import select

from engine.definition.document import parse
from engine.errors import Invalid
from engine.store import journeys
from engine.store.audit import Actor
from engine.store.bundled import load_bundled
from engine.store.database import Database
from engine.store.tables import Journey, JourneyVersion
from engine.validation import is_publishable, validate

NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
KIM = Actor("kim@example.com")
SHIPPED = Path(__file__).parents[2] / "journeys"
HELLO = """\
journey: hello
name: Hello
entry: {triggers: [{event: Account Created}]}
start: end
steps:
  end: {type: exit}
"""
BETTER = HELLO.replace("name: Hello", "name: Hello again")


async def loaded(database: Database, directory: Path) -> list[str]:
    async with database.transaction() as session:
        return [each.outcome for each in await load_bundled(session, directory, now=NOW)]


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    (tmp_path / "hello.yaml").write_text(HELLO)
    (tmp_path / "__init__.py").write_text("")
    return tmp_path


async def test_each_is_published_once(database: Database, directory: Path) -> None:
    assert await loaded(database, directory) == ["published"]
    assert await loaded(database, directory) == ["unchanged"]
    async with database.transaction() as session:
        version = (await session.exec(select(JourneyVersion))).one()
        assert (version.number, version.published_by) == (1, "bundled")
        assert (await session.exec(select(Journey.status))).one() == "live"


async def test_a_newer_file_becomes_a_new_version(database: Database, directory: Path) -> None:
    await loaded(database, directory)
    (directory / "hello.yaml").write_text(BETTER)
    assert await loaded(database, directory) == ["updated"]
    async with database.transaction() as session:
        assert (await session.exec(select(Journey.live_version))).one() == 2


async def test_what_somebody_has_published_is_left_alone(
    database: Database, directory: Path
) -> None:
    await loaded(database, directory)
    async with database.transaction() as session:
        await journeys.save_draft(session, "hello", parse(BETTER), by=KIM, now=NOW)
        await journeys.publish(session, "hello", by=KIM, now=NOW)
    assert await loaded(database, directory) == ["left_alone"]


async def test_a_draft_somebody_works_on_is_left_alone(database: Database, directory: Path) -> None:
    await loaded(database, directory)
    async with database.transaction() as session:
        await journeys.save_draft(session, "hello", parse(BETTER), by=KIM, now=NOW)
    (directory / "hello.yaml").write_text(HELLO.replace("Hello", "Hi"))
    assert await loaded(database, directory) == ["left_alone"]


async def test_a_paused_one_stays_paused(database: Database, directory: Path) -> None:
    await loaded(database, directory)
    async with database.transaction() as session:
        await journeys.pause(session, "hello", by=KIM, now=NOW)
    (directory / "hello.yaml").write_text(BETTER)
    assert await loaded(database, directory) == ["updated"]
    async with database.transaction() as session:
        assert (await session.exec(select(Journey.status))).one() == "paused"


async def test_a_file_that_cannot_be_published_is_refused(
    database: Database, directory: Path
) -> None:
    (directory / "hello.yaml").write_text(HELLO.replace("start: end", "start: nowhere"))
    with pytest.raises(Invalid, match="nowhere"):
        await loaded(database, directory)


@pytest.mark.parametrize("file", sorted(SHIPPED.glob("*.yaml")), ids=lambda file: file.stem)
def test_what_we_ship_can_be_published(file: Path) -> None:
    assert is_publishable(validate(parse(file.read_text())))


async def test_what_is_only_offered_is_not_started(database: Database) -> None:
    assert await loaded(database, SHIPPED) == ["published"]
    async with database.transaction() as session:
        assert list(await session.exec(select(Journey.key))) == ["onboarding"]
