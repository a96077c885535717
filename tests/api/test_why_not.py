"""Why an event did not start a journey, and why a customer is not in one, over HTTP."""

from datetime import UTC, datetime, timedelta

import httpx
import pytest
from sqlmodel import select

from engine.store.database import Database
from engine.store.tables import Event, Source
from tests.api.customers import ONBOARDING, some_customers, some_events

YAML = {"Content-Type": "application/yaml"}


@pytest.fixture
async def live(admin: httpx.AsyncClient, database: Database) -> httpx.AsyncClient:
    """Onboarding is live; Busy has done two things, which nobody has looked at yet."""
    await some_customers(database)
    await some_events(database, 2)
    await admin.post("/journeys", content=ONBOARDING, headers=YAML)
    await admin.post("/journeys/onboarding/publish")
    return admin


async def test_an_event_answers_in_sentences(live: httpx.AsyncClient) -> None:
    [event, _] = (await live.get("/events")).json()["items"]
    assert (event["account"], event["account_name"]) == ("busy", "Busy")
    found = (await live.get(f"/events/{event['id']}/journeys/onboarding")).json()
    assert (found["code"], found["enrollment_id"]) == ("not_heard", None)
    assert found["answer"]["runs"][1] == {"text": "“Event 1”", "strong": True}
    assert found["starts_by"][0]["runs"][1]["text"] == "Account Created"


async def test_a_customer_answers_too(live: httpx.AsyncClient) -> None:
    found = (await live.get("/accounts/beta/journeys/onboarding")).json()
    assert found["code"] == "not_yet"
    assert (found["audience"]["holds"], found["audience"]["actual"]) == (False, "free")
    assert [each["says"]["runs"][0]["text"] for each in found["ways"]] == ["It has never happened."]
    of_ada = (await live.get("/contacts/ada/journeys/onboarding")).json()
    assert of_ada["audience"]["actual"] == "pro"


@pytest.mark.parametrize(
    "address",
    [
        "/events/999/journeys/onboarding",
        "/events/1/journeys/nothing",
        "/accounts/nobody/journeys/onboarding",
        "/accounts/acme/journeys/nothing",
        "/contacts/nobody/journeys/onboarding",
    ],
)
async def test_what_is_not_there_is_said_so(live: httpx.AsyncClient, address: str) -> None:
    assert (await live.get(address)).status_code == 404


async def test_events_are_narrowed_by_source_and_type(live: httpx.AsyncClient) -> None:
    async def count(query: str) -> int:
        return len((await live.get(f"/events?{query}")).json()["items"])

    assert await count("source=tests&type=track") == 2
    assert await count("source=other") == await count("type=group") == 0
    assert await count("started=true") == 0
    assert await count("contact=ada") == await count("contact=Ada@acme.example") == 0
    assert (await live.get("/events?contact=nobody")).json()["code"] == "unknown_contact"
    refused = await live.get("/events?acount=acme")
    assert (refused.status_code, refused.json()["code"]) == (422, "unknown_parameter")
    assert "“acount”. It knows account, contact, name" in refused.json()["detail"]


async def test_the_page_of_events_says_in_words_what_came_in_and_from_where(
    person: httpx.AsyncClient, database: Database
) -> None:
    """**How it broke:** rows read “identify” and “key-ded44186”."""
    async with database.transaction() as session:
        source = Source(key="key-ded44186", name="Our product")
        session.add(source)
        await session.flush()
        session.add(
            Event(
                source_id=source.id,
                message_id="told",
                type="identify",
                name="identify",
                occurred_at=datetime.now(UTC),
            )
        )
    page = (await person.get("https://onward.example/events?type=identify")).text
    rows = page.split("<tbody>")[1].split("</tbody>")[0]
    assert "Told of a contact" in rows
    assert ">Our product<" in rows
    assert "ded44186" not in rows


async def test_the_page_of_events_says_its_order_and_what_came_in_late(
    live: httpx.AsyncClient, person: httpx.AsyncClient, database: Database
) -> None:
    """**How it broke:** “the latest first”, and one of 3 months ago stood above one of today."""
    page = "https://onward.example/events"
    shown = (await person.get(page)).text
    assert "what came in last first" in shown
    assert "came in <time" not in shown
    assert "what happened last first" in (await person.get(page, params={"who": "busy"})).text
    async with database.transaction() as session:
        late = (await session.exec(select(Event).where(Event.name == "Event 1"))).one()
        late.received_at = late.occurred_at + timedelta(days=90)
    shown = (await person.get(page)).text
    assert shown.count("came in <time") == 1
