"""What providers post when a mail comes in, as the mail it was.

Where they hand over the whole mail, that; else one put together from what they say of it, without
its attachments.
"""

import json
from collections.abc import Iterable, Mapping
from typing import Any, Literal, get_args

Provider = Literal["postmark", "sendgrid", "mailgun", "raw"]
PROVIDERS: tuple[Provider, ...] = get_args(Provider)

Fields = Mapping[str, Any]


def from_postmark(data: Fields) -> bytes:
    """Postmark's inbound webhook; `RawEmail` where that is switched on."""
    if isinstance(raw := data.get("RawEmail"), str) and raw:
        return raw.encode("utf-8", "replace")
    given = data.get("Headers")
    headers = [
        (str(each.get("Name")), str(each.get("Value")))
        for each in (given if isinstance(given, list) else [])
        if isinstance(each, dict)
    ]
    # Postmark calls its own id MessageID; the mail's is among the headers.
    known = {"From": "From", "To": "To", "Cc": "Cc", "Subject": "Subject"}
    headers += [(name, str(data[key])) for name, key in known.items() if data.get(key)]
    headers.append(("Delivered-To", str(data.get("OriginalRecipient") or "")))
    return _mail(headers, data.get("TextBody"), data.get("HtmlBody"))


def from_sendgrid(form: Fields) -> bytes:
    """SendGrid's Inbound Parse; `email` where the raw mail is posted."""
    if isinstance(raw := form.get("email"), str) and raw:
        return raw.encode("utf-8", "surrogateescape")
    headers = _unfolded(str(form.get("headers") or ""))
    headers += [
        (name.title(), str(form[name])) for name in ("from", "to", "subject") if name in form
    ]
    try:
        envelope = json.loads(str(form.get("envelope") or "{}"))
        delivered = [str(each) for each in envelope.get("to", [])]
    except (ValueError, AttributeError, TypeError):
        delivered = []
    headers += [("Delivered-To", ", ".join(delivered))]
    return _mail(headers, form.get("text"), form.get("html"))


def from_mailgun(form: Fields) -> bytes:
    """A route of Mailgun's; `body-mime` where it forwards to an address that ends in “mime”."""
    if isinstance(raw := form.get("body-mime"), str) and raw:
        return raw.encode("utf-8", "surrogateescape")
    headers: list[tuple[str, str]] = []
    try:
        pairs = json.loads(str(form.get("message-headers") or "[]"))
        headers = [(str(pair[0]), str(pair[1])) for pair in pairs]
    except (ValueError, LookupError, TypeError):
        pass
    for name in ("From", "To", "Subject", "Message-Id", "In-Reply-To", "References"):
        value = form.get(name) or form.get(name.lower())
        if value:
            headers.append((name, str(value)))
    headers.append(("Delivered-To", str(form.get("recipient") or "")))
    return _mail(headers, form.get("body-plain"), form.get("body-html"))


def _unfolded(block: str) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for line in block.replace("\r\n", "\n").split("\n"):
        if line[:1] in (" ", "\t") and found:
            name, value = found[-1]
            found[-1] = (name, f"{value} {line.strip()}")
        elif ":" in line:
            name, _, value = line.partition(":")
            found.append((name.strip(), value.strip()))
    return found


def _mail(headers: Iterable[tuple[str, str]], text: object, html: object) -> bytes:
    """The first of each name counts."""
    kept: dict[str, tuple[str, str]] = {}
    for name, value in headers:
        single = " ".join(value.split())
        if single and name.isascii() and " " not in name and not _of_content(name):
            kept.setdefault(name.lower(), (name, single))
    plain = isinstance(text, str) and bool(text.strip())
    body, kind = (text, "plain") if plain else (html if isinstance(html, str) else "", "html")
    lines = [f"{name}: {value}" for name, value in kept.values()]
    lines += [f"Content-Type: text/{kind}; charset=utf-8", "Content-Transfer-Encoding: 8bit"]
    return ("\r\n".join(lines) + "\r\n\r\n" + str(body)).encode("utf-8", "replace")


def _of_content(name: str) -> bool:
    return name.lower().startswith("content-") or name.lower() == "mime-version"
