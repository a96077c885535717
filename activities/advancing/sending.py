"""Handing over what has been claimed, a mail or a call, between two transactions."""

from dataclasses import dataclass
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


Claimed = Posting | Calling
"""What goes out, and is known by its id however often it is tried."""


@dataclass(frozen=True)
class Sent:
    claimed: Claimed
    receipt: Receipt


@dataclass(frozen=True)
class Refused:
    """It will never be taken."""

    claimed: Claimed
    reason: str
    bad_address: bool = False
    """It is the address that takes no mail, whatever is written to it."""


@dataclass(frozen=True)
class Postponed:
    """It could not be taken now."""

    claimed: Claimed
    reason: str
    retry_after: timedelta | None
    maybe_sent: bool
    """The connection was lost before the answer: it may have been taken all the same."""


Posted = Sent | Refused
"""It is known what became of it."""


async def post(ports: Ports, claimed: Claimed) -> Posted | Postponed:
    """Hand it over. Never raises for what the other side says."""
    try:
        return Sent(claimed, await _send(ports, claimed))
    except PermanentFailure as error:
        return Refused(claimed, error.reason, isinstance(error, AddressRejected))
    except TemporaryFailure as error:
        return Postponed(claimed, error.reason, error.retry_after, error.maybe_sent)


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
