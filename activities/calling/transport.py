"""What every way of calling another system promises. Failures are those every transport knows."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, Protocol
from uuid import UUID

from activities.mail.transport import Receipt

Kind = Literal["webhook", "slack", "teams"]


@dataclass(frozen=True)
class Calling:
    """A call that is claimed and committed, and must now be made."""

    message_id: UUID
    """What the receiver knows it by, the same however often it is tried."""
    step: str
    visit: int
    first_tried_at: datetime
    kind: Kind
    url: str = field(repr=False)
    """May hold a secret: nobody is shown it whole."""
    shown_as: str
    """What people are shown instead."""
    body: bytes = field(repr=False)
    """JSON, the same however often it is tried."""
    channel: str | None = None
    """The key of the Slack or Teams channel."""


class CallTransport(Protocol):
    """A way of calling. Safe to use from many tasks of one event loop at a time."""

    async def send(self, calling: Calling) -> Receipt:
        """Make the call, in 30 seconds at most.

        Raises `PermanentFailure` or `TemporaryFailure`.
        """
        ...

    async def close(self) -> None:
        """Let go of connections. A transport may be used again afterwards."""
        ...
