"""A scorecard as a form: what was filled in as plain data, and plain data as what fields show.

The data may be no scorecard yet; whether it is, `engine.health` says. Pure.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from engine.definition.document import dump_data
from engine.definition.problems import Problem
from engine.definition.spelling import key_from
from engine.definition.text import read_yaml
from engine.errors import DefinitionError
from engine.health import DEFAULT, to_json
from engine.written import number

Data = dict[str, Any]
Form = Sequence[tuple[str, str]]

MOST_PARTS = 100
NUMBERS, NAMES = "numbers", "names"
MEASURES = (
    ("count", "How often something happened"),
    ("distinct", "How many different things"),
    ("share", "How many contacts, in percent of a trait"),
    ("trait", "A trait of the account"),
    ("latest", "A property of the latest event"),
)
OPERATORS = (
    ("is", "is"),
    ("is_not", "is not"),
    ("at_least", "is at least"),
    ("less_than", "is less than"),
)
_OF_EVENTS = ("count", "distinct", "share", "latest")


@dataclass(frozen=True)
class Asked:
    """What was filled in."""

    data: Data
    problems: tuple[Problem, ...] = ()
    """What could not even become data: a condition that is no YAML."""


def read(form: Form, key: str | None) -> Asked:
    """`key` is the scorecard's; None: made from its name."""
    said = dict(form)
    problems: list[Problem] = []
    data: Data = {
        "key": key or key_from(said.get("name", "")),
        "name": said.get("name", "").strip(),
    }
    segment = _segment(said, problems)
    if segment is not None:
        data["segment"] = segment
    data["components"] = _parts(form, said, problems)
    data["bands"] = {band: _value(said.get(f"bands-{band}", "")) for band in ("green", "yellow")}
    data["hysteresis"] = _value(said.get("hysteresis", ""))
    least = _value(said.get("least_known", ""))
    data["least_known"] = round(least / 100, 6) if isinstance(least, int | float) else least
    return Asked(data, tuple(problems))


def _segment(said: Mapping[str, str], problems: list[Problem]) -> Any:
    match said.get("for"):
        case "segment":
            return {"segment": said.get("for-segment", "").strip()}
        case "trait":
            path = said.get("for-trait", "").strip()
            path = path if path.startswith("account.") else f"account.{path}"
            return {
                "trait": path,
                said.get("for-operator", "is"): _value(said.get("for-value", "")),
            }
        case "written":
            return _condition(said.get("for-written", ""), "segment", problems)
        case _:
            return None


def _parts(form: Form, said: Mapping[str, str], problems: list[Problem]) -> list[Data]:
    numbers = [value for name, value in form if name == "part" and value.isdecimal()]
    parts, keys = list[Data](), set[str]()
    for place, number_ in enumerate(dict.fromkeys(numbers[:MOST_PARTS])):
        part = _part(said, f"p{number_}-", place, problems)
        part["key"] = _free(
            said.get(f"p{number_}-key") or key_from(part["name"]) or "new-part", keys
        )
        keys.add(part["key"])
        parts.append({"key": part.pop("key"), **part})
    return parts


def _free(wanted: str, taken: set[str]) -> str:
    key, count = wanted, 2
    while key in taken:
        key, count = f"{wanted}-{count}", count + 1
    return key


def _part(said: Mapping[str, str], at: str, place: int, problems: list[Problem]) -> Data:
    def field(name: str) -> str:
        return said.get(f"{at}{name}", "").strip()

    kind = field("type")
    measure: Data = {"type": kind}
    if kind in _OF_EVENTS:
        measure["events"] = [line.strip() for line in field("events").splitlines() if line.strip()]
        measure["within"] = f"{field('within')}{'w' if field('within-unit') == 'w' else 'd'}"
        if where := field("where"):
            written = _condition(where, f"components.{place}.measure.where", problems)
            if written is not None:
                measure["where"] = written
    match kind:
        case "trait":
            measure["trait"] = _of_account(field("trait"))
        case "share":
            measure["of"] = _of_account(field("of"))
        case "latest":
            measure["property"] = field("property")
        case "distinct" if field("property"):
            measure["property"] = field("property")
    if kind in ("count", "distinct"):
        measure |= {name: field(name) for name in ("unit", "units") if field(name)}
    return {
        "name": field("name"),
        "weight": _value(field("weight")),
        "source": field("source"),
        "measure": measure,
        "levels": _levels(field, kind),
    }


def _of_account(path: str) -> str:
    return path if not path or path.startswith(("account.", "contact.")) else f"account.{path}"


def _levels(field: Any, kind: str) -> Data:
    if field("levels") == NAMES and kind in ("trait", "latest"):
        return {
            band: [_value(each) for each in re.split(r"[,\n]", field(band)) if each.strip()]
            for band in ("green", "yellow", "red")
        }
    return {
        "direction": "less_than" if field("direction") == "less_than" else "at_least",
        "green": _value(field("green-from")),
        "yellow": _value(field("yellow-from")),
    }


def _value(written: str) -> Any:
    """A number where it is one; `true` and `false`; else the text."""
    text = written.strip()
    if text.lower() in ("true", "false"):
        return text.lower() == "true"
    found = number(text)
    if found is None:
        return text
    return int(found) if found == int(found) and re.fullmatch(r"[+-]?\d+", text) else float(found)


def _condition(written: str, path: str, problems: list[Problem]) -> Any:
    try:
        return read_yaml(written).data
    except DefinitionError as error:
        problems += [
            Problem(code=each.code, message=each.message, path=path) for each in error.problems
        ]
        return None


# What fields show


@dataclass(frozen=True)
class Part:
    number: int
    key: str
    name: str
    weight: Any
    share: float | None
    """Its part of the whole weight, in percent."""
    source: str
    measure: Data
    events: str
    within: str
    within_unit: str
    where: str
    levels: str
    direction: str
    bounds: Data
    names: Mapping[str, str]
    problems: tuple[Problem, ...]


@dataclass(frozen=True)
class View:
    key: str
    name: str
    whom: Mapping[str, str]
    bands: Data
    hysteresis: Any
    least_known: Any
    parts: tuple[Part, ...]
    problems: tuple[Problem, ...]
    """Those that are of no part."""


def view(data: Data, problems: Sequence[Problem] = ()) -> View:
    parts = list(data.get("components") or [])
    weights = [each.get("weight") for each in parts]
    numbers = [w for w in weights if isinstance(w, int | float) and w > 0]
    total = sum(numbers) if len(numbers) == len(parts) else 0
    least = data.get("least_known", DEFAULT.least_known)
    return View(
        key=data.get("key", ""),
        name=data.get("name", ""),
        whom=_whom(data.get("segment")),
        bands={"green": 70, "yellow": 40} | (data.get("bands") or {}),
        hysteresis=data.get("hysteresis", DEFAULT.hysteresis),
        least_known=round(least * 100, 4) if isinstance(least, int | float) else least,
        parts=tuple(
            _shown(number_, each, total, _of(problems, number_))
            for number_, each in enumerate(parts)
        ),
        problems=tuple(each for each in problems if not each.path.startswith("components.")),
    )


def _of(problems: Sequence[Problem], place: int) -> tuple[Problem, ...]:
    here = f"components.{place}"
    return tuple(each for each in problems if each.path == here or each.path.startswith(f"{here}."))


def _whom(segment: Any) -> dict[str, str]:
    found = {"for": "everyone", "segment": "", "trait": "", "operator": "is", "value": ""}
    found["written"] = ""
    match segment:
        case None:
            return found
        case {"segment": str() as key, **rest} if not rest:
            return found | {"for": "segment", "segment": key}
        case {"trait": str() as path, **rest} if len(rest) == 1:
            ((operator, value),) = rest.items()
            if operator in dict(OPERATORS) and isinstance(value, bool | int | float | str):
                said = str(value).lower() if isinstance(value, bool) else str(value)
                trait = {"trait": path.removeprefix("account."), "operator": operator}
                return found | trait | {"for": "trait", "value": said}
    return found | {"for": "written", "written": _yaml(segment)}


def _yaml(value: Any) -> str:
    return dump_data(value) if isinstance(value, dict) else str(value)


def _shown(place: int, part: Data, total: float, problems: tuple[Problem, ...]) -> Part:
    measure, levels = part["measure"], part["levels"]
    window = re.fullmatch(r"(.*?) ?([dw]?)", str(measure.get("within", "30d")))
    weight = part.get("weight", "")
    named = "direction" not in levels
    where = measure.get("where")
    return Part(
        number=place,
        key=part.get("key", ""),
        name=part.get("name", ""),
        weight=weight,
        share=100 * weight / total if total else None,
        source=part.get("source", ""),
        measure=measure,
        events="\n".join(map(str, measure.get("events", []))),
        within=window[1] if window else "",
        within_unit=(window[2] if window else "") or "d",
        where=_yaml(where) if where is not None else "",
        levels=NAMES if named else NUMBERS,
        direction=levels.get("direction", "at_least"),
        bounds={} if named else levels,
        names={
            band: ", ".join(_plain(each) for each in levels.get(band, []))
            for band in ("green", "yellow", "red")
        }
        if named
        else dict.fromkeys(("green", "yellow", "red"), ""),
        problems=problems,
    )


def _plain(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


# Parts added, removed and moved


def done(data: Data, what: str) -> Data:
    """The data after a button was pressed: `add:count`, `remove:2`, `up:2` or `down:2`."""
    verb, _, rest = what.partition(":")
    parts = list(data["components"])
    if verb == "add" and rest in dict(MEASURES) and len(parts) < MOST_PARTS:
        keys = {each["key"] for each in parts}
        parts.append(_new(rest, _free(f"new-{rest}", keys)))
    elif rest.isdecimal() and len(rest) < 4 and int(rest) < len(parts):
        place = int(rest)
        moved = parts.pop(place)
        if verb != "remove":
            parts.insert(max(0, place + (1 if verb == "down" else -1)), moved)
    return data | {"components": parts}


def _new(kind: str, key: str) -> Data:
    measure: Data = {"type": kind}
    if kind in _OF_EVENTS:
        measure |= {"events": [], "within": "30d"}
    levels: Data = {"direction": "at_least", "green": "", "yellow": ""}
    if kind == "trait":
        levels = {"green": [], "yellow": [], "red": []}
    return {
        "key": key,
        "name": "",
        "weight": 10,
        "source": "",
        "measure": measure,
        "levels": levels,
    }


def beginning() -> Data:
    """A new scorecard: the one that comes with Onward, for some accounts."""
    return to_json(DEFAULT) | {"key": "", "name": "", "segment": {"segment": ""}}
