"""From the decoded body of one of PostHog's libraries to the items in it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import assert_never

from pydantic import JsonValue

from api.ingest.requests import MAX_BATCH_ITEMS
from engine.tracking.calls import BadCall, BadItem, Call, JsonObject
from engine.tracking.posthog import translate
from engine.tracking.reading import Envelope, read

_KEY_NAMES = ("api_key", "token", "$token")


@dataclass(frozen=True)
class Sent:
    """What a request holds."""

    events: list[JsonValue]
    is_batch: bool
    key: str | None
    sent_at: JsonValue


def sent_in(body: JsonValue) -> Sent:
    """Raises BadItem when the body holds no events, or events of several keys."""
    match body:
        case dict():
            return _in_object(body)
        case list():
            return Sent(_few(body), True, _key(body), None)
        case None | str() | bool() | int() | float():
            raise BadItem("not_an_object", "The body must be an event, or a batch of events.")
        case _:
            assert_never(body)


def items_of(
    events: Sequence[JsonValue], sent_at: JsonValue, received_at: datetime, library: str | None
) -> list[Call | BadCall]:
    """Every event, read. A bad one costs no other."""
    envelope = Envelope(received_at, sent_at)
    return [
        read(each.item, replace(envelope, fault=each.fault) if each.fault else envelope)
        for event in events
        for each in translate(event, received_at, library)
    ]


def _in_object(body: JsonObject) -> Sent:
    sent_at = body.get("sent_at") or body.get("sentAt")
    if "batch" not in body:
        return Sent([body], False, _key([body]), sent_at)
    events = body["batch"]
    if not isinstance(events, list):
        raise BadItem("bad_batch", 'The "batch" must be a list of events.')
    return Sent(_few(events), True, _key([body]) or _key(events), sent_at)


def _few(events: list[JsonValue]) -> list[JsonValue]:
    if len(events) > MAX_BATCH_ITEMS:
        raise BadItem(
            "too_many", f"The batch has {len(events):,} events; at most {MAX_BATCH_ITEMS:,} fit."
        )
    return events


def _key(holders: Sequence[JsonValue]) -> str | None:
    """The write key a body or its events name. The browser puts it among the properties."""
    keys: set[str] = set()
    for holder in holders:
        if isinstance(holder, dict) and (key := _named(holder) or _named(holder.get("properties"))):
            keys.add(key)
    if len(keys) > 1:
        raise BadItem("several_keys", "The events have several keys. Send those of one at a time.")
    return keys.pop() if keys else None


def _named(holder: JsonValue) -> str | None:
    if not isinstance(holder, dict):
        return None
    values = [holder.get(name) for name in _KEY_NAMES]
    return next((value for value in values if isinstance(value, str) and value), None)
