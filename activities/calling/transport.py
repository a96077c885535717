"""What every way of calling another system promises. Failures are those every transport knows."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, Protocol

from activities.receipts import Receipt
from engine.advancing.surroundings import Outgoing

Kind = Literal["webhook", "slack", "teams"]


@dataclass(frozen=True)
class Calling(Outgoing):
    """A call that is claimed and committed, and must now be made. Its `message_id` is what the
    receiver knows it by, the same however often it is tried."""

    first_tried_at: datetime
    kind: Kind
    url: str = field(repr=False)
    """May hold a secret: nobody is shown it whole."""
    shown_as: str
    """What people are shown instead."""
    body: bytes = field(repr=False)
    """JSON, the same however often it is tried."""
    title: str = ""
    """What colleagues are told. Empty for a webhook."""
    chat: str | None = None
    """The key of the Slack or Teams channel; None for a webhook."""
    keys: tuple[bytes, ...] = field(default=(), repr=False)
    """What a webhook is signed with: more than one while secrets are exchanged."""
    attempts: int = 1
    """How often it has been tried, this time included."""
    uncertain: bool = False
    """An earlier attempt may have been heard: nobody knows what became of that one."""

    @property
    def channel(self) -> Literal["webhook", "notify"]:
        return "webhook" if self.kind == "webhook" else "notify"


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
