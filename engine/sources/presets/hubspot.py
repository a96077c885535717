"""HubSpot: a list of `eventId, subscriptionType, objectId, occurredAt, propertyName` and more.

`X-HubSpot-Signature-v3` is the base64 HMAC-SHA256 of method, address, body and the time in
`X-HubSpot-Request-Timestamp` (milliseconds). The address is the public one.
"""

from pydantic import JsonValue

from engine.sources.delivery import Delivery, Unreadable
from engine.sources.items import Understood, Who, need, track
from engine.sources.looking import at, text_at
from engine.sources.preset import Preset
from engine.sources.schemes import Signature
from engine.tracking.calls import JsonObject

_KINDS = {"contact": "hubspot", "company": "hubspot_company"}
"""What HubSpot's objects are known by here. Deals and tickets are nobody's by themselves."""


def _read(delivery: Delivery, data: JsonValue) -> Understood:
    if not isinstance(data, list):
        raise Unreadable("not_a_list", "HubSpot sends a list of events, and this is none.")
    items = tuple(item for event in data if (item := _item(event)) is not None)
    left_out = None if items else "None of it is about a contact or a company."
    return Understood(items=items, left_out=left_out)


def _item(event: JsonValue) -> JsonObject | None:
    kind = need(text_at(event, "subscriptionType"), "subscriptionType")
    thing = need(text_at(event, "objectId"), "objectId")
    known_by = _KINDS.get(kind.partition(".")[0])
    if known_by is None:
        return None
    return track(
        f"hubspot.{kind}",
        Who(other={known_by: thing}),
        message_id=f"{need(text_at(event, 'eventId'), 'eventId')}-{thing}",
        at=at(event, "occurredAt"),
        properties={
            "object": thing,
            "property": text_at(event, "propertyName"),
            "value": at(event, "propertyValue"),
        },
    )


PRESET = Preset(
    key="hubspot",
    name="HubSpot",
    kind="crm",
    scheme=Signature(
        header="x-hubspot-signature-v3",
        encodings=("base64",),
        signed="{method}{url}{body}{timestamp}",
        timestamp="x-hubspot-request-timestamp",
        unit="ms",
    ),
    read=_read,
    setup="Your private or public app, Webhooks. The secret is the app's client secret.",
)
