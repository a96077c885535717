"""What every way of sending a mail promises, and how each says that it could not."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol

from activities.mail.message import AddressInvalid, Mail, email_message


@dataclass(frozen=True)
class Receipt:
    """Proof that a provider has taken responsibility for a mail."""

    provider: str
    response: str
    """What it answered, often with its own id for the mail."""


class MailFailure(Exception):
    """The mail was not taken. `reason` is a sentence for people."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


class TemporaryFailure(MailFailure):
    """It may work later: the same mail is worth another try.

    `maybe_sent` says that the connection was lost after the mail had been handed over and before
    the answer: another try may make a second copy (with the same Message-ID).
    """

    def __init__(
        self, reason: str, retry_after: timedelta | None = None, *, maybe_sent: bool = False
    ) -> None:
        super().__init__(reason)
        self.retry_after = retry_after
        self.maybe_sent = maybe_sent


class PermanentFailure(MailFailure):
    """This mail will never be taken; other mail to the same person may be."""


class AddressRejected(PermanentFailure):
    """The recipient's address does not exist or takes no mail. No mail should go there again."""


class MailTransport(Protocol):
    """A way of sending. Safe to use from many tasks of one event loop at a time."""

    async def send(self, mail: Mail) -> Receipt:
        """Hand over one mail, in well under 30 seconds. Raises `MailFailure`."""
        ...

    async def close(self) -> None:
        """Let go of connections. A transport may be used again afterwards."""
        ...


def on_the_wire(mail: Mail) -> bytes:
    """The mail as bytes. Raises `AddressRejected` only if it is the recipient who cannot be
    written to; a sender or a link that cannot stand in a header is nobody's address."""
    try:
        recipient = mail.recipient.wire_address
    except AddressInvalid as error:
        raise AddressRejected(str(error)) from error
    try:
        return email_message(mail).as_bytes()
    except ValueError as error:
        raise PermanentFailure(f"The mail to {recipient} cannot be written: {error}") from error
