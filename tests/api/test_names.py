"""People read what somebody is called; beside it the API keeps what the record says."""

from pathlib import Path

import httpx
import pytest

from engine.store.database import Database
from tests.api.customers import ONBOARDING, some_customers
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


async def test_segments_are_called_by_their_names(
    admin: httpx.AsyncClient, person: httpx.AsyncClient, database: Database
) -> None:
    """**How it broke:** a segment whose name was another than its key was said by its key in words,
    which people who had named it did not know."""
    await some_customers(database)
    for key, name, asks in (
        ("at-risk", "In danger", {"trait": "account.plan", "is": "free"}),
        ("calm", "All is well", {"not": {"segment": "at-risk"}}),
    ):
        content = {"name": name, "condition": asks}
        assert (await admin.put(f"/segments/{key}", json=content)).status_code == 200
    of_calm = (await admin.get("/segments/calm/uses")).json()
    assert of_calm["sentence"] == "the customer is not in the segment In danger"
    loop = {"name": "In danger", "condition": {"segment": "calm"}}
    refused = (await admin.put("/segments/at-risk", json=loop)).json()
    assert "“In danger” → “All is well” → “In danger”" in refused["detail"]

    asking = ONBOARDING.replace("{event: Account Created}", "{segment: at-risk}")
    asking = asking.replace("{trait: account.plan, is: pro}", "{not: {segment: calm}}")
    await admin.post("/journeys", content=asking, headers=YAML)
    await admin.post("/journeys/onboarding/publish")
    starts = "When the customer enters the segment In danger"
    told = (await admin.get("/journeys/onboarding/explanation?format=markdown")).text
    assert starts in told.replace("**", "")
    assert "Only if the customer is not in the segment All is well" in told.replace("**", "")
    for page in ("/journeys/onboarding", "/segments/calm", "/journeys/onboarding/audience"):
        shown = (await person.get(f"https://onward.example{page}")).text
        assert "In danger" in shown, page
        assert "at risk" not in shown, page
