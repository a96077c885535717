"""A definition taken apart into what one person changes at a time, and put together again.

A part is a field of a step, a link, a way of a branch, a part of a text, a rule of the journey.
Groups and rows have a part of their own, which says that they are there and in which order.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

Data = Mapping[str, Any]
Path = tuple[str, ...]
Parts = dict[Path, Any]


@dataclass(frozen=True)
class Group:
    """Keys, each with a part of its own."""


@dataclass(frozen=True)
class Row:
    """Things in an order, each with a part of its own, by what names it."""

    keys: tuple[str, ...]


def parts_of(definition: Data) -> Parts:
    return dict(_parts((), definition))


def _parts(path: Path, value: Any) -> Iterator[tuple[Path, Any]]:
    named_by = _named_by(path)
    if isinstance(value, Mapping) and _is_group(path):
        yield path, Group()
        for key, inner in value.items():
            yield from _parts((*path, key), inner)
    elif named_by is not None and (keys := _keys(value, named_by)) is not None:
        yield path, Row(keys)
        for key, each in zip(keys, value, strict=True):
            yield from _parts((*path, key), each)
    else:
        yield path, value


def _is_group(path: Path) -> bool:
    match path:
        case () | ("entry" | "goal" | "send" | "steps" | "templates",):
            return True
        case ("steps" | "templates", _):
            return True
        case ("steps", _, "on" | "set" | "data" | "send"):
            return True
        case ("steps", _, "cases" | "ways", _):
            return True
        case ("templates", _, "locales" | "theme") | ("templates", _, "locales", _):
            return True
        case _:
            return False


def _named_by(path: Path) -> str | None:
    match path:
        case ("steps", _, "cases" | "ways"):
            return "id"
        case ("scenarios",):
            return "name"
        case _:
            return None


def _keys(value: Any, named_by: str) -> tuple[str, ...] | None:
    """None: not all of them can be told apart by their names."""
    if not isinstance(value, list):
        return None
    keys = [each.get(named_by) if isinstance(each, Mapping) else None for each in value]
    apart = all(isinstance(key, str) for key in keys) and len(set(keys)) == len(keys)
    return tuple(map(str, keys)) if apart else None


def put_together(parts: Parts) -> dict[str, Any]:
    """A part whose group is not there has one again."""
    below: dict[Path, dict[Path, None]] = {}
    for path in parts:
        for depth in range(len(path), 0, -1):
            below.setdefault(path[: depth - 1], {})[path[:depth]] = None
    built: dict[str, Any] = _build((), parts, below)
    return built


def _build(path: Path, parts: Parts, below: Mapping[Path, Mapping[Path, None]]) -> Any:
    kind = parts.get(path, Group())
    children = below.get(path, {})
    match kind:
        case Row(keys=keys):
            there = [(*path, key) for key in keys if (*path, key) in children]
            rest = [child for child in children if child not in there]
            return [_build(child, parts, below) for child in (*there, *rest)]
        case Group():
            return {child[-1]: _build(child, parts, below) for child in children}
        case _:
            return kind
