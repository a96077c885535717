"""What became of messages: stored once, and told to journeys and to the suppression list."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import SQLModel, col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from engine.definition.conditions import Mark
from engine.mailing.happening import Bounce, MailEvent, mark_of
from engine.mailing.machines import AT_ONCE, is_program
from engine.mailing.reporting import OLDEST, Token
from engine.store.marks import mark_message, reached
from engine.store.people import hold
from engine.store.preferences import unsubscribe
from engine.store.suppressions import suppress
from engine.store.tables import MailToken, Message, MessageEvent

OURSELVES = "onward"
"""The provider of what we saw ourselves: tries, clicks, opens."""
PROGRAM = "api"
"""The provider of what a program said over the API."""

Said = Mark | Literal["complained"]
_MAILS = ("email", "survey")

_EVENTS = SQLModel.metadata.tables["message_events"]
_ONCE = (
    insert(_EVENTS).on_conflict_do_nothing(constraint="message_events_once").returning(_EVENTS.c.id)
)
_REACHED = ("sent", "claimed")
_TOKENS_LAST = OLDEST + timedelta(hours=1)


@dataclass(frozen=True)
class Noted:
    """What came of a report."""

    taken: int = 0
    known: int = 0
    """Told before."""
    left_out: int = 0
    """About messages that are not ours, or no longer here."""

    def __add__(self, other: "Noted") -> "Noted":
        return Noted(
            self.taken + other.taken, self.known + other.known, self.left_out + other.left_out
        )


async def note_events(
    session: AsyncSession, provider: str, events: Sequence[MailEvent], now: datetime
) -> Noted:
    """Store what became of messages, and act on what is new: marks, suppressions, unsubscribing.

    `now` is real time. Told again under the same key an event changes nothing. In an order that
    lets several processes store at a time without waiting in a circle.
    """
    ids = {event.message_id for event in events}
    found = await session.exec(select(Message).where(col(Message.id).in_(ids)))
    messages = {message.id: message for message in found}
    people = [(each.account_id, each.contact_id) for each in messages.values()]
    await hold(session, sorted({each for pair in people for each in pair if each}))
    noted = Noted()
    for event in sorted(events, key=lambda each: (_address(messages, each), each.key)):
        message = messages.get(event.message_id)
        if message is None:
            noted += Noted(left_out=1)
        elif await _note(session, provider, message, event, now):
            noted += Noted(taken=1)
        else:
            noted += Noted(known=1)
    return noted


async def note_said(
    session: AsyncSession,
    message_id: UUID,
    said: Said,
    *,
    at: datetime | None,
    now: datetime,
    bounce: Bounce | None = None,
    detail: str | None = None,
) -> bool:
    """What a program says became of a sent message: shown and acted on as what a provider reports.

    Whether that was news. As `mark_message`; nobody guesses whether it was a machine. Raises
    NotFound, Conflict.
    """
    message, _ = await reached(session, message_id)
    await hold(session, [each for each in (message.account_id, message.contact_id) if each])
    news = said != "complained" and await mark_message(session, message_id, said, at=at, now=now)
    if message.channel not in _MAILS:
        return news
    match said:
        case "replied" | "dismissed" | "completed":
            return news
    at = min(max(at or now, message.sent_at or message.created_at), now)
    key = "/".join(filter(None, [str(message_id), said, bounce]))
    event = MailEvent(message_id=message_id, key=key, kind=said, bounce=bounce, detail=detail)
    row = {"kind": said, "key": key, "bounce": bounce, "detail": detail}
    if not await _store(session, PROGRAM, message_id, row, at, now):
        return False
    await _heed(session, message, event, now)
    return True


async def note_try(
    session: AsyncSession, message_id: UUID, *, kind: str, detail: str, now: datetime
) -> None:
    """Keep that a message was not taken when it was tried to hand it over."""
    row = {"kind": kind, "detail": detail, "key": f"try/{message_id}/{now.isoformat()}"}
    await _store(session, OURSELVES, message_id, row, now, now)


async def use_up(session: AsyncSession, provider: str, token: Token, now: datetime) -> bool:
    """Whether the token may stand for this body: it has come with no other."""
    await session.execute(
        insert(MailToken)
        .values(provider=provider, token=token.value, digest=token.digest, at=now)
        .on_conflict_do_nothing()
    )
    kept = await session.exec(
        select(MailToken.digest).where(
            MailToken.provider == provider, MailToken.token == token.value
        )
    )
    return kept.one() == token.digest


async def forget_tokens(session: AsyncSession, now: datetime) -> int:
    """Those nobody would believe any more. Returns how many."""
    gone = await session.execute(delete(MailToken).where(col(MailToken.at) < now - _TOKENS_LAST))
    return int(getattr(gone, "rowcount", 0))


def _address(messages: dict[UUID, Message], event: MailEvent) -> str:
    message = messages.get(event.message_id)
    return (message.to_address or "") if message else ""


async def _note(
    session: AsyncSession, provider: str, message: Message, event: MailEvent, now: datetime
) -> bool:
    at = min(event.at or now, now)
    event = replace(event, suspected=event.suspected or await _suspected(session, message, event))
    row = {
        "kind": event.kind,
        "key": event.key,
        "bounce": event.bounce,
        "detail": event.detail,
        "url": event.url,
        "agent": event.agent,
        "suspected": event.suspected,
    }
    if not await _store(session, provider, message.id, row, at, now):
        return False
    if (mark := mark_of(event)) is not None and message.status in _REACHED:
        await mark_message(session, message.id, mark, at=at, now=now)
    await _heed(session, message, event, now)
    return True


async def _heed(session: AsyncSession, message: Message, event: MailEvent, now: datetime) -> None:
    """Write no more to whom must not be written to."""
    match event.kind:
        case "bounced" if event.bounce == "hard" and message.to_address:
            await suppress(session, message.to_address, "hard_bounce", message_id=message.id,
                           note=event.detail, now=now)  # fmt: skip
        case "complained" if message.to_address:
            await suppress(session, message.to_address, "complaint", message_id=message.id,
                           note=event.detail, now=now)  # fmt: skip
        case "unsubscribed" if message.contact_id and not message.is_test:
            await unsubscribe(session, message.contact_id, message.topic, via="provider", now=now)


async def _suspected(session: AsyncSession, message: Message, event: MailEvent) -> bool:
    """Whether it was probably a machine: by its name, or because nobody reads so fast."""
    if event.kind not in ("opened", "clicked"):
        return False
    if event.agent is not None and is_program(event.agent):
        return True
    arrived = await session.exec(
        select(MessageEvent.at)
        .where(MessageEvent.message_id == message.id, MessageEvent.kind == "delivered")
        .order_by(col(MessageEvent.at))
        .limit(1)
    )
    since = arrived.first() or message.sent_at
    return since is not None and event.at is not None and event.at - since < AT_ONCE


async def _store(
    session: AsyncSession,
    provider: str,
    message_id: UUID,
    row: dict[str, Any],
    at: datetime,
    now: datetime,
) -> bool:
    blank = {"bounce": None, "url": None, "agent": None, "suspected": False}
    whole = {**blank, **row, "provider": provider, "message_id": message_id}
    connection = await session.connection()
    added = await connection.execute(_ONCE, {**whole, "at": at, "received_at": now})
    return added.first() is not None
