"""What the language's documentation shows is true: every example can be published."""

import re
from pathlib import Path
from typing import Any

import pytest

from engine.definition.document import from_data, parse
from engine.definition.schema import journey_schema, written
from engine.definition.text import read_yaml
from engine.validation import validate

DOCS = Path(__file__).parents[2] / "docs"
EXAMPLES = re.findall(r"^```yaml\n(.*?)^```", (DOCS / "language.md").read_text(), re.M | re.S)


def completed(part: dict[str, Any]) -> dict[str, Any]:
    """A part of a journey made whole: what it leads to exits, what it sends says something."""
    whole = {
        "journey": "example",
        "name": "Example",
        "entry": {"triggers": [{"event": "Account Created"}]},
        "steps": {},
        **part,
    }
    if "audience" in whole:
        whole["entry"]["audience"] = whole.pop("audience")
    steps = dict(whole["steps"])
    text = str(steps)
    targets = re.findall(r"'(?:next|otherwise|happened|timeout|skipped|failed)': '([\w-]+)'", text)
    steps |= {target: {"type": "exit"} for target in [*targets, "done"] if target not in steps}
    whole["templates"] = {
        step["template"]: {"subject": "Hi", "body": "Hi"}
        if step["type"] == "email"
        else {"title": "Hi", "body": "Hi"}
        for step in steps.values()
        if "template" in step
    }
    return whole | {"steps": steps, "start": next(iter(steps))}


@pytest.mark.parametrize("example", EXAMPLES)
def test_every_example_can_be_published(example: str) -> None:
    part = read_yaml(example).data
    journey = parse(example) if "journey" in part else from_data(completed(part))
    assert [each for each in validate(journey) if each.severity == "blocking"] == []


def test_every_step_type_and_condition_is_shown() -> None:
    text = "\n".join(EXAMPLES)
    definitions = journey_schema()["$defs"]
    types = {
        each["properties"]["type"]["const"]
        for each in definitions.values()
        if "const" in each.get("properties", {}).get("type", {})
    }
    assert types
    assert {kind for kind in types if f"type: {kind}" not in text} == set()


def test_the_published_schema_is_current() -> None:
    """If this fails: python -m engine.definition.schema > docs/journey.schema.json."""
    assert (DOCS / "journey.schema.json").read_text() == written()
