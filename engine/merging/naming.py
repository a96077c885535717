"""Where a definition names steps and texts: what it names that is not there, and what is called
otherwise so that two new things are not taken for one."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Literal

from engine.differences.outline import links_of, steps_of
from engine.merging.parts import Data

Kind = Literal["steps", "templates"]

_LONGEST = 63
_NAMING = {
    "start",
    "next",
    "otherwise",
    "message",
    "task",
    "survey",
    "sends",
    "asks",
    "reaches",
    "never",
}
"""Keys whose value is a step."""
_VALUES = {"properties", "data", "set", "account", "contact"}
"""Keys below which everything is the customer's."""


def unknown(definition: Data) -> set[tuple[Kind, str]]:
    """What is named and is not there. Texts may be of the library."""
    steps = steps_of(definition)
    found: set[tuple[Kind, str]] = set()

    def look(kind: Kind, name: str) -> str:
        if kind == "steps" and name and name not in steps:
            found.add((kind, name))
        return name

    _renamed(definition, look)
    return found


def texts_named(definition: Data) -> set[str]:
    found: set[str] = set()

    def look(kind: Kind, name: str) -> str:
        if kind == "templates":
            found.add(name)
        return name

    _renamed(definition, look)
    return found


def reached(definition: Data) -> set[str]:
    """The steps that somebody can come to."""
    steps = steps_of(definition)
    start = definition.get("start")
    coming, found = [start] if isinstance(start, str) else [], set[str]()
    while coming:
        step = coming.pop()
        if step in steps and step not in found:
            found.add(step)
            coming += links_of(steps[step]).values()
    return found


def told_apart(base: Data, mine: Data, theirs: Data) -> Data:
    """Mine, with what both have added under one name called otherwise where it is not the same."""
    for kind in ("steps", "templates"):
        for name in list(_both_added(kind, base, mine, theirs)):
            free = _free(name, {*_of(mine, kind), *_of(theirs, kind)})
            mine = _called(mine, kind, name, free)
    return mine


def _both_added(kind: Kind, base: Data, mine: Data, theirs: Data) -> Iterator[str]:
    others, before = _of(theirs, kind), _of(base, kind)
    for name, value in _of(mine, kind).items():
        if name in others and name not in before and value != others[name]:
            yield name


def _of(definition: Data, kind: Kind) -> Mapping[str, Any]:
    found = definition.get(kind)
    return found if isinstance(found, Mapping) else {}


def _free(name: str, taken: set[str]) -> str:
    number = 2
    while (tried := f"{name[: _LONGEST - 4]}-{number}") in taken:
        number += 1
    return tried


def _called(definition: Data, kind: Kind, old: str, new: str) -> Data:
    named = {(new if key == old else key): value for key, value in _of(definition, kind).items()}

    def call(of: Kind, name: str) -> str:
        return new if (of, name) == (kind, old) else name

    called: Data = _renamed({**definition, kind: named}, call)
    return called


def _renamed(value: Any, call: Callable[[Kind, str], str], key: str = "", type_: Any = None) -> Any:
    """All of it, with what `call` makes of every name."""
    match value:
        case str() if key == "template":
            return call("templates", value)
        case str() if key in _NAMING or (key == "to" and type_ == "go_to"):
            return call("steps", value)
        case Mapping() if key in _VALUES:
            return value
        case Mapping() if key == "on":
            return {
                outlet: call("steps", target) if isinstance(target, str) else target
                for outlet, target in value.items()
            }
        case Mapping():
            kind = value.get("type")
            # Steps and texts may be called as a key is.
            own = key in ("steps", "templates")
            return {
                name: _renamed(inner, call, "" if own else name, kind)
                for name, inner in value.items()
            }
        case list():
            return [_renamed(each, call) for each in value]
        case _:
            return value
