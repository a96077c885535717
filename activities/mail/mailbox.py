"""The mailbox that is built in: where mail stays while no mail server has been set up.

The row of the message, which every mail has anyhow, is the mailbox. So there is nothing to do here
but to say that it has arrived.
"""

from activities.mail.message import Mail
from activities.mail.transport import on_the_wire
from activities.receipts import Receipt


class BuiltInMailbox:
    """Takes every mail that a mail server could take too."""

    async def send(self, mail: Mail) -> Receipt:
        on_the_wire(mail)
        return Receipt("mailbox", "kept in the built-in mailbox")

    async def close(self) -> None:
        """Nothing is held."""
