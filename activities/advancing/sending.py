"""Handing over what has been claimed, a mail or a call, between two transactions."""

import time
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from activities.calling.transport import Calling
from activities.mail.message import Mail
from activities.mail.transport import AddressRejected
from activities.ports import Ports
from activities.receipts import PermanentFailure, Receipt, TemporaryFailure
from engine.advancing.surroundings import Outgoing, Settled


@dataclass(frozen=True)
class Posting(Outgoing):
    """A mail that is claimed and committed, and must now be handed over."""

    first_tried_at: datetime
    because: str | None
    """How the recipient came to be it."""
    mail: Mail
    attempts: int = 1
    """How often it has been tried, this time included."""
    uncertain: bool = False
    """An earlier attempt may have sent it: nobody knows what became of that one."""


Claimed = Posting | Calling
"""What goes out, and is known by its id however often it is tried."""


@dataclass(frozen=True)
class Trial:
    """How handing it over went."""

    status: int | None = None
    """Of HTTP. None: there was no answer, or it is a mail."""
    took: timedelta = timedelta()


@dataclass(frozen=True)
class Sent:
    claimed: Claimed
    receipt: Receipt
    trial: Trial = field(default_factory=Trial)


@dataclass(frozen=True)
class Refused:
    """It will never be taken."""

    claimed: Claimed
    reason: str
    bad_address: bool = False
    """It is the address that takes no mail, whatever is written to it."""
    trial: Trial = field(default_factory=Trial)


@dataclass(frozen=True)
class Postponed:
    """It could not be taken now."""

    claimed: Claimed
    reason: str
    retry_after: timedelta | None
    maybe_sent: bool
    """The connection was lost before the answer: it may have been taken all the same."""
    trial: Trial = field(default_factory=Trial)


Posted = Sent | Refused
"""It is known what became of it."""


async def post(ports: Ports, claimed: Claimed) -> Posted | Postponed:
    """Hand it over. Never raises for what the other side says."""
    began = time.monotonic()

    def trial(status: int | None) -> Trial:
        return Trial(status, timedelta(seconds=time.monotonic() - began))

    try:
        receipt = await _send(ports, claimed)
        return Sent(claimed, receipt, trial(receipt.status))
    except PermanentFailure as error:
        bad_address = isinstance(error, AddressRejected)
        return Refused(claimed, error.reason, bad_address, trial(error.status))
    except TemporaryFailure as error:
        again = error.retry_after, error.maybe_sent
        return Postponed(claimed, error.reason, *again, trial(error.status))


async def _send(ports: Ports, claimed: Claimed) -> Receipt:
    match claimed:
        case Posting():
            return await ports.mail.send(claimed.mail)
        case Calling():
            return await ports.calls.send(claimed)


def settled(posted: Posted) -> Settled:
    """What is to be said of it."""
    claimed = posted.claimed
    match claimed:
        case Posting():
            title, to, because = (
                claimed.mail.subject,
                claimed.mail.recipient.address,
                claimed.because,
            )
        case Calling():
            title, to, because = claimed.title, claimed.shown_as, None
    return Settled(
        message_id=claimed.message_id,
        step=claimed.step,
        channel=claimed.channel if isinstance(claimed, Calling) else "email",
        fate="sent" if isinstance(posted, Sent) else "failed",
        title=title,
        to=to,
        because=because,
        reason=None if isinstance(posted, Sent) else posted.reason,
    )
