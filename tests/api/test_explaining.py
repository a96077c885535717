"""A journey in plain words over HTTP."""

import httpx
import pytest

from tests.api.customers import ONBOARDING

YAML = {"Content-Type": "application/yaml"}
ADDRESS = "/journeys/onboarding/explanation"


@pytest.fixture
async def live(admin: httpx.AsyncClient) -> httpx.AsyncClient:
    """Version 1 is live, and a draft waits two days more."""
    await admin.post("/journeys", content=ONBOARDING, headers=YAML)
    await admin.post("/journeys/onboarding/publish")
    longer = ONBOARDING.replace("for: 3d", "for: 5d")
    await admin.put("/journeys/onboarding/definition", content=longer, headers=YAML)
    return admin


async def test_it_is_markdown_for_people(live: httpx.AsyncClient) -> None:
    answer = await live.get(ADDRESS, params={"format": "markdown"})
    assert answer.headers["content-type"] == "text/markdown; charset=utf-8"
    assert answer.text.startswith("# Onboarding\n\n*Version 1 of the journey “onboarding”*\n")
    assert "- **1. Rest.** Wait **3 days**.\n" in answer.text
    assert "  > **Welcome**\n  >\n  > Hello\n" in answer.text


async def test_it_is_sentences_for_programs(live: httpx.AsyncClient) -> None:
    found = (await live.get(ADDRESS)).json()
    assert (found["key"], found["version"], found["beside"]) == ("onboarding", 1, [])
    rest, welcome, done = found["story"]
    assert rest["sentence"] == {
        "runs": [{"text": "Wait ", "strong": False}, {"text": "3 days", "strong": True}]
    }
    assert welcome["message"] == {
        "heading": "Welcome",
        "body": "Hello",
        "preheader": None,
        "action": None,
    }
    assert (done["number"], done["is_end"]) == (3, True)
    assert [rule["about"] for rule in found["rules"]] == [
        "Who enters",
        "What it is for",
        "What takes customers out early",
        "When it sends",
    ]


async def test_the_draft_and_every_version_can_be_asked_for(live: httpx.AsyncClient) -> None:
    draft = await live.get(ADDRESS, params={"draft": True, "format": "markdown"})
    assert "*Draft of the journey" in draft.text
    assert "Wait **5 days**" in draft.text
    first = await live.get(ADDRESS, params={"version": 1})
    assert first.json()["version"] == 1
    assert (await live.get(ADDRESS, params={"version": 2})).status_code == 404
    await live.delete("/journeys/onboarding/draft", headers={"If-Match": "*"})
    assert (await live.get(ADDRESS, params={"draft": True})).json()["version"] == 1


async def test_a_journey_that_was_never_published_is_explained_by_its_draft(
    admin: httpx.AsyncClient,
) -> None:
    await admin.post("/journeys", content=ONBOARDING, headers=YAML)
    assert (await admin.get(ADDRESS)).json()["version"] is None


async def test_what_is_no_journey_yet_is_not_explained(admin: httpx.AsyncClient) -> None:
    await admin.post("/journeys", content=ONBOARDING, headers=YAML)
    await admin.put("/journeys/onboarding/draft", json={"name": 3}, headers={"If-Match": "*"})
    answer = await admin.get(ADDRESS, params={"draft": True})
    assert (answer.status_code, answer.json()["code"]) == (422, "unreadable_draft")


async def test_a_pool_is_called_by_its_name(admin: httpx.AsyncClient) -> None:
    """**How it broke:** it was called by its key, which nobody sees anywhere else."""
    pool = {"name": "Customer success, EMEA", "members": []}
    assert (await admin.put("/pools/cs-emea", json=pool)).status_code == 200
    steps = {
        "call": {"type": "task", "title": "Call", "assign": {"pool": "cs-emea"}, "next": "done"},
        "done": {"type": "exit"},
    }
    whole = {"journey": "calling", "name": "C", "entry": {}, "start": "call", "steps": steps}
    assert (await admin.post("/journeys", json=whole)).status_code == 201
    told = await admin.get("/journeys/calling/explanation", params={"format": "markdown"})
    assert "whoever is next in **“Customer success, EMEA”**" in told.text
