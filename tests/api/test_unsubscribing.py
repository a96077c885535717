"""The link at the end of a mail: one click stops a topic, and a look changes nothing."""

from collections.abc import AsyncIterator
from uuid import UUID

import httpx
import pytest
from fastapi import FastAPI
from sqlmodel import select

from activities.mail.unsubscribe import Subscription, unsubscribe_token
from api.services import Services
from engine.store.database import Database
from engine.store.tables import Contact, Unsubscribe


@pytest.fixture
async def ada(database: Database) -> UUID:
    async with database.transaction() as session:
        contact = Contact(external_id="ada", email="ada@acme.test")
        session.add(contact)
    return contact.id


@pytest.fixture
def link(services: Services, ada: UUID) -> str:
    return f"/u/{unsubscribe_token(Subscription(ada, 'onboarding'), services.secret_key)}"


@pytest.fixture
async def mail_program(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    """Without cookies, a session or an origin."""
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="https://onward.example") as opened:
        yield opened


async def stopped(database: Database) -> list[tuple[str, str]]:
    async with database.transaction() as session:
        rows = await session.exec(select(Unsubscribe))
        return [(row.topic, row.via) for row in rows]


ONE_CLICK = {"List-Unsubscribe": "One-Click"}


async def test_one_click_stops_the_topic(
    mail_program: httpx.AsyncClient, link: str, database: Database
) -> None:
    answer = await mail_program.post(link, data=ONE_CLICK)
    assert (answer.status_code, answer.text) == (200, "Unsubscribed.")
    assert await stopped(database) == [("onboarding", "one_click")]


async def test_one_click_may_come_as_multipart_and_twice(
    mail_program: httpx.AsyncClient, link: str, database: Database
) -> None:
    for _ in range(2):
        form = {"List-Unsubscribe": (None, "One-Click")}
        answer = await mail_program.post(link, files=form)
        assert answer.status_code == 200
    assert await stopped(database) == [("onboarding", "one_click")]


async def test_a_scanner_that_follows_the_link_stops_nothing(
    mail_program: httpx.AsyncClient, link: str, database: Database
) -> None:
    page = await mail_program.get(link)
    assert page.status_code == 200
    assert "Stop these mails?" in page.text
    assert (await mail_program.head(link)).status_code == 200
    assert await stopped(database) == []


async def test_a_person_stops_and_takes_it_back(
    mail_program: httpx.AsyncClient, link: str, database: Database
) -> None:
    page = await mail_program.post(link)
    assert "You will not hear from us" in page.text
    assert await stopped(database) == [("onboarding", "page")]
    page = await mail_program.post(f"{link}/undo")
    assert "Stop these mails?" in page.text
    assert await stopped(database) == []


@pytest.mark.parametrize("token", ["x", "%00", "a" * 5000, "💌"])
async def test_a_made_up_link_is_refused(mail_program: httpx.AsyncClient, token: str) -> None:
    for answer in (
        await mail_program.get(f"/u/{token}"),
        await mail_program.post(f"/u/{token}", data=ONE_CLICK),
    ):
        assert 400 <= answer.status_code < 500


async def test_a_merged_contact_s_link_speaks_for_who_they_are_now(
    mail_program: httpx.AsyncClient, link: str, database: Database, ada: UUID
) -> None:
    async with database.transaction() as session:
        grace = Contact(external_id="grace", email="ada@acme.test")
        session.add(grace)
        await session.flush()
        (await session.get_one(Contact, ada)).merged_into = grace.id
    await mail_program.post(link, data=ONE_CLICK)
    async with database.transaction() as session:
        found = await session.exec(select(Unsubscribe.contact_id))
        assert list(found) == [grace.id]
