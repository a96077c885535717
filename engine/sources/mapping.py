"""Reading what no preset knows, as its owner has said where things are."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from pydantic import JsonValue

from engine.sources.items import Understood, Who, track
from engine.sources.looking import at, list_at, text_at
from engine.tracking.calls import JsonObject


@dataclass(frozen=True, kw_only=True)
class PayloadMapping:
    """Where in a payload things are: paths such as `data.user.email`."""

    each: str = ""
    """The list whose entries are one event each; empty: the whole is one."""
    event: str = ""
    """Where its name is."""
    name: str = ""
    """What it is called when no name is found."""
    id: str = ""
    at: str = ""
    user: str = ""
    account: str = ""
    email: str = ""
    properties: str = ""
    """The object with what else is known; empty: everything."""
    other: Mapping[str, str] = field(default_factory=dict)
    """Ids of the product's own, by kind."""


def read(mapping: PayloadMapping, data: JsonValue) -> Understood:
    """What the payload says. Where there is no name, nothing is made of it."""
    found = list_at(data, mapping.each) if mapping.each else [data]
    items = tuple(item for each in found if (item := _item(mapping, each)) is not None)
    if items:
        return Understood(items=items)
    where = mapping.event or "nowhere"
    return Understood(left_out=f"No event's name was found ({where}).")


def _item(mapping: PayloadMapping, data: JsonValue) -> JsonObject | None:
    name = _text(data, mapping.event) or mapping.name
    if not name:
        return None
    others = {kind: _text(data, path) for kind, path in mapping.other.items()}
    properties = at(data, mapping.properties)
    return track(
        name,
        Who(
            user=_text(data, mapping.user),
            account=_text(data, mapping.account),
            email=_text(data, mapping.email),
            other={kind: value for kind, value in others.items() if value is not None},
        ),
        message_id=_text(data, mapping.id),
        at=at(data, mapping.at) if mapping.at else None,
        properties=properties if isinstance(properties, dict) else {},
    )


def _text(data: JsonValue, path: str) -> str | None:
    return text_at(data, path) if path else None
