"""Seeing whether a mail is opened, and which of its links is followed.

A link says itself, signed, where it leads: it can be made to lead nowhere else. What a mail says is
kept as it was written; only what goes over the wire leads by way of us. The same message always
becomes the same mail.
"""

import html as escaping
import re
from dataclasses import dataclass
from uuid import UUID

from activities.mail.tokens import TokenInvalid, read, sign

_CLICK = b"onward click v1\x00"
_OPEN = b"onward open v1\x00"
_ID_BYTES = 16

_LINK = re.compile(r'(<a\b(?:[^>"]|"[^"]*")*?\shref=")([^"]*)(")', re.IGNORECASE)
_END = re.compile(r"</body\s*>", re.IGNORECASE)
_LONGEST = 1_400
"""Characters of an address; browsers and mail servers take no endless ones."""


@dataclass(frozen=True)
class Tracking:
    opens: bool = False
    clicks: bool = False


NOT_TRACKED = Tracking()


@dataclass(frozen=True)
class Click:
    """What a followed link says."""

    message_id: UUID
    url: str


def tracked(html: str, message_id: UUID, tracking: Tracking, *, public_url: str, key: bytes) -> str:
    """The HTML as it goes out. Links to this installation (to unsubscribe, to answer a survey) and
    what is no web address stay as they are."""
    if tracking.clicks:
        html = _LINK.sub(lambda found: _rewritten(found, message_id, public_url, key), html)
    if tracking.opens and html:
        seen = f"{public_url}/o/{sign(_OPEN, message_id.bytes, key)}"
        dot = f'<img src="{seen}" width="1" height="1" alt="" style="border:0">'
        ends = _END.search(html)
        place = ends.start() if ends else len(html)
        html = f"{html[:place]}{dot}{html[place:]}"
    return html


def _rewritten(found: re.Match[str], message_id: UUID, public_url: str, key: bytes) -> str:
    before, written, after = found.groups()
    url = escaping.unescape(written).strip()
    own = url == public_url or url.startswith((f"{public_url}/", f"{public_url}?"))
    if own or len(url) > _LONGEST or not url.lower().startswith(("http://", "https://")):
        return found.group()
    token = sign(_CLICK, message_id.bytes + url.encode(), key)
    return f"{before}{public_url}/c/{token}{after}"


def read_click(token: str, keys: list[bytes]) -> Click:
    """Raises `TokenInvalid`."""
    payload = read(_CLICK, token, keys)
    return Click(UUID(bytes=payload[:_ID_BYTES]), payload[_ID_BYTES:].decode())


def read_open(token: str, keys: list[bytes]) -> UUID:
    """The message that was opened. Raises `TokenInvalid`."""
    payload = read(_OPEN, token, keys)
    if len(payload) != _ID_BYTES:
        raise TokenInvalid("This link is incomplete.")
    return UUID(bytes=payload)
