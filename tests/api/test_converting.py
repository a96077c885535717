"""Definitions from YAML to JSON and back, also those that are in the middle of being written."""

from typing import Any

import httpx
import pytest

from engine.definition.document import dump_yaml, parse, to_json
from tests.api.customers import ONBOARDING

WHOLE: dict[str, Any] = to_json(parse(ONBOARDING))


async def convert(
    client: httpx.AsyncClient, to: str, content: str, kind: str = "application/yaml"
) -> httpx.Response:
    return await client.post(
        "/journeys/convert", params={"to": to}, content=content, headers={"Content-Type": kind}
    )


async def test_there_and_back(reader: httpx.AsyncClient) -> None:
    as_json = await convert(reader, "json", ONBOARDING)
    assert as_json.json() == {"definition": WHOLE}
    as_yaml = await reader.post("/journeys/convert", params={"to": "yaml"}, json=WHOLE)
    assert as_yaml.json() == {"text": dump_yaml(parse(ONBOARDING))}
    again = await convert(reader, "json", as_yaml.json()["text"])
    assert again.json() == {"definition": WHOLE}


async def test_what_cannot_be_read_is_written_in_its_own_order(reader: httpx.AsyncClient) -> None:
    draft = {"steps": {"b": {"type": "wait"}, "a": None}, "name": "Half: a thing", "journey": "x"}
    answer = await reader.post("/journeys/convert", params={"to": "yaml"}, json=draft)
    assert answer.status_code == 200
    text = answer.json()["text"]
    assert [line for line in text.splitlines() if not line.startswith(" ")] == [
        "steps:",
        "name: 'Half: a thing'",
        "journey: x",
    ]
    back = await convert(reader, "json", text)
    assert (back.status_code, back.json()["definition"]) == (422, draft)


async def test_a_text_that_is_no_journey_yet_comes_with_what_it_holds(
    reader: httpx.AsyncClient,
) -> None:
    answer = await convert(reader, "json", ONBOARDING.replace("type: wait", "type: weit"))
    assert (answer.status_code, answer.json()["code"]) == (422, "unreadable_definition")
    [problem] = answer.json()["problems"]
    assert (problem["path"], problem["line"], problem["column"]) == ("steps.rest.type", 9, 10)
    assert answer.json()["definition"]["steps"]["rest"]["type"] == "weit"


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [("journey: a\n  name: b", 2, 7), ("a: [1", 1, 4), ("a: 1\na: 2", 2, 1)],
)
async def test_a_text_that_cannot_be_read_says_where(
    reader: httpx.AsyncClient, text: str, line: int, column: int
) -> None:
    answer = await convert(reader, "json", text)
    assert answer.status_code == 422
    [problem] = answer.json()["problems"]
    assert (problem["line"], problem["column"]) == (line, column)
    assert "definition" not in answer.json()


@pytest.mark.parametrize("text", ["", "words", "- a\n- b"])
async def test_what_is_no_mapping_is_no_definition(reader: httpx.AsyncClient, text: str) -> None:
    answer = await convert(reader, "json", text)
    assert [problem["code"] for problem in answer.json()["problems"]] == ["not_a_journey"]
    assert "definition" not in answer.json()


async def test_a_form_is_to_be_named(reader: httpx.AsyncClient) -> None:
    assert (await convert(reader, "toml", ONBOARDING)).status_code == 422
    assert (await convert(reader, "json", ONBOARDING, "text/plain")).status_code == 415


async def test_whoever_asks_quietly_is_answered_the_same_with_200(
    reader: httpx.AsyncClient,
) -> None:
    """A browser writes every refusal into its console, and half a text is no error."""
    for text in (ONBOARDING.replace("type: wait", "type: weit"), "a: [1", 'a: "\\ud83d"'):
        loud = await convert(reader, "json", text)
        quiet = await reader.post(
            "/journeys/convert",
            params={"to": "json", "quiet": True},
            content=text,
            headers={"Content-Type": "application/yaml"},
        )
        assert (loud.status_code, quiet.status_code) == (422, 200)
        told = loud.json()
        assert quiet.json() == {
            "definition": told.get("definition"),
            "problems": told["problems"],
        }
