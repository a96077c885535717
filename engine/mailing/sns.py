"""Amazon SNS, by which SES tells its events: who signed a message, and over which text.

Source: Amazon SNS developer guide, “Verifying the signatures of Amazon SNS messages”. Only
SignatureVersion 2 (SHA-256) is believed. The certificate must lie with SNS itself, or anybody could
sign with one of their own.
"""

import base64
import binascii
import re
from urllib.parse import urlsplit

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from pydantic import JsonValue

from engine.mailing.happening import instant_at
from engine.mailing.reporting import check_fresh, unsigned, wrong_signature
from engine.sources.delivery import Delivery, Refused
from engine.sources.looking import at, text_at

_HOST = re.compile(r"sns\.[a-z]{2}(-[a-z]+)+-\d\.amazonaws\.com(\.cn)?")
_SIGNED = {
    "Notification": ("Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type"),
    "SubscriptionConfirmation": (
        "Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type",
    ),
}  # fmt: skip


def check_topic(secret: str) -> None:
    """Raises `ValueError` for what names no topic."""
    if not re.fullmatch(r"arn:aws[a-z-]*:sns:[a-z0-9-]+:\d{12}:[\w-]{1,256}(\.fifo)?", secret):
        raise ValueError("it is a topic's ARN: arn:aws:sns:region:account:topic")


def certificate_url(topics: list[str], data: JsonValue) -> str:
    """Where the certificate lies that proves the message. Raises `Refused` for a message of
    another topic, of another kind of signature, or with a certificate from anywhere else."""
    kind, version = text_at(data, "Type"), text_at(data, "SignatureVersion")
    if kind not in _SIGNED or not version:
        raise unsigned("Amazon SNS message with a signature")
    if text_at(data, "TopicArn") not in topics:
        raise Refused(
            "other_topic",
            f"The topic {text_at(data, 'TopicArn')} is not among those in ONWARD_MAIL_EVENTS.",
        )
    if version != "2":
        raise Refused(
            "old_signature",
            "It is signed by SignatureVersion 1. Set SignatureVersion to 2 on the topic.",
        )
    return _of_sns(text_at(data, "SigningCertURL"), "certificate")


def subscribe_url(data: JsonValue) -> str | None:
    """Where a subscription is confirmed, of a message that asks for it. Raises `Refused` when
    that is not at SNS."""
    if text_at(data, "Type") != "SubscriptionConfirmation":
        return None
    return _of_sns(text_at(data, "SubscribeURL"), "confirmation")


def check_signature(certificate: bytes, data: JsonValue, delivery: Delivery) -> None:
    """Raises `Refused` unless who has this certificate signed the message, and lately."""
    try:
        key = x509.load_pem_x509_certificate(certificate).public_key()
        signature = base64.b64decode(text_at(data, "Signature") or "", validate=True)
        if not isinstance(key, RSAPublicKey):
            raise wrong_signature()
        key.verify(signature, _text(data), PKCS1v15(), SHA256())
    except (InvalidSignature, binascii.Error, ValueError):
        raise wrong_signature() from None
    signed_at = instant_at(data, "Timestamp")
    if signed_at is None:
        raise Refused("bad_timestamp", "The time of sending cannot be read.")
    check_fresh(signed_at, delivery.received_at)


def _text(data: JsonValue) -> bytes:
    lines = []
    for name in _SIGNED[text_at(data, "Type") or ""]:
        value = at(data, name)
        if isinstance(value, str):
            lines += [name, value]
    return "".join(f"{line}\n" for line in lines).encode("utf-8", "replace")


def _of_sns(url: str | None, what: str) -> str:
    try:
        parts = urlsplit(url or "")
        elsewhere = parts.port not in (None, 443) or parts.username is not None
        elsewhere |= parts.scheme != "https" or not _HOST.fullmatch(parts.hostname or "")
    except ValueError:
        elsewhere = True
    if elsewhere:
        raise Refused("elsewhere", f"The address of its {what} is not one of Amazon SNS.")
    return url or ""
