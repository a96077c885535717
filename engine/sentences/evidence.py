"""Why something was decided, as rows people can read: what was checked, found, and held."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from engine.definition.journey import Journey
from engine.sentences.conditions import IN_SEGMENT
from engine.sentences.names import NO_NAMES, Names
from engine.sentences.words import name_in_words, step_title, value_in_words
from engine.written import day, instant


@dataclass(frozen=True)
class Row:
    depth: int
    checked: str
    found: str | None
    """None for a group, which was decided by its parts, and for an instant."""
    at: datetime | None
    """The instant that was found, if it was one."""
    holds: bool | None
    """None: could not be said."""


@dataclass(frozen=True)
class Evidence:
    about: str
    rows: tuple[Row, ...]


def evidence_of(
    detail: Mapping[str, Any], names: Names = NO_NAMES, journey: Journey | None = None
) -> list[Evidence]:
    """What a timeline entry saw. Empty when it decided nothing by a condition.

    What was decided was written down with keys; segments are called here as they are called now,
    and steps as the journey calls them.
    """
    known = _Known(names, _titles(journey) if journey else {})
    found = []
    because = detail.get("because")
    if isinstance(because, Mapping):
        found.append(Evidence("", tuple(_rows(because, 0, known))))
    for case in detail.get("cases") or ():
        if isinstance(case, Mapping) and isinstance(case.get("because"), Mapping):
            rows = tuple(_rows(case["because"], 0, known))
            found.append(Evidence(name_in_words(str(case.get("case", ""))), rows))
    return found


@dataclass(frozen=True)
class _Known:
    names: Names
    titles: Mapping[str, str] = field(default_factory=dict)
    """What steps are called, by their ids in words."""


_OF_STEP = re.compile(r"^((?:the (?:task|message) )?)“(.+)”(?= (?:is|was|came out as)\b)")


def _titles(journey: Journey) -> dict[str, str]:
    return {name_in_words(step): step_title(journey, step) for step in journey.steps}


def _called(text: str, known: _Known) -> str:
    if found := _OF_STEP.match(text):
        return f"{found[1]}“{known.titles.get(found[2], found[2])}”{text[found.end() :]}"
    if not text.startswith(IN_SEGMENT):
        return text
    words = text.removeprefix(IN_SEGMENT)
    named = (name for key, name in known.names.segments.items() if name_in_words(key) == words)
    return f"{IN_SEGMENT}{next(named, words)}"


def _rows(finding: Mapping[str, Any], depth: int, known: _Known) -> Iterator[Row]:
    parts = list(finding.get("parts") or ())
    text = str(finding.get("text", ""))
    holds = finding.get("holds")
    if len(parts) == 1 and parts[0].get("text") == text:  # a group of one says no more than it
        yield from _rows(parts[0], depth, known)
        return
    if parts:
        yield Row(depth, _group(text, parts), None, None, holds)
    else:
        actual = finding.get("actual")
        at = None if day(actual) else instant(actual)
        yield Row(depth, _called(text, known), None if at else _in_words(actual), at, holds)
    for part in parts:
        yield from _rows(part, depth + 1, known)


def _group(text: str, parts: Sequence[Mapping[str, Any]]) -> str:
    """What is asked of the parts, which say the rest themselves. Told by the word before the last
    one: `a, b and c`."""
    if len(parts) == 1:
        return "This must not be so"
    before = text.removesuffix(")").removesuffix(str(parts[-1].get("text", "")))
    is_any = before.removesuffix("(").endswith(" or ")
    return "At least one of these" if is_any else "All of these"


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
