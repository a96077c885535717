"""Simulations over HTTP: begun, asked about, cancelled, and never in anybody's way."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from engine.simulation.orders import Order
from engine.store import simulations
from engine.store.database import Database
from engine.store.simulations import DEAD_AFTER
from engine.store.tables.columns import utc_now

PATIENCE = 60

JOURNEY: dict[str, Any] = {
    "journey": "hello",
    "name": "Hello",
    "entry": {"triggers": [{"event": "Account Created"}]},
    "start": "greet",
    "steps": {
        "greet": {"type": "email", "template": "hello", "next": "used"},
        "used": {
            "type": "wait",
            "until": {"event": "Project Created"},
            "at_most": "14d",
            "on": {"happened": "done", "timeout": "done"},
        },
        "done": {"type": "exit"},
    },
    "exit": [{"when": {"trait": "account.status", "is": "churned"}}],
    "templates": {"hello": {"subject": "Hello {{ contact.first_name }}", "body": "Good day."}},
    "scenarios": [
        {"name": "quick", "happens": [{"at": "1d", "event": "Project Created"}],
         "expect": [{"ends": "completed", "by": "2d"}]},
    ],
}  # fmt: skip


@pytest.fixture
async def running(app: FastAPI) -> AsyncIterator[FastAPI]:
    """The application, whose simulations are stopped when the test is over."""
    yield app
    await app.state.simulations.close()


@pytest.fixture
async def journey(running: FastAPI, admin: httpx.AsyncClient) -> str:
    (await admin.post("/journeys", json=JOURNEY)).raise_for_status()
    return "hello"


async def begun(client: httpx.AsyncClient, journey: str, **wanted: Any) -> str:
    answer = await client.post(f"/journeys/{journey}/simulate", json=wanted)
    assert answer.status_code == 202, answer.text
    identifier = answer.json()["id"]
    assert answer.headers["Location"].endswith(identifier)
    return str(identifier)


async def ended(client: httpx.AsyncClient, identifier: str) -> dict[str, Any]:
    async with asyncio.timeout(PATIENCE):
        while True:
            found: dict[str, Any] = (await client.get(f"/simulations/{identifier}")).json()
            if found["status"] not in ("queued", "running"):
                return found
            await asyncio.sleep(0.1)


async def test_a_population_is_simulated_and_reported_on(
    journey: str, admin: httpx.AsyncClient, reader: httpx.AsyncClient
) -> None:
    identifier = await begun(admin, journey, accounts=20, days=30, trace="account-3")
    found = await ended(reader, identifier)
    assert (found["status"], found["progress"], found["reason"]) == ("done", 1, None)
    report = found["result"]["report"]
    assert report["entries"]["entered"] == 20
    assert report["messages"]["by_step"][0]["step"] == "greet"
    assert len(report["occupancy"]) == 30
    assert found["result"]["trace"]["lines"][0]["said"] == "Entered by “Account Created”."


async def test_scenarios_are_tried_out(journey: str, admin: httpx.AsyncClient) -> None:
    found = await ended(admin, await begun(admin, journey, what="scenario"))
    assert [each["passed"] for each in found["result"]["scenarios"]] == [True]


async def test_a_definition_that_is_not_saved_can_be_simulated(
    journey: str, admin: httpx.AsyncClient
) -> None:
    changed = JOURNEY | {"start": "done"}
    found = await ended(admin, await begun(admin, journey, definition=changed, accounts=5, days=60))
    assert found["result"]["report"]["messages"]["sent"] == 0


async def test_real_history_is_simulated(
    journey: str, admin: httpx.AsyncClient, database: Database
) -> None:
    found = await ended(admin, await begun(admin, journey, what="history"))
    assert found["status"] == "failed"
    assert found["reason"].startswith("Nobody would have entered.")


async def test_a_cancelled_simulation_stops(journey: str, admin: httpx.AsyncClient) -> None:
    identifier = await begun(admin, journey, accounts=5_000, days=400)
    answer = await admin.post(f"/simulations/{identifier}/cancel")
    assert answer.json()["status"] == "cancelled"
    assert (await ended(admin, identifier))["result"] is None
    again = await admin.post(f"/simulations/{identifier}/cancel")
    assert again.status_code == 200


async def test_a_third_simulation_waits_its_turn(journey: str, admin: httpx.AsyncClient) -> None:
    long = [await begun(admin, journey, accounts=5_000, days=400) for _ in range(2)]
    third = await begun(admin, journey, accounts=1, days=1)
    await asyncio.sleep(1)
    assert (await admin.get(f"/simulations/{third}")).json()["status"] == "queued"
    for each in long:
        await admin.post(f"/simulations/{each}/cancel")
    assert (await ended(admin, third))["status"] == "done"


async def test_a_simulation_whose_process_died_says_so(
    journey: str, admin: httpx.AsyncClient, database: Database
) -> None:
    """Its web server was killed; another one is asked."""
    long_ago = utc_now() - DEAD_AFTER - timedelta(seconds=1)
    async with database.transaction() as session:
        identifier = await simulations.ask_for(
            session, journey, Order(), by="somebody", now=long_ago
        )
    found = (await admin.get(f"/simulations/{identifier}")).json()
    assert (found["status"], found["reason"]) == ("failed", simulations.GONE)


@pytest.mark.parametrize(
    "wanted",
    [{"accounts": 5_001}, {"days": 401}, {"what": "dream"}, {"what": "scenario", "population": {}}],
)
async def test_what_is_too_much_or_makes_no_sense_is_refused(
    journey: str, admin: httpx.AsyncClient, wanted: dict[str, Any]
) -> None:
    assert (await admin.post(f"/journeys/{journey}/simulate", json=wanted)).status_code == 422


async def test_a_journey_that_leads_nowhere_is_refused(
    journey: str, admin: httpx.AsyncClient
) -> None:
    broken = JOURNEY | {"start": "nowhere"}
    answer = await admin.post(f"/journeys/{journey}/simulate", json={"definition": broken})
    assert (answer.status_code, answer.json()["code"]) == (422, "not_publishable")


@pytest.mark.parametrize(
    "wanted",
    [
        b'{"what": "population", "days": 2, "accounts": 2, "seed": 99999999999999999999999999}',
        b'{"what": "history", "chosen": ["\\ud800"]}',
        b'{"definition": {"journey": "x", "name": "\\ud800"}}',
        b'{"definition": {"journey": "x", "goal": 99999999999999999999999999}}',
    ],
)
async def test_what_cannot_be_kept_is_refused(
    journey: str, admin: httpx.AsyncClient, wanted: bytes
) -> None:
    """**Invariant:** no request is answered by a 5xx.

    **How it broke:** a number too large for a database, and half a character, passed the checks and
    failed where they were written down.
    """
    address = f"/journeys/{journey}/simulate"
    kind = {"Content-Type": "application/json"}
    refused = await admin.post(address, content=wanted, headers=kind)
    assert refused.status_code in (400, 422), refused.text


async def test_beside_another_live_journey_the_cap_leaves_no_room_for_all(
    journey: str, admin: httpx.AsyncClient
) -> None:
    """Both write on the first day; the other is the more important."""
    alone = await report(admin, journey, accounts=5, days=10)
    assert alone["arbiter"]["crowded"] == 0
    other = JOURNEY | {"journey": "other", "name": "Other", "send": {"priority": 90}}
    (await admin.post("/journeys", json=other)).raise_for_status()
    (await admin.post("/journeys/other/publish")).raise_for_status()
    caps = {"caps": [{"at_most": 1, "days": 30}]}
    (await admin.put("/settings/pressure", json=caps)).raise_for_status()
    both = await report(admin, journey, accounts=5, days=10, beside="live")
    assert both["arbiter"]["crowded"] == both["entries"]["entered"] > 0
    assert both["messages"]["sent"] == 0
    assert (await admin.post("/journeys/hello/simulate", json={"beside": ["x"]})).status_code == 404


async def report(client: httpx.AsyncClient, journey: str, **wanted: Any) -> Any:
    done = await ended(client, await begun(client, journey, **wanted))
    return done["result"]["report"]
