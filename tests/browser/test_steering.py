"""What is done on a page is done once, and the audit names who did it."""

from collections.abc import AsyncIterator

import httpx
import pytest
from sqlmodel import col, select

from engine.store.tables import AuditEntry, Contact, Enrollment, Journey, Session, Wake
from tests.browser.conftest import Seeded, Site
from tests.browser.seed import EMAIL, PASSWORD


@pytest.fixture
async def client(site: Site, seeded: Seeded) -> AsyncIterator[httpx.AsyncClient]:
    """A client that has signed in and sends the token of its session."""
    await seeded("little")
    headers = {"Sec-Fetch-Site": "same-origin", "X-Request-Id": "find-me"}
    async with httpx.AsyncClient(base_url=site.address, headers=headers) as client:
        await client.post("/sign-in", data={"email": EMAIL, "password": PASSWORD})
        async with site.database.transaction() as session:
            token = (await session.exec(select(Session.csrf_token))).one()
        client.headers["X-CSRF-Token"] = token
        yield client


async def audited(site: Site) -> list[tuple[str, str, str | None]]:
    async with site.database.transaction() as session:
        found = await session.exec(select(AuditEntry).order_by(col(AuditEntry.id)))
        return [(each.actor, each.action, each.request_id) for each in found]


async def test_resuming_wakes_whoever_is_held_once(client: httpx.AsyncClient, site: Site) -> None:
    assert (await client.post("/journeys/onboarding/pause")).status_code == 303
    async with site.database.transaction() as session:
        found = await session.exec(
            select(Enrollment)
            .join(Journey, col(Journey.id) == Enrollment.journey_id)
            .where(Journey.key == "onboarding", Enrollment.status == "running")
        )
        held = list(found)
        for each in held:
            each.held_because = "The journey is paused."
        assert held
    for _ in range(2):
        assert (await client.post("/journeys/onboarding/resume")).status_code == 303
    async with site.database.transaction() as session:
        woken = (await session.exec(select(Wake.enrollment_id))).all()
    assert sorted(woken) == sorted(each.id for each in held)
    assert await audited(site) == [
        (EMAIL, "journey.pause", "find-me"),
        (EMAIL, "journey.resume", "find-me"),
    ]


async def test_test_run_and_exit_are_audited(client: httpx.AsyncClient, site: Site) -> None:
    async with site.database.transaction() as session:
        contact = (await session.exec(select(Contact.external_id))).first()
    form = {"contact": contact, "seconds_per_day": "2"}
    begun = await client.post("/journeys/onboarding/test-runs", data=form)
    assert begun.status_code == 303
    for _ in range(2):
        path = f"{begun.headers['location']}/exit"
        assert (await client.post(path, data={"reason": "Seen enough"})).status_code == 303
    assert await audited(site) == [
        (EMAIL, "enrollment.test", "find-me"),
        (EMAIL, "enrollment.exit", "find-me"),
    ]
