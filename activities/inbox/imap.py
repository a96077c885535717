"""Looking into a mailbox by IMAP: what came in since the last look, and nothing changed there.

Mails stay unread: colleagues may use the same mailbox. Where we have got to is the server's number
of the last mail seen, which holds as long as the server says that its numbers do.
"""

import asyncio
import imaplib
import re
import ssl
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from activities.inbox.imap_settings import ImapBox
from engine.replies.mail import LARGEST

SECONDS = 20
"""How long the server may take for one answer."""
AT_A_TIME = 50
FIRST_LOOK_BACK = timedelta(days=3)


class InboxAwayError(Exception):
    """The mailbox cannot be looked into now. `str()` is a sentence for people."""


@dataclass(frozen=True)
class Place:
    """How far a mailbox has been read."""

    validity: int | None = None
    """The server's word that its numbers are the same. None: never looked."""
    last: int = 0
    """The number of the last mail seen."""


@dataclass(frozen=True)
class Fetched:
    mails: Sequence[bytes]
    place: Place
    more: bool
    """Whether there are more to be fetched at once."""


class ImapInbox:
    """One mailbox. A connection is made for each look."""

    def __init__(self, box: ImapBox) -> None:
        self.box = box

    async def fetch(self, place: Place, now: datetime) -> Fetched:
        """What has come in since. Raises `InboxAwayError`."""
        try:
            return await asyncio.to_thread(self._fetch, place, now)
        except (OSError, imaplib.IMAP4.error, ValueError) as error:
            said = f"{type(error).__name__}: {str(error)[:200]}"
            raise InboxAwayError(f"{self.box} cannot be read ({said}).") from error

    def _fetch(self, place: Place, now: datetime) -> Fetched:
        connection = self._connect()
        try:
            connection.login(self.box.username, self.box.password)
            _ok(connection.select(_quoted(self.box.folder), readonly=True))
            validity = _validity(connection)
            if place.validity != validity:
                place, criteria = Place(validity), f"SINCE {_day(now - FIRST_LOOK_BACK)}"
            else:
                criteria = f"UID {place.last + 1}:*"
            numbers = _numbers(_ok(connection.uid("SEARCH", criteria)))
            # `n:*` always means one at least: the last there is, however old.
            wanted = sorted(number for number in numbers if number > place.last)
            mails = [_mail(connection, number) for number in wanted[:AT_A_TIME]]
            if wanted:
                place = replace(place, last=wanted[:AT_A_TIME][-1])
            return Fetched([mail for mail in mails if mail], place, len(wanted) > AT_A_TIME)
        finally:
            with suppress(OSError, imaplib.IMAP4.error):
                connection.logout()

    def _connect(self) -> imaplib.IMAP4:
        box, context = self.box, ssl.create_default_context()
        if not box.verify:
            context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        if box.tls:
            return imaplib.IMAP4_SSL(box.host, box.port, ssl_context=context, timeout=SECONDS)
        connection = imaplib.IMAP4(box.host, box.port, timeout=SECONDS)
        if box.start_tls:
            connection.starttls(context)
        return connection


def _ok(answer: tuple[str, Sequence[object]]) -> Sequence[object]:
    status, data = answer
    if status != "OK":
        raise ValueError(f"the server says {status}")
    return data


def _validity(connection: imaplib.IMAP4) -> int:
    _, data = connection.response("UIDVALIDITY")
    found = data[0] if data else None
    return int(found) if isinstance(found, bytes) and found.isdigit() else 0


def _numbers(data: Sequence[object]) -> list[int]:
    return [int(each) for part in data if isinstance(part, bytes) for each in part.split()]


def _mail(connection: imaplib.IMAP4, number: int) -> bytes | None:
    """None: it is gone meanwhile."""
    data = _ok(connection.uid("FETCH", str(number), f"(BODY.PEEK[]<0.{LARGEST}>)"))
    return next((part[1] for part in data if isinstance(part, tuple)), None)


def _quoted(folder: str) -> str:
    return '"' + re.sub(r'([\\"])', r"\\\1", folder) + '"'


_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]


def _day(instant: datetime) -> str:
    return f"{instant.day:02}-{_MONTHS[instant.month - 1]}-{instant.year}"
