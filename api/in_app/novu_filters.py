"""Which notifications Novu's components mean: by tag, of which each has one, its journey; by
severity, which is always `none`.

What else they filter by is refused, lest more be read or archived than is meant.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from starlette.datastructures import QueryParams

from engine.errors import Invalid

_GROUP = re.compile(r"tags(?:\[(\d+)\])?\[\]")
"""`tags[]=a`, any of them; or `tags[0][]=a&tags[1][]=b`, one of each group."""
_NO_TAGS = "“tags” is a list, {“or”: […]}, or {“and”: […]} of such."
_UNKNOWN = ("data", "createdGte", "createdLte")


def of_query(asked: QueryParams) -> frozenset[str] | None:
    """The journeys a list is of, as its address says. None: all of them. Raises Invalid."""
    groups: dict[str, list[str]] = {}
    for name, value in asked.multi_items():
        if found := _GROUP.fullmatch(name):
            groups.setdefault(found[1] or "", []).append(value)
    severities = asked.getlist("severity") + asked.getlist("severity[]")
    return _journeys(dict(asked), list(groups.values()), severities)


def of_object(asked: Mapping[str, Any]) -> frozenset[str] | None:
    """The same of a filter to count by, or of what is to be read or archived at once."""
    severity = asked.get("severity") or []
    severities = severity if isinstance(severity, list) else [severity]
    return _journeys(asked, _groups(asked.get("tags")), severities)


def _groups(tags: object) -> list[list[str]]:
    several = tags["and"] if isinstance(tags, dict) and "and" in tags else [tags]
    if not isinstance(several, list):
        raise Invalid(_NO_TAGS, code="bad_filters")
    return [group for each in several if (group := _any_of(each))]


def _any_of(tags: object) -> list[str]:
    match tags:
        case None:
            return []
        case {"or": [*keys]} | [*keys]:
            return [str(each) for each in keys]
        case _:
            raise Invalid(_NO_TAGS, code="bad_filters")


def _journeys(
    asked: Mapping[str, Any], groups: Sequence[Sequence[str]], severities: Sequence[Any]
) -> frozenset[str] | None:
    for name in _UNKNOWN:
        if asked.get(name):
            raise Invalid(
                f"Nothing can be picked by “{name}” here. Tags can, which are keys of journeys.",
                code="not_supported",
            )
    if severities and "none" not in severities:
        return frozenset()
    if not groups:
        return None
    return frozenset.intersection(*(frozenset(each) for each in groups))
