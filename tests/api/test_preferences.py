"""The preference page and its API: chosen by topic and way, in the contact's language."""

import re
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from uuid import UUID

import httpx
import pytest
from fastapi import FastAPI

from activities.mail.preference_links import preferences_url
from api.services import Services
from engine.consent import Consent, Refusal
from engine.languages import accepted, page_language, words_in
from engine.store.consent import consent_of
from engine.store.database import Database
from engine.store.tables import Contact
from engine.store.tables.columns import utc_now

NEWS = {
    "words": {
        "en": {"name": "Product news", "description": "What is new, once a month."},
        "de": {"name": "Neues zum Produkt", "description": "Was neu ist, einmal im Monat."},
    }
}
INVOICES = {"words": {"en": {"name": "Invoices"}}, "transactional": True}


@pytest.fixture
async def ada(database: Database) -> UUID:
    async with database.transaction() as session:
        contact = Contact(external_id="ada", email="ada@acme.test", locale="de-AT")
        session.add(contact)
    return contact.id


@pytest.fixture
def link(services: Services, ada: UUID) -> str:
    return preferences_url("", ada, services.secret_key)


@pytest.fixture
async def visitor(app: FastAPI, admin: httpx.AsyncClient) -> AsyncIterator[httpx.AsyncClient]:
    """Somebody with a link and nothing else, where two topics are described."""
    for key, topic in (("news", NEWS), ("invoices", INVOICES)):
        assert (await admin.put(f"/topics/{key}", json=topic)).status_code == 200
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="https://onward.example") as opened:
        yield opened


async def wanted(database: Database, contact: UUID) -> Consent:
    async with database.transaction() as session:
        return await consent_of(session, contact, utc_now())


def form(**fields: object) -> dict[str, object]:
    return {"topic": ["news"], "want": ["news/email", "news/in_app"], "often": "all"} | fields


def test_languages() -> None:
    assert accepted("fr-CH, de;q=0.9, *;q=0.1, en;q=0, x y") == ["fr-CH", "de"]
    assert page_language(None, "pt-BR", "nl_BE", "de") == "nl"
    words = NEWS["words"]
    assert [said.name for code in ("de-CH", "fr") if (said := words_in(words, code))] == [
        "Neues zum Produkt",
        "Product news",
    ]


async def test_the_page_speaks_the_contact_s_language_and_a_look_changes_nothing(
    visitor: httpx.AsyncClient, link: str, database: Database, ada: UUID
) -> None:
    page = await visitor.get(link)
    assert page.status_code == 200
    for said in ("Was Sie von Example hören", "Neues zum Produkt", "a•••@acme.test"):
        assert said in page.text
    assert "ada@acme.test" not in page.text
    french = await visitor.get(f"{link}?language=fr")
    assert "Ce que vous recevez de Example" in french.text
    assert 'lang="fr"' in french.text
    assert await wanted(database, ada) == Consent(transactional=frozenset({"invoices"}))


async def test_what_is_chosen_holds_from_then_on(
    visitor: httpx.AsyncClient, link: str, database: Database, ada: UUID
) -> None:
    chosen = form(want=["news/in_app"], often="2", pause="30", language="nl")
    page = await visitor.post(link, data=chosen)
    assert (page.status_code, "Opgeslagen" in page.text) == (200, True)
    consent = await wanted(database, ada)
    assert consent.refusals == {Refusal("news", "email")}
    assert consent.most_per_week == 2
    assert consent.paused_until is not None
    page = await visitor.post(link, data=form(want=["news/in_app"], pause="none"))
    assert (await wanted(database, ada)).paused_until is None


async def test_everything_stops_but_what_is_part_of_the_service(
    visitor: httpx.AsyncClient, link: str, database: Database, ada: UUID
) -> None:
    page = await visitor.post(link, data=form(want=[], everything="yes"))
    assert "Sie haben alles abbestellt." in page.text
    consent = await wanted(database, ada)
    assert consent.refuses("onboarding", "in_app")
    assert not consent.refuses("invoices", "email")
    await visitor.post(link, data=form())
    assert (await wanted(database, ada)).refusals == frozenset()


async def test_a_topic_the_page_did_not_show_stays_as_it_is(
    visitor: httpx.AsyncClient, link: str, database: Database, ada: UUID
) -> None:
    made_up = form(topic=["invoices", "%", "x" * 90], want=[], often="9" * 40, pause="x")
    assert (await visitor.post(link, data=made_up)).status_code == 200
    assert (await wanted(database, ada)).refusals == frozenset()


@pytest.mark.parametrize("token", ["x", "%00", "a" * 5000, "💌"])
async def test_a_made_up_link_gets_a_friendly_page(app: FastAPI, token: str) -> None:
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="https://onward.example") as one:
        for answer in (
            await one.get(f"/p/{token}", headers={"Accept-Language": "es"}),
            await one.post(f"/p/{token}", headers={"Accept-Language": "es"}),
        ):
            assert answer.status_code == 404
            assert "Este enlace no funciona" in answer.text


async def test_a_link_follows_a_merge(
    visitor: httpx.AsyncClient, link: str, database: Database, ada: UUID
) -> None:
    async with database.transaction() as session:
        grace = Contact(external_id="grace")
        session.add(grace)
        await session.flush()
        (await session.get_one(Contact, ada)).merged_into = grace.id
    await visitor.post(link, data=form(want=[]))
    assert (await wanted(database, grace.id)).refuses("news", "email")


async def test_programs_read_and_change_what_is_wanted(
    visitor: httpx.AsyncClient, admin: httpx.AsyncClient, database: Database, ada: UUID
) -> None:
    await admin.put("/ask-again", json={"days": 180})
    change = {
        "topics": [{"topic": "news", "wanted": False}],
        "most_per_week": 3,
        "reason": "Said so in a call",
    }
    answer = await admin.patch("/contacts/ada/preferences", json=change)
    assert answer.status_code == 200
    told = answer.json()
    (news,) = (each for each in told["preferences"]["topics"] if each["topic"] == "news")
    assert news["name"] == "Neues zum Produkt"
    assert news["ways"]["email"]["ask_again_at"] > news["ways"]["email"]["refused_at"]
    assert [each["said"] for each in told["history"]] == [
        "At most 3 a week.",
        "Refused “Product news” by mail.",
    ]
    assert {each["reason"] for each in told["history"]} == {"Said so in a call"}
    assert (await wanted(database, ada)).most_per_week == 3
    for wrong in ({"paused_until": "2020-01-01T00:00:00Z"}, {"locale": "xx"}):
        assert (await admin.patch("/contacts/ada/preferences", json=wrong)).status_code == 422


async def test_who_has_unsubscribed_from_everything_is_left_alone_as_long(
    visitor: httpx.AsyncClient, admin: httpx.AsyncClient, person: httpx.AsyncClient, ada: UUID
) -> None:
    """**How it broke:** nothing said from when they may be asked again; and of a topic they had
    refused long before, it was that they may be asked at once."""
    await admin.put("/ask-again", json={"days": 180})
    refused = {"topics": [{"topic": "news", "wanted": False}]}
    await admin.patch("/contacts/ada/preferences", json=refused)
    answer = await admin.patch("/contacts/ada/preferences", json={"nothing": True})
    told = answer.json()["preferences"]
    since = datetime.fromisoformat(told["nothing_since"])
    again = (since + timedelta(days=180)).isoformat()
    ways = {each["topic"]: each["ways"] for each in told["topics"]}
    assert datetime.fromisoformat(ways["news"]["email"]["refused_at"]) < since
    for said in (told, ways["news"]["email"], ways["news"]["in_app"]):
        assert said["ask_again_at"] == again.replace("+00:00", "Z")
    assert ways["invoices"]["email"]["ask_again_at"] is None
    shown = (await person.get(f"https://onward.example/contacts/{ada}/preferences")).text
    [below] = re.findall(r"<small>Nothing at all since (.*?)</small>", shown, re.DOTALL)
    assert "May be asked from" in below
    back = await admin.patch("/contacts/ada/preferences", json={"nothing": False})
    told = back.json()["preferences"]
    assert (told["nothing_since"], told["ask_again_at"]) == (None, None)


@pytest.mark.parametrize(
    "topic",
    [
        {"words": {}},
        {"words": {"english": {"name": " "}}},
        {"words": {"en": {"name": "x"}}, "opt_in": True, "transactional": True},
    ],
)
async def test_a_topic_that_cannot_be_is_refused(
    admin: httpx.AsyncClient, topic: dict[str, object]
) -> None:
    assert (await admin.put("/topics/news", json=topic)).status_code == 422


async def test_every_switch_has_a_name(visitor: httpx.AsyncClient, link: str) -> None:
    page = (await visitor.get(link)).text
    for switch in re.findall(r"<input type=\"(?:checkbox|radio)\"[^>]*>(.{0,7})", page):
        assert switch.startswith("<span>")
