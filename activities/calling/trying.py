"""Trying a channel out: one message to it now, and what came of it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from activities.calling.bodies import body
from activities.calling.transport import Calling, CallTransport
from activities.receipts import NotTaken
from engine.errors import NotFound
from engine.store.chat import address_of, note_use
from engine.store.database import Database

HELLO = "Hello from Onward. Messages for this channel arrive here."


@dataclass(frozen=True)
class Tried:
    taken: bool
    answer: str
    """What the chat said, or why it could not be reached."""


async def try_channel(
    database: Database, calls: CallTransport, key: str, clock: Callable[[], datetime]
) -> Tried:
    """Post a greeting to the channel, once. Raises NotFound."""
    async with database.transaction() as session:
        address = await address_of(session, key)
    if address is None:
        raise NotFound(f"There is no channel “{key}”.")
    now = clock()
    calling = Calling(
        message_id=uuid4(),
        step="test",
        visit=1,
        first_tried_at=now,
        kind=address.kind,
        url=address.url,
        shown_as=key,
        body=body(address.kind, HELLO),
        chat=key,
    )
    try:
        tried = Tried(True, (await calls.send(calling)).response)
    except NotTaken as failure:
        tried = Tried(False, failure.reason)
    async with database.transaction() as session:
        await note_use(session, key, None if tried.taken else tried.answer, now)
    return tried
