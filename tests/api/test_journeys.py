"""Journeys over HTTP: written, checked, published, paused, entered."""

from uuid import UUID

import httpx
from sqlmodel import col, select

from engine.store.database import Database
from engine.store.tables import AuditEntry, Enrollment, Event, Source, TimelineEntry, Wake
from tests.api.customers import BROKEN, NOW, ONBOARDING, some_customers

YAML = {"Content-Type": "application/yaml"}


async def published(admin: httpx.AsyncClient) -> None:
    assert (await admin.post("/journeys", content=ONBOARDING, headers=YAML)).status_code == 201
    assert (await admin.post("/journeys/onboarding/publish")).json()["changed"] is True


async def test_a_journey_is_created_published_and_exported_as_it_was_written(
    admin: httpx.AsyncClient,
) -> None:
    created = await admin.post("/journeys", content=ONBOARDING, headers=YAML)
    assert (created.status_code, created.headers["etag"]) == (201, '"1"')
    assert (await admin.get("/journeys/onboarding")).json()["status"] == "draft"
    publish = await admin.post("/journeys/onboarding/publish", headers={"If-Match": '"1"'})
    assert publish.json() == {
        "key": "onboarding",
        "number": 1,
        "changed": True,
        "problems": [],
        "migration_id": None,
    }
    exported = await admin.get("/journeys/onboarding/definition", params={"format": "yaml"})
    assert exported.headers["content-type"].startswith("application/yaml")
    steps = [line for line in exported.text.splitlines() if line.startswith("  ")]
    assert [line for line in steps if line in ("  rest:", "  welcome:", "  done:")] == [
        "  rest:",
        "  welcome:",
        "  done:",
        "  welcome:",
    ]
    as_json = (await admin.get("/journeys/onboarding/definition")).json()
    again = await admin.put("/journeys/onboarding/definition", json=as_json)
    assert again.status_code == 200
    publish = await admin.post("/journeys/onboarding/publish")
    assert (publish.json()["number"], publish.json()["changed"]) == (1, False)


async def test_a_journey_with_blocking_problems_is_kept_but_not_published(
    admin: httpx.AsyncClient,
) -> None:
    saved = await admin.post("/journeys", content=BROKEN, headers=YAML)
    assert saved.status_code == 201
    assert [problem["code"] for problem in saved.json()["problems"]][:1] == ["dangling_link"]
    refused = await admin.post("/journeys/onboarding/publish")
    assert (refused.status_code, refused.json()["code"]) == (422, "not_publishable")
    assert refused.json()["problems"][0]["path"] == "steps.welcome.next"
    assert (await admin.get("/journeys/onboarding")).json()["live_version"] is None


async def test_mistakes_are_answered_with_their_line(admin: httpx.AsyncClient) -> None:
    text = ONBOARDING.replace("template: welcome", "templte: welcome")
    answer = await admin.post("/journeys/validate", content=text, headers=YAML)
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["problems"] == [
        {
            "code": "unknown_key",
            "message": "“templte” is not known here.",
            "severity": "blocking",
            "path": "steps.welcome.templte",
            "step": "welcome",
            "hint": "Did you mean “template”?",
            "line": 10,
            "column": 26,
        }
    ]


async def test_an_event_that_nobody_has_ever_sent_is_told_once_others_come(
    admin: httpx.AsyncClient, database: Database
) -> None:
    async def told() -> list[tuple[str, str]]:
        answer = await admin.post("/journeys/validate", content=ONBOARDING, headers=YAML)
        found = [each for each in answer.json()["problems"] if each["code"] == "unknown_event"]
        return [(each["path"], each["hint"]) for each in found]

    assert await told() == []
    async with database.transaction() as session:
        source = Source(key="product", name="Product")
        session.add(source)
        await session.flush()
        session.add(
            Event(source_id=source.id, message_id="1", type="track", name="account_created",
                  occurred_at=NOW)
        )  # fmt: skip
    hint = "Did you mean “account_created”? Fine as it is if your product will send it later."
    assert await told() == [("entry.triggers.0.event", hint)]


async def test_who_starts_on_what_a_live_journey_starts_on_is_told(
    admin: httpx.AsyncClient,
) -> None:
    await published(admin)
    again = ONBOARDING.replace("journey: onboarding", "journey: again")
    other = (await admin.post("/journeys/validate", content=again, headers=YAML)).json()
    itself = (await admin.post("/journeys/validate", content=ONBOARDING, headers=YAML)).json()
    told = [each["message"] for each in other["problems"] if each["code"] == "started_too"]
    assert len(told) == 1
    assert told[0].startswith("“Onboarding” is live and starts on ")
    assert "started_too" not in {each["code"] for each in itself["problems"]}
    # Nor when its own draft calls itself something else.
    path = "/journeys/onboarding/draft"
    draft = (await admin.get(path)).json()
    renamed = {**draft["definition"], "journey": "again"}
    match = {"If-Match": f'"{draft["revision"]}"'}
    kept = (await admin.put(path, json=renamed, headers=match)).json()
    assert {each["code"] for each in kept["problems"]} >= {"other_key"}
    assert "started_too" not in {each["code"] for each in kept["problems"]}


async def test_validating_keeps_nothing(reader: httpx.AsyncClient) -> None:
    answer = await reader.post("/journeys/validate", content=BROKEN, headers=YAML)
    assert answer.json()["publishable"] is False
    assert (await reader.get("/journeys")).json() == {"items": [], "next": None}


async def test_a_save_over_somebody_elses_is_refused(admin: httpx.AsyncClient) -> None:
    await admin.post("/journeys", content=ONBOARDING, headers=YAML)
    path = "/journeys/onboarding/definition"
    mine = {**YAML, "If-Match": '"1"'}
    assert (await admin.put(path, content=BROKEN, headers=mine)).headers["etag"] == '"2"'
    refused = await admin.put(path, content=ONBOARDING, headers=mine)
    assert (refused.status_code, refused.json()["code"]) == (412, "changed_meanwhile")
    late = await admin.post("/journeys/onboarding/publish", headers={"If-Match": '"1"'})
    assert late.status_code == 412


async def test_versions_are_immutable_and_counted(
    admin: httpx.AsyncClient, database: Database
) -> None:
    await some_customers(database)
    await published(admin)
    await admin.post("/journeys/onboarding/enroll", json={"account": "acme"})
    longer = ONBOARDING.replace("for: 3d", "for: 5d")
    await admin.put("/journeys/onboarding/definition", content=longer, headers=YAML)
    assert (await admin.post("/journeys/onboarding/publish")).json()["number"] == 2
    versions = (await admin.get("/journeys/onboarding/versions")).json()
    assert [(each["number"], each["is_live"], each["running"]) for each in versions] == [
        (2, True, 0),
        (1, False, 1),
    ]
    first = await admin.get("/journeys/onboarding/definition", params={"version": 1})
    assert first.json()["steps"]["rest"]["for"] == "3d"
    counts = (await admin.get("/journeys/onboarding")).json()["counts"]
    assert {name for name, count in counts.items() if count} == {"entered", "running"}


async def test_resuming_wakes_whoever_was_held(
    admin: httpx.AsyncClient, database: Database
) -> None:
    await some_customers(database)
    await published(admin)
    await admin.post("/journeys/onboarding/enroll", json={"account": "acme"})
    assert (await admin.post("/journeys/onboarding/pause")).status_code == 204
    async with database.transaction() as session:
        held = (await session.exec(select(Enrollment))).one()
        held.status, held.held_because = "running", "The journey is paused."
    assert (await admin.post("/journeys/onboarding/resume")).json() == {"waking": 1}
    async with database.transaction() as session:
        assert (await session.exec(select(Wake.enrollment_id))).all() == [held.id]


async def test_why_somebody_is_held_or_in_trouble_is_said_where_they_are_listed(
    admin: httpx.AsyncClient, person: httpx.AsyncClient, database: Database
) -> None:
    """**How it broke:** a list said “Held”, and only the customer's own page by what."""
    await some_customers(database)
    await published(admin)
    await admin.post("/journeys/onboarding/enroll", json={"account": "acme"})

    async def listed() -> str:
        return (await person.get("https://onward.example/journeys/onboarding")).text

    async with database.transaction() as session:
        row = (await session.exec(select(Enrollment))).one()
        row.status, row.held_because = "running", "An open “escalation”."
    assert 'title="An open “escalation”.">Held<' in await listed()
    async with database.transaction() as session:
        row = (await session.exec(select(Enrollment))).one()
        row.trouble = {"error": "No.", "attempt": 3, "since": NOW.isoformat()}
    assert 'title="What is due keeps failing; Onward tries it again.">In trouble<' in await listed()


async def test_another_time_zone_wakes_those_who_wait(
    admin: httpx.AsyncClient, database: Database
) -> None:
    """**Invariant:** 09:00 is 09:00 on the clock that holds now, whoever changed the clock."""
    await some_customers(database)
    await published(admin)
    await admin.post("/journeys/onboarding/enroll", json={"account": "acme"})
    async with database.transaction() as session:
        waiting = (await session.exec(select(Enrollment))).one()
        waiting.status = "running"
    await admin.patch("/accounts/acme", json={"owner": "kim@example.com"})
    async with database.transaction() as session:
        assert (await session.exec(select(Wake))).all() == []
    await admin.patch("/accounts/acme", json={"time_zone": "Asia/Tokyo"})
    await admin.patch("/accounts/acme/contacts/bo", json={"is_primary": True})
    async with database.transaction() as session:
        assert (await session.exec(select(Wake.enrollment_id))).all() == [waiting.id] * 2


async def test_an_archived_journey_is_closed(admin: httpx.AsyncClient, database: Database) -> None:
    await some_customers(database)
    await published(admin)
    assert (await admin.post("/journeys/onboarding/archive")).status_code == 204
    entered = await admin.post("/journeys/onboarding/enroll", json={"account": "acme"})
    assert entered.json()["code"] == "journey_not_live"
    assert (await admin.post("/journeys/onboarding/pause")).status_code == 409
    assert (await admin.post("/journeys/onboarding/publish")).status_code == 409


async def test_enrolling_says_why_not(admin: httpx.AsyncClient, database: Database) -> None:
    await some_customers(database)
    await published(admin)

    async def enroll(**whom: str) -> dict[str, object]:
        answer = await admin.post("/journeys/onboarding/enroll", json=whom)
        assert answer.status_code == 200, answer.text
        found: dict[str, object] = answer.json()
        return found

    assert (await enroll(account="acme"))["enrolled"] is True
    assert (await enroll(account="acme"))["code"] == "already_running"
    assert (await enroll(account="beta"))["code"] == "audience"
    assert (await enroll())["code"] == "no_subject"
    missing = await admin.post("/journeys/onboarding/enroll", json={"account": "nobody"})
    assert (missing.status_code, missing.json()["code"]) == (404, "unknown_account")


async def test_the_same_idempotency_key_enrolls_once(
    admin: httpx.AsyncClient, database: Database
) -> None:
    await some_customers(database)
    await published(admin)
    answers = [
        await admin.post(
            "/journeys/onboarding/enroll",
            json={"contact": "ada@acme.example"},
            headers={"Idempotency-Key": "once"},
        )
        for _ in range(2)
    ]
    assert answers[0].json() == answers[1].json()
    assert answers[0].json()["enrolled"] is True
    page = (await admin.get("/enrollments", params={"journey": "onboarding"})).json()
    assert [each["account"] for each in page["items"]] == ["acme"]


async def test_what_a_contact_entered_is_listed(
    admin: httpx.AsyncClient, database: Database
) -> None:
    await some_customers(database)
    await published(admin)
    hello = {
        "journey": "hello",
        "name": "Hello",
        "subject": "contact",
        "entry": {"triggers": [{"event": "Signed Up"}]},
        "start": "done",
        "steps": {"done": {"type": "exit"}},
    }
    assert (await admin.post("/journeys", json=hello)).status_code == 201
    assert (await admin.post("/journeys/hello/publish")).status_code == 200
    for who in ("ada", "bo"):
        for journey in ("hello", "onboarding"):
            await admin.post(f"/journeys/{journey}/enroll", json={"contact": who})
    for name in ("ada", "Ada@acme.example"):
        found = (await admin.get("/enrollments", params={"contact": name})).json()["items"]
        assert {(each["journey"], each["contact_name"]) for each in found} == {
            ("hello", "Ada"),
            ("onboarding", "Ada"),
        }
    bo = (await admin.get("/enrollments", params={"contact": "bo"})).json()["items"]
    assert [each["journey"] for each in bo] == ["hello"]
    assert (await admin.get("/enrollments", params={"contact": "nobody"})).status_code == 404
    async with database.transaction() as session:
        for row in (await session.exec(select(Enrollment))).all():
            row.status = "ended"
            session.add(
                TimelineEntry(
                    enrollment_id=row.id, number=1, contact_id=row.contact_id, at=NOW,
                    journey_at=NOW, kind="ended", summary="Left.",
                )
            )  # fmt: skip
    for name, entered in (("ada", 2), ("bo", 1)):
        over = (await admin.get("/enrollments", params={"contact": name})).json()["items"]
        assert [each["status"] for each in over] == ["ended"] * entered


async def test_a_test_run_is_counted_nowhere(admin: httpx.AsyncClient, database: Database) -> None:
    await some_customers(database)
    await published(admin)
    run = {"account": "acme", "seconds_per_day": 1}
    for _ in range(2):
        assert (await admin.post("/journeys/onboarding/test-run", json=run)).status_code == 201
    assert (await admin.get("/journeys/onboarding")).json()["counts"]["entered"] == 0
    assert (await admin.get("/enrollments")).json()["items"] == []
    assert len((await admin.get("/enrollments", params={"tests": True})).json()["items"]) == 2


async def test_a_customer_is_taken_out_with_a_reason(
    admin: httpx.AsyncClient, database: Database
) -> None:
    await some_customers(database)
    await published(admin)
    entered = await admin.post("/journeys/onboarding/enroll", json={"account": "acme"})
    identifier = entered.json()["enrollment_id"]
    for _ in range(2):
        left = await admin.post(f"/enrollments/{identifier}/exit", json={"reason": "They asked."})
        assert left.status_code == 202
    async with database.transaction() as session:
        row = await session.get(Enrollment, UUID(identifier))
        assert row
        assert row.exit_request
        assert row.exit_request["reason"] == "They asked."
        assert len((await session.exec(select(Wake))).all()) == 1
        row.status, row.ended_at = "ended", NOW
    late = await admin.post(f"/enrollments/{identifier}/exit", json={"reason": "Again."})
    assert (late.status_code, late.json()["code"]) == (409, "has_ended")


async def test_every_write_is_audited(admin: httpx.AsyncClient, database: Database) -> None:
    await some_customers(database)
    await published(admin)
    await admin.post("/journeys/onboarding/pause")
    await admin.post("/journeys/onboarding/resume", headers={"X-Request-Id": "abc"})
    await admin.post("/journeys/onboarding/enroll", json={"account": "acme"})
    await admin.patch("/accounts/acme", json={"owner": "kim@example.com"})
    await admin.patch("/accounts/acme/contacts/ada", json={"roles": ["champion"]})
    async with database.transaction() as session:
        entries = (await session.exec(select(AuditEntry).order_by(col(AuditEntry.id)))).all()
    by_key = [entry for entry in entries if entry.actor.startswith("key:")]
    assert [entry.action for entry in by_key] == [
        "journey.create",
        "journey.publish",
        "journey.pause",
        "journey.resume",
        "enrollment.create",
        "account.own",
        "membership.change",
    ]
    assert by_key[3].request_id == "abc"
    assert by_key[1].after == {"version": 1, "status": "live"}
