"""Pendo: `event`, `visitorId`, `accountId`, `timestamp` (seconds), `uniqueId` and `properties`.

`X-Pendo-Signature` is an HMAC-SHA256 of the body. Its encoding is documented nowhere, so both are
taken.
"""

from pydantic import JsonValue

from engine.sources.delivery import Delivery
from engine.sources.items import Understood, Who, need, track
from engine.sources.looking import at, object_at, text_at
from engine.sources.preset import Preset
from engine.sources.schemes import Signature


def _read(delivery: Delivery, data: JsonValue) -> Understood:
    name = need(text_at(data, "event"), "event")
    item = track(
        f"pendo.{name}",
        Who(user=text_at(data, "visitorId"), account=text_at(data, "accountId")),
        message_id=text_at(data, "uniqueId"),
        at=at(data, "timestamp"),
        properties=object_at(data, "properties"),
    )
    return Understood(items=(item,))


PRESET = Preset(
    key="pendo",
    name="Pendo",
    kind="analytics",
    scheme=Signature(header="x-pendo-signature", encodings=("hex", "base64")),
    read=_read,
    setup="Settings, Integrations, Webhooks. The secret is shown there as “Secret key”.",
)
