"""Drafts over HTTP: whatever is being written is kept, and nobody's edit is lost unseen."""

from datetime import timedelta
from typing import Any

import httpx
import pytest
from sqlmodel import col, select

from engine.definition.document import parse, to_json
from engine.store.database import Database
from engine.store.drafts import SPELL
from engine.store.tables import AuditEntry, Journey
from tests.api.customers import ONBOARDING
from tests.api.test_edges import is_problem

YAML = {"Content-Type": "application/yaml"}
DRAFT = "/journeys/onboarding/draft"
WHOLE: dict[str, Any] = to_json(parse(ONBOARDING))


def with_step(step: dict[str, Any]) -> dict[str, Any]:
    return {**WHOLE, "steps": {**WHOLE["steps"], "welcome": step}}


UNREADABLE = with_step({"type": "email", "template": "welcome", "next": "done", "colour": "red"})
BETTER = {**WHOLE, "name": "Onboarding, better"}


@pytest.fixture
async def live(admin: httpx.AsyncClient) -> httpx.AsyncClient:
    """A client of an installation where the journey is live and nothing is being edited."""
    await admin.post("/journeys", content=ONBOARDING, headers=YAML)
    assert (await admin.post("/journeys/onboarding/publish")).status_code == 200
    return admin


async def save(client: httpx.AsyncClient, data: object, revision: int | str) -> httpx.Response:
    return await client.put(DRAFT, json=data, headers={"If-Match": f'"{revision}"'})


async def audited(database: Database) -> list[tuple[str, str]]:
    async with database.transaction() as session:
        found = await session.exec(
            select(AuditEntry.action, AuditEntry.actor)
            .where(AuditEntry.object_id == "onboarding")
            .order_by(col(AuditEntry.id))
        )
        return list(found)


async def test_what_is_live_is_there_to_be_edited(live: httpx.AsyncClient) -> None:
    answer = await live.get(DRAFT)
    found = answer.json()
    assert answer.headers["etag"] == f'"{found["revision"]}"'
    assert found["definition"] == WHOLE
    assert (found["key"], found["name"], found["status"]) == ("onboarding", "Onboarding", "live")
    assert (found["live_version"], found["is_draft"]) == (1, False)
    assert (found["saved_by"], found["saved_at"]) == (None, None)
    assert (found["readable"], found["publishable"]) == (True, True)


async def test_an_edit_is_kept_beside_what_is_live(
    live: httpx.AsyncClient, person: httpx.AsyncClient
) -> None:
    saved = await save(person, BETTER, 1)
    assert saved.status_code == 200
    told = saved.json()
    assert saved.headers["etag"] == '"2"'
    assert (told["revision"], told["is_draft"], told["saved_by"]) == (2, True, "maya@example.com")
    assert (told["readable"], told["publishable"], told["problems"]) == (True, True, [])
    found = (await live.get(DRAFT)).json()
    assert found["definition"] == BETTER
    assert found["saved_at"] == told["saved_at"]
    assert found["name"] == "Onboarding"  # what is live keeps its name
    assert (await live.get("/journeys/onboarding/definition?version=1")).json() == WHOLE


async def test_a_save_says_what_is_live_by_now(live: httpx.AsyncClient) -> None:
    """**How it broke:** an open window could not tell that a colleague had published."""
    found = (await live.get(DRAFT)).json()
    saved = (await save(live, BETTER, found["revision"])).json()
    assert (saved["status"], saved["live_version"]) == ("live", 1)
    assert (await live.post("/journeys/onboarding/publish")).status_code == 200
    again = (await save(live, {**BETTER, "name": "Best"}, saved["revision"])).json()
    assert (again["status"], again["live_version"]) == ("live", 2)


async def test_what_cannot_be_read_is_kept_with_its_problems(live: httpx.AsyncClient) -> None:
    saved = (await save(live, UNREADABLE, 1)).json()
    assert (saved["readable"], saved["publishable"], saved["is_draft"]) == (False, False, True)
    [problem] = saved["problems"]
    assert problem["code"] == "unknown_key"
    assert problem["severity"] == "blocking"
    assert (problem["path"], problem["step"]) == ("steps.welcome.colour", "welcome")
    assert problem["message"]
    assert problem["hint"]
    found = (await live.get(DRAFT)).json()
    assert found["definition"] == UNREADABLE
    assert found["problems"] == saved["problems"]


@pytest.mark.parametrize(
    "draft",
    [
        {},
        {"journey": None},
        {"steps": [1, 2, 3]},
        {"steps": {"a": None, "": {}, "a.b": 7}, "entry": "soon"},
        {"name": "x" * 10_000, "anything": {"at": ["all", None, 1.5, True]}},
        {**WHOLE, "steps": {}},
        {**WHOLE, "scenarios": [{"name": "Broken"}] * 500},
    ],
)
async def test_any_object_can_be_saved(live: httpx.AsyncClient, draft: dict[str, Any]) -> None:
    saved = await save(live, draft, 1)
    assert saved.status_code == 200, saved.text
    assert saved.json()["readable"] is False
    assert saved.json()["problems"]
    assert (await live.get(DRAFT)).json()["definition"] == draft
    assert (await live.get("/journeys/onboarding")).json()["name"] == "Onboarding"


async def test_keys_stay_in_the_order_they_were_written_in(live: httpx.AsyncClient) -> None:
    turned = dict(reversed(list(BETTER.items())))
    await save(live, turned, 1)
    assert list((await live.get(DRAFT)).json()["definition"]) == list(turned)


async def test_a_draft_equal_to_what_is_live_is_none(live: httpx.AsyncClient) -> None:
    assert (await save(live, BETTER, 1)).json()["is_draft"] is True
    turned = dict(reversed(list(WHOLE.items())))
    back = (await save(live, turned, 2)).json()
    assert (back["is_draft"], back["revision"]) == (False, 3)
    assert (await live.get("/journeys/onboarding")).json()["has_draft"] is False


async def test_one_is_not_true(live: httpx.AsyncClient) -> None:
    """**Invariant:** a draft is dropped only when it is what is live. **How it broke:** Python
    takes 1 for True, so a condition that asked for the one became the other."""
    asking = {**WHOLE, "entry": {**WHOLE["entry"], "audience": {"trait": "account.a", "is": 1}}}
    await save(live, asking, 1)
    await live.post("/journeys/onboarding/publish")
    asking["entry"]["audience"]["is"] = True
    assert (await save(live, asking, 2)).json()["is_draft"] is True


async def test_saving_the_same_again_changes_nothing(
    live: httpx.AsyncClient, database: Database
) -> None:
    """Whoever did not hear the answer asks again, with the revision of before."""
    first = (await save(live, BETTER, 1)).json()
    before = await audited(database)
    again = await save(live, BETTER, 1)
    assert (again.status_code, again.json()) == (200, first)
    assert await audited(database) == before
    assert (await save(live, {**BETTER, "name": "More"}, 2)).json()["revision"] == 3


async def test_a_save_in_between_is_told_with_who_and_when(
    live: httpx.AsyncClient, person: httpx.AsyncClient
) -> None:
    saved = (await save(person, BETTER, 1)).json()
    late = await save(live, {**WHOLE, "name": "Other"}, 1)
    assert is_problem(late, 412, "changed_meanwhile")
    told = late.json()
    assert "changed by Maya on" in told["detail"]
    assert told["saved_by"] == "maya@example.com"
    assert (told["revision"], told["saved_at"]) == (2, saved["saved_at"])
    assert (await live.get(DRAFT)).json()["definition"] == BETTER
    over = await live.put(DRAFT, json=WHOLE | {"name": "Other"}, headers={"If-Match": "*"})
    assert over.status_code == 200


async def test_who_saves_quietly_is_told_with_200_that_nothing_was_kept(
    live: httpx.AsyncClient, person: httpx.AsyncClient
) -> None:
    await save(person, BETTER, 1)
    late = await live.put(
        DRAFT,
        params={"quiet": True},
        json={**WHOLE, "name": "Other"},
        headers={"If-Match": '"1"'},
    )
    assert (late.status_code, late.json()) == (200, {"behind": True})
    assert "etag" not in late.headers
    assert (await live.get(DRAFT)).json()["definition"] == BETTER


async def test_nobody_overwrites_without_saying_what_they_edited(live: httpx.AsyncClient) -> None:
    assert is_problem(await live.put(DRAFT, json=BETTER), 428, "precondition_required")
    assert is_problem(await live.delete(DRAFT), 428, "precondition_required")
    bad = await live.put(DRAFT, json=BETTER, headers={"If-Match": "yesterday"})
    assert bad.status_code == 400


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"[]", "application/json", 422),
        (b'"words"', "application/json", 422),
        (b"{", "application/json", 422),
        (b'{"name": "a\\u0000b"}', "application/json", 422),
        (b'{"a": 1, "a": 2}', "application/json", 422),
        (b'{"a": ' + b'{"a": ' * 50 + b"1" + b"}" * 51, "application/json", 422),
        (b'{"a": "' + b"a" * 1_000_000 + b'"}', "application/json", 413),
        (b"journey: onboarding", "application/yaml", 415),
    ],
)
async def test_what_is_no_object_is_not_kept(
    live: httpx.AsyncClient, body: bytes, kind: str, status: int
) -> None:
    headers = {"If-Match": '"1"', "Content-Type": kind}
    answer = await live.put(DRAFT, content=body, headers=headers)
    assert answer.status_code == status, answer.text
    assert (await live.get("/journeys/onboarding")).json()["has_draft"] is False


async def test_a_spell_of_editing_is_one_line_in_the_audit(
    live: httpx.AsyncClient, person: httpx.AsyncClient, database: Database
) -> None:
    before = len(await audited(database))
    revision = 1
    for number in range(5):
        answer = await save(person, {**WHOLE, "name": f"Name {number}"}, revision)
        revision = answer.json()["revision"]
    await save(live, {**WHOLE, "name": "By a program"}, revision)
    await save(person, {**WHOLE, "name": "By Maya again"}, revision + 1)
    new = (await audited(database))[before:]
    assert [action for action, _ in new] == ["journey.edit"] * 3
    assert [actor == "maya@example.com" for _, actor in new] == [True, False, True]


async def test_a_long_spell_is_noted_again(
    live: httpx.AsyncClient, person: httpx.AsyncClient, database: Database
) -> None:
    await save(person, BETTER, 1)
    async with database.transaction() as session:
        row = (await session.exec(select(Journey))).one()
        assert row.draft_noted_at
        row.draft_noted_at -= SPELL + timedelta(seconds=1)
    before = len(await audited(database))
    await save(person, {**BETTER, "name": "Later"}, 2)
    assert len(await audited(database)) == before + 1


async def test_edits_are_thrown_away(
    live: httpx.AsyncClient, person: httpx.AsyncClient, database: Database
) -> None:
    await save(live, UNREADABLE, 1)
    stale = await person.delete(DRAFT, headers={"If-Match": '"1"'})
    assert is_problem(stale, 412, "changed_meanwhile")
    left = await person.delete(DRAFT, headers={"If-Match": '"2"'})
    assert (left.status_code, left.headers["etag"]) == (200, '"3"')
    assert (left.json()["is_draft"], left.json()["definition"]) == (False, WHOLE)
    async with database.transaction() as session:
        entry = (
            await session.exec(select(AuditEntry).where(AuditEntry.action == "journey.discard"))
        ).one()
    assert entry.before == {"revision": 2, "draft": UNREADABLE}
    late = await save(live, BETTER, 2)
    assert (late.status_code, late.json()["saved_by"]) == (412, "maya@example.com")
    assert late.json()["detail"].startswith(f"“{WHOLE['name']}” has been changed by Maya on ")
    again = await person.delete(DRAFT, headers={"If-Match": '"3"'})
    assert (again.status_code, again.headers["etag"]) == (200, '"3"')


async def test_the_only_draft_there_is_is_not_thrown_away(admin: httpx.AsyncClient) -> None:
    await admin.post("/journeys", content=ONBOARDING, headers=YAML)
    answer = await admin.delete(DRAFT, headers={"If-Match": '"1"'})
    assert is_problem(answer, 409, "never_published")
    assert (await admin.get(DRAFT)).json()["definition"] == WHOLE


async def test_a_draft_never_published_is_called_what_it_says(admin: httpx.AsyncClient) -> None:
    await admin.post("/journeys", content=ONBOARDING, headers=YAML)
    await save(admin, {"name": "A better name"}, 1)
    assert (await admin.get("/journeys/onboarding")).json()["name"] == "A better name"


async def test_an_archived_journey_is_not_edited(live: httpx.AsyncClient) -> None:
    await live.post("/journeys/onboarding/archive")
    assert (await live.get(DRAFT)).json()["status"] == "archived"
    assert is_problem(await save(live, BETTER, 1), 409, "archived")
    gone = await live.delete(DRAFT, headers={"If-Match": '"1"'})
    assert is_problem(gone, 409, "archived")


async def test_reading_keys_see_drafts_and_save_none(
    live: httpx.AsyncClient, reader: httpx.AsyncClient
) -> None:
    assert (await reader.get(DRAFT)).status_code == 200
    assert is_problem(await save(reader, BETTER, 1), 403, "scope")
    assert is_problem(await reader.get("/journeys/nothing/draft"), 404, "not_found")
    assert is_problem(
        await live.put("/journeys/nothing/draft", json={}, headers={"If-Match": "*"}),
        404,
        "not_found",
    )


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", "/journeys/onboarding/definition", None),
        ("GET", "/journeys/onboarding/definition?format=yaml", None),
        ("POST", "/journeys/onboarding/publish", {}),
        ("POST", "/journeys/onboarding/publish/preview", {"plan": {"everyone": True}}),
        ("POST", "/journeys/onboarding/simulate", {"accounts": 5, "days": 5}),
    ],
)
async def test_whatever_needs_a_journey_says_why_a_draft_is_none(
    live: httpx.AsyncClient, method: str, path: str, body: object
) -> None:
    await save(live, UNREADABLE, 1)
    answer = await live.request(method, path, json=body)
    assert is_problem(answer, 422, "unreadable_draft")
    [problem] = answer.json()["problems"]
    assert problem["path"] == "steps.welcome.colour"
    assert (await live.get("/journeys/onboarding")).json()["live_version"] == 1


async def test_what_was_saved_is_published_in_its_usual_order(live: httpx.AsyncClient) -> None:
    turned = dict(reversed(list(BETTER.items())))
    await save(live, turned, 1)
    published = await live.post("/journeys/onboarding/publish", json={"revision": 2})
    assert published.json()["number"] == 2
    kept = (await live.get("/journeys/onboarding/definition")).json()
    assert (kept, list(kept)) == (BETTER, list(WHOLE))
    found = (await live.get(DRAFT)).json()
    assert (found["is_draft"], found["saved_by"]) == (False, None)


async def test_a_draft_under_another_key_is_kept_and_not_published(
    live: httpx.AsyncClient,
) -> None:
    saved = (await save(live, {**WHOLE, "journey": "other"}, 1)).json()
    assert (saved["readable"], saved["publishable"]) == (True, False)
    blocking = [each["code"] for each in saved["problems"] if each["severity"] == "blocking"]
    assert blocking == ["other_key"]
    assert is_problem(await live.post("/journeys/onboarding/publish"), 422, "other_key")


async def test_going_back_leaves_a_draft_as_it_is(live: httpx.AsyncClient) -> None:
    await save(live, BETTER, 1)
    await live.post("/journeys/onboarding/publish")
    await save(live, UNREADABLE, 2)
    back = await live.post("/journeys/onboarding/rollback", json={"version": 1})
    assert (back.status_code, back.json()["number"]) == (200, 3)
    found = (await live.get(DRAFT)).json()
    assert (found["definition"], found["revision"]) == (UNREADABLE, 3)


async def test_who_edits_what_was_live_until_it_was_rolled_back_is_told(
    live: httpx.AsyncClient,
) -> None:
    await save(live, BETTER, 1)
    await live.post("/journeys/onboarding/publish")
    opened = (await live.get(DRAFT)).json()["revision"]
    await live.post("/journeys/onboarding/rollback", json={"version": 1})
    answer = await save(live, UNREADABLE, opened)
    assert answer.status_code == 412
