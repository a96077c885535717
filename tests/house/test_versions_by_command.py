"""Publishing with a plan, and going back, from a shell."""

from pathlib import Path

import pytest

from engine.errors import Invalid, NotFound
from engine.store.audit import Actor
from engine.store.customers import Whom
from engine.store.database import Database
from engine.store.enrollments import enroll_by_hand
from engine.store.journeys import pause
from engine.store.tables.columns import utc_now
from onward.errors import CannotStartError
from tests.house.conftest import Onward, Write
from tests.house.test_cli import BROKEN, JOURNEY, call
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
    assert "1 customer inside: 1 move, 0 stay at their step, 0 continue, 0 leave." in seen.stdout
    assert "Get a message within 24 hours: 1 before, 1 after." in seen.stdout
    nothing = await call(onward, "journeys", "migrations", "hello")
    assert "Nobody in “hello” has been moved" in nothing.stdout
    done = await call(onward, *arguments)
    assert "The customers inside are on their way to it." in done.stdout
    assert "0 of 1" in (await call(onward, "journeys", "migrations", "hello")).stdout


NIGHT = "send.window: 1 mail goes out at any hour, also at night: “Greet”."
KEPT = "Mails are kept in Onward’s own mailbox and reach nobody."

TOPIC = "Customers who unsubscribe read “hello”. Give it a name for them under Topics."

UNSHOWN = "Messages in your product are shown to nobody yet: no app shows them."


async def test_a_preview_says_what_the_builder_says_where_one_publishes(
    onward: Onward, write: Write, database: Database
) -> None:
    """**How it broke:** that mails may go out at night, or reach nobody, was said in the builder
    alone."""
    file = write(JOURNEY)
    for _ in ("new here", "live"):
        seen = await call(onward, "journeys", "publish", file, "--preview")
        assert seen.exit_code == 0
        assert NIGHT in seen.stderr
        assert KEPT in seen.stderr
        assert TOPIC in seen.stderr
        await call(onward, "journeys", "publish", file)
    back = await call(onward, "journeys", "rollback", "hello", "1", "--preview")
    assert NIGHT in back.stderr
    assert "paused" not in back.stdout
    async with database.transaction() as session:
        await pause(session, "hello", by=Actor("mo@northwind.test"), now=utc_now())
    seen = await call(onward, "journeys", "publish", file, "--preview")
    assert "Nothing goes out while the journey is paused." in seen.stdout
    decided = write(f"{JOURNEY}send: {{window: always}}\n")
    assert NIGHT not in (await call(onward, "journeys", "publish", decided, "--preview")).stderr


async def test_a_preview_says_that_no_product_shows_what_is_meant_for_it(
    onward: Onward, write: Write
) -> None:
    mails = write(JOURNEY)
    assert UNSHOWN not in (await call(onward, "journeys", "publish", mails, "--preview")).stderr
    file = write(JOURNEY.replace("email", "in_app").replace("subject: Hello", "title: Hello"))
    for _ in ("new here", "live"):
        seen = await call(onward, "journeys", "publish", file, "--preview")
        assert seen.exit_code == 0
        assert UNSHOWN in seen.stderr
        await call(onward, "journeys", "publish", file)


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
    assert "1 customer inside: 0 move, 0 stay at their step, 1 continue, 0 leave." in seen.stdout
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


async def test_a_journey_that_is_not_there_yet_is_previewed_too(
    onward: Onward, write: Write
) -> None:
    seen = await call(onward, "journeys", "publish", write(JOURNEY), "--preview")
    assert seen.exit_code == 0
    assert seen.stdout.splitlines() == [
        "“hello” is new here. Publishing makes it live: new customers enter it.",
        "Nobody is inside, so nobody is moved.",
        "Nobody enters at once. Those who have done “Account Created” already do not: “Let"
        " customers in”, on the journey’s page, is for those you have now.",
    ]
    missing = await call(onward, "journeys", "export", "hello")
    assert isinstance(missing.exception, NotFound)


async def test_a_preview_says_what_keeps_it_from_being_published(
    onward: Onward, write: Write
) -> None:
    seen = await call(onward, "journeys", "publish", write(BROKEN), "--preview")
    assert seen.exit_code == 1
    assert "There is no step “gone”." in seen.stderr
    assert "It could not be published." in seen.stderr


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("", "it says nothing of the kind"),
        ("- one\n", "it says nothing of the kind"),
        ("fates: [greet", "This is not YAML that can be read"),
        ("everyone: perhaps\n", "something is wrong at everyone"),
    ],
)
async def test_a_plan_that_cannot_be_read_says_what_to_write(
    onward: Onward, write: Write, directory: Path, written: str, said: str
) -> None:
    (directory / "odd.yaml").write_text(written)
    odd = str(directory / "odd.yaml")
    refused = await call(onward, "journeys", "publish", write(JOURNEY), "--plan", odd)
    assert isinstance(refused.exception, CannotStartError)
    assert said in str(refused.exception)
    assert "Write everyone: true" in str(refused.exception)


async def test_of_a_journey_that_is_not_there_no_migrations_are_shown(onward: Onward) -> None:
    refused = await call(onward, "journeys", "migrations", "nothing")
    assert isinstance(refused.exception, NotFound)


@pytest.mark.parametrize(
    ("sides", "said"),
    [
        (("hello", "hello@live"), "is written hello@live, hello@draft or hello@3."),
        (("-", "-"), "Only one of the two"),
        (("/", "-"), "is a directory"),
    ],
)
async def test_what_cannot_be_compared_is_said(
    onward: Onward, sides: tuple[str, str], said: str
) -> None:
    refused = await call(onward, "journeys", "diff", *sides)
    assert isinstance(refused.exception, CannotStartError)
    assert said in str(refused.exception)
