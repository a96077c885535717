"""Whether a delivery comes from who knows the secret: one verifier for all schemes.

Signatures are compared in constant time. Whatever is sent, the answer is that it is verified or
`Refused`: no header can make this raise anything else.
"""

import base64
import binascii
import hashlib
import hmac
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import assert_never

from engine.sources.delivery import Delivery, Refused
from engine.sources.schemes import Address, Encoding, Scheme, Secret, Signature, Unit

_PREFIX = "whsec_"


def verify(scheme: Scheme, secrets: Sequence[str], delivery: Delivery) -> None:
    """Raises `Refused` unless one of the secrets made the proof. While a secret is being exchanged
    there are two. Blank ones count for nothing."""
    match scheme:
        case Address():
            return
        case Secret():
            proven = _shows(scheme, _given(secrets), delivery)
        case Signature():
            proven = _signed(scheme, _given(secrets), delivery)
        case _:
            assert_never(scheme)
    if not proven:
        raise Refused(
            "bad_signature",
            f"The {scheme.header} header does not fit this source's secret. Copy the secret again,"
            " and see that nothing on the way changes the body.",
        )


def sign(scheme: Signature, secret: str, delivery: Delivery) -> str:
    """The signature alone, as the sender would make it: to try a source out, and for tests."""
    timestamp = _sent(scheme, delivery)[0]
    made = hmac.new(
        _keys(scheme, [secret])[0], _message(scheme, delivery, timestamp), scheme.algorithm
    )
    return _encoded(made.digest(), scheme.encodings[0])


def _given(secrets: Sequence[str]) -> list[str]:
    found = [secret for secret in secrets if secret.strip()]
    if not found:
        raise Refused("no_secret", "This source has no secret yet. Enter the one its sender shows.")
    return found


def _shows(scheme: Secret, secrets: Sequence[str], delivery: Delivery) -> bool:
    shown = _header(delivery, scheme.header)
    expected = [_as_shown(scheme, secret) for secret in secrets]
    return sum(_same(shown, each) for each in expected) > 0


def _as_shown(scheme: Secret, secret: str) -> str:
    match scheme.form:
        case "plain":
            return secret
        case "bearer":
            return f"Bearer {secret}"
        case "basic":
            return f"Basic {base64.b64encode(secret.encode()).decode()}"


def _signed(scheme: Signature, secrets: Sequence[str], delivery: Delivery) -> bool:
    given = list(_signatures(scheme, _header(delivery, scheme.header)))
    timestamp, sent_at = _sent(scheme, delivery)
    if sent_at is not None and abs(delivery.received_at - sent_at) > scheme.tolerance:
        minutes = int(scheme.tolerance.total_seconds() // 60)
        raise Refused(
            "stale",
            f"It was signed at {sent_at:%Y-%m-%d %H:%M:%S} UTC, more than {minutes} minutes from"
            " now. Old deliveries are not taken: have its sender make it anew.",
        )
    message = _message(scheme, delivery, timestamp)
    made = [
        _encoded(hmac.new(key, message, scheme.algorithm).digest(), encoding)
        for key in _keys(scheme, secrets)
        for encoding in scheme.encodings
    ]
    # Every one is compared, so that the time taken tells nothing.
    return sum(_alike(one, other) for one in given for other in made) > 0


def _signatures(scheme: Signature, header: str) -> Iterator[str]:
    match scheme.form:
        case "plain":
            if header.startswith(scheme.prefix):
                yield header.removeprefix(scheme.prefix).strip()
        case "pairs":
            for name, value in _pairs(header):
                if name == scheme.version:
                    yield value
        case "versions":
            for each in header.split():
                version, _, value = each.partition(",")
                if version == scheme.version:
                    yield value


def _pairs(header: str) -> Iterator[tuple[str, str]]:
    for each in header.split(","):
        name, _, value = each.partition("=")
        yield name.strip(), value.strip()


def _sent(scheme: Signature, delivery: Delivery) -> tuple[str, datetime | None]:
    """The time as it was written, which is what is signed, and as an instant."""
    if scheme.timestamp is None:
        return "", None
    if scheme.form == "pairs":
        pairs = _pairs(_header(delivery, scheme.header))
        written = next((value for name, value in pairs if name == scheme.timestamp), "")
    else:
        written = _header(delivery, scheme.timestamp)
    try:
        return written, _instant(written, scheme.unit)
    except (ValueError, OverflowError, OSError):
        raise Refused(
            "bad_timestamp", f"The time of sending, {written[:60]!r}, cannot be read."
        ) from None


def _instant(written: str, unit: Unit) -> datetime:
    match unit:
        case "iso":
            found = datetime.fromisoformat(written)
            return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
        case "s" | "ms":
            if not (written.isascii() and written.isdigit()):
                raise ValueError(written)
            return datetime.fromtimestamp(int(written) / (1000 if unit == "ms" else 1), UTC)


def _message(scheme: Signature, delivery: Delivery, timestamp: str) -> bytes:
    parts = {
        "{body}": delivery.body,
        "{timestamp}": timestamp.encode(),
        "{id}": _header(delivery, scheme.identifier).encode() if scheme.identifier else b"",
        "{method}": delivery.method.encode(),
        "{url}": delivery.url.encode(),
    }
    return b"".join(_filled(scheme.signed, parts))


def _filled(template: str, parts: dict[str, bytes]) -> Iterator[bytes]:
    """The template with each placeholder filled once: what was filled in is not looked at again."""
    while template:
        places = {name: at for name in parts if (at := template.find(name)) >= 0}
        if not places:
            break
        name = min(places, key=lambda each: places[each])
        yield template[: places[name]].encode()
        yield parts[name]
        template = template[places[name] + len(name) :]
    yield template.encode()


def _keys(scheme: Signature, secrets: Sequence[str]) -> list[bytes]:
    keys = [key for secret in secrets if (key := _key(scheme, secret))]
    if not keys:
        raise Refused(
            "bad_secret",
            f"This source's secret is not one of its kind: it begins with {_PREFIX}, and base64"
            " follows. Enter the one its sender shows.",
        )
    return keys


def _key(scheme: Signature, secret: str) -> bytes:
    """Empty when the secret is not one of the kind."""
    if not scheme.is_encoded:
        return secret.encode()
    try:
        return base64.b64decode(secret.removeprefix(_PREFIX), validate=True)
    except (binascii.Error, ValueError):
        return b""


def _encoded(digest: bytes, encoding: Encoding) -> str:
    return digest.hex() if encoding == "hex" else base64.b64encode(digest).decode()


def _alike(given: str, made: str) -> bool:
    """Hexadecimal digits are the same in capitals."""
    is_hex = len(made) in (2 * hashlib.sha1().digest_size, 2 * hashlib.sha256().digest_size)
    return _same(given.lower() if is_hex else given, made)


def _same(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode("utf-8", "replace"), other.encode())


def _header(delivery: Delivery, name: str) -> str:
    found = delivery.headers.get(name, "").strip()
    if not found:
        raise Refused(
            "unsigned",
            f"There is no {name} header, by which this source is known. See that its sender signs"
            " what it sends.",
        )
    return found
