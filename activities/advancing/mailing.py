"""Sending one mail that has been claimed, between two transactions."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from activities.mail.message import Mail
from activities.mail.transport import MailTransport, PermanentFailure, Receipt, TemporaryFailure


@dataclass(frozen=True)
class Posting:
    """A mail that is claimed and committed, and must now be handed over."""

    message_id: UUID
    step: str
    visit: int
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


Settled = Sent | Refused
"""It is known what became of the mail."""

Posted = Settled | Postponed


async def post(transport: MailTransport, posting: Posting) -> Posted:
    """Hand the mail over. Never raises for what the provider says."""
    try:
        return Sent(posting, await transport.send(posting.mail))
    except PermanentFailure as error:
        return Refused(posting, error.reason)
    except TemporaryFailure as error:
        return Postponed(posting, error.reason, error.retry_after, error.maybe_sent)
