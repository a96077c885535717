"""What presets make of a delivery: items of the tracking API, and who is meant in them.

Names of Onward's own are in small letters with dots, `payment.failed`, so that the same journey
works with whichever product they come from. What a preset has no name for is called by the
product's: `stripe.customer.created`. Both are in docs/sources.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Literal

from pydantic import JsonValue

from engine.sources.delivery import Unreadable
from engine.tracking.calls import JsonObject


@dataclass(frozen=True, kw_only=True)
class Who:
    """Whom it is about: whichever of these the product knows."""

    user: str | None = None
    """The contact's id in your own systems."""
    account: str | None = None
    """The account's id in your own systems."""
    anonymous: str | None = None
    email: str | None = None
    other: Mapping[str, str] = field(default_factory=dict)
    """Ids of the product's own, by kind: `{"stripe": "cus_…"}`."""

    @property
    def is_known(self) -> bool:
        return any((self.user, self.account, self.anonymous, self.email, *self.other.values()))


@dataclass(frozen=True, kw_only=True)
class Cohort:
    """Who belongs to a group of people that another product keeps."""

    id: str
    name: str
    members: tuple[Who, ...]
    change: Literal["enter", "leave", "replace"]
    """`replace`: these are all there are."""


@dataclass(frozen=True, kw_only=True)
class Understood:
    """What a delivery says."""

    items: tuple[JsonObject, ...] = ()
    cohorts: tuple[Cohort, ...] = ()
    left_out: str | None = None
    """Why nothing is made of it although it is well formed, as a sentence."""


def track(
    event: str,
    who: Who,
    *,
    message_id: str | None,
    at: JsonValue,
    properties: Mapping[str, JsonValue],
) -> JsonObject:
    """Something that happened. `message_id` is the sender's own for it: it is taken once.

    `at` is a time as ISO 8601, or seconds or milliseconds since 1970; None: when it is received.
    """
    return _item("track", who, message_id, at) | {
        "event": event,
        "properties": {name: value for name, value in properties.items() if value is not None},
    }


def identify(
    who: Who, *, message_id: str | None, at: JsonValue, traits: Mapping[str, JsonValue]
) -> JsonObject:
    """What a contact is. A trait that is None is left as it is."""
    given: JsonObject = {name: value for name, value in traits.items() if value is not None}
    return {**_item("identify", who, message_id, at), "traits": given}


def concluded(
    who: Who, *, message_id: str | None, at: JsonValue, traits: Mapping[str, JsonValue]
) -> JsonObject:
    """What an account is by what happened at that time: nothing that is known of a later time is
    overwritten. A trait that is None is left as it is."""
    given: JsonObject = {name: value for name, value in traits.items() if value is not None}
    return {**_item("group", who, message_id, at), "traits": given, "concluded": True}


def _item(kind: str, who: Who, message_id: str | None, at: JsonValue) -> JsonObject:
    context: JsonObject = {}
    known = {"email": who.email and who.email.lower(), **who.other}
    others: list[JsonValue] = [
        {"type": name, "id": value} for name, value in known.items() if value
    ]
    if others:
        context["externalIds"] = others
    if who.account is not None:
        context["groupId"] = who.account
    item: JsonObject = {"type": kind, "context": context}
    for name, value in (
        ("messageId", message_id),
        ("userId", who.user),
        ("anonymousId", who.anonymous),
        ("timestamp", at),
    ):
        if value is not None:
            item[name] = value
    if kind == "group" and who.account is not None:
        item["groupId"] = who.account
    return item


def need(value: str | None, what: str) -> str:
    """Raises `Unreadable` when the product does not say what every delivery of its kind says."""
    if value is None:
        raise Unreadable("missing_field", f"There is no {what}, which every delivery has.")
    return value


def moment(seconds: int | float | None) -> str | None:
    """Seconds or milliseconds since 1970 as ISO 8601."""
    if seconds is None:
        return None
    try:
        return datetime.fromtimestamp(
            seconds / 1000 if abs(seconds) >= 1e11 else seconds, UTC
        ).isoformat()
    except (ValueError, OverflowError, OSError):
        return None
