"""Zendesk: event webhooks, `id`, `type`, `time`, `detail{…}` and `event{current, previous}`.

`X-Zendesk-Webhook-Signature` is the base64 HMAC-SHA256 of the time in
`X-Zendesk-Webhook-Signature-Timestamp` (ISO 8601) and the body. Tickets name their requester by
Zendesk's id and without an address: who that is, an identity of the kind `zendesk` says.
"""

from pydantic import JsonValue

from engine.sources.delivery import Delivery
from engine.sources.items import Understood, Who, need, track
from engine.sources.looking import at, object_at, text_at
from engine.sources.preset import Preset
from engine.sources.schemes import Signature

_PREFIX = "zen:event-type:"
_NAMES = {
    "ticket.created": "ticket.opened",
    "ticket.priority_changed": "ticket.changed",
    "ticket.comment_added": "ticket.answered",
}
_DONE = ("solved", "closed")


def _read(delivery: Delivery, data: JsonValue) -> Understood:
    kind = need(text_at(data, "type"), "type").removeprefix(_PREFIX)
    detail = object_at(data, "detail")
    is_user = kind.startswith("user.")
    person = text_at(detail, "id" if is_user else "requester_id")
    company = text_at(detail, "organization_id")
    item = track(
        _name(kind, data),
        Who(
            user=text_at(detail, "external_id") if is_user else None,
            email=text_at(detail, "requester.email", "email"),
            other={
                name: value
                for name, value in (("zendesk", person), ("zendesk_organization", company))
                if value
            },
        ),
        message_id=need(text_at(data, "id"), "id"),
        at=text_at(data, "time"),
        properties={
            "type": kind,
            "ticket": None if is_user else text_at(detail, "id"),
            "subject": text_at(detail, "subject"),
            "status": text_at(detail, "status"),
            "priority": text_at(detail, "priority"),
            "current": at(data, "event.current"),
            "previous": at(data, "event.previous"),
        },
    )
    return Understood(items=(item,))


def _name(kind: str, data: JsonValue) -> str:
    if kind == "ticket.status_changed":
        is_done = (text_at(data, "event.current") or "").lower() in _DONE
        return "ticket.solved" if is_done else "ticket.changed"
    return _NAMES.get(kind, f"zendesk.{kind}")


PRESET = Preset(
    key="zendesk",
    name="Zendesk",
    kind="support",
    scheme=Signature(
        header="x-zendesk-webhook-signature",
        encodings=("base64",),
        signed="{timestamp}{body}",
        timestamp="x-zendesk-webhook-signature-timestamp",
        unit="iso",
    ),
    read=_read,
    setup="Admin Center, Apps and integrations, Webhooks, “Zendesk events”. The secret is there.",
)
