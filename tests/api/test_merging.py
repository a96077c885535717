"""Two drafts made one over HTTP."""

from copy import deepcopy
from typing import Any

import httpx
import pytest

from engine.definition.document import parse, to_json
from tests.api.customers import ONBOARDING

YAML = {"Content-Type": "application/yaml"}
WHOLE: dict[str, Any] = to_json(parse(ONBOARDING))
ADDRESS = "/journeys/onboarding/draft"


def waiting(days: int, **more: Any) -> dict[str, Any]:
    made = deepcopy(WHOLE)
    made["steps"]["rest"]["for"] = f"{days}d"
    return {**made, **more}


@pytest.fixture
async def edited(admin: httpx.AsyncClient) -> httpx.AsyncClient:
    """A client of an installation where a draft waits for five days."""
    await admin.post("/journeys", content=ONBOARDING, headers=YAML)
    await admin.put(ADDRESS, json=waiting(5), headers={"If-Match": "*"})
    return admin


async def merge(client: httpx.AsyncClient, **body: Any) -> dict[str, Any]:
    answer = await client.post(f"{ADDRESS}/merge", json=body)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def test_a_refused_save_is_merged_and_saved(edited: httpx.AsyncClient) -> None:
    mine = {**WHOLE, "name": "Another"}
    refused = await edited.put(ADDRESS, json=mine, headers={"If-Match": '"1"'})
    assert refused.status_code == 412
    merged = await merge(edited, base=WHOLE, mine=mine)
    assert merged["definition"] == waiting(5, name="Another")
    assert merged["clashes"] == []
    assert merged["said"] == (
        "Your changes of “Rest” in another window were taken in. “Rest” waits 5 days instead of"
        " 3 days. Undo takes them out again."
    )
    kept = await edited.put(
        ADDRESS, json=merged["definition"], headers={"If-Match": f'"{merged["revision"]}"'}
    )
    assert kept.status_code == 200
    await edited.post("/journeys/onboarding/archive")
    assert not (await merge(edited, base=WHOLE, mine=mine))["said"].endswith("out again.")


async def test_whoever_reads_sees_what_clashes_and_nothing_is_kept(
    edited: httpx.AsyncClient, reader: httpx.AsyncClient
) -> None:
    merged = await merge(reader, base=WHOLE, mine=waiting(9, name="Another"))
    assert merged["clashes"] == [
        {
            "path": "steps.rest.until",
            "title": "“Rest”",
            "mine": ["“Rest” waits 9 days instead of 3 days."],
            "theirs": ["“Rest” waits 5 days instead of 3 days."],
        }
    ]
    assert merged["saved_by_name"] in merged["said"]
    assert merged["definition"] == waiting(9, name="Another")
    choices = {"steps.rest.until": "theirs", "nothing.of.it": "mine"}
    merged = await merge(reader, base=WHOLE, mine=waiting(9, name="Another"), choices=choices)
    assert merged["definition"] == waiting(5, name="Another")
    assert merged["theirs"] == (await edited.get(ADDRESS)).json()["definition"] == waiting(5)


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"base": {}}, 422),
        ({"base": [], "mine": {}}, 422),
        ({"base": {}, "mine": {}, "choices": {"steps": "both"}}, 422),
        ({"base": {"steps": 2**70}, "mine": {}}, 422),
        ({"base": {}, "mine": {"steps": {"a": 3}, "start": None}}, 200),
    ],
)
async def test_what_is_sent_along_may_be_any_objects(
    edited: httpx.AsyncClient, body: object, status: int
) -> None:
    answer = await edited.post(f"{ADDRESS}/merge", json=body)
    assert answer.status_code == status, answer.text


async def test_a_journey_nobody_has_made(reader: httpx.AsyncClient) -> None:
    answer = await reader.post("/journeys/none/draft/merge", json={"base": {}, "mine": {}})
    assert answer.status_code == 404
