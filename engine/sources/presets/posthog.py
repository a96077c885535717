"""PostHog, as an HTTP webhook destination: `{event: {…}, person: {…}}`.

The event is read as one that PostHog's own libraries send: who is anonymous stays so. What is known
of the person goes along. Newer destinations sign as Standard Webhooks; older ones only send headers
of your own.
"""

from collections.abc import Iterator

from pydantic import JsonValue

from engine.sources.delivery import Delivery
from engine.sources.items import Understood, need
from engine.sources.looking import at, object_at, text_at
from engine.sources.preset import Preset
from engine.sources.presets.standard_webhooks import SCHEME
from engine.tracking.calls import JsonObject
from engine.tracking.posthog import translate


def _read(delivery: Delivery, data: JsonValue) -> Understood:
    need(text_at(data, "event.event"), "event.event")
    need(text_at(data, "event.distinct_id"), "event.distinct_id")
    found = translate(at(data, "event"), delivery.received_at)
    person = object_at(data, "person.properties")
    items = tuple(
        _of_person(each.item, person)
        for each in found
        if each.fault is None and isinstance(each.item, dict)
    )
    faults = [each.fault.reason for each in found if each.fault is not None]
    return Understood(items=items, left_out=faults[0] if faults else None)


def _of_person(item: JsonObject, person: JsonObject) -> JsonObject:
    """With the person's address, and their traits where traits are told. A group is nobody."""
    if item["type"] == "group":
        return item
    if email := text_at(person, "email"):
        ids: list[JsonValue] = [{"type": "email", "id": email.lower()}]
        item = {**item, "context": {**object_at(item, "context"), "externalIds": ids}}
    if item["type"] == "identify":
        item = {**item, "traits": {**dict(_traits(person)), **object_at(item, "traits")}}
    return item


def _traits(person: JsonObject) -> Iterator[tuple[str, JsonValue]]:
    for name, value in person.items():
        if not name.startswith("$") and value is not None:
            yield name, value


PRESET = Preset(
    key="posthog",
    name="PostHog",
    kind="analytics",
    scheme=SCHEME,
    read=_read,
    setup="Data pipeline, Destinations, HTTP Webhook. The secret is shown there, as “whsec_…”.",
)
