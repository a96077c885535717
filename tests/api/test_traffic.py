"""Counts on the canvas, and the people behind each of them, over HTTP."""

from datetime import timedelta

import httpx
from sqlmodel import select

from engine.store.database import Database
from engine.store.tables import Enrollment, TimelineEntry
from tests.api.customers import NOW, ONBOARDING, some_customers

YAML = {"Content-Type": "application/yaml"}


async def acme_went_on(admin: httpx.AsyncClient, database: Database) -> str:
    """Acme has left `rest` and stands at `welcome`."""
    await some_customers(database)
    await admin.post("/journeys", content=ONBOARDING, headers=YAML)
    await admin.post("/journeys/onboarding/publish")
    entered = await admin.post("/journeys/onboarding/enroll", json={"account": "acme"})
    async with database.transaction() as session:
        row = (await session.exec(select(Enrollment))).one()
        row.status, row.current_step, row.entries = "running", "welcome", 1
        session.add(
            TimelineEntry(
                enrollment_id=row.id,
                number=1,
                at=NOW,
                journey_at=NOW,
                kind="timed_out",
                step="rest",
                visit=1,
                outlet="next",
                left_at=NOW,
                journey_id=row.journey_id,
                version=1,
                summary="The time came.",
            )
        )
    identifier: str = entered.json()["enrollment_id"]
    return identifier


async def test_layers_are_counted_by_step_and_way(
    admin: httpx.AsyncClient, database: Database
) -> None:
    await acme_went_on(admin, database)
    found = (await admin.get("/journeys/onboarding/traffic")).json()
    assert found["steps"]["rest"] == {
        "here": 0,
        "held": 0,
        "in_trouble": 0,
        "on_other_versions": 0,
        "passed": 1,
        "skipped": 0,
        "failed": 0,
        "converted": 0,
        "left": 0,
        "links": {"next": 1},
    }
    assert found["steps"]["welcome"]["here"] == 1
    assert (found["version"], found["shown"], found["starting"], found["gone"]) == (None, 1, 0, [])
    assert found["versions"] == [
        {"version": 1, "is_live": True, "entered": 1, "here": 1, "ended": 0, "reached_goal": 0}
    ]


async def test_a_count_opens_its_people(admin: httpx.AsyncClient, database: Database) -> None:
    acme = await acme_went_on(admin, database)
    asked = {"journey": "onboarding", "step": "rest", "layer": "passed"}
    found = (await admin.get("/enrollments", params=asked)).json()["items"]
    assert [(each["id"], each["step"]) for each in found] == [(acme, "welcome")]
    later = {"since": (NOW + timedelta(days=1)).isoformat()}
    assert (await admin.get("/enrollments", params=asked | later)).json()["items"] == []
    other = {"outlet": "timeout"}
    assert (await admin.get("/enrollments", params=asked | other)).json()["items"] == []
    here = {**asked, "layer": "here", "version": "1"}
    assert (await admin.get("/enrollments", params=here)).json()["items"] == []


async def test_what_cannot_be_asked_is_said(admin: httpx.AsyncClient, database: Database) -> None:
    await acme_went_on(admin, database)
    assert (await admin.get("/journeys/nothing/traffic")).status_code == 404
    assert (await admin.get("/journeys/onboarding/traffic?version=7")).status_code == 404
    assert (await admin.get("/journeys/onboarding/traffic?since=yesterday")).status_code == 422
    assert (await admin.get("/enrollments?layer=gone")).status_code == 422
