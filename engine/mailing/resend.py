"""Resend's events: Standard Webhooks under `svix-` names; `{type, created_at, data}`.

Source: Resend docs, Webhooks. Each try is signed anew, so five minutes are enough.
"""

from collections.abc import Sequence
from dataclasses import replace

from pydantic import JsonValue

from engine.mailing.happening import (
    TAG,
    Bounce,
    Kind,
    MailEvent,
    detail_at,
    instant_at,
    message_named,
)
from engine.mailing.reporting import Reporter, Token, check_by, wrong_signature
from engine.mailing.secrets import check_encoded
from engine.sources.delivery import Delivery
from engine.sources.looking import list_at, text_at
from engine.sources.presets.standard_webhooks import SCHEME as STANDARD

SCHEME = replace(
    STANDARD, header="svix-signature", timestamp="svix-timestamp", identifier="svix-id"
)

_KINDS: dict[str, Kind] = {
    "email.scheduled": "queued",
    "email.sent": "sent",
    "email.delivered": "delivered",
    "email.delivery_delayed": "deferred",
    "email.bounced": "bounced",
    "email.complained": "complained",
    "email.opened": "opened",
    "email.clicked": "clicked",
    "email.failed": "failed",
    "email.suppressed": "rejected",
}


def _verify(secrets: Sequence[str], delivery: Delivery, data: JsonValue) -> Token | None:
    check_by(SCHEME, secrets, delivery, wrong_signature())
    return None


def _read(delivery: Delivery, data: JsonValue) -> list[MailEvent]:
    kind = _KINDS.get(text_at(data, "type") or "")
    message_id = message_named(text_at(data, f"data.tags.{TAG}") or _listed(data))
    if kind is None or message_id is None:
        return []
    bounce: Bounce = "hard" if text_at(data, "data.bounce.type") == "Permanent" else "soft"
    return [
        MailEvent(
            message_id=message_id,
            key=delivery.headers["svix-id"],
            kind=kind,
            at=instant_at(data, "data.click.timestamp", "data.open.timestamp", "created_at"),
            bounce=bounce if kind == "bounced" else None,
            detail=detail_at(data, "data.bounce.message", "data.failed.reason"),
            url=text_at(data, "data.click.link"),
            agent=detail_at(data, "data.click.userAgent", "data.open.userAgent"),
        )
    ]


def _listed(data: JsonValue) -> str | None:
    """The tag where tags are written as they are sent: a list of names and values."""
    tags = list_at(data, "data.tags")
    return next((text_at(tag, "value") for tag in tags if text_at(tag, "name") == TAG), None)


REPORTER = Reporter(
    key="resend",
    name="Resend",
    verify=_verify,
    read=_read,
    check=check_encoded,
    secret="the webhook's signing secret, which begins with whsec_",
)
