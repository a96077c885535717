"""A journey as people keep it: YAML for reading and version control, JSON for programs.

Text → model → text is lossless for every valid document, comments aside: what was not written is
not dumped, and what was written is dumped as it was read.
"""

import re
from io import StringIO
from typing import Any, Literal

import orjson
from pydantic import JsonValue, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.scalarstring import (
    DoubleQuotedScalarString,
    LiteralScalarString,
    SingleQuotedScalarString,
)

from engine.definition.base import Part
from engine.definition.explaining import explain
from engine.definition.journey import Journey
from engine.definition.problems import Problem
from engine.definition.text import Path, Reading, read_data, read_json, read_yaml
from engine.errors import DefinitionError

Format = Literal["yaml", "json", "auto"]


def parse(text: str, *, format: Format = "auto") -> Journey:  # noqa: A002
    """The journey the text describes. `auto` takes what begins with `{` for JSON.

    Raises `DefinitionError` with every problem found, each with its place in the text.
    """
    return from_reading(reading_of(text, format))


def reading_of(text: str, format: Format) -> Reading:  # noqa: A002
    """The data a text holds: keys and values, which may be a journey or are to become one.

    Raises `DefinitionError`.
    """
    if format == "auto":
        return reading_of(text, "json" if text.lstrip().startswith("{") else "yaml")
    return _with_keys(read_json(text) if format == "json" else read_yaml(text))


def _with_keys(reading: Reading) -> Reading:
    if not isinstance(reading.data, dict):
        empty = reading.data is None
        message = "There is nothing here." if empty else "This is not a journey."
        hint = "A journey begins with “journey:” and its key."
        raise DefinitionError([Problem(code="not_a_journey", message=message, hint=hint)])
    return reading


def from_data(data: Any) -> Journey:
    """The journey that plain JSON data describes. Raises `DefinitionError`."""
    return from_reading(_with_keys(read_data(data)))


def read_or_none(data: Any) -> Journey | None:
    """The same, for who need not know what is wrong with it: to work that out takes fifty times as
    long. None: it cannot be read."""
    try:
        return _read(_with_keys(read_data(data)))
    except (DefinitionError, ValidationError):
        return None


def from_reading(reading: Reading) -> Journey:
    """The journey that data from `reading_of` describes. Raises `DefinitionError`."""
    try:
        return _read(reading)
    except ValidationError as error:
        raise DefinitionError(explain(Journey, reading) or _unexplained(error)) from error


def _read(reading: Reading) -> Journey:
    return Journey.model_validate_json(
        orjson.dumps(reading.data), strict=True, by_alias=True, by_name=False
    )


def _unexplained(error: ValidationError) -> list[Problem]:
    """Should the explanation ever find nothing wrong, the validator's own words must do."""
    return [
        Problem(code="bad_value", message=found["msg"], path=".".join(map(str, found["loc"])))
        for found in error.errors(include_url=False)
    ]


def to_json(journey: Journey) -> dict[str, JsonValue]:
    """Plain JSON data, keys in the order they are best read in."""
    ordered = _ordered(journey, journey.model_dump(mode="json", by_alias=True, exclude_unset=True))
    assert isinstance(ordered, dict)
    return ordered


_FIRST = ("id", "type", "name", "note", "kind", "channel")
_LAST = ("next", "otherwise", "on")


def _ordered(part: object, dumped: Any) -> Any:
    """The dump of a part with what it is first and where it leads last, all the way down."""
    match part:
        case Part():
            inner = {
                (field.alias or name): getattr(part, name)
                for name, field in type(part).model_fields.items()
            }
            keys = sorted(dumped, key=lambda key: _rank(part, key))
            return {key: _ordered(inner[key], dumped[key]) for key in keys}
        case dict():
            return {key: _ordered(part[key], value) for key, value in dumped.items()}
        case tuple():
            return [_ordered(*pair) for pair in zip(part, dumped, strict=True)]
        case _:
            return dumped


def _rank(part: Part, key: str) -> int:
    if isinstance(part, Journey):
        return 0  # written as it is declared
    if key in _FIRST:
        return _FIRST.index(key) - len(_FIRST)
    return _LAST.index(key) + 1 if key in _LAST else 0


def dump_yaml(journey: Journey) -> str:
    """YAML for people: one key a line, short groups on one line, long text as a block."""
    return dump_data(to_json(journey))


def dump_data(data: dict[str, JsonValue]) -> str:
    """The same for what is no readable journey yet, in the order in which it is written.

    What it says is read back as it was, whatever it is.
    """
    yaml = YAML()
    yaml.width = 4096  # long sentences stay on the line they were written on
    yaml.brace_single_entry_mapping_in_flow_sequence = True
    yaml.indent(mapping=2, sequence=4, offset=2)
    out = StringIO()
    yaml.dump(_laid_out(data, ()), out)
    return out.getvalue()


_LONGEST_LINE = 72
_BLOCKS = {"entry": 1, "steps": 2, "templates": 2, "scenarios": 2}


def _laid_out(value: JsonValue, path: Path) -> Any:
    group: CommentedMap | CommentedSeq
    match value:
        case str() if _is_block(value):
            return LiteralScalarString(value)
        case str():
            return _quoted(value)
        case dict():
            group = CommentedMap(
                (_quoted(key), _laid_out(inner, (*path, key))) for key, inner in value.items()
            )
        case list():
            group = CommentedSeq(
                _laid_out(inner, (*path, index)) for index, inner in enumerate(value)
            )
        case _:
            return value
    if not value or (_may_flow(path) and _is_short(value) and not _is_groups(value)):
        group.fa.set_flow_style()
    return group


_OFFSET = re.compile(r"-\d[\w ]*")


def _quoted(value: str) -> str:
    if not value.isprintable():
        escaped: str = DoubleQuotedScalarString(value)  # the only style that escapes
        return escaped
    if not value[:1].isalnum() and not _OFFSET.fullmatch(value):
        quoted: str = SingleQuotedScalarString(value)  # might begin like an indicator
        return quoted
    return value


def _may_flow(path: Path) -> bool:
    """The journey, its entry, steps, templates and scenarios always stand one key a line."""
    return bool(path) and len(path) > _BLOCKS.get(str(path[0]), 0)


def _is_block(value: str) -> bool:
    """Whether a literal block can hold the text exactly."""
    lines = value.split("\n")
    return (
        len(lines) > 1
        and all(line.isprintable() and line == line.rstrip() for line in lines)
        and bool(lines[0])
        and not lines[0].startswith(" ")
    )


def _is_groups(value: JsonValue) -> bool:
    """Several groups of keys are easier to read, and to compare, one a line."""
    return isinstance(value, list) and len(value) > 1 and isinstance(value[0], dict)


def _is_short(value: JsonValue) -> bool:
    text = orjson.dumps(value).decode()
    return len(text) <= _LONGEST_LINE and "\\n" not in text
