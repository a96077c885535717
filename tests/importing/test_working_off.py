"""Imports are worked off a page at a time, each once, whoever does it and whenever they die."""

import asyncio
import signal
import sys
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from pydantic import ValidationError
from sqlalchemy import text
from sqlmodel import select

from activities.importing import Imports
from activities.ports import Organization, Ports
from activities.rendering import RenderPool
from engine.errors import Conflict
from engine.store import imports
from engine.store.database import Database
from engine.store.importing import work_some
from engine.store.reading.imports import ImportDetail, get_import, list_rejected
from engine.store.tables import Contact, Enrollment, Import
from engine.store.tables.columns import JsonObject, utc_now
from tests.calling.parts import local_calls
from tests.importing.conftest import BY, Begin
from tests.ingest.parts import WELCOME
from tests.workflow.transports import Accepting
from tests.world import World
from workflows.dispatcher import Dispatcher


async def rows(database: Database, query: str) -> list[tuple[object, ...]]:
    async with database.transaction() as session:
        return [tuple(row) for row in await session.execute(text(query))]


async def worked_off(database: Database, import_id: UUID) -> ImportDetail:
    while await work_some(database, import_id, utc_now(), 10):
        pass
    async with database.transaction() as session:
        return await get_import(session, import_id)


def accounts(count: int) -> str:
    return "id,name,seats\n" + "".join(f"a{n},Account {n},{n}\n" for n in range(count))


async def test_accounts_and_their_people_are_there_once(database: Database, begin: Begin) -> None:
    csv = "id,name,arr,currency,renewal date\nacme,Acme,24000.5,EUR,2027-03-01\n"
    done = await worked_off(database, await begin("accounts", csv))
    assert (done.status, done.taken, done.rejected) == ("done", 1, 0)
    people = "email,account,role,first name\nada@acme.test,acme,champion,Ada\n"
    await worked_off(database, await begin("contacts", people))
    assert await rows(
        database,
        "SELECT a.name, a.arr_minor, CAST(a.renewal_date AS text), c.email, c.name, m.roles,"
        " m.is_primary FROM accounts a JOIN memberships m ON m.account_id = a.id"
        " JOIN contacts c ON c.id = m.contact_id",
    ) == [("Acme", 2_400_050, "2027-03-01", "ada@acme.test", "Ada", ["champion"], True)]
    said = "user_id,event,time\nada,Login,2026-11-27\n"
    await worked_off(database, await begin("events", said))
    again = await worked_off(database, await begin("events", said))
    assert (again.taken, again.repeated) == (0, 1)
    anew = await worked_off(database, await begin("events", said, again=True))
    assert (anew.taken, anew.repeated) == (1, 0)
    assert await rows(database, "SELECT count(*) FROM import_pages") == [(0,)]


async def test_what_an_account_is_may_change_back(database: Database, begin: Begin) -> None:
    """**Invariant:** an account is what the last import says. **How it broke:** a row that said the
    same as one of an earlier import was passed over, whatever had been said between them."""
    for plan in ("pro", "free", "pro"):
        done = await worked_off(database, await begin("accounts", f"id,plan\nacme,{plan}\n"))
        assert (done.taken, done.repeated) == (1, 0)
    assert await rows(database, "SELECT traits ->> 'plan' FROM accounts") == [("pro",)]


async def test_a_worker_that_is_killed_loses_nothing_and_repeats_nothing(
    database: Database, database_url: str, begin: Begin
) -> None:
    import_id = await begin("accounts", accounts(500))
    arguments = ("-m", "tests.importing.dying", database_url, str(import_id))
    worker = await asyncio.create_subprocess_exec(sys.executable, *arguments)
    assert await worker.wait() == -signal.SIGKILL
    assert await rows(database, "SELECT next_page, taken FROM imports") == [(3, 240)]
    # PostgreSQL frees what a dead worker held once it notices that its connection is gone.
    while (found := await worked_off(database, import_id)).status == "running":  # noqa: ASYNC110
        await asyncio.sleep(0.01)
    assert (found.status, found.taken, found.repeated) == ("done", 500, 0)
    assert await rows(database, "SELECT count(*), count(DISTINCT message_id) FROM events") == [
        (500, 500)
    ]


async def test_several_workers_share_without_doing_anything_twice(
    database: Database, begin: Begin
) -> None:
    import_id = await begin("accounts", accounts(400))
    await asyncio.gather(*(work_some(database, import_id, utc_now(), 2) for _ in range(4)))
    done = await worked_off(database, import_id)
    assert (done.status, done.taken, done.repeated) == ("done", 400, 0)


async def test_one_that_was_stopped_goes_on_where_it_was(database: Database, begin: Begin) -> None:
    import_id = await begin("accounts", accounts(200))
    assert await work_some(database, import_id, utc_now(), 1) == 1
    async with database.transaction() as session:
        await imports.stop(session, import_id, by=BY, now=utc_now())
    stopped = await worked_off(database, import_id)
    assert (stopped.status, stopped.taken) == ("stopped", imports.PAGE)
    async with database.transaction() as session:
        await imports.start(session, import_id, by=BY, now=utc_now())
    done = await worked_off(database, import_id)
    assert (done.status, done.taken, done.repeated) == ("done", 200, 0)
    async with database.transaction() as session:
        with pytest.raises(Conflict, match="done already"):
            await imports.start(session, import_id, by=BY, now=utc_now())


async def test_what_holds_an_import_up_is_shown_until_it_goes_on(
    database: Database, begin: Begin
) -> None:
    """**How it broke:** it was tried for ever, said so in the log alone, and looked as if it were
    under way."""
    import_id = await begin("accounts", accounts(3))
    worker = Imports(
        Ports(
            database=database,
            mail=Accepting(),
            calls=local_calls(),
            renderer=RenderPool(processes=1),
            organization=Organization("Northwind", "UTC", "a@northwind.test", "https://o.test"),
            secret_key=b"",
            clock=utc_now,
        )
    )
    whole = await _remap(database, {"unknown": "of a later version"})
    with pytest.raises(ValidationError):
        await worker.work()
    async with database.transaction() as session:
        held_up = await get_import(session, import_id)
    assert (held_up.status, held_up.taken) == ("running", 0)
    assert held_up.trouble == "Something on our side went wrong (ValidationError)."
    await _remap(database, whole)
    await worker.work()
    async with database.transaction() as session:
        done = await get_import(session, import_id)
    assert (done.status, done.taken, done.trouble) == ("done", 3, None)


async def _remap(database: Database, mapping: JsonObject) -> JsonObject:
    """Returns how it was before."""
    async with database.transaction() as session:
        [row] = await session.exec(select(Import))
        before, row.mapping = row.mapping, mapping
    return before


async def test_history_counts_and_starts_no_journey(
    database: Database, begin: Begin, world: World
) -> None:
    await world.publish(WELCOME)
    yesterday = (datetime.now(UTC) - timedelta(days=1)).isoformat()
    csv = (
        "account,email,event,time\n"
        f"old,o@old.test,Account Created,2025-01-01\nnew,n@new.test,Account Created,{yesterday}\n"
    )
    done = await worked_off(database, await begin("events", csv))
    assert (done.taken, done.old) == (2, 1)
    await Dispatcher(database, time_zone="UTC", clock=utc_now).dispatch()
    assert await rows(
        database,
        "SELECT a.external_id, d.code FROM entry_decisions d JOIN events e ON e.id = d.event_id"
        " JOIN accounts a ON a.id = e.account_id ORDER BY 1",
    ) == [("new", "enrolled"), ("old", "too_old")]
    assert len(await rows(database, f"SELECT id FROM {Enrollment.__tablename__}")) == 1


async def test_rows_that_mean_nobody_in_particular_are_in_the_report_and_nowhere_else(
    database: Database, begin: Begin
) -> None:
    async with database.transaction() as session:
        session.add_all(Contact(external_id=name, email="info@acme.test") for name in ("u1", "u2"))
    csv = "email,plan\ninfo@acme.test,=pro\nbad,free\nfine@acme.test,free\n"
    done = await worked_off(database, await begin("contacts", csv))
    assert (done.taken, done.rejected) == (1, 2)
    async with database.transaction() as session:
        rejected = (await list_rejected(session, done.id)).rows
    assert [each.line for each in rejected] == [2, 3]
    assert "More than one contact has the email address" in rejected[0].reason
    assert rejected[0].cells == {"email": "info@acme.test", "plan": "=pro"}
    assert await rows(database, "SELECT count(*) FROM dead_letters") == [(0,)]


async def test_files_nobody_begins_with_are_forgotten(database: Database, begin: Begin) -> None:
    await begin("accounts", accounts(1))
    stopped = await begin("accounts", accounts(2))
    async with database.transaction() as session:
        await imports.stop(session, stopped, by=BY, now=utc_now())
        later = utc_now() + timedelta(days=8)
        assert await imports.forget_old(session, later) == 1
        assert await imports.forget_old(session, later) == 0
        with pytest.raises(Conflict, match="Import the file again"):
            await imports.start(session, stopped, by=BY, now=later)
