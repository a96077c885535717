"""Messages: claimed by a key that names enrollment, step, visit and contact, then settled."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, update
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from engine.store.tables import Contact, Message, Unsubscribe


async def find(session: AsyncSession, message_id: UUID) -> Message | None:
    return await session.get(Message, message_id)


async def claim(session: AsyncSession, message_id: UUID, values: Mapping[str, Any]) -> Message:
    """Store the message, or take up the one stored before, and count the attempt."""
    known = {**values, "id": message_id, "attempts": 1}
    kept = {name: value for name, value in values.items() if name != "created_at"}
    made = await session.scalars(
        insert(Message)
        .values(known)
        .on_conflict_do_update(
            index_elements=[col(Message.id)],
            set_={**kept, "attempts": col(Message.attempts) + 1},
        )
        .returning(Message)
    )
    return made.one()


async def try_again(session: AsyncSession, message: Message) -> None:
    """Count one more attempt at a message whose content stays as it was stored."""
    message.attempts += 1


async def settle(session: AsyncSession, message_id: UUID, **values: Any) -> None:
    """Write down what became of a claimed message."""
    await session.execute(
        update(Message)
        .where(col(Message.id) == message_id)
        .values(**values)
        .execution_options(synchronize_session=False)
    )


async def postpone(
    session: AsyncSession, message_id: UUID, reason: str, *, maybe_sent: bool
) -> None:
    """The provider did not take it this time; it is tried again.

    What is known not to be sent is decided anew. What may have been sent stays claimed, so that
    the next try is the very same mail.
    """
    status = "claimed" if maybe_sent else "queued"
    await settle(session, message_id, status=status, reason=reason)


async def give_up_open(session: AsyncSession, enrollment_id: UUID) -> None:
    """The journey is over: say of each message that was still to be sent what became of it."""
    ended = "The journey ended before it was sent."
    unsure = "The journey ended before it was known whether it was sent."
    for was, status, reason in [("queued", "skipped", ended), ("claimed", "failed", unsure)]:
        await session.execute(
            update(Message)
            .where(col(Message.enrollment_id) == enrollment_id, col(Message.status) == was)
            .values(status=status, reason=reason)
            .execution_options(synchronize_session=False)
        )


async def unsubscribed_topics(session: AsyncSession, contact_id: UUID) -> frozenset[str]:
    """The topics this contact wants no mail about; `*` is all of them."""
    found = await session.exec(
        select(Unsubscribe.topic).where(Unsubscribe.contact_id == contact_id)
    )
    return frozenset(found)


async def subscriber(session: AsyncSession, contact_id: UUID) -> UUID | None:
    """The contact a mail went to; whoever they were merged into since. None: there is none."""
    found = await session.get(Contact, contact_id)
    if found is None:
        return None
    return await subscriber(session, found.merged_into) if found.merged_into else found.id


async def unsubscribe(
    session: AsyncSession, contact_id: UUID, topic: str, *, via: str, now: datetime
) -> None:
    """Stop mail on a topic. Saying it twice changes nothing."""
    await session.execute(
        insert(Unsubscribe)
        .values(contact_id=contact_id, topic=topic, via=via, at=now)
        .on_conflict_do_nothing()
    )


async def resubscribe(session: AsyncSession, contact_id: UUID, topic: str) -> None:
    """Take an unsubscribe back."""
    await session.execute(
        delete(Unsubscribe).where(
            col(Unsubscribe.contact_id) == contact_id, col(Unsubscribe.topic) == topic
        )
    )
