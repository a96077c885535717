"""Segments over HTTP."""

import asyncio

import httpx
import pytest

from engine.store.database import Database
from tests.api.customers import some_customers


@pytest.fixture(autouse=True)
async def _customers(database: Database) -> None:
    await some_customers(database)


async def test_a_segment_is_made_filled_and_read(admin: httpx.AsyncClient) -> None:
    made = await admin.put("/segments/at-risk", json={"name": "At risk"})
    assert (made.status_code, made.json()["members"]) == (200, 0)
    added = await admin.post("/segments/at-risk/members", json={"members": ["acme", "beta"]})
    assert added.json() == {"added": 2}
    members = (await admin.get("/segments/at-risk/members")).json()["items"]
    assert {each["external_id"] for each in members} == {"acme", "beta"}
    assert (await admin.get("/segments")).json()["items"][0]["members"] == 2
    assert (await admin.delete("/segments/at-risk/members/acme")).json() == {"removed": True}
    assert (await admin.delete("/segments/at-risk/members/acme")).json() == {"removed": False}
    assert (await admin.get("/segments/at-risk")).json()["members"] == 1


async def test_contacts_are_put_in_by_mail_address_too(admin: httpx.AsyncClient) -> None:
    await admin.put("/segments/champions", json={"name": "Champions", "subject": "contact"})
    added = await admin.post(
        "/segments/champions/members", json={"members": ["Ada@acme.example", "bo"]}
    )
    assert added.json() == {"added": 2}


@pytest.mark.parametrize(
    ("path", "members", "code"),
    [
        ("/segments/none/members", ["acme"], "unknown_segment"),
        ("/segments/at-risk/members", ["gamma"], "unknown_account"),
    ],
)
async def test_what_there_is_not_is_said(
    admin: httpx.AsyncClient, path: str, members: list[str], code: str
) -> None:
    await admin.put("/segments/at-risk", json={"name": "At risk"})
    answer = await admin.post(path, json={"members": members})
    assert (answer.status_code, answer.json()["code"]) == (404, code)


async def test_adding_the_same_segment_at_once_is_adding_it(admin: httpx.AsyncClient) -> None:
    """**Invariant:** who comes second is not told that the database is away.

    **How it broke:** of several who added one segment at the same moment, all but one ran into its
    key, and were answered 503.
    """
    body = {"name": "New", "subject": "account"}
    answers = await asyncio.gather(*(admin.put("/segments/new", json=body) for _ in range(5)))
    assert [answer.status_code for answer in answers] == [200] * 5
