"""One customer's path, and what can be done about it, over HTTP."""

from typing import Any
from uuid import uuid4

import httpx
import pytest
from sqlmodel import select

from engine.interpreter import Position
from engine.store.database import Database
from engine.store.tables import AuditEntry, Enrollment, Message, TimelineEntry
from tests.api.customers import NOW
from tests.api.test_traffic import acme_went_on

SEEN = {"step": "rest", "visit": 1, "version": 1}
ASKED = {"reason": "They asked.", "seen": SEEN}


@pytest.fixture
async def acme(admin: httpx.AsyncClient, database: Database) -> str:
    """Acme rests, for three days."""
    identifier = await acme_went_on(admin, database)
    position = Position(step="rest", visits={"rest": 1}, enrolled_at=NOW, entered_at=NOW)
    async with database.transaction() as session:
        row = (await session.exec(select(Enrollment))).one()
        row.current_step, row.position = "rest", position.model_dump(mode="json")
        row.waiting_for, row.wakes_at = "Thu 5 Nov 2026, 10:00", NOW
    return identifier


async def test_a_story_leads_to_a_task_that_no_stay_is_about(
    person: httpx.AsyncClient, database: Database, acme: str
) -> None:
    """**How it broke:** what a story had asked was looked for among their stays, and the page could
    not be shown where a stay has asked twice or its task is no longer kept."""
    task = uuid4()
    async with database.transaction() as session:
        entry = (await session.exec(select(TimelineEntry))).one()
        again = entry.model_dump(exclude={"id", "number", "kind", "outlet", "left_at", "task_id"})
        for number, each in ((2, task), (3, uuid4())):
            session.add(TimelineEntry(**again, number=number, kind="asked", task_id=each))
    shown = await person.get(f"https://onward.example/enrollments/{acme}")
    assert shown.status_code == 200
    assert f'<a href="/tasks/{task}">See the task</a>' in shown.text


@pytest.mark.parametrize(
    ("asked", "who"),
    [
        ({"by": "maya@example.com"}, "maya@example.com"),
        ({"by": "maya@example.com", "called": "Maya"}, "Maya"),
        ({"by": "the change to version 2"}, "the change to version 2"),
    ],
)
async def test_whoever_is_being_taken_out_is_shown_with_who_asked(
    person: httpx.AsyncClient,
    database: Database,
    acme: str,
    asked: dict[str, str],
    who: str,
) -> None:
    """**How it broke:** the page asked for a name, which is not there where a change to another
    version takes somebody out, or where it was asked for before names were kept: it was a fault."""
    async with database.transaction() as session:
        row = (await session.exec(select(Enrollment))).one()
        row.exit_request = {"reason": "They left.", "at": NOW.isoformat(), **asked}
    shown = await person.get(f"https://onward.example/enrollments/{acme}")
    assert shown.status_code == 200
    assert f"at the request of {who}: They left." in shown.text


async def post(client: httpx.AsyncClient, path: str, **body: Any) -> httpx.Response:
    return await client.post(f"/enrollments/{path}", json=body)


async def test_the_path_says_what_was_and_what_can_be(reader: httpx.AsyncClient, acme: str) -> None:
    found = (await reader.get(f"/enrollments/{acme}/path")).json()
    assert found["enrollment"]["account"] == "acme"
    (stay,) = found["visits"]
    assert (stay["step"], stay["outlet"], stay["next"], stay["next_title"]) == (
        "rest",
        "next",
        "welcome",
        "Welcome",
    )
    assert (stay["reason"], stay["evidence"], stay["message"]) == ("The time came.", [], None)
    now = found["now"]
    assert {name: now[name] for name in SEEN} == SEEN
    assert now["wakes_for"].startswith("To look whether the goal")
    assert now["can"]["skip"] == [
        {
            "outlet": "next",
            "words": "as if the time had come",
            "to": "welcome",
            "to_title": "Welcome",
            "by_time": True,
        }
    ]
    assert [each["step"] for each in now["can"]["move"]] == ["welcome", "done"]
    assert now["listens"][0]["what"] == "exit"
    assert (await reader.get(f"/enrollments/{acme[::-1]}/path")).status_code in (404, 422)


async def test_a_wait_is_skipped_once(
    admin: httpx.AsyncClient, database: Database, acme: str
) -> None:
    answer = await post(admin, f"{acme}/skip-wait", **ASKED)
    assert answer.status_code == 200
    skipped = answer.json()
    assert (skipped["step"], skipped["title"], skipped["visit"]) == ("welcome", "Welcome", 1)
    assert skipped["said"].endswith("as if the time had come: They asked.")
    again = await post(admin, f"{acme}/skip-wait", **ASKED)
    assert (again.status_code, again.json()["code"]) == (409, "stands_elsewhere")
    assert again.json()["now"] == {
        "step": "welcome",
        "title": "Welcome",
        "visit": 1,
        "version": 1,
        "waiting_for": None,
    }
    async with database.transaction() as session:
        audited = await session.exec(select(AuditEntry.action))
        assert list(audited).count("enrollment.skip_wait") == 1


async def test_who_is_moved_is_told_of_in_the_story(admin: httpx.AsyncClient, acme: str) -> None:
    moved = (await post(admin, f"{acme}/move", **ASKED, to="done")).json()
    assert (moved["step"], moved["again"], moved["not_again"]) == ("done", [], [])
    story = (await admin.get(f"/enrollments/{acme}")).json()["timeline"]
    assert story[-1]["kind"] == "moved"
    assert story[-1]["summary"] == (
        "Moved by the API key “a admin key” from “Rest” to “Done”: They asked."
    )


async def test_what_they_have_had_is_listed_before_it_is_done_again(
    admin: httpx.AsyncClient, database: Database, acme: str
) -> None:
    await post(admin, f"{acme}/move", **ASKED, to="welcome")
    async with database.transaction() as session:
        row = (await session.exec(select(Enrollment))).one()
        position = Position.model_validate(row.position)
        here = position.model_copy(update={"step": "done", "visits": {"welcome": 1, "done": 1}})
        row.position = here.model_dump(mode="json")
    await reached(database)
    body = {"reason": "They asked.", "seen": {**SEEN, "step": "done"}, "to": "welcome"}
    refused = await post(admin, f"{acme}/move", **body)
    assert (refused.status_code, refused.json()["code"]) == (409, "done_already")
    assert refused.json()["again"] == ["welcome"]
    assert (await post(admin, f"{acme}/move", **body, again=True)).json()["again"] == ["welcome"]


async def reached(database: Database) -> None:
    async with database.transaction() as session:
        row = (await session.exec(select(Enrollment))).one()
        session.add(
            Message(
                id=row.id,
                enrollment_id=row.id,
                journey_id=row.journey_id,
                step="welcome",
                visit=1,
                channel="email",
                template="welcome",
                topic="onboarding",
                status="sent",
            )
        )


async def test_what_keeps_failing_is_tried_again(
    admin: httpx.AsyncClient, database: Database, acme: str
) -> None:
    nothing = await post(admin, f"{acme}/retry", reason="Mended.")
    assert (nothing.status_code, nothing.json()["code"]) == (409, "nothing_to_retry")
    async with database.transaction() as session:
        row = (await session.exec(select(Enrollment))).one()
        row.trouble = {"error": "No.", "attempt": 3, "since": NOW.isoformat()}
    assert (await post(admin, f"{acme}/retry", reason="Mended.")).status_code == 200


async def test_a_reason_and_a_key_that_may_are_asked_for(
    admin: httpx.AsyncClient, reader: httpx.AsyncClient, acme: str
) -> None:
    for path, body in (
        ("skip-wait", {"seen": SEEN}),
        ("move", {"seen": SEEN, "to": "done"}),
        ("retry", {}),
    ):
        assert (await post(admin, f"{acme}/{path}", **body)).status_code == 422
        assert (await post(reader, f"{acme}/{path}", **body, reason="No.")).status_code == 403
    unseen = await post(admin, f"{acme}/move", reason="No.", to="done")
    assert unseen.status_code == 422
