"""People read what somebody is called; beside it the API keeps what the record says."""

from pathlib import Path

import httpx
import pytest

from tests.api.customers import ONBOARDING
from tests.api.test_drafts import BETTER, YAML, save


@pytest.fixture
async def busy(admin: httpx.AsyncClient, person: httpx.AsyncClient) -> httpx.AsyncClient:
    """Somebody signed in, where a program has published, and a person has changed the draft."""
    await admin.post("/journeys", content=ONBOARDING, headers=YAML)
    assert (await admin.post("/journeys/onboarding/publish")).status_code == 200
    assert (await save(person, BETTER, 1)).status_code == 200
    return person


async def test_a_journey_and_its_draft_say_who_by_name(busy: httpx.AsyncClient) -> None:
    journey = (await busy.get("/journeys/onboarding")).json()
    assert journey["published_by"].startswith("key:")
    assert journey["published_by_name"] == "the API key “a admin key”"
    (version,) = (await busy.get("/journeys/onboarding/versions")).json()
    assert version["published_by_name"] == "the API key “a admin key”"
    draft = (await busy.get("/journeys/onboarding/draft")).json()
    assert (draft["saved_by"], draft["saved_by_name"]) == ("maya@example.com", "Maya")


async def test_lists_say_who_by_name(busy: httpx.AsyncClient, admin: httpx.AsyncClient) -> None:
    for client, name in ((busy, "Maya"), (admin, "the API key “a admin key”")):
        address = f"{name[:4].strip().lower()}@nowhere.test"
        told = await client.post("/suppressions", json={"address": address})
        assert told.status_code < 300, told.text
        assert (await admin.get(f"/suppressions/{address}")).json()["by_name"] == name


async def test_every_name_has_what_the_record_says_beside_it_and_is_documented(
    reader: httpx.AsyncClient,
) -> None:
    described = (Path(__file__).parents[2] / "docs" / "api.md").read_text()
    schemas = (await reader.get("/openapi.json")).json()["components"]["schemas"]
    named = 0
    for what, schema in schemas.items():
        fields = schema.get("properties", {})
        for name in (each for each in fields if each.endswith("by_name")):
            named += 1
            recorded = name.removesuffix("_name")
            assert recorded in fields, what
            assert f"`{recorded}`, `{name}`" in described, what
    assert named > 10
