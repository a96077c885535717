"""Publishing with a plan, and going back, from a shell."""

from pathlib import Path

import pytest

from engine.errors import Invalid
from engine.store.audit import Actor
from engine.store.customers import Whom
from engine.store.database import Database
from engine.store.enrollments import enroll_by_hand
from engine.store.tables.columns import utc_now
from onward.errors import CannotStartError
from tests.house.conftest import Onward, Write
from tests.house.test_cli import JOURNEY, call
from tests.world import World

RENAMED = JOURNEY.replace("greet", "welcome")
PLAN = "everyone: true\nfates:\n  greet: {move: welcome}\n"


@pytest.fixture
async def one_inside(onward: Onward, write: Write, database: Database, world: World) -> None:
    """Acme stands at the step that the next version calls otherwise."""
    await call(onward, "journeys", "publish", write(JOURNEY))
    customer = await world.customer()
    async with database.transaction() as session:
        await enroll_by_hand(
            session,
            "hello",
            Whom(contact=str(customer.contact_id)),
            by=Actor("mo@northwind.test"),
            now=utc_now(),
            default_zone="UTC",
        )


@pytest.fixture
def plan(directory: Path) -> str:
    (directory / "plan.yaml").write_text(PLAN)
    return str(directory / "plan.yaml")


@pytest.mark.usefixtures("one_inside")
async def test_a_plan_is_previewed_and_then_carried_out(
    onward: Onward, write: Write, plan: str
) -> None:
    arguments = ("journeys", "publish", write(RENAMED), "--plan", plan)
    seen = await call(onward, *arguments, "--preview")
    assert seen.exit_code == 0
    assert "1 customer inside: 1 move, 0 continue, 0 leave." in seen.stdout
    assert "Messages due within 24 hours: 1 before, 1 after." in seen.stdout
    nothing = await call(onward, "journeys", "migrations", "hello")
    assert "of 1" not in nothing.stdout
    done = await call(onward, *arguments)
    assert "The customers inside are on their way to it." in done.stdout
    assert "0 of 1" in (await call(onward, "journeys", "migrations", "hello")).stdout


@pytest.mark.usefixtures("one_inside")
async def test_a_plan_with_a_gap_is_shown_and_refused(
    onward: Onward, write: Write, directory: Path
) -> None:
    (directory / "short.yaml").write_text("everyone: true\n")
    arguments = ("journeys", "publish", write(RENAMED), "--plan", str(directory / "short.yaml"))
    seen = await call(onward, *arguments, "--preview")
    assert seen.exit_code == 1
    assert "“greet” of version 1 is gone." in seen.stderr
    refused = await call(onward, *arguments)
    assert isinstance(refused.exception, Invalid)


@pytest.mark.usefixtures("one_inside")
async def test_going_back_is_previewed_and_makes_a_new_version(
    onward: Onward, write: Write
) -> None:
    await call(onward, "journeys", "publish", write(RENAMED))
    seen = await call(onward, "journeys", "rollback", "hello", "1", "--preview")
    assert "1 customer inside: 0 move, 1 continue, 0 leave." in seen.stdout
    back = await call(onward, "journeys", "rollback", "hello", "1")
    assert "Version 3 of “hello” is live." in back.stdout


async def test_what_is_not_a_plan_is_said_to_be_none(
    onward: Onward, write: Write, directory: Path
) -> None:
    (directory / "odd.yaml").write_text("everyone: true\nfates: {greet: fly}\n")
    odd = str(directory / "odd.yaml")
    refused = await call(onward, "journeys", "publish", write(JOURNEY), "--plan", odd)
    assert isinstance(refused.exception, CannotStartError)
    assert "{move: step}" in str(refused.exception)
