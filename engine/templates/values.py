"""The values a template sees: customer data wrapped so that nothing but data can be reached.

A `Record` stands for a JSON object and knows its path, a `Missing` for what is not there. Null,
and text that is empty or blank, count as not there: nobody wants to read “Hi ,”.
"""

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from jinja2 import Undefined
from jinja2.runtime import LoopContext

from engine.templates.problems import TemplateFault

LOOP_FIELDS = frozenset(
    {"index", "index0", "revindex", "revindex0", "first", "last", "length", "depth"}
)


class NotPlainData(Exception):
    """The caller's mistake, not the template's: the scope holds something that is not JSON."""


class Missing(Undefined):
    """A value that is not there.

    It is false, equals nothing and has no parts but missing ones, so that a template may ask about
    it. Printing it is what fails the rendering.
    """

    __slots__ = ()

    @property
    def path(self) -> str:
        return self._undefined_name or "a value"

    def part(self, key: object) -> "Missing":
        return Missing(name=f"{self.path}.{key}")

    def __str__(self) -> str:
        raise TemplateFault(f"{self.path} is missing.")

    def __bool__(self) -> bool:
        return False

    def __iter__(self) -> Iterator[Any]:
        return iter(())

    def __len__(self) -> int:
        return 0

    def __eq__(self, other: object) -> bool:
        return False

    def __ne__(self, other: object) -> bool:
        return False

    def _never(self, other: object) -> bool:
        return False

    __lt__ = __le__ = __gt__ = __ge__ = _never  # type: ignore[assignment]
    __contains__ = _never
    __hash__ = Undefined.__hash__


class Record:
    """A JSON object at a path. Its keys are all there is to it."""

    __slots__ = ("_data", "path")

    def __init__(self, path: str, data: Mapping[str, Any]) -> None:
        self.path = path
        self._data = data

    def part(self, key: object) -> Any:
        return wrapped(f"{self.path}.{key}", self._data.get(key))  # type: ignore[call-overload]


def wrapped(path: str, value: object) -> Any:
    """A JSON value as a template sees it."""
    match value:
        case None:
            return Missing(name=path)
        case str():
            return value if value.strip() else Missing(name=path)
        case bool() | int():
            return value
        case float():
            return value if math.isfinite(value) else Missing(name=path)
        case Mapping():
            return Record(path, value)
        case Sequence() if not isinstance(value, bytes | bytearray):
            return [wrapped(f"{path}.{index}", item) for index, item in enumerate(value)]
        case _:
            raise NotPlainData(f"{path} is {type(value).__name__}; a scope is plain JSON data")


def part_of(value: object, key: object) -> Any:
    """`value.key` or `value[key]`, whichever way it was written."""
    match value:
        case Record() | Missing():
            return value.part(key)
        case list() if isinstance(key, int) and -len(value) <= key < len(value):
            return value[key]
        case LoopContext() if key in LOOP_FIELDS:
            return getattr(value, str(key))
        case _:
            return Missing(name=str(key))


_UNSEEN = re.compile(
    # Controls, direction overrides, invisible separators, lone surrogates, non-characters.
    "[\x00-\x1f\x7f-\x9f\u00ad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff"
    "\ud800-\udfff\ufdd0-\ufdef\ufff9-\uffff\U000e0000-\U000e007f]+"
)


def one_line(text: str) -> str:
    """Text on one line: white space and line breaks of any kind become single spaces, and
    characters nobody can see, which may turn or hide what follows, go."""
    visible = _UNSEEN.sub(lambda found: " " if _breaks(found[0]) else "", text)
    return " ".join(visible.split())


def _breaks(characters: str) -> bool:
    return any(character in "\u2028\u2029" or character.isspace() for character in characters)


def shown(value: object) -> str:
    """A value as it is printed."""
    match value:
        case str():
            return one_line(value)
        case bool():
            return "yes" if value else "no"
        case int():
            return str(value)
        case float() if math.isfinite(value):
            return str(int(value)) if value.is_integer() and abs(value) < 1e15 else str(value)
        case list():
            raise TemplateFault("A list cannot be printed. Write {{ … | join(', ') }}.")
        case Record():
            raise TemplateFault(
                f"{value.path} has several parts. Write which one: {{{{ {value.path}.… }}}}."
            )
        case _:
            raise TemplateFault("This cannot be printed.")
