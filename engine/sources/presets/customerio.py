"""Customer.io's reporting: what became of the messages it sent. `event_id`, `object_type`, `metric`
and `data{identifiers}`.

`X-CIO-Signature` is the hexadecimal HMAC-SHA256 of `v0:{timestamp}:{body}`, where the time is in
`X-CIO-Timestamp` (seconds). It wants an answer within four seconds.
"""

from pydantic import JsonValue

from engine.sources.delivery import Delivery
from engine.sources.items import Understood, Who, need, track
from engine.sources.looking import at, text_at
from engine.sources.preset import Preset
from engine.sources.schemes import Signature


def _read(delivery: Delivery, data: JsonValue) -> Understood:
    kind = need(text_at(data, "object_type"), "object_type")
    metric = need(text_at(data, "metric"), "metric")
    own = text_at(data, "data.identifiers.cio_id")
    item = track(
        f"customerio.{kind}.{metric}",
        Who(
            user=text_at(data, "data.identifiers.id", "data.customer_id"),
            email=text_at(data, "data.identifiers.email", "data.email_address"),
            other={"customerio": own} if own else {},
        ),
        message_id=need(text_at(data, "event_id"), "event_id"),
        at=at(data, "timestamp"),
        properties={
            "campaign": text_at(data, "data.campaign_id"),
            "delivery": text_at(data, "data.delivery_id"),
            "subject": text_at(data, "data.subject"),
            "recipient": text_at(data, "data.recipient"),
        },
    )
    return Understood(items=(item,))


PRESET = Preset(
    key="customerio",
    name="Customer.io",
    kind="messaging",
    scheme=Signature(
        header="x-cio-signature",
        signed="v0:{timestamp}:{body}",
        timestamp="x-cio-timestamp",
    ),
    read=_read,
    setup="Data & Integrations, Reporting webhooks. The signing key is shown there.",
)
