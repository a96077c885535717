"""Calendly: `event: invitee.created` or `invitee.canceled`, and `payload`, which in older webhooks
holds an `invitee`. `Calendly-Webhook-Signature: t=…,v1=…`, hexadecimal HMAC-SHA256 of `t.body`.
"""

from pydantic import JsonValue

from engine.sources.delivery import Delivery
from engine.sources.items import Understood, Who, need, track
from engine.sources.looking import at, text_at
from engine.sources.preset import Preset
from engine.sources.schemes import Signature

_NAMES = {"invitee.created": "meeting.booked", "invitee.canceled": "meeting.cancelled"}


def _read(delivery: Delivery, data: JsonValue) -> Understood:
    kind = need(text_at(data, "event"), "event")
    invitee = text_at(data, "payload.uri", "payload.invitee.uuid")
    item = track(
        _NAMES.get(kind, f"calendly.{kind}"),
        Who(email=text_at(data, "payload.email", "payload.invitee.email")),
        message_id=f"{kind}-{invitee}" if invitee else None,
        at=text_at(data, "created_at", "time"),
        properties={
            "title": text_at(data, "payload.scheduled_event.name", "payload.event_type.name"),
            "starts_at": text_at(
                data, "payload.scheduled_event.start_time", "payload.event.start_time"
            ),
            "reason": text_at(data, "payload.cancellation.reason", "payload.invitee.cancel_reason"),
            "rescheduled": at(data, "payload.rescheduled"),
        },
    )
    return Understood(items=(item,))


PRESET = Preset(
    key="calendly",
    name="Calendly",
    kind="meetings",
    scheme=Signature(
        header="calendly-webhook-signature",
        form="pairs",
        signed="{timestamp}.{body}",
        timestamp="t",
    ),
    read=_read,
    setup="A webhook subscription is made by Calendly's API, with a signing key of your own.",
)
