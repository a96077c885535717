"""What became of a message, in its order: tries, answers, and what was told of it afterwards."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from engine.store.tables import Message, MessageEvent

_MOST = 200


@dataclass(frozen=True)
class Became:
    kind: str
    """queued, sent, deferred, delivered, bounced, rejected, complained, unsubscribed, opened,
    clicked or failed."""
    at: datetime
    provider: str | None
    """Who told of it: ses, sendgrid, postmark, mailgun or resend; `api` for a program of yours,
    `onward` for what was seen here, and for the handing over itself whoever took it."""
    bounce: str | None = None
    """hard or soft, of a bounce."""
    detail: str | None = None
    """What was said of it."""
    url: str | None = None
    agent: str | None = None
    suspected: bool = False
    """It was probably a machine that opened or clicked."""


async def kept_here(session: AsyncSession, messages: Collection[UUID]) -> set[UUID]:
    """Those of the messages that are kept in Onward's own mailbox, and reached nobody."""
    found = await session.exec(
        select(Message.id).where(col(Message.id).in_(messages), Message.provider == "mailbox")
    )
    return set(found)


async def became(session: AsyncSession, message_id: UUID) -> list[Became]:
    """The earliest first; of very many the first."""
    rows = await session.exec(
        select(MessageEvent)
        .where(MessageEvent.message_id == message_id)
        .order_by(col(MessageEvent.at), col(MessageEvent.id))
        .limit(_MOST)
    )
    told = [
        Became(
            each.kind,
            each.at,
            each.provider,
            each.bounce,
            each.detail,
            each.url,
            each.agent,
            each.suspected,
        )
        for each in rows
    ]
    message = await session.get(Message, message_id)
    if message and message.sent_at and message.channel != "in_app":
        told.append(
            Became("sent", message.sent_at, message.provider, detail=message.provider_response)
        )
    return sorted(told, key=lambda each: each.at)
