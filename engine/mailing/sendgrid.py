"""SendGrid's events: a list, signed by ECDSA (P-256, SHA-256) over timestamp and raw body.

Source: Twilio SendGrid docs, Event Webhook. The key is public, so it is no secret, and base64.
"""

import base64
import binascii
from collections.abc import Sequence
from datetime import UTC, datetime

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, EllipticCurvePublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_der_public_key
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
from engine.sources.delivery import Delivery, Refused, Unreadable
from engine.sources.looking import at, text_at

_SIGNATURE = "x-twilio-email-event-webhook-signature"
_TIMESTAMP = "x-twilio-email-event-webhook-timestamp"

_KINDS: dict[str, Kind] = {
    "processed": "queued",
    "deferred": "deferred",
    "delivered": "delivered",
    "bounce": "bounced",
    "dropped": "rejected",
    "spamreport": "complained",
    "unsubscribe": "unsubscribed",
    "group_unsubscribe": "unsubscribed",
    "open": "opened",
    "click": "clicked",
}


def _key(secret: str) -> EllipticCurvePublicKey:
    """Raises `ValueError`."""
    try:
        found = load_der_public_key(base64.b64decode(secret, validate=True))
    except (binascii.Error, ValueError, UnsupportedAlgorithm):
        raise ValueError("it is no public key in base64") from None
    if not isinstance(found, EllipticCurvePublicKey) or found.curve.name != "secp256r1":
        raise ValueError("it is no key of the curve P-256")
    return found


def _check(secret: str) -> None:
    _key(secret)


def _verify(secrets: Sequence[str], delivery: Delivery, data: JsonValue) -> Token | None:
    given = delivery.headers.get(_SIGNATURE, "")
    timestamp = delivery.headers.get(_TIMESTAMP, "")
    if not given or not timestamp:
        raise unsigned("X-Twilio-Email-Event-Webhook-Signature with its timestamp")
    if not any(_signed(secret, given, timestamp, delivery.body) for secret in secrets):
        raise wrong_signature()
    if not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) < 12):
        raise Refused("bad_timestamp", f"The time of sending, {timestamp[:60]!r}, cannot be read.")
    check_fresh(datetime.fromtimestamp(int(timestamp), UTC), delivery.received_at)
    return None


def _signed(secret: str, given: str, timestamp: str, body: bytes) -> bool:
    try:
        signature = base64.b64decode(given, validate=True)
        _key(secret).verify(signature, timestamp.encode("utf-8", "replace") + body, ECDSA(SHA256()))
    except (InvalidSignature, ValueError):
        return False
    return True


def _read(delivery: Delivery, data: JsonValue) -> list[MailEvent]:
    if not isinstance(data, list):
        raise Unreadable("not_a_list", "The body is not a list of events.")
    return [found for each in data if (found := _one(each))]


def _one(data: JsonValue) -> MailEvent | None:
    kind = _KINDS.get(text_at(data, "event") or "")
    message_id = message_named(text_at(data, TAG))
    key = text_at(data, "sg_event_id")
    if kind is None or message_id is None or key is None:
        return None
    bounce: Bounce = "soft" if text_at(data, "type") == "blocked" else "hard"
    return MailEvent(
        message_id=message_id,
        key=key[:500],
        kind=kind,
        at=seconds_at(data, "timestamp"),
        bounce=bounce if kind == "bounced" else None,
        detail=detail_at(data, "reason", "response"),
        url=text_at(data, "url"),
        agent=detail_at(data, "useragent"),
        suspected=at(data, "sg_machine_open") is True,
    )


REPORTER = Reporter(
    key="sendgrid",
    name="SendGrid",
    verify=_verify,
    read=_read,
    check=_check,
    secret="the verification key of the event webhook",
)
