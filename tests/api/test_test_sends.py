"""A mail that is being written goes to colleagues, and to nobody else."""

from dataclasses import replace
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from sqlmodel import select

from engine.store.database import Database
from engine.store.mail_tests import MOST_AN_HOUR
from engine.store.suppressions import suppress
from engine.store.tables import AuditEntry, MailTest, Message
from engine.store.tables.columns import utc_now
from tests.api.customers import some_customers

MAIL = {"subject": "Hi {{ contact.first_name }}", "body": "**{{ account.name }}**"}


async def sent(client: httpx.AsyncClient, to: str, **more: Any) -> httpx.Response:
    body = {"template": MAIL, "account": "acme", "send_to": to, **more}
    return await client.post("/templates/test-send", json=body)


async def the_only(database: Database) -> MailTest:
    async with database.transaction() as session:
        return (await session.exec(select(MailTest))).one()


async def test_a_test_waits_for_a_worker_with_its_finished_text(
    person: httpx.AsyncClient, database: Database
) -> None:
    await some_customers(database)
    answer = await sent(person, "Maya@Example.com", journey={"key": "hello", "name": "Hello"})
    assert answer.status_code == 202, answer.text
    assert answer.json()["to"] == "maya@example.com"
    assert answer.json()["subject"] == "[Test] Hi Ada"
    row = await the_only(database)
    assert str(row.id) == answer.json()["id"]
    assert (row.to_name, row.from_name, row.shown_for) == ("Maya", "Example", "Ada at Acme")
    assert (row.journey, row.asked_by, row.status) == ("Hello", "maya@example.com", "queued")
    assert "<strong>Acme</strong>" in row.html
    assert "https://onward.example/u/test" in row.text
    found = (await person.get(f"/templates/test-sends/{row.id}")).json()
    assert (found["status"], found["subject"]) == ("queued", "[Test] Hi Ada")


async def test_it_is_said_when_it_goes_no_further_than_the_mailbox(
    person: httpx.AsyncClient, app: FastAPI, database: Database
) -> None:
    """**How it broke:** it was “on its way” where no mail is sent, and looked for in vain."""
    await some_customers(database)
    assert (await sent(person, "kim@example.com")).json()["kept_here"] is True
    app.state.services = replace(app.state.services, mail_by="mail.example.com")
    assert (await sent(person, "kim@example.com")).json()["kept_here"] is False


async def test_it_is_audited_and_is_no_message_of_anybody(
    person: httpx.AsyncClient, database: Database
) -> None:
    await some_customers(database)
    await sent(person, "kim@example.com")
    async with database.transaction() as session:
        found = await session.exec(select(AuditEntry).where(AuditEntry.action == "mail_test.send"))
        entry = found.one()
        assert (await session.exec(select(Message))).all() == []
    assert entry.actor == "maya@example.com"
    assert entry.after == {
        "to": "kim@example.com",
        "subject": "[Test] Hi Ada",
        "shown_for": "Ada at Acme",
    }


@pytest.mark.parametrize("to", ["ada@acme.example", "stranger@example.com", "", "kim"])
async def test_only_colleagues_get_tests(
    person: httpx.AsyncClient, database: Database, to: str
) -> None:
    await some_customers(database)
    answer = await sent(person, to)
    assert (answer.status_code, answer.json()["code"]) == (422, "not_a_colleague")


async def test_none_goes_to_a_suppressed_address(
    person: httpx.AsyncClient, database: Database
) -> None:
    """A provider that refuses the address would hold it against us, test or not."""
    await some_customers(database)
    async with database.transaction() as session:
        await suppress(session, "Kim@example.com", "hard_bounce", message_id=None, note=None,
                       now=utc_now())  # fmt: skip
    answer = await sent(person, "kim@example.com")
    assert (answer.status_code, answer.json()["code"]) == (409, "suppressed")
    assert answer.json()["detail"].startswith("kim@example.com takes no mail: one came back on")
    async with database.transaction() as session:
        assert (await session.exec(select(MailTest))).all() == []


async def test_what_could_not_be_published_is_not_sent_either(
    person: httpx.AsyncClient, database: Database
) -> None:
    await some_customers(database)
    broken = await sent(person, "kim@example.com", template={"subject": "{{ x", "body": "b"})
    assert (broken.status_code, broken.json()["code"]) == (422, "not_sendable")
    assert [each["path"] for each in broken.json()["problems"]] == ["subject"]
    in_app = await sent(
        person, "kim@example.com", kind="in_app", template={"title": "t", "body": "b"}
    )
    assert (in_app.status_code, in_app.json()["code"]) == (422, "not_a_mail")


async def test_a_survey_that_is_asked_by_mail_is_sent_with_its_scale(
    person: httpx.AsyncClient, database: Database
) -> None:
    await some_customers(database)
    asked = {"kind": "survey", "channel": "email", "survey_kind": "nps"}
    answer = await sent(person, "kim@example.com", **asked)
    assert answer.status_code == 202, answer.text
    assert "https://onward.example/s/test?score=10" in (await the_only(database)).html
    in_app = {**asked, "channel": "in_app", "template": {"title": "t", "body": "b"}}
    refused = await sent(person, "kim@example.com", **in_app)
    assert (refused.status_code, refused.json()["code"]) == (422, "not_a_mail")


async def test_a_gap_is_sent_and_told_of(person: httpx.AsyncClient, database: Database) -> None:
    await some_customers(database)
    gap = {"subject": "s", "body": "{{ account.seats }}"}
    answer = await sent(person, "kim@example.com", template=gap)
    assert answer.json()["missing"] == ["account.seats"]
    assert "[account.seats]" in (await the_only(database)).text


async def test_a_program_needs_a_key_that_may_change_things(
    reader: httpx.AsyncClient, admin: httpx.AsyncClient, database: Database
) -> None:
    await some_customers(database)
    assert (await sent(reader, "kim@example.com")).status_code == 403
    assert (await sent(admin, "kim@example.com")).status_code == 202


async def test_nobody_sends_more_than_a_few_an_hour(
    person: httpx.AsyncClient, admin: httpx.AsyncClient, database: Database
) -> None:
    await some_customers(database)
    for _ in range(MOST_AN_HOUR):
        assert (await sent(person, "kim@example.com")).status_code == 202
    refused = await sent(person, "kim@example.com")
    assert (refused.status_code, refused.json()["code"]) == (429, "too_many")
    assert 3_500 < int(refused.headers["Retry-After"]) <= 3_600
    assert (await sent(admin, "kim@example.com")).status_code == 202


@pytest.mark.parametrize("path", ["/u/test", "/s/test", "/s/test?score=9"])
async def test_links_of_a_test_say_what_they_are(app: Any, path: str) -> None:
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="https://onward.example") as client:
        for answer in (await client.get(path), await client.post(path)):
            assert answer.status_code == 200
            assert "changes nothing" in answer.text
