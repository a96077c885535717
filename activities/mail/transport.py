"""What every way of sending a mail promises, over how anything is taken (`activities.receipts`)."""

from typing import Protocol

from activities.mail.message import AddressInvalid, Mail, email_message
from activities.receipts import PermanentFailure, Receipt


class AddressRejected(PermanentFailure):
    """The recipient's address does not exist or takes no mail. No mail should go there again."""


class MailTransport(Protocol):
    """A way of sending. Safe to use from many tasks of one event loop at a time."""

    async def send(self, mail: Mail) -> Receipt:
        """Hand over one mail, in well under 30 seconds. Raises `NotTaken`."""
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
