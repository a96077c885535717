"""Deliveries as a product would send them: signed as its documentation says."""

import base64
import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime

import orjson
from pydantic import JsonValue

from engine.sources.delivery import Delivery
from tests.sources.payloads import NOW

AT = datetime.fromtimestamp(NOW, UTC)
URL = "https://onward.acme.example/hooks/abc?x=1"
SECRET = "whsec_" + base64.b64encode(b"a secret nobody knows....").decode()
KEY = b"a secret nobody knows...."
TEXT = SECRET.encode()
"""What most products take for the key: the secret as it is written."""


def delivery(body: JsonValue | bytes, headers: Mapping[str, str] | None = None) -> Delivery:
    raw = body if isinstance(body, bytes) else orjson.dumps(body)
    return Delivery(method="POST", url=URL, headers=dict(headers or {}), body=raw, received_at=AT)


def signed(preset: str, sent: Delivery, at: datetime = AT) -> Delivery:
    """With the headers by which this product proves itself, made here by hand: independent of how
    they are verified."""
    return replace(sent, headers={**sent.headers, **_proof(preset, sent, at)})


def _proof(preset: str, sent: Delivery, at: datetime) -> dict[str, str]:
    body, seconds = sent.body, str(int(at.timestamp()))
    match preset:
        case "stripe":
            mac = _hex(TEXT, f"{seconds}.".encode() + body)
            return {"stripe-signature": f"t={seconds},v1={'0' * 64},v1={mac},v0=old"}
        case "calendly":
            mac = _hex(TEXT, f"{seconds}.".encode() + body)
            return {"calendly-webhook-signature": f"t={seconds},v1={mac}"}
        case "standard-webhooks" | "posthog":
            number = sent.headers["webhook-id"]
            mac = _base64(KEY, f"{number}.{seconds}.".encode() + body)
            return {"webhook-timestamp": seconds, "webhook-signature": f"v1,AAAA v1,{mac} v2,x"}
        case "cloudevents":
            return {"authorization": f"Bearer {SECRET}"}
        case "mixpanel":
            return {"authorization": f"Basic {base64.b64encode(TEXT).decode()}"}
        case "amplitude" | "freshdesk":
            return {"x-onward-secret": SECRET}
        case "segment":
            return {"x-signature": hmac.new(TEXT, body, hashlib.sha1).hexdigest()}
        case "pendo":
            return {"x-pendo-signature": _base64(TEXT, body)}
        case "zendesk":
            written = at.strftime("%Y-%m-%dT%H:%M:%SZ")
            return {
                "x-zendesk-webhook-signature": _base64(TEXT, written.encode() + body),
                "x-zendesk-webhook-signature-timestamp": written,
            }
        case "intercom":
            return {"x-hub-signature": "sha1=" + hmac.new(TEXT, body, hashlib.sha1).hexdigest()}
        case "hubspot":
            milliseconds = seconds + "000"
            message = b"POST" + sent.url.encode() + body + milliseconds.encode()
            return {
                "x-hubspot-signature-v3": _base64(TEXT, message),
                "x-hubspot-request-timestamp": milliseconds,
            }
        case "delighted":
            return {"x-delighted-webhook-signature": "sha256=" + _hex(TEXT, body)}
        case "discourse":
            return {"x-discourse-event-signature": "sha256=" + _hex(TEXT, body)}
        case "surveymonkey":
            mac = base64.b64encode(hmac.new(TEXT, body, hashlib.sha1).digest()).decode()
            return {"sm-signature": mac}
        case "zoom":
            mac = _hex(TEXT, f"v0:{seconds}:".encode() + body)
            return {"x-zm-signature": f"v0={mac}", "x-zm-request-timestamp": seconds}
        case "customerio":
            mac = _hex(TEXT, f"v0:{seconds}:".encode() + body)
            return {"x-cio-signature": mac, "x-cio-timestamp": seconds}
        case "salesforce" | "skilljar":
            return {}
    raise AssertionError(f"Nobody has said how {preset} proves itself.")


def _hex(key: bytes, message: bytes) -> str:
    return hmac.new(key, message, hashlib.sha256).hexdigest()


def _base64(key: bytes, message: bytes) -> str:
    return base64.b64encode(hmac.new(key, message, hashlib.sha256).digest()).decode()
