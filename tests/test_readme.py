"""What the README prints is what works."""

import asyncio
import re
import sys
from datetime import UTC, datetime
from pathlib import Path

from sqlmodel import select

from engine.definition.document import parse
from engine.store.bundled import load_bundled
from engine.store.database import Database
from engine.store.tables import Account, Enrollment
from engine.validation import is_publishable, validate
from tests.ingest.parts import serving, source
from workflows.dispatcher import Dispatcher

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text("utf-8")


def printed(language: str) -> str:
    [block] = re.findall(rf"```{language}\n(.*?)```", README, re.DOTALL)
    assert isinstance(block, str)
    return block


def test_the_journey_can_be_published() -> None:
    journey = parse(printed("yaml"), format="yaml")
    problems = validate(journey)
    assert is_publishable(problems), problems


def test_every_file_it_points_to_is_there() -> None:
    for target in re.findall(r"\]\((?!http)([^)#]+)\)", README):
        assert (ROOT / target).exists(), target


async def test_the_first_customer_enters_onboarding(database: Database) -> None:
    async with database.transaction() as session:
        await load_bundled(session, ROOT / "journeys", now=datetime.now(UTC))
    made = await source(database)
    async with serving(database) as address:
        code = printed("python").replace("onw_write_…", made.key)
        code = code.replace("http://127.0.0.1:8000", address)
        child = await asyncio.create_subprocess_exec(sys.executable, "-c", code)
        assert await child.wait() == 0
    await Dispatcher(database, time_zone="UTC", clock=lambda: datetime.now(UTC)).dispatch()
    async with database.transaction() as session:
        found = await session.exec(select(Account.name, Enrollment.status).join(Enrollment))
        assert found.all() == [("Acme", "starting")]
