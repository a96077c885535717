"""Why something was decided, as rows people can read: what was checked, found, and held."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from engine.sentences.words import name_in_words, value_in_words

_GROUPS = {"all of": "All of these", "any of": "At least one of these", "not": "None of this"}


@dataclass(frozen=True)
class Row:
    depth: int
    checked: str
    found: str | None
    """None for a group, which was decided by its parts."""
    holds: bool | None
    """None: could not be said."""


@dataclass(frozen=True)
class Evidence:
    about: str
    rows: tuple[Row, ...]


def evidence_of(detail: Mapping[str, Any]) -> list[Evidence]:
    """What a timeline entry saw. Empty when it decided nothing by a condition."""
    found = []
    because = detail.get("because")
    if isinstance(because, Mapping):
        found.append(Evidence("", tuple(_rows(because, 0))))
    for case in detail.get("cases") or ():
        if isinstance(case, Mapping) and isinstance(case.get("because"), Mapping):
            rows = tuple(_rows(case["because"], 0))
            found.append(Evidence(name_in_words(str(case.get("case", ""))), rows))
    return found


def _rows(finding: Mapping[str, Any], depth: int) -> Iterator[Row]:
    parts = finding.get("parts") or ()
    text = str(finding.get("text", ""))
    checked = _GROUPS.get(text, text)
    expected = finding.get("expected")
    if expected is not None:
        checked = f"{checked} {_in_words(expected)}"
    actual = None if parts else _in_words(finding.get("actual"))
    yield Row(depth, checked, actual, finding.get("holds"))
    for part in parts:
        yield from _rows(part, depth + 1)


def _in_words(value: Any) -> str:
    match value:
        case None:
            return "nothing"
        case bool() | int() | float() | str():
            return value_in_words(value) or "an empty text"
        case list():
            return ", ".join(_in_words(each) for each in value) or "nothing"
        case _:
            return str(value)
