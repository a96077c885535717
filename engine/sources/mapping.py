"""Reading what no preset knows, as its owner has said where things are."""

from collections.abc import Mapping
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, JsonValue

from engine.sources.items import Understood, Who, track
from engine.sources.looking import LONGEST_PATH, at, list_at, text_at
from engine.tracking.calls import JsonObject

Path = Annotated[str, Field(max_length=LONGEST_PATH)]
"""Names and places with dots between them: `data.items.0.email`."""
Kind = Annotated[str, Field(pattern="^[a-z0-9_]{1,40}$")]


class PayloadMapping(BaseModel):
    """Where in a payload things are."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    each: Path = ""
    """The list whose entries are one event each; empty: the whole is one."""
    event: Path = ""
    """Where its name is."""
    name: Annotated[str, Field(max_length=255)] = ""
    """What it is called when no name is found."""
    id: Path = ""
    """Where its own id is, by which it is taken once."""
    at: Path = ""
    """Where the time is at which it happened; empty: when it comes."""
    user: Path = ""
    account: Path = ""
    email: Path = ""
    properties: Path = ""
    """The object with what else is known; empty: everything."""
    other: Annotated[Mapping[Kind, Path], Field(max_length=10)] = {}
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
