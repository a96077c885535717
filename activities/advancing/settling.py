"""Writing down what became of a mail or a call that was claimed."""

from datetime import datetime
from http import HTTPStatus

from activities.advancing.sending import Claimed, Posted, Posting, Postponed, Sent, Trial
from activities.calling.signing import webhook_id
from activities.calling.transport import Calling
from engine.store.call_log import Attempt, close_address, note_attempt
from engine.store.chat import note_use
from engine.store.database import Session
from engine.store.message_events import note_try
from engine.store.messages import postpone, settle
from engine.store.suppressions import suppress


async def keep_posted(session: Session, posted: Posted, now: datetime) -> bool:
    """It is known what became of it. `now` is real time, aware UTC. False: it was known before."""
    claimed = posted.claimed
    if isinstance(posted, Sent):
        await _note(session, claimed, None, now)
        await _log(session, claimed, True, posted.receipt.response, posted.trial, now)
        return await settle(
            session,
            claimed.message_id,
            status="sent",
            sent_at=now,
            provider=posted.receipt.provider,
            provider_response=posted.receipt.response,
            wire_message_id=_wire_id(claimed),
            reason=None,
        )
    await _note(session, claimed, posted.reason, now)
    await _log(session, claimed, False, posted.reason, posted.trial, now)
    await note_try(session, claimed.message_id, kind="rejected", detail=posted.reason, now=now)
    if posted.bad_address and isinstance(claimed, Posting):
        await suppress(
            session,
            claimed.mail.recipient.address,
            "hard_bounce",
            message_id=claimed.message_id,
            note=posted.reason,
            now=now,
        )
    if posted.trial.status == HTTPStatus.GONE:
        await _close(session, claimed, now)
    return await settle(session, claimed.message_id, status="failed", reason=posted.reason)


async def keep_postponed(
    session: Session, postponed: Postponed, now: datetime, try_at: datetime | None = None
) -> None:
    """It is tried again, no sooner than `try_at`. `now` is real time, aware UTC.

    What an earlier attempt may have sent stays so, however sure it is that this one has not.
    """
    claimed, reason = postponed.claimed, postponed.reason
    await postpone(
        session,
        claimed.message_id,
        reason,
        attempt=claimed.attempts,
        maybe_sent=postponed.maybe_sent or claimed.uncertain,
        try_at=try_at,
    )
    await note_try(session, claimed.message_id, kind="deferred", detail=reason, now=now)
    await _note(session, claimed, reason, now)
    await _log(session, claimed, False, reason, postponed.trial, now)


async def _log(
    session: Session, claimed: Claimed, taken: bool, said: str, trial: Trial, now: datetime
) -> None:
    """Of calls each attempt is kept for a while, whatever became of it."""
    if isinstance(claimed, Calling):
        attempt = Attempt(taken, said, trial.status, trial.took)
        await note_attempt(session, claimed.message_id, attempt, now)


async def _close(session: Session, claimed: Claimed, now: datetime) -> None:
    """It is gone for good: nobody else is called there. A chat's channel says so by itself."""
    if isinstance(claimed, Calling) and claimed.kind == "webhook":
        await close_address(session, claimed.url, claimed.shown_as, claimed.message_id, now)


async def _note(session: Session, claimed: Claimed, error: str | None, now: datetime) -> None:
    """Where a channel is set up, people see whether it works."""
    if isinstance(claimed, Calling) and claimed.chat is not None:
        await note_use(session, claimed.chat, error, now)


def _wire_id(claimed: Claimed) -> str | None:
    """What the other side knows it by. Chats know nothing of the kind."""
    match claimed:
        case Posting():
            return claimed.mail.wire_message_id
        case Calling(kind="webhook"):
            return webhook_id(claimed.message_id)
        case Calling():
            return None
