"""Sending one mail that has been claimed, between two transactions."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from activities.mail.message import Mail
from activities.mail.transport import MailTransport, PermanentFailure, Receipt, TemporaryFailure
from engine.advancing.surroundings import Outgoing, Settled


@dataclass(frozen=True)
class Posting(Outgoing):
    """A mail that is claimed and committed, and must now be handed over."""

    first_tried_at: datetime
    because: str | None
    """How the recipient came to be it; None when it was decided by an earlier attempt."""
    mail: Mail


@dataclass(frozen=True)
class Sent:
    posting: Posting
    receipt: Receipt


@dataclass(frozen=True)
class Refused:
    """The provider will never take it."""

    posting: Posting
    reason: str


@dataclass(frozen=True)
class Postponed:
    """The provider could not take it now."""

    posting: Posting
    reason: str
    retry_after: timedelta | None
    maybe_sent: bool
    """The connection was lost before the answer: it may have been taken all the same."""


Posted = Sent | Refused
"""It is known what became of the mail."""


async def post(transport: MailTransport, posting: Posting) -> Posted | Postponed:
    """Hand the mail over. Never raises for what the provider says."""
    try:
        return Sent(posting, await transport.send(posting.mail))
    except PermanentFailure as error:
        return Refused(posting, error.reason)
    except TemporaryFailure as error:
        return Postponed(posting, error.reason, error.retry_after, error.maybe_sent)


def settled(posted: Posted) -> Settled:
    """What is to be said of it."""
    posting = posted.posting
    return Settled(
        message_id=posting.message_id,
        step=posting.step,
        channel="email",
        fate="sent" if isinstance(posted, Sent) else "failed",
        title=posting.mail.subject,
        to=posting.mail.recipient.address,
        because=posting.because,
        reason=None if isinstance(posted, Sent) else posted.reason,
    )
