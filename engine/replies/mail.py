"""A mail that came in, read out of its bytes however bad they are."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from email import message_from_bytes
from email.message import EmailMessage, Message
from email.policy import default
from email.utils import getaddresses
from hashlib import sha256
from html import unescape

from engine.replies.quoting import MOST_TEXT

LARGEST = 5 * 1024**2
"""Bytes of a mail that is looked at. Attachments beyond are of no interest."""
_MOST_PARTS = 100


@dataclass(frozen=True)
class Incoming:
    """What matters of a mail. Names of headers are in lower case."""

    wire_message_id: str
    """Its Message-ID, or one made from its content: the same however often it is read."""
    from_address: str | None
    to: tuple[str, ...]
    """Whom it was addressed or delivered to, in lower case."""
    subject: str
    text: str
    headers: Mapping[str, str] = field(default_factory=dict)
    """The first of each name."""
    references: tuple[str, ...] = ()
    """Message-IDs it answers or refers to, the nearest first."""
    report: Mapping[str, str] | None = None
    """A delivery report's fields about the recipient, if it is one: `action`, `status`…"""
    reported: tuple[str, ...] = ()
    """Message-IDs of the mail a report is about."""


_IDS = re.compile(r"<[^<>\s]{1,900}>")


def read_mail(raw: bytes) -> Incoming:
    """Of any bytes at all: what cannot be read is empty."""
    raw = raw[:LARGEST]
    try:
        return _read(raw)
    except Exception:  # the library fails in many ways on what no mail program would write
        return _read_by_hand(raw)


def _read(raw: bytes) -> Incoming:
    message = message_from_bytes(raw, policy=default)
    headers: dict[str, str] = {}
    for name, value in message.raw_items():
        headers.setdefault(name.lower(), " ".join(str(value).split()))
    headers = {name: _header(message, name, value) for name, value in headers.items()}
    parts = list(_parts(message))
    report, reported = _report(parts)
    return replace(_incoming(raw, headers, _text(parts)), report=report, reported=reported)


def _read_by_hand(raw: bytes) -> Incoming:
    """What stands there, decoded no further: of a mail that only breaks its own rules."""
    head, _, body = _sound(raw.decode("utf-8", "replace")).replace("\r\n", "\n").partition("\n\n")
    headers: dict[str, str] = {}
    for line in re.sub(r"\n[ \t]+", " ", head).split("\n"):
        name, _, value = line.partition(":")
        headers.setdefault(name.strip().lower(), " ".join(value.split())[:2_000])
    in_parts = "multipart" in headers.get("content-type", "")
    return _incoming(raw, headers, "" if in_parts else body[: 20 * MOST_TEXT])


def _incoming(raw: bytes, headers: Mapping[str, str], text: str) -> Incoming:
    own = _IDS.search(headers.get("message-id", ""))
    return Incoming(
        wire_message_id=own[0] if own else _made_id(raw),
        from_address=next(iter(_addresses(headers.get("from", ""))), None),
        to=_recipients(headers),
        subject=headers.get("subject", ""),
        text=text,
        headers=headers,
        references=_references(headers),
    )


def _made_id(raw: bytes) -> str:
    return f"<{sha256(raw).hexdigest()}@no-message-id>"


def _references(headers: Mapping[str, str]) -> tuple[str, ...]:
    answered = _IDS.findall(headers.get("in-reply-to", ""))
    earlier = _IDS.findall(headers.get("references", ""))
    return tuple(dict.fromkeys([*answered, *reversed(earlier)]))[:50]


def _recipients(headers: Mapping[str, str]) -> tuple[str, ...]:
    names = ("to", "cc", "delivered-to", "x-original-to", "envelope-to", "x-envelope-to")
    written = [headers[name] for name in names if name in headers]
    return tuple(dict.fromkeys(each for value in written for each in _addresses(value)))[:50]


def _addresses(written: str) -> list[str]:
    try:
        found = getaddresses([written])
    except (ValueError, IndexError):
        return []
    return [address.lower() for _, address in found if "@" in address]


def _header(message: EmailMessage, name: str, raw: str) -> str:
    """Decoded, or as it stands when it cannot be."""
    try:
        decoded = str(message[name]) if raw.isascii() else _utf8(raw)
    except Exception:  # the library fails in many ways on what no mail program would write
        decoded = raw
    return " ".join(_sound(decoded).split())[:2_000]


def _utf8(raw: str) -> str:
    """Bytes that stand in a header as they are."""
    return raw.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def _parts(message: Message) -> Iterator[Message]:
    for number, part in enumerate(message.walk()):
        if number >= _MOST_PARTS:
            return
        yield part


def _text(parts: list[Message]) -> str:
    """The readable part; of one that has only HTML its words."""
    html = ""
    for part in parts:
        if part.get_content_disposition() == "attachment":
            continue
        kind = part.get_content_type()
        if kind == "text/plain" and (text := _content(part)).strip():
            return text
        if kind == "text/html" and not html:
            html = _words(_content(part))
    return html


def _content(part: Message) -> str:
    payload = part.get_payload(decode=True)
    if not isinstance(payload, bytes):
        return ""
    charset = part.get_content_charset() or "utf-8"
    try:
        text = payload.decode(charset, "replace")
    except (LookupError, ValueError):  # some encodings take no malformed text, nor a name
        text = payload.decode("utf-8", "replace")
    return _sound(text)[: 20 * MOST_TEXT]


_QUOTE = re.compile(r"<blockquote\b.*", re.IGNORECASE | re.DOTALL)
_GMAIL = re.compile(r"<div[^>]*class=\"?gmail_quote.*", re.IGNORECASE | re.DOTALL)
_UNSEEN = re.compile(r"<(style|script|head)\b.*?</\1\s*>", re.IGNORECASE | re.DOTALL)
_BREAK = re.compile(r"<(br|/p|/div|/li|/tr|/h\d)\b[^>]*>", re.IGNORECASE)
_TAG = re.compile(r"<[^>]*>")


def _words(html: str) -> str:
    said = _UNSEEN.sub("", _QUOTE.sub("", _GMAIL.sub("", html)))
    return unescape(_TAG.sub("", _BREAK.sub("\n", said)))


def _report(parts: list[Message]) -> tuple[Mapping[str, str] | None, tuple[str, ...]]:
    """What a delivery report (RFC 3464) says, and which mail it is about."""
    fields: dict[str, str] | None = None
    reported: list[str] = []
    for part in parts:
        match part.get_content_type():
            case "message/delivery-status":
                fields = {}
                for block in part.walk():
                    for name, value in block.raw_items():
                        fields.setdefault(name.lower(), " ".join(str(value).split())[:2_000])
            case "message/rfc822" | "text/rfc822-headers" | "message/rfc822-headers":
                reported += _IDS.findall(_message_id_in(part))
            case _:
                pass
    return fields, tuple(reported[:5])


def _message_id_in(part: Message) -> str:
    for block in part.walk():
        if block is not part and block.get("message-id"):
            return _first(block, "message-id")
    payload = part.get_payload(decode=True)
    text = payload.decode("utf-8", "replace") if isinstance(payload, bytes) else ""
    found = re.search(r"^message-id:\s*(<[^<>\s]+>)", text, re.IGNORECASE | re.MULTILINE)
    return found[1] if found else ""


def _first(block: Message, name: str) -> str:
    return next((str(value) for each, value in block.raw_items() if each.lower() == name), "")


def _sound(text: str) -> str:
    """Without what no database takes."""
    return text.replace("\x00", "").encode("utf-8", "replace").decode("utf-8")
