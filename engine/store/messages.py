"""Messages: claimed by a key that names enrollment, step, visit and contact, then settled."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, case, delete, update
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import SQLModel, col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from engine.store.tables import Contact, Message

_MESSAGES = SQLModel.metadata.tables["messages"]
_BLANK: dict[str, Any] = {column.name: None for column in _MESSAGES.columns} | {
    "content": {},
    "is_reminder": False,
}
_NEW = insert(_MESSAGES)
_CLAIM = _NEW.on_conflict_do_update(
    index_elements=[_MESSAGES.c.id],
    set_={
        **{
            column.name: _NEW.excluded[column.name]
            for column in _MESSAGES.columns
            if column.name not in ("id", "created_at")
        },
        "attempts": _MESSAGES.c.attempts + 1,
    },
).returning(_MESSAGES.c.created_at, _MESSAGES.c.attempts)
_QUEUED = _MESSAGES.c.status == "queued"
_GIVE_UP_OPEN = (
    update(_MESSAGES)
    .where(
        _MESSAGES.c.enrollment_id == bindparam("ended"),
        _MESSAGES.c.status.in_(["queued", "claimed"]),
    )
    .values(
        status=case((_QUEUED, "skipped"), else_="failed"),
        reason=case(
            (_QUEUED, "The journey ended before it was sent."),
            else_="The journey ended before it was known whether it was sent.",
        ),
    )
)
_SETTLE = update(_MESSAGES).where(
    _MESSAGES.c.id == bindparam("message_id"), _MESSAGES.c.status.in_(["queued", "claimed"])
)
_POSTPONE = update(_MESSAGES).where(
    _MESSAGES.c.id == bindparam("message_id"),
    _MESSAGES.c.status == "claimed",
    _MESSAGES.c.attempts == bindparam("attempt"),
)


async def attempts(
    session: AsyncSession,
    enrollment_id: UUID,
    step: str,
    visit: int,
    *,
    is_reminder: bool = False,
) -> list[tuple[Message, Contact | None]]:
    """What is stored of one touch, or of what reminds of it, and for whom: of attempts that got no
    further, or were put off.

    Asked by touch and not by contact: whoever has the role now, somebody may have it already.
    """
    found = await session.exec(
        select(Message, Contact)
        .outerjoin(Contact, col(Contact.id) == col(Message.contact_id))
        .where(
            Message.enrollment_id == enrollment_id,
            Message.step == step,
            Message.visit == visit,
            Message.is_reminder == is_reminder,
        )
        .order_by(col(Message.created_at))
    )
    return list(found)


async def withdraw(session: AsyncSession, messages: Collection[UUID]) -> None:
    """Forget messages that are known not to have been sent: somebody else is written to now."""
    await session.execute(delete(Message).where(col(Message.id).in_(messages)))


async def withdraw_what_waits(session: AsyncSession, enrollment_id: UUID) -> None:
    """Forget mails that are known not to have been sent, of somebody who comes to rest before them.
    What goes out in the end is new then: by its date, for caps, and in how long it is tried."""
    await session.execute(
        delete(Message).where(
            col(Message.enrollment_id) == enrollment_id,
            col(Message.status) == "queued",
            col(Message.channel) == "email",
        )
    )


async def claim(session: AsyncSession, message_id: UUID, values: Mapping[str, Any]) -> Message:
    """Store the message, or take up the one stored before, and count the attempt."""
    row = {**_BLANK, **values, "id": message_id, "attempts": 1}
    connection = await session.connection()
    stored = (await connection.execute(_CLAIM, row)).one()
    return Message(**{**row, "created_at": stored.created_at, "attempts": stored.attempts})


def may_have_been_sent(message: Message) -> bool:
    """Whether an attempt at it was begun of which nobody knows how it ended."""
    return message.status == "claimed" and message.attempts > 0


async def try_again(session: AsyncSession, message: Message) -> None:
    """Count one more attempt at a message whose content stays as it was stored."""
    message.attempts += 1


async def hold_back(session: AsyncSession, message_id: UUID) -> None:
    """What was claimed a moment ago is not tried yet: another activity does that, and counts it."""
    await session.execute(
        update(Message)
        .where(col(Message.id) == message_id)
        .values(attempts=col(Message.attempts) - 1)
    )


async def settle(session: AsyncSession, message_id: UUID, **values: Any) -> bool:
    """Write down what became of a claimed message. False: that is known already, and stays so."""
    connection = await session.connection()
    written = await connection.execute(_SETTLE, {**values, "message_id": message_id})
    return written.rowcount > 0


async def postpone(
    session: AsyncSession,
    message_id: UUID,
    reason: str,
    *,
    attempt: int,
    maybe_sent: bool,
    try_at: datetime | None = None,
) -> None:
    """The provider did not take it this time; it is tried again.

    What is known not to be sent is decided anew. What may have been sent stays claimed, so that
    the next try is the very same mail. `try_at`: no sooner than then. `attempt`: the how-manyth
    this was; where another has begun since, what becomes of that one counts.
    """
    status = "claimed" if maybe_sent else "queued"
    new = {"status": status, "reason": reason, "try_at": try_at}
    connection = await session.connection()
    await connection.execute(_POSTPONE, {**new, "message_id": message_id, "attempt": attempt})


async def hurry(session: AsyncSession, enrollment_id: UUID) -> None:
    """Have a call that waits for its next attempt be tried at the next look."""
    await session.execute(
        update(Message)
        .where(col(Message.enrollment_id) == enrollment_id, col(Message.try_at).is_not(None))
        .values(try_at=None)
    )


async def give_up_open(session: AsyncSession, enrollment_id: UUID) -> None:
    """The journey is over: say of each message that was still to be sent what became of it."""
    connection = await session.connection()
    await connection.execute(_GIVE_UP_OPEN, {"ended": enrollment_id})
