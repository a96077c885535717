"""Walking through a journey, and dating its waits, over HTTP."""

from typing import Any

import httpx
import pytest

from engine.definition.document import parse, to_json
from engine.store.database import Database
from engine.store.tables import Account
from tests.walking.test_walk import TRIAL
from tests.world import Customer, World

DEFINITION = to_json(parse(TRIAL, format="yaml"))
BEGINS = "2026-03-02T09:00:00Z"


@pytest.fixture
async def acme(database: Database) -> tuple[str, Customer]:
    world = World(database)
    traits = {"status": "active", "renewal_date": "2031-05-01"}
    customer = await world.customer("Acme", account=traits, time_zone="Asia/Tokyo")
    async with database.transaction() as session:
        account = await session.get_one(Account, customer.account_id)
        external_id = account.external_id
    return external_id, customer


async def walked(client: httpx.AsyncClient, **asked: Any) -> dict[str, Any]:
    answer = await client.post(
        "/journeys/walk", json={"definition": DEFINITION, "begins": BEGINS, **asked}
    )
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def test_customer_made_up_is_one_the_journey_is_for(reader: httpx.AsyncClient) -> None:
    found = await walked(reader)
    assert found["entered"]
    assert found["waiting"]["step"] == "project"


async def test_walk_goes_on_by_the_choice_that_was_offered(reader: httpx.AsyncClient) -> None:
    first = await walked(reader)
    choice = first["waiting"]["options"][0]["choice"]
    second = await walked(reader, choices=[choice])
    assert second["used"] == 1
    assert second["waiting"]["step"] == "ask"


async def test_real_customer_walks_with_what_they_have(
    reader: httpx.AsyncClient, acme: tuple[str, Customer]
) -> None:
    found = await walked(reader, account=acme[0])
    assert found["customer"] == "Acme"
    assert found["zone"] == "Asia/Tokyo"
    (message,) = [line["message"] for line in found["lines"] if line["message"]]
    assert message["title"] == "Hello, Ada"


async def test_nothing_is_kept_of_a_walk(
    reader: httpx.AsyncClient, acme: tuple[str, Customer]
) -> None:
    await walked(reader, account=acme[0])
    assert (await reader.get("/enrollments")).json()["items"] == []
    assert (await reader.get("/messages")).json()["items"] == []


async def test_definition_that_is_no_journey_is_refused_with_what_is_wrong(
    reader: httpx.AsyncClient,
) -> None:
    answer = await reader.post("/journeys/walk", json={"definition": {"journey": "x"}})
    assert answer.status_code == 422
    assert answer.json()["problems"]


async def test_unknown_customer_is_refused(reader: httpx.AsyncClient) -> None:
    answer = await reader.post(
        "/journeys/walk", json={"definition": DEFINITION, "account": "nobody"}
    )
    assert answer.status_code == 404


async def test_waits_are_dated_on_the_customers_clock(
    reader: httpx.AsyncClient, acme: tuple[str, Customer]
) -> None:
    waits = [
        {"until": {"date": {"trait": "account.renewal_date", "offset": "-60d"}}},
        {"until": {"date": {"trait": "account.signed_at"}}},
        {"for": "3d"},
        {"until": {"day": 2, "at": "09:00"}},
    ]
    answer = await reader.post("/journeys/dates", json={"account": acme[0], "waits": waits})
    renewal, unknown, later, day = answer.json()["dates"]
    assert renewal["at"] == "2031-03-02T00:00:00Z"
    assert "Tokyo" in renewal["words"]
    assert unknown == {"at": None, "words": "The date is not known."}
    assert later["at"] > day["at"][:4]
    assert day["at"].endswith("T00:00:00Z")


@pytest.mark.parametrize("wait", [{}, {"for": "3d", "until": {"day": 2}}, {"for": "soon"}])
async def test_wait_that_says_nothing_is_refused(
    reader: httpx.AsyncClient, wait: dict[str, Any]
) -> None:
    answer = await reader.post("/journeys/dates", json={"waits": [wait]})
    assert answer.status_code == 422
