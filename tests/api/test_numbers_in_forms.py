"""What a form sends as a number and is none is told, however long it is."""

import httpx
import pytest

from tests.api.customers import ONBOARDING

HOST = "https://onward.example"
NONE_AT_ALL = ["x", "²", "-1", "1" * 5_000]
"""Python reads no more than 4,300 digits."""


@pytest.mark.parametrize("name", ["version", "revision"])
@pytest.mark.parametrize("written", NONE_AT_ALL)
async def test_a_publish_of_no_version_publishes_nothing(
    person: httpx.AsyncClient, admin: httpx.AsyncClient, name: str, written: str
) -> None:
    """**How it broke:** a number of 5,000 digits was a fault, and what was none at all published
    the draft instead of the version that was meant."""
    yaml = {"Content-Type": "application/yaml"}
    await admin.post("/journeys", content=ONBOARDING, headers=yaml)
    answer = await person.post(f"{HOST}/journeys/onboarding/publish", data={name: written})
    assert answer.status_code == 422
    assert f"is the number of no {name}." in answer.text
    assert (await admin.get("/journeys/onboarding")).json()["live_version"] is None


async def test_a_template_is_not_expected_to_be_of_no_version(person: httpx.AsyncClient) -> None:
    form = {"name": "X", "expected": "1" * 5_000, "content": "subject: A\nbody: B"}
    answer = await person.post(f"{HOST}/templates/new?kind=mail", data=form)
    assert answer.status_code == 303
