"""Scorecards and scores as text and plain data. What was not written is not dumped."""

from typing import Any

import orjson
from pydantic import JsonValue, TypeAdapter, ValidationError

from engine.definition.document import dump_data
from engine.definition.explaining import explain
from engine.definition.problems import Problem
from engine.definition.text import Reading, read_data, read_json, read_yaml
from engine.errors import DefinitionError
from engine.health.card import Scorecard
from engine.health.results import Score

_WHAT = "The scorecard"


def parse(text: str) -> Scorecard:
    """The scorecard a text describes; one that begins with `{` is JSON, else it is YAML.

    Raises `DefinitionError` with every problem found, each with its place.
    """
    return _read(read_json(text) if text.lstrip().startswith("{") else read_yaml(text))


def from_data(data: Any) -> Scorecard:
    """The scorecard that plain JSON data describes. Raises `DefinitionError`."""
    return _read(read_data(data))


def to_json(card: Scorecard) -> dict[str, JsonValue]:
    """Plain JSON data, from which `from_data` makes the same scorecard."""
    return card.model_dump(mode="json", by_alias=True, exclude_unset=True)


def to_yaml(card: Scorecard) -> str:
    """YAML for people."""
    return dump_data(to_json(card))


_SCORES: TypeAdapter[Score] = TypeAdapter(Score)


def score_to_json(score: Score) -> dict[str, Any]:
    """Plain JSON data, from which `score_from_json` makes the same score."""
    kept: dict[str, Any] = _SCORES.dump_python(score, mode="json")
    return kept


def score_from_json(data: Any) -> Score:
    return _SCORES.validate_python(data)


def _read(reading: Reading) -> Scorecard:
    if not isinstance(reading.data, dict):
        message = "A group of keys belongs here, which begins with “key:” and “name:”."
        raise DefinitionError(
            [Problem(code="not_a_scorecard", message=message, path="scorecard")], of=_WHAT
        )
    try:
        return Scorecard.model_validate_json(
            orjson.dumps(reading.data), strict=True, by_alias=True, by_name=False
        )
    except ValidationError as error:
        problems = explain(Scorecard, reading) or _unexplained(error)
        raise DefinitionError(problems, of=_WHAT) from error


def _unexplained(error: ValidationError) -> list[Problem]:
    """Should the explanation ever find nothing wrong, the validator's own words must do."""
    return [
        Problem(code="bad_value", message=found["msg"], path=".".join(map(str, found["loc"])))
        for found in error.errors(include_url=False)
    ]
