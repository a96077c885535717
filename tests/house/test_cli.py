"""Commands beside a running installation, against a real database."""

import asyncio
from pathlib import Path

import pytest
from sqlmodel import select
from typer.testing import Result

from engine.definition.document import parse
from engine.errors import Conflict, DefinitionError, Invalid, NotFound
from engine.store import access
from engine.store.audit import Actor
from engine.store.database import Database
from engine.store.passwords import change_password
from engine.store.tables import AuditEntry, JourneyVersion, User
from engine.store.tables.columns import utc_now
from onward import bootstrap
from onward.cli import sentences
from onward.errors import CannotStartError
from onward.settings import Settings
from onward.up import summary
from onward.up.data import DataDirectory
from tests.calling.server import web_server
from tests.house.conftest import Onward, Write

JOURNEY = """\
journey: hello
name: Hello
subject: account
entry:
  triggers:
    - event: Account Created
start: greet
steps:
  greet:
    type: email
    to: {role: champion, else: primary}
    template: hello
    next: done
  done:
    type: exit
templates:
  hello:
    subject: Hello
    body: Good to have you.
"""
CHANGED = JOURNEY.replace("Good to have you", "Welcome")
BROKEN = JOURNEY.replace("next: done", "next: gone")


async def call(command: Onward, *arguments: str, **options: str) -> Result:
    return await asyncio.to_thread(command, *arguments, **options)


async def test_a_key_made_here_opens_what_its_scope_says(
    onward: Onward, database: Database
) -> None:
    made = await call(onward, "keys", "create", "Website", "--scope", "write")
    async with database.transaction() as session:
        holder = await access.holder_of(session, made.stdout.strip(), utc_now())
    assert holder is not None
    assert holder.scope == "write"


async def test_a_revoked_key_is_listed_as_such_and_opens_nothing(
    onward: Onward, database: Database
) -> None:
    made = await call(onward, "keys", "create", "Website", "--scope", "admin")
    key = made.stdout.strip()
    await call(onward, "keys", "revoke", key.split("_")[2])
    assert "revoked" in (await call(onward, "keys", "list")).stdout
    async with database.transaction() as session:
        assert await access.holder_of(session, key, utc_now()) is None


async def test_revoking_a_key_that_is_not_there_says_so(onward: Onward) -> None:
    assert isinstance((await call(onward, "keys", "revoke", "12345678")).exception, NotFound)


async def test_a_user_made_here_can_sign_in_with_the_password_shown(
    onward: Onward, database: Database
) -> None:
    made = await call(onward, "users", "create", "Ada@Example.com", "--admin")
    password = made.stdout.split()[-1]
    async with database.transaction() as session:
        user = (await session.exec(select(User))).one()
        entry = (await session.exec(select(AuditEntry))).one()
    assert (user.email, user.role) == ("ada@example.com", "admin")
    assert await access.verify_password(password, user.password_hash)
    assert (entry.actor, entry.action) == ("command line", "user.create")
    again = await call(onward, "users", "create", "ada@example.com")
    assert isinstance(again.exception, Conflict)


async def test_a_journey_goes_live_and_comes_back_as_it_was(onward: Onward, write: Write) -> None:
    published = await call(onward, "journeys", "publish", write(JOURNEY))
    assert "Version 1 of “hello” is live." in published.stdout
    exported = await call(onward, "journeys", "export", "hello")
    assert parse(exported.stdout) == parse(JOURNEY)
    assert "hello" in (await call(onward, "journeys", "list")).stdout


async def test_publishing_the_same_again_makes_no_new_version(onward: Onward, write: Write) -> None:
    await call(onward, "journeys", "publish", write(JOURNEY))
    again = await call(onward, "journeys", "publish", write(JOURNEY))
    assert "Version 1 of “hello” was live already" in again.stdout
    changed = await call(onward, "journeys", "publish", write(CHANGED))
    assert "Version 2 of “hello” is live." in changed.stdout


async def test_versions_files_and_drafts_are_compared_in_words(
    onward: Onward, write: Write
) -> None:
    await call(onward, "journeys", "publish", write(JOURNEY))
    await call(onward, "journeys", "publish", write(CHANGED))
    by_number = await call(onward, "journeys", "diff", "hello@1", "hello@live")
    assert by_number.stdout == (
        "~ The body of “Greet” is now “Welcome.”; it was “Good to have you.”.\n"
    )
    with_file = await call(onward, "journeys", "diff", "hello@2", write(CHANGED))
    assert with_file.stdout == "Nothing has changed.\n"
    drafts = await call(onward, "journeys", "diff", "hello@live", "hello@draft")
    assert isinstance(drafts.exception, NotFound)
    nonsense = await call(onward, "journeys", "diff", "hello@lively", "hello@1")
    assert isinstance(nonsense.exception, CannotStartError)


async def test_a_journey_that_leads_nowhere_is_neither_valid_nor_published(
    onward: Onward, write: Write, database: Database
) -> None:
    checked = await call(onward, "journeys", "validate", write(BROKEN))
    assert checked.exit_code == 1
    assert "gone" in checked.stderr
    refused = await call(onward, "journeys", "publish", write(BROKEN))
    assert isinstance(refused.exception, Invalid)
    async with database.transaction() as session:
        assert (await session.exec(select(JourneyVersion))).first() is None


async def test_validating_needs_no_database(onward: Onward, write: Write) -> None:
    checked = await call(onward, "journeys", "validate", write(JOURNEY), database="")
    assert checked.exit_code == 0


async def test_a_file_that_cannot_be_read_is_named(onward: Onward, write: Write) -> None:
    missing = await call(onward, "journeys", "validate", write(JOURNEY) + ".missing")
    assert isinstance(missing.exception, CannotStartError)
    unreadable = await call(onward, "journeys", "validate", write("journey: ["))
    assert isinstance(unreadable.exception, DefinitionError)


async def test_every_mistake_in_a_file_is_told(onward: Onward, write: Write) -> None:
    file = write(
        JOURNEY.replace("subject: account", "colour: red").replace("type: exit", "type: end")
    )
    error = (await call(onward, "journeys", "validate", file)).exception
    assert isinstance(error, DefinitionError)
    told = sentences(error)
    assert len(told) == 3
    assert "colour" in told[1]
    assert "end" in told[2]


async def test_the_bundled_journeys_are_loaded_once(database: Database) -> None:
    first = await bootstrap.load_bundled(database)
    again = await bootstrap.load_bundled(database)
    assert {loaded.outcome for loaded in first} == {"published"}
    assert {loaded.outcome for loaded in again} == {"unchanged"}


async def test_the_first_login_is_made_once(database: Database) -> None:
    login = await bootstrap.first_login(database)
    assert login is not None
    assert await bootstrap.first_login(database) is None
    async with database.transaction() as session:
        user = (await session.exec(select(User))).one()
        holder = await access.holder_of(session, login.write_key, utc_now())
    assert await access.verify_password(login.password, user.password_hash)
    assert holder is not None
    assert holder.scope == "write"


async def test_a_first_password_that_has_been_changed_is_not_pointed_to(
    database: Database, tmp_path: Path
) -> None:
    """**How it broke:** at every later start the sign-in was said to be in a file whose password
    the administrator had changed long ago, as they had been told to."""
    login = await bootstrap.first_login(database)
    assert login is not None
    data = DataDirectory(tmp_path)
    assert summary.kept_password(data) is None
    summary.keep(data, Settings(), login)
    assert summary.kept_password(data) == login.password
    assert await bootstrap.is_first_password(database, login.password)
    async with database.transaction() as session:
        user = (await session.exec(select(User.id))).one()
        await change_password(session, user, "correct horse battery", by=Actor("test"))
    assert not await bootstrap.is_first_password(database, login.password)


async def test_a_channel_is_set_up_looked_at_and_removed(onward: Onward) -> None:
    url = "https://hooks.slack.example/services/T01/B02/verysecret"
    added = await asyncio.to_thread(onward, "channels", "add", "cs", "slack", "--url", url)
    assert "hooks.slack.example/…cret" in added.stdout
    listed = await asyncio.to_thread(onward, "channels", "list")
    assert "slack" in listed.stdout
    assert "verysecret" not in added.stdout + listed.stdout
    removed = await asyncio.to_thread(onward, "channels", "remove", "cs")
    assert removed.stdout == "Removed cs.\n"
    again = await asyncio.to_thread(onward, "channels", "remove", "cs")
    assert isinstance(again.exception, NotFound)


async def test_a_channel_is_tried_out(onward: Onward, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ONWARD_SECRET_KEY", "a secret of the tests, long enough")
    async with web_server() as server:
        await asyncio.to_thread(onward, "channels", "add", "cs", "slack", "--url", server.url)
        refused = await asyncio.to_thread(onward, "channels", "test", "cs")
        assert (refused.exit_code, server.requests) == (1, [])
        assert "ONWARD_ALLOW_PRIVATE_CALLS" in refused.output
        monkeypatch.setenv("ONWARD_ALLOW_PRIVATE_CALLS", "true")
        taken = await asyncio.to_thread(onward, "channels", "test", "cs")
    assert (taken.exit_code, taken.stdout) == (0, "200 OK. ok\n")


def test_receivers_are_given_what_webhooks_are_signed_with(
    onward: Onward, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ONWARD_SECRET_KEY", "a secret of the tests, long enough")
    shown = onward("keys", "webhooks")
    assert shown.stdout.startswith("whsec_")
    assert "a secret of the tests" not in shown.stdout
    made = onward("keys", "exchange-webhooks", "--old-ends-after", "2")
    both = [made.stdout.strip(), shown.stdout.strip()]
    assert onward("keys", "webhooks").stdout.split() == both
