"""Freshdesk: whatever an automation rule is told to send. Nothing is signed; the rule can send a
header of your own.

The fields below are those of docs/sources, to be pasted into the rule.
"""

from pydantic import JsonValue

from engine.sources.delivery import Delivery
from engine.sources.items import Understood, Who, need, track
from engine.sources.looking import text_at
from engine.sources.preset import Preset
from engine.sources.schemes import Secret

_NAMES = {
    "created": "ticket.opened",
    "updated": "ticket.changed",
    "replied": "ticket.answered",
    "solved": "ticket.solved",
}


def _read(delivery: Delivery, data: JsonValue) -> Understood:
    what = need(text_at(data, "event", "freshdesk_webhook.event"), "event").lower()
    inside = "freshdesk_webhook." if text_at(data, "freshdesk_webhook.event") else ""
    ticket = need(text_at(data, f"{inside}ticket_id"), "ticket_id")
    item = track(
        _NAMES.get(what, f"freshdesk.{what}"),
        Who(
            user=text_at(data, f"{inside}user_id"),
            account=text_at(data, f"{inside}account_id"),
            email=text_at(data, f"{inside}ticket_contact_email", f"{inside}email"),
        ),
        message_id=None,
        at=text_at(data, f"{inside}ticket_updated_at"),
        properties={
            "ticket": ticket,
            "subject": text_at(data, f"{inside}ticket_subject"),
            "status": text_at(data, f"{inside}ticket_status"),
            "priority": text_at(data, f"{inside}ticket_priority"),
        },
    )
    return Understood(items=(item,))


PRESET = Preset(
    key="freshdesk",
    name="Freshdesk",
    kind="support",
    scheme=Secret(header="x-onward-secret"),
    read=_read,
    setup="Admin, Workflows, Automations, Trigger webhook. Add a header X-Onward-Secret.",
)
