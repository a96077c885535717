"""Standard Webhooks, as many products send: `webhook-id`, `webhook-timestamp` (seconds) and
`webhook-signature: v1,…`, base64 HMAC-SHA256 of `id.timestamp.body`; the secret is `whsec_…`.

The body is `type`, `timestamp` (ISO 8601) and `data`.
"""

from pydantic import JsonValue

from engine.sources.delivery import Delivery
from engine.sources.items import Understood, Who, need, track
from engine.sources.looking import object_at, text_at
from engine.sources.preset import Preset
from engine.sources.schemes import Signature

SCHEME = Signature(
    header="webhook-signature",
    encodings=("base64",),
    signed="{id}.{timestamp}.{body}",
    form="versions",
    timestamp="webhook-timestamp",
    identifier="webhook-id",
    is_encoded=True,
)


def _read(delivery: Delivery, data: JsonValue) -> Understood:
    said = object_at(data, "data")
    who = Who(
        user=text_at(said, "user_id", "userId", "user.id"),
        account=text_at(said, "account_id", "accountId", "account.id", "organization_id"),
        email=text_at(said, "email", "user.email"),
    )
    item = track(
        need(text_at(data, "type"), "type"),
        who,
        message_id=delivery.headers.get("webhook-id"),
        at=text_at(data, "timestamp"),
        properties=said,
    )
    return Understood(items=(item,))


PRESET = Preset(
    key="standard-webhooks",
    name="Standard Webhooks",
    kind="any",
    scheme=SCHEME,
    read=_read,
    setup="Wherever the product adds an endpoint. The secret begins with “whsec_”.",
)
