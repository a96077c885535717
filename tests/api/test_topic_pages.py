"""Pages about topics, and a CSM's page of what one contact wants."""

import asyncio
from typing import Any
from uuid import UUID

import httpx
import pytest

from engine.consent import Consent, Refusal
from engine.definition.document import parse
from engine.languages import Words
from engine.store.audit import Actor
from engine.store.consent import consent_of
from engine.store.database import Database
from engine.store.journeys import publish_definition
from engine.store.tables.columns import utc_now
from engine.store.topics import get_topic, set_topic
from tests.api.test_channels import is_waiting
from tests.parts import all_are
from tests.world import Customer, World

HELLO = """
journey: hello
name: Hello
entry: {triggers: [{event: Account Created}]}
start: mail
steps:
  mail: {type: email, template: mail, send: {topic: tips}, next: done}
  done: {type: exit}
templates:
  mail: {subject: Hello, body: Good to have you.}
"""
OUR = "https://onward.example"


@pytest.fixture
async def acme(world: World) -> Customer:
    return await world.customer()


async def test_what_customers_read_of_a_topic_without_a_name_is_said_before_it_is_published(
    person: httpx.AsyncClient, admin: httpx.AsyncClient, database: Database
) -> None:
    """**How it broke:** a journey whose topic was left as it is had customers read “dana s
    onboarding”, which is made of its key, where they unsubscribe; the page of topics alone said so,
    once it was live."""
    await all_are(database, "admin")
    danas = HELLO.replace("journey: hello", "journey: dana-s-onboarding").replace(
        ", send: {topic: tips}", ""
    )
    made = await admin.post("/journeys", content=danas, headers={"Content-Type": "text/yaml"})
    assert made.status_code == 201
    address = "/journeys/dana-s-onboarding/publish"

    async def told() -> list[dict[str, Any]]:
        seen = (await admin.post(f"{address}/preview", json={})).json()
        return [each for each in seen["warnings"] if each["code"] == "nameless_topic"]

    [said] = await told()
    assert said["message"] == (
        "Customers who unsubscribe read “dana s onboarding”. Give it a name for them under Topics."
    )
    led = "/topics/new?key=dana-s-onboarding"
    assert said["link"] == {"words": "Name the topic", "page": led}
    page = (await person.get(f"{OUR}{address}")).text
    assert (said["message"] in page, f'href="{led}"' in page) == (True, True)
    assert 'value="dana-s-onboarding"' in (await person.get(f"{OUR}{led}")).text
    form = {"key": "dana-s-onboarding", "name.en": "Getting started", "default": "opt_out"}
    assert (await person.post(f"{OUR}/topics/new", data=form)).status_code == 303
    assert await told() == []
    assert said["message"] not in (await person.get(f"{OUR}{address}")).text


async def test_a_topic_in_use_is_named_and_its_words_taken_away_again(
    person: httpx.AsyncClient, database: Database
) -> None:
    await all_are(database, "admin")
    async with database.transaction() as session:
        await publish_definition(session, parse(HELLO, format="yaml"), by=Actor("x"), now=utc_now())
    page = await person.get(f"{OUR}/topics")
    assert "Used by journeys, and not named yet" in page.text
    form = {"key": "tips", "name.en": "Tips", "name.de": "Tipps", "default": "opt_in"}
    assert (await person.post(f"{OUR}/topics/new", data=form)).status_code == 303
    page = await person.get(f"{OUR}/topics")
    assert "not named yet" not in page.text
    for said in ("English, Deutsch", "Who asks for it", "/journeys/hello"):
        assert said in page.text
    assert 'value="Tipps"' in (await person.get(f"{OUR}/topics/tips")).text
    assert (await person.post(f"{OUR}/topics/new", data=form)).status_code == 409
    wrong = await person.post(f"{OUR}/topics/tips", data={"default": "opt_out"})
    assert (wrong.status_code, "Say in one language" in wrong.text) == (422, True)
    assert (await person.post(f"{OUR}/topics/tips/remove")).status_code == 303
    assert "not named yet" in (await person.get(f"{OUR}/topics")).text


async def test_a_topic_s_key_is_made_from_its_name(
    person: httpx.AsyncClient, database: Database
) -> None:
    await all_are(database, "admin")
    form = {"key": "", "name.en": "Née: Product news!", "default": "opt_out"}
    assert (await person.post(f"{OUR}/topics/new", data=form)).status_code == 303
    assert "Née: Product news!" in (await person.get(f"{OUR}/topics/nee-product-news")).text


async def test_of_two_who_name_a_topic_at_once_the_second_is_told(
    person: httpx.AsyncClient, database: Database
) -> None:
    """**How it broke:** the second made a topic that is always sent of one that is asked for."""
    await all_are(database, "admin")
    form = {"key": "tips", "name.en": "Tips and news", "default": "always"}
    async with database.transaction() as first:
        await set_topic(
            first, "tips", words={"en": Words("Tips")}, opt_in=True, transactional=False,
            by=Actor("x"), now=utc_now(),
        )  # fmt: skip
        second = asyncio.create_task(person.post(f"{OUR}/topics/new", data=form))
        await is_waiting(second, database)
    assert (await second).status_code == 409
    async with database.transaction() as session:
        assert (await get_topic(session, "tips")).opt_in


async def test_a_csm_changes_what_somebody_wants_and_says_why(
    person: httpx.AsyncClient, admin: httpx.AsyncClient, database: Database, acme: Customer
) -> None:
    await all_are(database, "admin")
    await admin.put("/topics/tips", json={"words": {"en": {"name": "Tips"}}})
    await person.post(f"{OUR}/topics", data={"days": "90"})
    address = f"{OUR}/contacts/{acme.contact_id}/preferences"
    form = {"topic": "tips", "want": ["tips/in_app"], "often": "1", "pause": "keep"}
    refused = await person.post(address, data=form)
    assert (refused.status_code, "Say why" in refused.text) == (422, True)
    assert (await person.post(address, data=form | {"reason": "Called me"})).status_code == 303
    page = (await person.get(address)).text
    for said in ("Refused “Tips” by mail.", "maya@example.com", "“Called me”", "May be asked from"):
        assert said in page
    consent = await wanted(database, acme.contact_id)
    assert consent.refusals == {Refusal("tips")}
    assert consent.most_per_week == 1
    assert (await person.get(f"{OUR}/accounts/{acme.account_id}")).text.count(
        f"/contacts/{acme.contact_id}/preferences"
    ) == 1


async def wanted(database: Database, contact: UUID) -> Consent:
    async with database.transaction() as session:
        return await consent_of(session, contact, utc_now())
