"""Which values decide how a template comes out, so that customers alike need it tried once.

Two scopes of the same shape lack the same values and meet the same faults; only the text that is
printed differs.
"""

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from jinja2 import nodes

from engine.templates.check import ROOTS, check, path_of
from engine.templates.environment import TEXT

Shape = tuple[object, ...]

_TRANSPARENT = (nodes.Output, nodes.If, nodes.CondExpr, nodes.And, nodes.Or, nodes.Not)
"""What asks no more of a value than whether it is there, and whether it is true."""


@lru_cache(maxsize=512)
def deciding(sources: tuple[str, ...]) -> tuple[tuple[tuple[str, ...], bool], ...]:
    """The paths these templates read, and whether the value itself matters, not only whether there
    is one."""
    found: dict[str, bool] = {}
    for source in sources:
        if check(source):
            continue
        for path, by_value in _reads(TEXT.parse(source), False):
            found[path] = found.get(path, False) or by_value
    return tuple((tuple(path.split(".")), by_value) for path, by_value in sorted(found.items()))


def shape(sources: tuple[str, ...], scope: Mapping[str, Any]) -> Shape:
    """The same for scopes with which the templates come out alike."""
    return tuple([_part(scope, path, by_value) for path, by_value in deciding(sources)])


def _part(scope: Mapping[str, Any], path: tuple[str, ...], by_value: bool) -> object:
    value: Any = scope
    for name in path:
        value = value.get(name) if isinstance(value, dict) else None
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    if by_value:
        return (type(value), value if isinstance(value, str | int | float) else repr(value))
    return (type(value), bool(value))


def _reads(node: nodes.Node, by_value: bool) -> Iterator[tuple[str, bool]]:
    path = path_of(node)
    if path:
        if path.partition(".")[0] in ROOTS:
            yield path, by_value
        return
    if isinstance(node, nodes.Filter) and node.name == "date":
        yield "contact.time_zone", True
    plain = isinstance(node, (nodes.Template, *_TRANSPARENT)) or (
        isinstance(node, nodes.Filter) and node.name == "default"
    )
    for child in node.iter_child_nodes():
        yield from _reads(child, by_value or not plain)
