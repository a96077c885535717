"""What became of messages after they were sent: delivered, opened, clicked, replied, bounced."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from engine.definition.conditions import Mark
from engine.errors import Conflict, NotFound
from engine.facts import MARK_EVENTS
from engine.store.internal import internal_event
from engine.store.outbox import wake
from engine.store.tables import Journey, Message


async def mark_message(
    session: AsyncSession,
    message_id: UUID,
    mark: Mark,
    *,
    at: datetime | None,
    now: datetime,
    more: Mapping[str, Any] | None = None,
    occurrence: str | None = None,
) -> bool:
    """Tell whoever listens what became of a sent message. Whether that was news.

    Each mark of a message is told once; a second one changes nothing. `at` is when it happened,
    None: just now. It counts no earlier than the sending and no later than now, whatever clock it
    comes from. `more` is told with it; an `occurrence` with a name of its own, such as a second
    reply, is told beside others. Raises NotFound, and Conflict for a message that was never sent.
    """
    message, journey = await reached(session, message_id)
    key = f"mark/{message_id}/{mark}" + (f"/{occurrence}" if occurrence else "")
    about = {"message_id": str(message_id), "step": message.step, "journey": journey}
    # Of a test run only that run hears: the customer has done nothing.
    told = await internal_event(
        session,
        name=MARK_EVENTS[mark],
        account_id=None if message.is_test else message.account_id,
        contact_id=None if message.is_test else message.contact_id,
        properties={**about, **(more or {})},
        changed=(),
        now=_counted_at(message, at, now),
        key=key,
    )
    if told is not None and message.is_test:
        await wake(session, [message.enrollment_id], key, now)
    return told is not None


def _counted_at(message: Message, at: datetime | None, now: datetime) -> datetime:
    earliest = message.sent_at or message.created_at
    return min(max(at or now, earliest), now)


async def reached(session: AsyncSession, message_id: UUID) -> tuple[Message, str]:
    """The message and its journey's key. Raises NotFound, and Conflict if it was never sent."""
    found = await session.exec(
        select(Message, Journey.key)
        .join(Journey, col(Journey.id) == col(Message.journey_id))
        .where(Message.id == message_id)
    )
    row = found.first()
    if row is None:
        raise NotFound(f"There is no message {message_id}.")
    message, journey = row
    if message.status not in ("sent", "claimed"):
        raise Conflict(
            f"This message was not sent: it is {message.status}. Nothing can have become of it.",
            code="not_sent",
        )
    return message, journey
