"""Differences over HTTP: between versions, what is live, the draft and anything sent along."""

from typing import Any

import httpx
import pytest

from engine.definition.document import parse, to_json
from tests.api.customers import ONBOARDING
from tests.api.test_edges import is_problem

YAML = {"Content-Type": "application/yaml"}
WHOLE: dict[str, Any] = to_json(parse(ONBOARDING))
LONGER: dict[str, Any] = to_json(parse(ONBOARDING.replace("for: 3d", "for: 5d")))
ADDRESS = "/journeys/onboarding/differences"


@pytest.fixture
async def edited(admin: httpx.AsyncClient) -> httpx.AsyncClient:
    """A client of an installation where version 1 is live, and a draft waits longer."""
    await admin.post("/journeys", content=ONBOARDING, headers=YAML)
    await admin.post("/journeys/onboarding/publish")
    await admin.put("/journeys/onboarding/draft", json=LONGER, headers={"If-Match": "*"})
    return admin


async def test_the_draft_against_what_is_live(
    edited: httpx.AsyncClient, reader: httpx.AsyncClient
) -> None:
    answer = await reader.post(ADDRESS, json={"before": {"live": True}, "after": {"draft": True}})
    assert answer.json() == {
        "readable": True,
        "differences": [
            {
                "kind": "changed",
                "what": "step",
                "text": "“Rest” waits 5 days instead of 3 days.",
                "path": "steps.rest",
                "step": "rest",
                "about": None,
                "pieces": [],
            }
        ],
        "steps": [{"step": "rest", "change": "changed", "title": "Rest", "relinked": False}],
        "links": [],
    }


@pytest.mark.parametrize(
    ("before", "after", "count"),
    [
        ({"version": 1}, {"live": True}, 0),
        ({"version": 1}, {"definition": LONGER}, 1),
        ({"definition": LONGER}, {"draft": True}, 0),
        ({"draft": True}, {"definition": {"steps": 3}}, 9),
    ],
)
async def test_either_side_may_be_anything(
    edited: httpx.AsyncClient, before: object, after: object, count: int
) -> None:
    answer = await edited.post(ADDRESS, json={"before": before, "after": after})
    assert answer.status_code == 200, answer.text
    assert len(answer.json()["differences"]) == count


async def test_where_nothing_is_edited_the_draft_is_what_is_live(
    edited: httpx.AsyncClient,
) -> None:
    await edited.put("/journeys/onboarding/draft", json=WHOLE, headers={"If-Match": "*"})
    answer = await edited.post(ADDRESS, json={"before": {"live": True}, "after": {"draft": True}})
    assert answer.json()["differences"] == []


@pytest.mark.parametrize(
    ("side", "status"),
    [
        ({}, 422),
        ({"version": 1, "live": True}, 422),
        ({"version": None}, 422),
        ({"draft": False}, 422),
        ({"definition": []}, 422),
        ({"version": 9}, 404),
        ({"version": 10**30}, 422),
    ],
)
async def test_each_side_is_one_thing_that_is_there(
    edited: httpx.AsyncClient, side: object, status: int
) -> None:
    answer = await edited.post(ADDRESS, json={"before": side, "after": {"live": True}})
    assert answer.status_code == status, answer.text


async def test_what_was_never_published_has_nothing_live(admin: httpx.AsyncClient) -> None:
    await admin.post("/journeys", content=ONBOARDING, headers=YAML)
    answer = await admin.post(ADDRESS, json={"before": {"live": True}, "after": {"draft": True}})
    assert is_problem(answer, 404, "not_found")


async def test_a_pool_and_a_colleague_are_called_by_their_names(
    admin: httpx.AsyncClient, person: httpx.AsyncClient
) -> None:
    """**How it broke:** differences named them by key and address, as other pages no longer did."""
    await admin.post("/journeys", content=ONBOARDING, headers=YAML)
    pool = {"name": "Customer success, EMEA", "members": []}
    assert (await admin.put("/pools/cs-emea", json=pool)).status_code == 200

    def given(assign: dict[str, str]) -> dict[str, Any]:
        call = {"type": "task", "title": "Call", "assign": assign, "next": "done"}
        return {
            "journey": "onboarding",
            "name": "Onboarding",
            "entry": {},
            "start": "call",
            "steps": {"call": call, "done": {"type": "exit"}},
        }

    sides = [given({"pool": "cs-emea"}), given({"user": "maya@example.com"})]
    before, after = ({"definition": each} for each in sides)
    answer = await admin.post(ADDRESS, json={"before": before, "after": after})
    [told] = answer.json()["differences"]
    assert "“Customer success, EMEA”" in told["text"]
    assert "Maya" in told["text"]
    assert "maya@example.com" not in told["text"]
