"""What PostHog's libraries send, as items of the tracking API. Pure.

An event becomes the item that `reading.read` would be given had the same been said in Segment's
words; where there is no such word, the item says more (`joins`, `traitsOnce`). Nothing is refused
here: what cannot be understood comes out as an item that `read` keeps aside with its reason, or
with a `fault` of its own. The wire format: posthog.com/docs/api/capture, and what the libraries
for Python (7.91), Node (5.70) and the browser (1.449) were seen to send.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from pydantic import JsonValue

from engine.tracking.calls import BadItem, JsonObject

ACCOUNT_TYPES = ("company", "organization", "account")
"""Group types that are accounts here; of several the first counts."""

_SET_SUFFIX = ":set"
_COOKIELESS = "$posthog_cookieless"
_LONGEST_OFFSET = timedelta(days=366)
_MILLISECOND = timedelta(milliseconds=1)
_NOT_KEPT = frozenset(("token", "distinct_id", "$set", "$set_once", "$unset"))
_OLD_NAME_FIRST = frozenset(("posthog-python",))
"""Libraries whose `alias` sends the previous id as distinct_id and the new one as alias. The others
send it the other way round, as PostHog itself reads it, which need not care: it unites both."""


@dataclass(frozen=True)
class Item:
    """One item for `read`, and why it cannot be kept, if that is known already."""

    item: JsonValue
    fault: BadItem | None = None


def translate(event: JsonValue, received_at: datetime, sdk: str | None = None) -> list[Item]:
    """The items one event makes: one, or two when it also tells traits of its user.

    `sdk` is who sent it, for an event that does not say so itself.
    """
    if not isinstance(event, dict):
        return [Item(event)]
    said = _Event(event, _object(event, "properties"), received_at, sdk)
    match event.get("event"):
        case "$groupidentify":
            return [said.group()]
        case "$create_alias" | "$merge_dangerously":
            return [said.alias()]
        case "$identify" | "$set" | "$set_once" | "$unset":
            return [said.identify()]
        case "$pageview":
            return [*said.told_traits(), said.view("page")]
        case "$screen":
            return [*said.told_traits(), said.view("screen")]
        case _:
            return [*said.told_traits(), said.track()]


def event_id(message_id: str) -> str:
    """The uuid of the event that made the item with this message id."""
    return message_id.removesuffix(_SET_SUFFIX)


@dataclass(frozen=True)
class _Event:
    event: JsonObject
    properties: JsonObject
    received_at: datetime
    sdk: str | None

    def track(self) -> Item:
        name = self.event.get("event")
        return self._of_user({"type": "track", "event": name, "properties": self._kept()})

    def view(self, kind: str) -> Item:
        """With Segment's names for what Segment has names for, so that journeys need not care."""
        seen = {
            name: self.properties[theirs]
            for name, theirs in (
                ("url", "$current_url"), ("path", "$pathname"), ("referrer", "$referrer")
            )
            if theirs in self.properties
        }  # fmt: skip
        item: JsonObject = {"type": kind, "properties": {**seen, **self._kept()}}
        if kind == "screen":
            item["name"] = self.properties.get("$screen_name")
        return self._of_user(item)

    def identify(self) -> Item:
        item: JsonObject = {"type": "identify", **self._traits()}
        if self.event.get("event") != "$identify":
            return self._of_user(item)
        item["userId"] = user = self._distinct_id()
        previous = self.properties.get("$anon_distinct_id")
        if previous not in (user, _COOKIELESS):
            item["anonymousId"] = previous
        return self._finished(item)

    def told_traits(self) -> list[Item]:
        """`$set` and `$set_once` beside an event of another name."""
        traits = self._traits()
        if not any(traits.values()):
            return []
        message_id = self._message_id()
        told = self._of_user({"type": "identify", **traits})
        if isinstance(told.item, dict) and isinstance(message_id, str) and message_id:
            told.item["messageId"] = message_id + _SET_SUFFIX
        return [told]

    def group(self) -> Item:
        """Its distinct_id is nobody's: libraries make one up."""
        kind, key = self.properties.get("$group_type"), self.properties.get("$group_key")
        item: JsonObject = {"type": "group", "traits": self.properties.get("$group_set")}
        if kind in ACCOUNT_TYPES:
            return self._finished({**item, "groupId": key})
        item["properties"] = {"$group_type": kind, "$group_key": key}
        return Item(
            self._common() | item | {"groupId": None, "joins": False},
            BadItem(
                "not_an_account",
                f"Groups of the type {kind!r} are not kept. An account is a group of the type"[:160]
                + f" {' or '.join(ACCOUNT_TYPES)}.",
            ),
        )

    def alias(self) -> Item:
        distinct, alias = self._distinct_id(), self.properties.get("alias")
        # A browser that has not signed in yet tells the name it will have.
        is_old = self._sent_by() in _OLD_NAME_FIRST or self._is_anonymous(distinct)
        user, previous = (alias, distinct) if is_old else (distinct, alias)
        return self._finished({"type": "alias", "userId": user, "previousId": previous})

    def _of_user(self, item: JsonObject) -> Item:
        distinct = self._distinct_id()
        if distinct == _COOKIELESS:
            why = "Without cookies everybody has the same distinct_id, so it is nobody's."
            return Item(self._common() | item, BadItem("placeholder_id", why))
        return self._finished(
            {**item, "anonymousId" if self._is_anonymous(distinct) else "userId": distinct}
        )

    def _finished(self, item: JsonObject) -> Item:
        return Item(self._common() | item)

    def _common(self) -> JsonObject:
        common: JsonObject = {"messageId": self._message_id(), "context": self._context()}
        groups = _object(self.properties, "$groups")
        for kind in ACCOUNT_TYPES:
            if groups.get(kind) not in (None, ""):
                # There is no other word for “belongs to”, and every later event repeats it.
                common |= {"groupId": groups[kind], "joins": True}
                break
        return common | self._times()

    def _context(self) -> JsonObject:
        given = {
            "timezone": self.properties.get("$timezone"),
            "locale": self.properties.get("$browser_language") or self.properties.get("$locale"),
        }
        context: JsonObject = {name: value for name, value in given.items() if value}
        if name := self._sent_by():
            version = self.properties.get("$lib_version")
            context["library"] = {"name": name, "version": version}
        return context

    def _times(self) -> JsonObject:
        stated, ago = self.event.get("timestamp"), _offset(self.event.get("offset"))
        exact = {"sentAt": self.received_at.isoformat()}
        if not stated and ago is not None:
            return {"timestamp": (self.received_at - ago).isoformat(), **exact}
        if self._option("$ignore_sent_at", "disable_skew_correction") is True:
            return {"timestamp": stated, **exact}
        return {"timestamp": stated}

    def _message_id(self) -> JsonValue:
        return self.event.get("uuid") or self.properties.get("$insert_id")

    def _distinct_id(self) -> JsonValue:
        for values in (self.event, self.properties):
            for name in ("distinct_id", "$distinct_id"):
                if values.get(name) is not None:
                    return values[name]
        return None

    def _is_anonymous(self, distinct: JsonValue) -> bool:
        """Whether the id is one the library made up for somebody who has not signed in."""
        if self._option("$process_person_profile", "process_person_profile") is False:
            return True
        is_identified = self.properties.get("$is_identified")
        if is_identified is None:
            return distinct is not None and distinct == self.properties.get("$device_id")
        return is_identified is False

    def _option(self, name: str, short: str) -> JsonValue:
        """Sent among the properties, or by its short name among the options of an event."""
        value = self.properties.get(name)
        return _object(self.event, "options").get(short) if value is None else value

    def _sent_by(self) -> str | None:
        name = self.properties.get("$lib") or self.sdk
        return name if isinstance(name, str) else None

    def _traits(self) -> dict[str, JsonObject]:
        """What a browser notes by itself ($initial_referrer, $current_url, …) are no traits: they
        would be told with every page, which says the same among its properties. A null is nothing
        to be set once."""
        both = (self.properties, self.event)
        unset = [name for each in both for name in _names(each.get("$unset"))]
        given = {
            kind: {
                name: value
                for each in both
                for name, value in _object(each, key).items()
                if not name.startswith("$") and (value is not None or kind == "traits")
            }
            for kind, key in (("traits", "$set"), ("traitsOnce", "$set_once"))
        }
        given["traits"] |= dict.fromkeys(unset)
        return given

    def _kept(self) -> JsonObject:
        return {name: value for name, value in self.properties.items() if name not in _NOT_KEPT}


def _object(values: Mapping[str, JsonValue], key: str) -> JsonObject:
    value = values.get(key)
    return value if isinstance(value, dict) else {}


def _names(value: JsonValue) -> list[str]:
    return [each for each in value if isinstance(each, str)] if isinstance(value, list) else []


def _offset(value: JsonValue) -> timedelta | None:
    """How long before sending it happened; libraries give milliseconds."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    return _MILLISECOND * value if 0 <= value <= _LONGEST_OFFSET / _MILLISECOND else None
