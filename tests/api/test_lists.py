"""Lists over HTTP: in order, in pages, without gaps or repeats."""

import re
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import event
from sqlmodel import select

from engine.store.access import create_user
from engine.store.database import Database
from engine.store.tables import (
    Account,
    AccountHealth,
    Contact,
    DeadLetter,
    Enrollment,
    EntryDecision,
    Event,
    Journey,
    Membership,
    Message,
    Source,
    Task,
    TimelineEntry,
    User,
)
from tests.api.conftest import BY
from tests.api.customers import NOW, ONBOARDING, some_customers, some_events
from tests.api.test_journeys import YAML, published


async def all_pages(client: httpx.AsyncClient, path: str, **params: Any) -> list[Any]:
    """Every item, a page at a time; the cursors must lead to an end."""
    items: list[Any] = []
    after = None
    for _ in range(50):
        asked = {**params, **({"after": after} if after else {})}
        answer = await client.get(path, params=asked)
        assert answer.status_code == 200, answer.text
        items += answer.json()["items"]
        after = answer.json()["next"]
        if after is None:
            return items
    raise AssertionError("the list does not end")


async def test_accounts_come_by_name_page_by_page(
    reader: httpx.AsyncClient, database: Database
) -> None:
    names = ["beta", "Alpha", "ålpha", None, "gamma", "Gamma"]
    async with database.transaction() as session:
        session.add_all(
            Account(external_id=f"x{number}", name=name) for number, name in enumerate(names)
        )
    whole = await all_pages(reader, "/accounts", limit=200)
    assert len(whole) == 6
    assert await all_pages(reader, "/accounts", limit=1) == whole
    assert await all_pages(reader, "/accounts", limit=4) == whole
    found = await all_pages(reader, "/accounts", search="GAMMA")
    assert {each["external_id"] for each in found} == {"x4", "x5"}
    assert await all_pages(reader, "/accounts", search="%") == []


async def test_accounts_come_with_the_band_of_their_health(
    reader: httpx.AsyncClient, database: Database
) -> None:
    red, new = Account(external_id="red"), Account(external_id="new")
    async with database.transaction() as session:
        session.add_all([red, new])
        await session.flush()
        session.add(
            AccountHealth(
                account_id=red.id,
                at=NOW,
                card="default",
                revision=1,
                band="red",
                band_since=NOW,
                sentence="It is red.",
            )
        )
    found = await all_pages(reader, "/accounts")
    assert [(each["external_id"], each["band"]) for each in found] == [
        ("new", None),
        ("red", "red"),
    ]


async def test_events_are_paged_without_gaps(reader: httpx.AsyncClient, database: Database) -> None:
    await some_events(database, 7)
    names = [each["name"] for each in await all_pages(reader, "/events", account="busy", limit=3)]
    assert names == [f"Event {number}" for number in reversed(range(7))]
    timeline = await all_pages(reader, "/accounts/busy/timeline")
    assert [each["summary"] for each in timeline] == names
    one = await all_pages(reader, "/events", name="Event 3")
    assert [each["account"] for each in one] == ["busy"]
    detail = await reader.get(f"/events/{one[0]['id']}")
    assert detail.json()["decisions"] == []


async def test_an_event_says_what_it_started_and_why_not(
    reader: httpx.AsyncClient, admin: httpx.AsyncClient, database: Database
) -> None:
    await some_customers(database)
    await published(admin)
    await some_events(database, 2)
    async with database.transaction() as session:
        first = (await session.exec(select(Event).where(Event.name == "Event 0"))).one()
        journey = (await session.exec(select(Journey.id))).one()
        first.contact_id = (
            await session.exec(select(Contact.id).where(Contact.name == "Ada"))
        ).one()
        assert first.id is not None
        session.add(
            EntryDecision(
                event_id=first.id,
                journey_id=journey,
                enrolled=False,
                code="audience",
                reason="The customer is not in the journey’s audience.",
                explanation={"text": "plan is “pro”", "holds": False},
            )
        )
    (decision,) = (await reader.get(f"/events/{first.id}")).json()["decisions"]
    assert (decision["journey"], decision["code"]) == ("onboarding", "audience")
    assert decision["explanation"]["holds"] is False
    for path in ("/accounts/busy/timeline", "/contacts/ada/timeline"):
        happened = await all_pages(reader, path, limit=1)
        assert [each["decisions"] for each in happened if each["summary"] == "Event 0"] == [
            [decision]
        ]
    assert await all_pages(reader, "/contacts/ada/timeline", show="messages") == []


async def test_a_cursor_of_another_list_is_refused(
    reader: httpx.AsyncClient, database: Database
) -> None:
    await some_events(database, 2)
    cursor = (await reader.get("/events", params={"limit": 1})).json()["next"]
    answer = await reader.get("/accounts", params={"after": cursor})
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")


async def something_of_everything(database: Database, admin: httpx.AsyncClient) -> str:
    """One enrollment with a message, a task and a timeline. Returns its id."""
    await some_customers(database)
    await published(admin)
    entered = await admin.post("/journeys/onboarding/enroll", json={"account": "acme"})
    identifier: str = entered.json()["enrollment_id"]
    async with database.transaction() as session:
        row = (await session.exec(select(Enrollment))).one()
        kim = (await session.exec(select(User.id))).one()
        about: dict[str, Any] = {
            "enrollment_id": row.id,
            "journey_id": row.journey_id,
            "account_id": row.account_id,
            "step": "welcome",
            "visit": 1,
        }
        session.add_all(
            [
                Message(
                    id=row.id,
                    channel="email",
                    template="welcome",
                    topic="onboarding",
                    status="sent",
                    subject="Welcome",
                    to_address="ada@acme.example",
                    created_at=NOW,
                    **about,
                ),
                Task(
                    id=row.id,
                    title="Call",
                    assignee_id=kim,
                    assigned_because="the owner",
                    created_at=NOW,
                    **about,
                ),
                TimelineEntry(
                    enrollment_id=row.id,
                    account_id=row.account_id,
                    number=1,
                    at=NOW,
                    journey_at=NOW,
                    kind="entered",
                    summary="Entered.",
                ),
            ]
        )
    return identifier


async def test_an_enrollment_is_answered_with_its_timeline(
    admin: httpx.AsyncClient, database: Database
) -> None:
    identifier = await something_of_everything(database, admin)
    found = (await admin.get(f"/enrollments/{identifier}")).json()
    assert found["enrollment"]["account"] == "acme"
    assert [entry["summary"] for entry in found["timeline"]] == ["Entered."]
    happened = (await admin.get("/accounts/acme/timeline")).json()["items"]
    assert [each["journey_name"] for each in happened] == ["Onboarding"]


async def test_messages_and_tasks_are_found(admin: httpx.AsyncClient, database: Database) -> None:
    identifier = await something_of_everything(database, admin)
    for params in ({"account": "acme"}, {"journey": "onboarding"}, {"search": "WELC"}):
        (message,) = await all_pages(admin, "/messages", **params)
        assert message["to_address"] == "ada@acme.example"
    assert await all_pages(admin, "/messages", status="failed") == []
    assert (await admin.get(f"/messages/{identifier}")).json()["message"]["step"] == "welcome"
    (task,) = await all_pages(admin, "/tasks", assignee="Kim@example.com", status="open")
    done = await admin.post(f"/tasks/{task['id']}/complete", json={"note": "Spoke to Ada."})
    assert (done.json()["status"], done.json()["note"]) == ("done", "Spoke to Ada.")
    again = await admin.post(f"/tasks/{task['id']}/complete", json={"note": "Twice."})
    assert again.json()["note"] == "Spoke to Ada."
    assert await all_pages(admin, "/tasks", status="open") == []


async def test_contacts_are_listed_with_the_account_they_belong_to(
    reader: httpx.AsyncClient, database: Database
) -> None:
    await some_customers(database)
    async with database.transaction() as session:
        beta = (await session.exec(select(Account).where(Account.external_id == "beta"))).one()
        bo = (await session.exec(select(Contact).where(Contact.external_id == "bo"))).one()
        cy = Contact(external_id="cy", name="Cy")
        session.add_all([cy, Membership(account_id=beta.id, contact_id=bo.id, is_primary=True)])
    found = (await reader.get("/contacts")).json()["items"]
    assert {each["name"]: (each["account"], each["account_name"]) for each in found} == {
        "Ada": ("acme", "Acme"),
        "Bo": ("beta", "Beta"),  # their primary contact, though they joined acme first
        "Cy": (None, None),
    }


async def test_the_vocabulary_is_told_to_whoever_may_look(
    reader: httpx.AsyncClient, database: Database
) -> None:
    await some_customers(database)
    found = (await reader.get("/vocabulary")).json()
    assert {each["path"]: each["examples"] for each in found["traits"]} == {
        "account.plan": ["free", "pro"]
    }
    assert found["users"] == [{"email": "kim@example.com", "name": "Kim"}]
    assert found["roles"][0] == {"role": "champion", "holders": 0}


async def test_contacts_are_found_by_any_of_their_names(
    reader: httpx.AsyncClient, database: Database
) -> None:
    await some_customers(database)
    by_id = (await reader.get("/contacts/ada")).json()
    assert by_id["accounts"] == [
        {"account": "acme", "name": "Acme", "roles": [], "is_primary": True}
    ]
    assert (await reader.get("/contacts/Ada@acme.example")).json() == by_id
    assert (await reader.get(f"/contacts/{by_id['contact']['id']}")).json() == by_id
    assert len(await all_pages(reader, "/contacts", limit=1)) == 2


async def test_an_account_is_changed(admin: httpx.AsyncClient, database: Database) -> None:
    await some_customers(database)
    changed = await admin.patch(
        "/accounts/acme", json={"owner": "kim@example.com", "time_zone": "Europe/Paris"}
    )
    assert changed.json()["account"]["owner"] == "kim@example.com"
    assert changed.json()["account"]["time_zone"] == "Europe/Paris"
    cleared = await admin.patch("/accounts/acme", json={"owner": None})
    assert cleared.json()["account"]["owner"] is None
    assert cleared.json()["account"]["time_zone"] == "Europe/Paris"
    bad = await admin.patch("/accounts/acme", json={"time_zone": "Mars/Olympus"})
    assert bad.status_code == 422
    members = await admin.patch("/accounts/acme/contacts/bo", json={"is_primary": True})
    primary = [(each["contact"]["name"], each["is_primary"]) for each in members.json()["members"]]
    assert primary == [("Bo", True), ("Ada", False)]


async def test_who_is_named_as_owner_owns_once_they_are_here(
    admin: httpx.AsyncClient, person: httpx.AsyncClient, database: Database
) -> None:
    """**How it broke:** accounts were told before their CSM was invited, and had no owner for ever;
    nothing said why."""
    await some_customers(database)
    async with database.transaction() as session:
        acme, beta = (await session.exec(select(Account).order_by(Account.external_id))).all()
        acme.traits = beta.traits = {"ownerEmail": "Priya@example.com "}
    page = f"https://onward.example/accounts/{acme.id}"
    said = "Its traits say Priya@example.com, with which nobody signs in here."
    assert said in (await person.get(page)).text
    await admin.patch("/accounts/beta", json={"owner": None})  # what the team said counts
    async with database.transaction() as session:
        await create_user(session, email="priya@example.com", name="Priya", by=BY)
    found = {each["external_id"]: each for each in await all_pages(admin, "/accounts", limit=50)}
    assert (found["acme"]["owner_name"], found["beta"]["owner_name"]) == ("Priya", None)
    pages = [(await person.get(f"{page[:-36]}{each.id}")).text for each in (acme, beta)]
    assert ["nobody signs in here" in each for each in pages] == [False, False]


async def test_who_is_named_in_place_of_a_colleague_owns_once_they_are_here(
    admin: httpx.AsyncClient, database: Database
) -> None:
    """**How it broke:** accounts that were given to a colleague before they were invited stayed
    with whoever had them, for ever."""
    await some_customers(database)
    async with database.transaction() as session:
        kim = (await session.exec(select(User).where(User.email == "kim@example.com"))).one()
        for each in await session.exec(select(Account)):
            each.owner_id, each.traits = kim.id, {"owner": "priya@example.com"}
    await admin.patch("/accounts/beta", json={"owner": "kim@example.com"})
    async with database.transaction() as session:
        await create_user(session, email="priya@example.com", name="Priya", by=BY)
    found = {each["external_id"]: each for each in await all_pages(admin, "/accounts", limit=50)}
    assert (found["acme"]["owner_name"], found["beta"]["owner_name"]) == ("Priya", "Kim")


async def test_dead_letters_are_listed_and_tried_again(
    admin: httpx.AsyncClient, database: Database
) -> None:
    async with database.transaction() as session:
        source = Source(key="tests", name="Tests")
        session.add(source)
        await session.flush()
        session.add(
            DeadLetter(
                source_id=source.id,
                message_id="m1",
                code="missing_event",
                reason="A track call names its event.",
                payload={"type": "track", "userId": "ada"},
            )
        )
    (letter,) = await all_pages(admin, "/dead-letters")
    path = f"/dead-letters/{letter['id']}/replay"
    assert (await admin.post(path)).json()["code"] == "missing_event"
    assert (await admin.post(path, json={})).json()["event_id"] is None
    fixed = {**letter["payload"], "event": "Report Shared"}
    replayed = await admin.post(path, json={"payload": fixed})
    assert replayed.json()["event_id"] is not None
    assert await all_pages(admin, "/dead-letters") == []
    (event_,) = await all_pages(admin, "/events")
    assert event_["name"] == "Report Shared"


@pytest.mark.parametrize(
    "path",
    [
        *("/journeys", "/enrollments", "/accounts", "/messages", "/tasks", "/events"),
        "/accounts/busy/timeline",
    ],
)
async def test_a_longer_list_takes_no_more_queries(
    admin: httpx.AsyncClient, database: Database, path: str
) -> None:
    await something_of_everything(database, admin)
    more = ONBOARDING.replace("journey: onboarding", "journey: second")
    await admin.post("/journeys", content=more, headers=YAML)
    await some_events(database, 5)
    statements: list[str] = []
    sync = database.engine.sync_engine

    def count(*args: Any) -> None:
        statements.append(args[2])

    event.listen(sync, "before_cursor_execute", count)
    try:
        await admin.get(path, params={"limit": 1})
        short = len(statements)
        statements.clear()
        await admin.get(path, params={"limit": 200})
        assert len(statements) == short
    finally:
        event.remove(sync, "before_cursor_execute", count)


def test_which_lists_are_answered_whole_is_documented(app: FastAPI) -> None:
    """**How it broke:** the documentation said that every list comes in pages."""
    whole = {
        path.removeprefix("/api/v1")
        for path, methods in app.openapi()["paths"].items()
        if "get" in methods and _answers_an_array(methods["get"])
    }
    described = (Path(__file__).parents[2] / "docs" / "api.md").read_text()
    [said] = re.findall(r"answered whole, as an array: (.*?)\.\n\n", described, re.DOTALL)
    assert set(re.findall(r"`(.*?)`", said)) == whole


def _answers_an_array(method: dict[str, Any]) -> bool:
    content = method["responses"].get("200", {}).get("content", {})
    schema: dict[str, Any] = content.get("application/json", {}).get("schema", {})
    return schema.get("type") == "array"
