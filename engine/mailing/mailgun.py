"""Mailgun's events: `{signature: {timestamp, token, signature}, event-data}`. What its routes post
has the three among the other fields.

Source: Mailgun docs, Webhooks, and Routes. Only timestamp and token are signed, and not what is
said: so a token counts for the one body it first came with.
"""

import hmac
from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256

from pydantic import JsonValue

from engine.mailing.happening import (
    TAG,
    Bounce,
    Kind,
    MailEvent,
    detail_at,
    message_named,
    seconds_at,
)
from engine.mailing.reporting import Reporter, Token, check_fresh, unsigned, wrong_signature
from engine.mailing.secrets import check_text
from engine.sources.delivery import Delivery, Refused
from engine.sources.looking import text_at

_KINDS: dict[str, Kind] = {
    "accepted": "queued",
    "delivered": "delivered",
    "failed": "bounced",
    "rejected": "rejected",
    "complained": "complained",
    "unsubscribed": "unsubscribed",
    "opened": "opened",
    "clicked": "clicked",
}
_SOFT = ("old", "generic-temporary")
"""Reasons of failures that are final and not the address's: it was tried for hours in vain."""


def _verify(secrets: Sequence[str], delivery: Delivery, data: JsonValue) -> Token | None:
    fields = data.get("signature") if isinstance(data, dict) else None
    return signed(secrets, fields, delivery.body, delivery.received_at)


def signed(secrets: Sequence[str], fields: JsonValue, body: bytes, received_at: datetime) -> Token:
    """The token of `{timestamp, token, signature}`, which may stand for this body alone. Raises
    `Refused` unless one of the secrets fits and it was signed of late."""
    timestamp, token = text_at(fields, "timestamp"), text_at(fields, "token")
    given = text_at(fields, "signature")
    if not timestamp or not token or not given:
        raise unsigned("signature with timestamp and token")
    text = (timestamp + token).encode("utf-8", "replace")
    made = [hmac.new(secret.encode(), text, sha256).hexdigest() for secret in secrets]
    shown = given.lower().encode("utf-8", "replace")
    if not sum(hmac.compare_digest(shown, each.encode()) for each in made):
        raise wrong_signature()
    signed_at = seconds_at(fields, "timestamp")
    if signed_at is None:
        raise Refused("bad_timestamp", f"The time of sending, {timestamp[:60]!r}, cannot be read.")
    check_fresh(signed_at, received_at)
    return Token(token[:200], sha256(body).hexdigest())


def _read(delivery: Delivery, data: JsonValue) -> list[MailEvent]:
    kind = _KINDS.get(text_at(data, "event-data.event") or "")
    message_id = message_named(text_at(data, f"event-data.user-variables.{TAG}"))
    key = text_at(data, "event-data.id")
    if kind is None or message_id is None or key is None:
        return []
    if kind == "bounced" and text_at(data, "event-data.severity") == "temporary":
        kind = "deferred"
    soft = text_at(data, "event-data.reason") in _SOFT
    bounce: Bounce = "soft" if soft else "hard"
    return [
        MailEvent(
            message_id=message_id,
            key=key[:500],
            kind=kind,
            at=seconds_at(data, "event-data.timestamp"),
            bounce=bounce if kind == "bounced" else None,
            detail=detail_at(
                data,
                "event-data.delivery-status.message",
                "event-data.delivery-status.description",
                "event-data.reject.reason",
            ),
            url=text_at(data, "event-data.url"),
            agent=detail_at(data, "event-data.client-info.user-agent"),
            suspected=bool(text_at(data, "event-data.client-info.bot")),
        )
    ]


REPORTER = Reporter(
    key="mailgun",
    name="Mailgun",
    verify=_verify,
    read=_read,
    check=check_text,
    secret="the HTTP webhook signing key",
)
