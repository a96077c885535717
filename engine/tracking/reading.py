"""Reading one item of the tracking API: lenient where SDKs are odd, strict where storing would lie.

Every refusal is a `BadItem` with a stable code and a sentence.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, assert_never, get_args

import orjson
from pydantic import JsonValue

from engine.tracking.calls import (
    Alias,
    BadCall,
    BadItem,
    Call,
    CallType,
    Group,
    Identify,
    JsonObject,
    Page,
    Screen,
    Track,
)
from engine.tracking.ids import ACCOUNT_KINDS, as_text, id_in, others_in
from engine.tracking.inspecting import inspect, keepable
from engine.tracking.times import occurred_at

MAX_NAME_CHARACTERS = 255
REPEAT_WINDOW = timedelta(minutes=10)
"""An untimed call without messageId, sent again within the same window, is taken for a retry."""

_TYPES = get_args(CallType)


@dataclass(frozen=True)
class Envelope:
    """What a request says about all the items in it."""

    received_at: datetime
    """Aware UTC."""
    sent_at: JsonValue = None
    context: JsonObject = field(default_factory=dict)
    type: CallType | None = None
    """From the path of a single call; it wins over a `type` in the body."""
    fault: BadItem | None = None
    """Why no item of this envelope can be kept: what they share cannot be."""


def read(item: JsonValue, envelope: Envelope) -> Call | BadCall:
    """One item as a call, or kept aside with the reason it cannot be one."""
    try:
        if not isinstance(item, dict):
            raise BadItem("not_an_object", "Each item must be a JSON object.")
        inspect(item)
        if envelope.fault:
            raise envelope.fault
        return _call(item, envelope)
    except BadItem as bad:
        return put_aside(item, envelope, bad)


def put_aside(item: JsonValue, envelope: Envelope, why: BadItem) -> BadCall:
    """The item with all a later replay needs: its envelope is folded into it."""
    kept = keepable(item)
    if not isinstance(kept, dict):
        return BadCall(None, why.code, why.reason, {"item": kept})
    folded: JsonObject = {**kept, "context": keepable(_context(kept, envelope))}
    if envelope.type:
        folded["type"] = envelope.type
    if envelope.sent_at is not None:
        folded.setdefault("sentAt", keepable(envelope.sent_at))
    try:
        message_id = _message_id(kept, envelope.received_at)
    except BadItem:
        message_id = None
    return BadCall(message_id, why.code, why.reason, folded)


def as_item(call: Call) -> JsonObject:
    """A call as it could be sent again: `read` makes the same call of it."""
    item: JsonObject = {
        "type": type(call).__name__.lower(),
        "messageId": call.message_id,
        "timestamp": call.occurred_at.isoformat(),
        "context": call.context,
    }
    for name, value in (
        ("userId", call.user_id),
        ("anonymousId", call.anonymous_id),
        ("groupId", call.group_id),
    ):
        if value is not None:
            item[name] = value
    if call.joins:
        item["joins"] = True
    match call:
        case Identify():
            item["traits"] = call.traits
            if call.traits_once:
                item["traitsOnce"] = call.traits_once
        case Group():
            item["traits"] = call.traits
            if call.concluded:
                item["concluded"] = True
        case Track():
            item |= {"event": call.event, "properties": call.properties}
        case Page() | Screen():
            item |= {"name": call.name, "properties": call.properties}
        case Alias():
            item["previousId"] = call.previous_id
        case _:
            assert_never(call)
    return item


def _call(item: JsonObject, envelope: Envelope) -> Call:
    kind = envelope.type or item.get("type")
    if kind not in _TYPES:
        raise BadItem(
            "unknown_type",
            f"The type {kind!r} is none of {', '.join(_TYPES)}."[:MAX_NAME_CHARACTERS],
        )
    shared = _shared(item, envelope)
    match kind:
        case "identify":
            return _identify(item, shared)
        case "group":
            return _group(item, shared)
        case "track":
            _need_user(_somebody(shared) or shared["group_id"])
            return Track(**shared, event=_event(item), properties=_object(item, "properties"))
        case "alias":
            return _alias(item, shared)
        case _:
            _need_user(_somebody(shared) or shared["group_id"])
            view = Page if kind == "page" else Screen
            properties = _object(item, "properties")
            return view(**shared, name=_view_name(item, properties), properties=properties)


Shared = dict[str, Any]
"""The fields that calls of every type have."""


def _shared(item: JsonObject, envelope: Envelope) -> Shared:
    context = _context(item, envelope)
    received_at = envelope.received_at
    return {
        "user_id": id_in(item, "userId"),
        "anonymous_id": id_in(item, "anonymousId"),
        "group_id": id_in(context, "groupId") or id_in(item, "groupId"),
        "others": others_in(context),
        "context": context,
        "message_id": _message_id(item, received_at),
        "occurred_at": occurred_at(item, item.get("sentAt") or envelope.sent_at, received_at),
        "joins": item.get("joins") is True,
    }


def _somebody(shared: Shared) -> object:
    return shared["user_id"] or shared["anonymous_id"] or shared["others"]


def _identify(item: JsonObject, shared: Shared) -> Identify:
    _need_user(_somebody(shared))
    return Identify(
        **shared,
        traits={**_object(shared["context"], "traits"), **_object(item, "traits")},
        traits_once=_object(item, "traitsOnce"),
    )


def _group(item: JsonObject, shared: Shared) -> Group:
    # The account a group call describes is its own groupId, whatever the context says.
    account = id_in(item, "groupId") or shared["group_id"]
    by_another_id = any(known_by in ACCOUNT_KINDS for known_by, _ in shared["others"])
    if account is None and not by_another_id:
        raise BadItem("missing_group", "A group call needs a groupId: the account's id.")
    return Group(
        **{**shared, "group_id": account},
        traits=_object(item, "traits"),
        concluded=item.get("concluded") is True,
    )


def _alias(item: JsonObject, shared: Shared) -> Alias:
    _need_user(shared["user_id"])
    previous = id_in(item, "previousId")
    if previous is None:
        raise BadItem("missing_previous", "An alias call needs a previousId.")
    return Alias(**shared, previous_id=previous)


def _context(item: JsonObject, envelope: Envelope) -> JsonObject:
    own = _object(item, "context")
    return {**envelope.context, **own} if envelope.context else own


def _object(values: Mapping[str, JsonValue], key: str) -> JsonObject:
    """Explicit nulls, and the empty lists some languages write for an empty map, are nothing."""
    value = values.get(key)
    return value if isinstance(value, dict) else {}


def _need_user(known: object) -> None:
    if not known:
        raise BadItem(
            "missing_user",
            "The call says nobody: send a userId, or an anonymousId before sign-in, or another id"
            " in context.externalIds.",
        )


def _event(item: JsonObject) -> str:
    value = item.get("event")
    name = as_text(value, "event", "bad_event") if not isinstance(value, str) else value.strip()
    if not name:
        raise BadItem("missing_event", "A track call needs an event: the name of what happened.")
    if len(name) > MAX_NAME_CHARACTERS:
        raise BadItem(
            "bad_event",
            f"The event's name is longer than {MAX_NAME_CHARACTERS} characters. Put what varies"
            " into properties.",
        )
    return name


def _view_name(item: JsonObject, properties: JsonObject) -> str | None:
    for value in (item.get("name"), properties.get("name"), item.get("category")):
        if isinstance(value, str) and value.strip():
            return value.strip()[:MAX_NAME_CHARACTERS]
    return None


def _message_id(item: JsonObject, received_at: datetime) -> str:
    given = as_text(item.get("messageId"), "messageId", "bad_message_id")
    return given or _derived_message_id(item, received_at)


def _derived_message_id(item: JsonObject, received_at: datetime) -> str:
    """The same call sent again gets the same id; `sentAt` is fresh with each try and left out.

    A call without a time of its own looks like every other of its kind, so only one that comes
    within the same window of ten minutes is taken for a retry.
    """
    content = {key: value for key, value in item.items() if key != "sentAt"}
    if not (item.get("timestamp") or item.get("originalTimestamp")):
        content["receivedIn"] = received_at.timestamp() // REPEAT_WINDOW.total_seconds()
    canonical = orjson.dumps(content, option=orjson.OPT_SORT_KEYS)
    return f"derived-{hashlib.sha256(canonical).hexdigest()[:32]}"
