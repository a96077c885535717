"""Trying a dead letter again: as it was, once the rules have changed, or corrected by hand."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from engine.errors import NotFound
from engine.store.audit import Actor, record
from engine.store.ingest import Accepted, SubjectsMoved, ingest
from engine.store.tables import DeadLetter, Event
from engine.tracking.calls import BadCall, Call, JsonObject
from engine.tracking.reading import Envelope, read


@dataclass(frozen=True)
class Replayed:
    """What a replay came to: an event, or the reason why it still cannot be stored."""

    event_id: int | None
    code: str | None = None
    reason: str | None = None


async def replay_dead_letter(
    session: AsyncSession,
    dead_letter_id: int,
    *,
    by: Actor,
    now: datetime,
    payload: JsonObject | None = None,
) -> Replayed:
    """Store the item as if it had come when it came. Raises NotFound.

    `payload` replaces what was sent; its message id and time of arrival stay those of the original.
    Doing it again answers with the event of the first time.
    """
    letter = await session.get(DeadLetter, dead_letter_id, with_for_update=True)
    if letter is None:
        raise NotFound(f"There is no dead letter {dead_letter_id}.")
    if letter.event_id is not None:
        return Replayed(letter.event_id)
    item = payload if payload is not None else letter.payload
    if letter.message_id is not None:
        item = {**item, "messageId": letter.message_id}
    call = read(item, Envelope(letter.received_at))
    if isinstance(call, BadCall):
        return Replayed(None, call.code, call.reason)
    accepted = await _ingest_behind_savepoint(session, letter, call, now)
    if accepted.put_aside:
        return Replayed(None, accepted.put_aside[0].code, accepted.put_aside[0].reason)
    stored = await session.exec(
        select(Event.id).where(
            Event.source_id == letter.source_id, col(Event.message_id) == call.message_id
        )
    )
    letter.event_id, letter.replayed_at = stored.one(), now
    record(session, by, "dead_letter.replay", dead_letter_id, after={"event": letter.event_id})
    return Replayed(letter.event_id)


async def _ingest_behind_savepoint(
    session: AsyncSession, letter: DeadLetter, call: Call, now: datetime
) -> Accepted:
    async def again(*, alone: bool) -> Accepted:
        came, source = letter.received_at, letter.source_id
        return await ingest(session, source, [call], came, alone=alone, now=now)

    try:
        async with session.begin_nested():
            return await again(alone=False)
    except SubjectsMoved:
        return await again(alone=True)
