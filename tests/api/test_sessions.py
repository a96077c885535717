"""The API by a session: open to whoever is signed in, from our own pages and nowhere else."""

from datetime import timedelta

import httpx
import pytest
from fastapi import FastAPI
from sqlmodel import select

from engine.store.database import Database
from engine.store.sessions import close_session
from engine.store.tables import AuditEntry, Journey, Session, User
from engine.store.tables.columns import utc_now
from tests.api.conftest import CSRF_TOKEN, OUR_PAGE, SESSION_TOKEN, client
from tests.api.customers import ONBOARDING
from tests.api.test_edges import is_problem

YAML = {"Content-Type": "application/yaml"}


async def journeys(database: Database) -> list[str]:
    async with database.transaction() as session:
        return list(await session.exec(select(Journey.key)))


async def test_whoever_is_signed_in_looks_and_changes(
    person: httpx.AsyncClient, database: Database
) -> None:
    made = await person.post("/journeys", content=ONBOARDING, headers=YAML)
    assert made.status_code == 201
    seen = await person.get("/journeys/onboarding")
    assert (seen.status_code, seen.headers["cache-control"]) == (200, "no-store")
    async with database.transaction() as session:
        entry = (
            await session.exec(select(AuditEntry).where(AuditEntry.action == "journey.create"))
        ).one()
    assert entry.actor == "maya@example.com"
    assert entry.request_id == made.headers["x-request-id"]
    assert is_problem(await person.put("/settings", json={}), 403, "not_administrator")
    async with database.transaction() as session:
        (await session.exec(select(User))).one().role = "admin"
    assert (await person.put("/settings", json={})).status_code == 200


async def test_looking_needs_no_token(app: FastAPI, person: httpx.AsyncClient) -> None:
    async with client(app, None) as opened:
        opened.cookies.set("__Host-onward", SESSION_TOKEN)
        assert (await opened.get("/journeys")).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "same-origin"},
        {"Sec-Fetch-Site": "same-origin", "X-CSRF-Token": ""},
        {"Sec-Fetch-Site": "same-origin", "X-CSRF-Token": "guessed"},
        {"X-CSRF-Token": CSRF_TOKEN},
        {"X-CSRF-Token": CSRF_TOKEN, "Sec-Fetch-Site": "cross-site"},
        {"X-CSRF-Token": CSRF_TOKEN, "Sec-Fetch-Site": "same-site"},
        {"X-CSRF-Token": CSRF_TOKEN, "Origin": "https://evil.example"},
        {"X-CSRF-Token": CSRF_TOKEN, "Origin": "null"},
        {"X-CSRF-Token": CSRF_TOKEN, "Origin": "https://[onward.example"},
    ],
)
async def test_what_is_forged_changes_nothing(
    app: FastAPI, person: httpx.AsyncClient, database: Database, headers: dict[str, str]
) -> None:
    async with client(app, None) as opened:
        opened.cookies.set("__Host-onward", SESSION_TOKEN)
        answer = await opened.post("/journeys", content=ONBOARDING, headers=headers | YAML)
    assert is_problem(answer, 403, "forged")
    assert await journeys(database) == []


async def test_the_token_is_taken_from_the_header_alone(
    app: FastAPI, person: httpx.AsyncClient
) -> None:
    async with client(app, None) as opened:
        opened.cookies.set("__Host-onward", SESSION_TOKEN)
        answer = await opened.post(
            "/journeys/onboarding/pause",
            headers={"Sec-Fetch-Site": "same-origin"},
            data={"csrf_token": CSRF_TOKEN},
        )
    assert is_problem(answer, 403, "forged")


async def test_our_origin_will_do_where_a_browser_says_no_more(person: httpx.AsyncClient) -> None:
    del person.headers["Sec-Fetch-Site"]
    headers = {"Origin": "https://onward.example"} | YAML
    assert (await person.post("/journeys", content=ONBOARDING, headers=headers)).status_code == 201


async def test_who_has_signed_out_is_told_so(person: httpx.AsyncClient, database: Database) -> None:
    async with database.transaction() as session:
        await close_session(session, SESSION_TOKEN)
    assert is_problem(await person.get("/journeys"), 401, "signed_out")
    assert is_problem(await person.post("/journeys/a/pause"), 401, "signed_out")


async def test_a_session_that_has_run_out_opens_nothing(
    person: httpx.AsyncClient, database: Database
) -> None:
    async with database.transaction() as session:
        found = (await session.exec(select(Session))).one()
        found.expires_at = utc_now() - timedelta(seconds=1)
    assert is_problem(await person.get("/journeys"), 401, "signed_out")


async def test_who_was_disabled_is_out_at_once(
    person: httpx.AsyncClient, database: Database
) -> None:
    async with database.transaction() as session:
        user = (await session.exec(select(User).where(User.email == "maya@example.com"))).one()
        user.disabled_at = utc_now()
    assert is_problem(await person.get("/journeys"), 401, "signed_out")


async def test_a_key_counts_for_more_than_a_session(
    person: httpx.AsyncClient, reader: httpx.AsyncClient
) -> None:
    """**Invariant:** a program that is handed a browser's cookies gets no more than its key."""
    both = dict(reader.headers) | OUR_PAGE
    assert is_problem(await person.post("/journeys/a/pause", headers=both), 403, "scope")
    unknown = {"Authorization": "Bearer onw_admin_00000000_nothing"}
    assert is_problem(await person.get("/journeys", headers=unknown), 401, "unknown_key")


async def test_events_are_not_sent_by_a_session(person: httpx.AsyncClient) -> None:
    answer = await person.post("https://onward.example/v1/track", json={"event": "Login"})
    assert answer.status_code == 401
