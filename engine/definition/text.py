"""Text to plain data: YAML 1.2 and JSON, with limits, and where each value stands in the text.

A journey is data, never a program: no tags, no objects, no dates. `on`, `yes` and `09:00` are text,
as YAML 1.2 has it. Knows nothing of journeys.
"""

import json
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NoReturn

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError, YAMLStreamError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from engine.definition.problems import Problem
from engine.definition.unreadable import Place, why_unreadable
from engine.errors import DefinitionError

LARGEST_TEXT = 1_000_000
"""Bytes of UTF-8."""
DEEPEST = 40
MOST_VALUES = 100_000
"""Counted after anchors are filled in, so that a small text cannot grow into a large one."""

Path = tuple[str | int, ...]


@dataclass(frozen=True)
class Reading:
    """Plain data, and where in the text its parts stand."""

    data: Any
    places: dict[Path, Place] = field(default_factory=dict)

    def place(self, path: Path) -> Place | None:
        """Where a path, or the nearest part around it, begins."""
        for length in range(len(path), 0, -1):
            if path[:length] in self.places:
                return self.places[path[:length]]
        return None


def read_yaml(text: str) -> Reading:
    _refuse_large(text)
    try:
        events = YAML(typ="safe", pure=True).parse(text)
        return _YamlReader(events).read()
    except MarkedYAMLError as error:
        message, hint, place = why_unreadable(error)
        refuse("bad_yaml", message, hint=hint, place=place)
    except (YAMLError, YAMLStreamError) as error:
        refuse("bad_yaml", f"This is not YAML that can be read ({_first_line(error)}).")


def read_json(text: str) -> Reading:
    _refuse_large(text)
    try:
        data = json.loads(
            text,
            object_pairs_hook=_object,
            parse_constant=_no_constant,
            parse_int=_integer,
            parse_float=_number,
        )
    except json.JSONDecodeError as error:
        refuse(
            "bad_json",
            f"This is not JSON that can be read ({error.msg}).",
            place=(error.lineno, error.colno),
        )
    except RecursionError:
        _refuse_deep(None)
    _check(data)
    return Reading(data)


def read_data(data: Any) -> Reading:
    """What came as JSON and is plain data by now, held to the same limits."""
    try:
        text = json.dumps(data)
    except RecursionError:
        _refuse_deep(None)
    return read_json(text)


def refuse(
    code: str, message: str, *, hint: str | None = None, place: Place | None = None, path: Path = ()
) -> NoReturn:
    line, column = place or (None, None)
    raise DefinitionError(
        [
            Problem(
                code=code, message=message, hint=hint, path=written(path), line=line, column=column
            )
        ]
    )


def written(path: Path) -> str:
    return ".".join(str(part) for part in path)


def _refuse_large(text: str) -> None:
    if len(text) > LARGEST_TEXT or len(text.encode(errors="replace")) > LARGEST_TEXT:
        refuse("too_large", "The definition is larger than 1 MB.", hint="Split the journey.")


def _refuse_deep(place: Place | None) -> NoReturn:
    refuse("too_deep", f"The definition is nested more than {DEEPEST} levels deep.", place=place)


def _refuse_many() -> NoReturn:
    refuse("too_large", f"The definition holds more than {MOST_VALUES:,} values.")


def _first_line(error: Exception) -> str:
    return str(error).strip().splitlines()[0]


class _YamlReader:
    """Builds data from parse events, keeping count and places."""

    def __init__(self, events: Iterator[Event]) -> None:
        self._events = events
        self._places: dict[Path, Place] = {}
        self._anchors: dict[str, tuple[Any, int, int]] = {}
        """What each anchor stands for, how many values that is, and how deep it goes."""
        self._count = 0
        self._deepest = 0

    def read(self) -> Reading:
        data = None
        documents = 0
        for event in self._events:
            if not isinstance(event, DocumentStartEvent):
                continue
            documents += 1
            if documents > 1:
                refuse(
                    "many_documents",
                    "There is more than one document in this text.",
                    hint="Remove the “---” between them, and send one journey at a time.",
                    place=_place(event),
                )
            data = self._value(next(self._events), (), 0)
        return Reading(data, self._places)

    def _value(self, event: Event, path: Path, depth: int) -> Any:
        self._counted(1)
        self._deepest = max(self._deepest, depth)
        if depth > DEEPEST:
            _refuse_deep(_place(event))
        self._places.setdefault(path, _place(event))
        if isinstance(event, AliasEvent):
            return self._alias(event, depth)
        before, deepest, self._deepest = self._count, self._deepest, depth
        value = self._built(event, path, depth)
        if anchor := getattr(event, "anchor", None):
            size = self._count - before + 1
            self._anchors[anchor] = (value, size, self._deepest - depth)
        self._deepest = max(deepest, self._deepest)
        return value

    def _built(self, event: Event, path: Path, depth: int) -> Any:
        tag = getattr(event, "tag", None)
        if tag and str(tag) not in _PLAIN_TAGS:
            refuse("tag", f"Tags such as {tag} are not read.", place=_place(event), path=path)
        match event:
            case MappingStartEvent():
                return self._mapping(path, depth)
            case SequenceStartEvent():
                return self._sequence(path, depth)
            case ScalarEvent():
                return _scalar(event, path)
            case _:
                raise AssertionError(f"a value cannot begin with {event!r}")

    def _mapping(self, path: Path, depth: int) -> dict[str, Any]:
        found: dict[str, Any] = {}
        while isinstance(event := next(self._events), ScalarEvent):
            key = _text(event.value, path, _place(event))
            inner = (*path, key)
            if key in found:
                refuse(
                    "duplicate_key",
                    f"“{key}” is here twice.",
                    hint="Keep one of them.",
                    place=_place(event),
                    path=inner,
                )
            self._places[inner] = _place(event)
            found[key] = self._value(next(self._events), inner, depth + 1)
        if isinstance(event, SequenceStartEvent | MappingStartEvent | AliasEvent):
            refuse(
                "bad_key",
                "A key must be plain text.",
                hint="Text that begins with “{{” needs quotes.",
                place=_place(event),
                path=path,
            )
        return found

    def _sequence(self, path: Path, depth: int) -> list[Any]:
        found: list[Any] = []
        while not isinstance(event := next(self._events), SequenceEndEvent):
            found.append(self._value(event, (*path, len(found)), depth + 1))
        return found

    def _alias(self, event: AliasEvent, depth: int) -> Any:
        if event.anchor not in self._anchors:
            refuse("unknown_anchor", f"There is no &{event.anchor} above.", place=_place(event))
        value, size, height = self._anchors[event.anchor]
        self._counted(size)
        self._deepest = max(self._deepest, depth + height)
        if depth + height > DEEPEST:
            _refuse_deep(_place(event))
        return value

    def _counted(self, more: int) -> None:
        self._count += more
        if self._count > MOST_VALUES:
            _refuse_many()


_PLAIN_TAGS = tuple(f"tag:yaml.org,2002:{kind}" for kind in ("str", "map", "seq"))
_NULL = re.compile(r"^(~|null|Null|NULL|)$")
_BOOLEAN = re.compile(r"^(true|True|TRUE|false|False|FALSE)$")
_INTEGER = re.compile(r"^[-+]?[0-9]+$")
_FLOAT = re.compile(r"^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$")


def _scalar(event: ScalarEvent, path: Path) -> Any:
    """A scalar as the core schema of YAML 1.2 has it, without octal, hexadecimal and infinity."""
    value, place = event.value, _place(event)
    if event.style or event.tag:
        return _text(value, path, place)
    if _NULL.match(value):
        return None
    if _BOOLEAN.match(value):
        return value.lower() == "true"
    if _INTEGER.match(value):
        return _integer(value, path, place)
    if _FLOAT.match(value):
        return _number(value, path, place)
    return _text(value, path, place)


def _place(event: Event) -> Place:
    return event.start_mark.line + 1, event.start_mark.column + 1


def _integer(value: str, path: Path = (), place: Place | None = None) -> int:
    if len(value) > 20 or not -(2**63) <= int(value) < 2**63:
        refuse("too_large_number", "This number is too large.", place=place, path=path)
    return int(value)


def _number(value: str, path: Path = (), place: Place | None = None) -> float:
    if not math.isfinite(float(value)):
        refuse("too_large_number", "This number is too large.", place=place, path=path)
    return float(value)


def _no_constant(value: str) -> NoReturn:
    refuse("bad_json", f"{value} is not a number that can be compared with.")


def _text(value: str, path: Path, place: Place | None) -> str:
    if "\x00" in value or any("\ud800" <= character <= "\udfff" for character in value):
        refuse(
            "bad_text", "This text holds a character that cannot be kept.", place=place, path=path
        )
    return value


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        refuse("duplicate_key", f"“{twice}” is here twice.", hint="Keep one of them.")
    return found


def _check(data: Any) -> None:
    """What the YAML reader sees to as it goes, for data read by the JSON library."""
    waiting: list[tuple[Path, Any]] = [((), data)]
    count = 0
    while waiting:
        path, value = waiting.pop()
        count += 1
        if count > MOST_VALUES:
            _refuse_many()
        if len(path) > DEEPEST:
            _refuse_deep(None)
        match value:
            case str():
                _text(value, path, None)
            case dict():
                waiting += [((*path, _text(key, path, None)), part) for key, part in value.items()]
            case list():
                waiting += [((*path, index), part) for index, part in enumerate(value)]
