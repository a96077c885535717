"""Writing down what became of a mail or a call that was claimed."""

from datetime import datetime

from activities.advancing.sending import Claimed, Posted, Posting, Postponed, Sent
from activities.calling.signing import webhook_id
from activities.calling.transport import Calling
from engine.store.chat import note_use
from engine.store.database import Session
from engine.store.message_events import note_try
from engine.store.messages import postpone, settle
from engine.store.suppressions import suppress


async def keep_posted(session: Session, posted: Posted, now: datetime) -> None:
    """It is known what became of it. `now` is real time, aware UTC."""
    claimed = posted.claimed
    if isinstance(posted, Sent):
        await _note(session, claimed, None, now)
        await settle(
            session,
            claimed.message_id,
            status="sent",
            sent_at=now,
            provider=posted.receipt.provider,
            provider_response=posted.receipt.response,
            wire_message_id=_wire_id(claimed),
            reason=None,
        )
    else:
        await _note(session, claimed, posted.reason, now)
        await settle(session, claimed.message_id, status="failed", reason=posted.reason)
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


async def keep_postponed(session: Session, postponed: Postponed, now: datetime) -> None:
    """It is tried again. `now` is real time, aware UTC."""
    claimed, reason = postponed.claimed, postponed.reason
    await postpone(session, claimed.message_id, reason, maybe_sent=postponed.maybe_sent)
    await note_try(session, claimed.message_id, kind="deferred", detail=reason, now=now)
    await _note(session, claimed, reason, now)


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
