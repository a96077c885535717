"""What the language's documentation shows is true: every example can be published as it is."""

import re
from pathlib import Path
from typing import get_args

import pytest

from engine.definition.conditions import Condition
from engine.definition.document import dump_yaml, parse, to_json
from engine.definition.journey import Journey
from engine.definition.schema import journey_schema, written
from engine.definition.steps import Until
from engine.definition.templates import DesignedTemplate
from engine.definition.text import read_yaml
from engine.sentences import step_sentence
from engine.simulator import run_scenario
from engine.validation import validate

DOCS = Path(__file__).parents[2] / "docs"
EXAMPLES = re.findall(r"^```yaml\n(.*?)^```", (DOCS / "language.md").read_text(), re.M | re.S)
JOURNEYS = [parse(example, format="yaml") for example in EXAMPLES]

of_every_journey = pytest.mark.parametrize("journey", JOURNEYS, ids=lambda each: each.journey)


@of_every_journey
def test_every_example_can_be_published(journey: Journey) -> None:
    assert [each.in_words() for each in validate(journey) if each.severity == "blocking"] == []


@of_every_journey
def test_every_example_proves_what_it_shows(journey: Journey) -> None:
    assert journey.scenarios
    for scenario in journey.scenarios:
        assert (scenario.name, run_scenario(journey, scenario).failures) == (scenario.name, ())


@pytest.mark.parametrize("example", EXAMPLES)
def test_every_example_survives_unchanged(example: str) -> None:
    journey = parse(example, format="yaml")
    assert to_json(journey) == read_yaml(example).data
    assert parse(dump_yaml(journey)) == journey


@of_every_journey
def test_every_step_can_be_said(journey: Journey) -> None:
    assert all(str(step_sentence(journey, step)) for step in journey.steps)


def test_every_example_has_a_key_of_its_own() -> None:
    keys = [journey.journey for journey in JOURNEYS]
    assert len(keys) == len(set(keys))


def test_every_step_type_and_every_block_is_shown() -> None:
    definitions = journey_schema()["$defs"]
    types = {
        each["properties"]["type"]["const"]
        for each in definitions.values()
        if "const" in each.get("properties", {}).get("type", {})
    }
    shown = {step.type for journey in JOURNEYS for step in journey.steps.values()}
    blocks = {
        block.type
        for journey in JOURNEYS
        for template in journey.templates.values()
        if isinstance(template, DesignedTemplate)
        for block in template.blocks
    }
    assert types == shown | blocks


def test_every_form_of_wait_is_shown() -> None:
    shown = {
        type(step.until)
        for journey in JOURNEYS
        for step in journey.steps.values()
        if step.type == "wait"
    }
    assert set(get_args(Until)) | {type(None)} == shown


def test_every_condition_and_comparison_is_in_the_tables() -> None:
    page = (DOCS / "language.md").read_text()
    definitions = journey_schema()["$defs"]
    kinds = {"trait", "property", "event", "message", "task", "health", "segment", "now"}
    assert len(get_args(get_args(Condition)[0])) == len(kinds) + len(("all", "any", "not"))
    operators = definitions["TraitIs"]["properties"].keys() - {"trait"}
    assert {name for name in operators if f"`{name}" not in page} == set()
    assert {kind for kind in kinds if f"| `{{{kind}: " not in page} == set()


def test_the_published_schema_is_current() -> None:
    """If this fails: python -m engine.definition.schema > docs/journey.schema.json."""
    assert (DOCS / "journey.schema.json").read_text() == written()
