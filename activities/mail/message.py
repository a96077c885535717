"""One mail to one person, as data and as it goes over the wire.

Knows nothing of journeys or the database. Whatever a customer's name contains, it cannot add a
header: everything that becomes one is put on a single line first.
"""

import re
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address, BaseHeader, HeaderRegistry
from email.message import EmailMessage
from email.policy import SMTP, SMTPUTF8, EmailPolicy
from email.utils import format_datetime
from typing import Any, cast
from uuid import UUID

from engine.templates.values import one_line

_MAX_ADDRESS = 254
_ADDRESS = re.compile(r"[^\s@<>()\[\],;:\\\"\x00-\x1f\x7f]+@[^\s@<>()\[\],;:\\\"\x00-\x1f\x7f]+")
_DOMAIN = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?")


class AddressInvalid(ValueError):
    """This cannot be a mail address, whatever the server says."""


@dataclass(frozen=True)
class Person:
    """Somebody a mail comes from or goes to. A domain in any script is written as the wire wants;
    the part before the `@` stays as it is."""

    address: str
    name: str | None = None

    @property
    def wire_address(self) -> str:
        """Raises `AddressInvalid`."""
        if len(self.address) > _MAX_ADDRESS or not _ADDRESS.fullmatch(self.address):
            raise AddressInvalid(f"“{one_line(self.address)[:80]}” is not a mail address.")
        local, _, domain = self.address.rpartition("@")
        try:
            ascii_domain = domain.encode("idna").decode("ascii")
        except UnicodeError:
            ascii_domain = ""
        if not _DOMAIN.fullmatch(ascii_domain) or ".." in self.address or local[0] == ".":
            raise AddressInvalid(f"“{one_line(self.address)[:80]}” is not a mail address.")
        return f"{local}@{ascii_domain}"

    @property
    def is_plain(self) -> bool:
        """Whether every server takes it: what stands before the `@` is ASCII."""
        return self.address.rpartition("@")[0].isascii()

    @property
    def in_words(self) -> str:
        """As people read it, whatever the wire wants."""
        return f"{self.name} <{self.address}>" if self.name else self.address

    @property
    def header(self) -> Address:
        local, _, domain = self.wire_address.rpartition("@")
        return Address(one_line(self.name or ""), local, domain)


@dataclass(frozen=True)
class Unsubscribing:
    """How a reader stops this topic: by one click (RFC 8058), or by writing to an address."""

    url: str
    """Takes the one-click POST. Its GET shows a page and changes nothing."""
    mailto: str | None = None
    """An address, optionally with `?subject=…`."""


@dataclass(frozen=True)
class Mail:
    """Everything one mail needs. The same `message_id` always makes the same Message-ID."""

    message_id: UUID
    sender: Person
    recipient: Person
    subject: str
    text: str
    html: str
    sent_at: datetime
    """Aware."""
    reply_to: Person | None = None
    """Who reads the answer."""
    replies_to: Person | None = None
    """An address of ours that gets the answer too, so that journeys know of it."""
    unsubscribing: Unsubscribing | None = None
    """None leaves the headers out, as for mail that is part of the service itself."""
    proof: str | None = None
    """What makes its Message-ID one that nobody can work out, so that a mail which names it is
    believed. None: nothing that comes back is about it."""
    is_test: bool = False
    """Meant for no customer: a colleague looks at it."""

    @property
    def answered_to(self) -> list[Person]:
        """Whom an answer goes to; nobody: the sender.

        Who can only be reached through newer servers (SMTPUTF8) is left out, unless the reader is
        too: their server may not take the whole mail because of it.
        """
        people = [person for person in (self.reply_to, self.replies_to) if person]
        return [person for person in people if person.is_plain or not self.recipient.is_plain]

    @property
    def wire_message_id(self) -> str:
        domain = self.sender.wire_address.rpartition("@")[2]
        named = f"{self.message_id}.{self.proof}" if self.proof else str(self.message_id)
        return f"<{named}@{domain}>"


def email_message(mail: Mail) -> EmailMessage:
    """The mail as it goes over the wire. Raises `AddressInvalid`."""
    message = EmailMessage(policy=_UTF8 if needs_utf8(mail) else _ASCII)
    message["From"] = mail.sender.header
    message["To"] = mail.recipient.header
    if answered := [person.header for person in mail.answered_to]:
        message["Reply-To"] = answered
    message["Subject"] = one_line(mail.subject)
    message["Message-ID"] = mail.wire_message_id
    message["Date"] = format_datetime(mail.sent_at)
    # Keeps holiday replies away from the CSM.
    message["Auto-Submitted"] = "auto-generated"
    message["X-Onward-Message"] = str(mail.message_id)
    if mail.is_test:
        message["X-Onward-Test"] = "yes"
    if mail.unsubscribing:
        message["List-Unsubscribe"] = _list_unsubscribe(mail.unsubscribing)
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    # Quoted-printable passes every server, and lines of any length.
    message.set_content(mail.text, cte="quoted-printable")
    message.add_alternative(mail.html, subtype="html", cte="quoted-printable")
    # Not by chance: a mail sent again is the same mail. In quoted-printable no text contains "=_".
    message.set_boundary(f"=_{mail.message_id.hex}")
    return message


class _AsWritten:
    """A header that is not folded: the library would encode a long address beyond recognition."""

    max_count = 1

    @classmethod
    def parse(cls, value: str, keywords: dict[str, Any]) -> None:
        keywords["parse_tree"] = None
        keywords["decoded"] = value

    def fold(self, *, policy: "EmailPolicy[Any]") -> str:
        assert isinstance(self, BaseHeader)
        return f"{self.name}: {f',{policy.linesep} '.join(self.split(', '))}{policy.linesep}"


class _Headers(HeaderRegistry):
    """Makes the class of each kind of header once, where the library makes one for every header."""

    def __init__(self) -> None:
        super().__init__()
        self._made: dict[str, Any] = {}

    def __getitem__(self, name: str) -> Any:
        kind = name.lower()
        if kind not in self._made:
            self._made[kind] = super().__getitem__(name)
        return self._made[kind]


def _policy(base: "EmailPolicy[Any]") -> "EmailPolicy[Any]":
    registry = _Headers()
    for name in ("list-unsubscribe", "message-id"):
        registry.map_to_type(name, cast("type[BaseHeader]", _AsWritten))
    return base.clone(header_factory=registry)


_ASCII, _UTF8 = _policy(SMTP), _policy(SMTPUTF8)


def needs_utf8(mail: Mail) -> bool:
    """Whether an address is written in letters only newer servers take (SMTPUTF8)."""
    return not all(person.is_plain for person in (mail.sender, mail.recipient))


def _list_unsubscribe(unsubscribing: Unsubscribing) -> str:
    ways = [unsubscribing.url]
    if unsubscribing.mailto:
        ways.append(f"mailto:{unsubscribing.mailto}")
    for way in ways:
        if re.search(r"[\s<>\x00-\x1f]", way) or not way.isascii():
            raise ValueError(f"“{one_line(way)[:80]}” cannot stand in a header.")
    return ", ".join(f"<{way}>" for way in ways)
