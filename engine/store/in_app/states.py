"""What readers do about messages: kept once, told once."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from engine.in_app.states import IMPLIED, ITEM_COMPLETED, MARKS, State, Undone, event_of
from engine.store.in_app.readers import Reader
from engine.store.in_app.telling import feed_changed
from engine.store.internal import internal_event
from engine.store.marks import mark_message
from engine.store.people import hold
from engine.store.tables import InAppItem, InAppState, Journey, Message


@dataclass(frozen=True)
class Change:
    """Something a reader did."""

    message_id: UUID
    state: State | Undone | Literal["ticked"]
    item: str | None = None
    """Of a checklist, for `ticked`."""
    at: datetime | None = None
    """None: just now."""


@dataclass(frozen=True)
class Followed:
    """A message, and of which journey it is."""

    message: Message
    journey: str

    @property
    def format(self) -> str:
        return str(self.message.content.get("format", "feed"))


async def set_states(
    session: AsyncSession, reader: Reader, changes: Sequence[Change], now: datetime
) -> frozenset[UUID]:
    """Keep what the reader did. Returns the messages that are theirs; others are left alone.

    Everything is kept and told once, however often it is said: a client that is not sure says it
    again.
    """
    theirs = await _theirs(session, reader, {change.message_id for change in changes})
    if not theirs:
        return frozenset()
    await _hold(session, theirs.values())
    for change in changes:
        followed = theirs.get(change.message_id)
        if followed is not None:
            await _apply(session, followed, change, now)
    await feed_changed(session, reader.contact_id)
    return frozenset(theirs)


async def _apply(session: AsyncSession, followed: Followed, change: Change, now: datetime) -> None:
    at = min(change.at or now, now)
    match change.state:
        case "unread" | "unarchived":
            row = await _row(session, followed.message.id)
            field = {"unread": "read_at", "unarchived": "archived_at"}[change.state]
            setattr(row, field, None)
        case "ticked":
            item = await session.get(InAppItem, (followed.message.id, change.item or ""))
            if item is not None and item.condition is None:
                await tick(session, followed, item, "reader", at=at, now=now)
        case "completed" if followed.format != "tour":
            pass  # a checklist is completed by its items, and nothing else is at all
        case state:
            await come_about(session, followed, state, at=at, now=now)


async def come_about(
    session: AsyncSession, followed: Followed, state: State, *, at: datetime, now: datetime
) -> None:
    """Keep it with all it implies, and tell of what is new. The caller holds whom it concerns."""
    message = followed.message
    row = await _row(session, message.id)
    earliest = message.sent_at or message.created_at
    when = min(max(at, earliest), now)
    for each in IMPLIED[state]:
        if getattr(row, f"{each}_at") is not None:
            continue
        setattr(row, f"{each}_at", when)
        await _tell(session, followed, event_of(each, followed.format), each, {}, when)
        if mark := MARKS.get(each):
            await mark_message(session, message.id, mark, at=when, now=now)


async def tick(
    session: AsyncSession,
    followed: Followed,
    item: InAppItem,
    by: Literal["reader", "event"],
    *,
    at: datetime,
    now: datetime,
) -> None:
    """An item of a checklist is done; with the last of them so is the checklist. The caller holds
    whom it concerns."""
    if item.done_at is not None:
        return
    message = followed.message
    when = min(max(at, message.sent_at or message.created_at), now)
    item.done_at, item.done_by, item.heard_at = when, by, None
    await session.flush()
    said = {"item": item.id, "title": _title(message, item.id), "by": by}
    await _tell(session, followed, ITEM_COMPLETED, f"item/{item.id}", said, when)
    if by == "reader":
        await come_about(session, followed, "interacted", at=when, now=now)
    left = await session.exec(
        select(InAppItem.id).where(
            InAppItem.message_id == message.id, col(InAppItem.done_at).is_(None)
        )
    )
    if left.first() is None:
        await _complete(session, followed, when, now, seen=by == "reader")


async def _complete(
    session: AsyncSession, followed: Followed, when: datetime, now: datetime, *, seen: bool
) -> None:
    """What the customer did elsewhere completes a checklist they may never have seen."""
    if seen:
        await come_about(session, followed, "completed", at=when, now=now)
        return
    row = await _row(session, followed.message.id)
    if row.completed_at is None:
        row.completed_at = when
        name = event_of("completed", followed.format)
        await _tell(session, followed, name, "completed", {}, when)
        await mark_message(session, followed.message.id, "completed", at=when, now=now)


async def follow(session: AsyncSession, messages: Collection[UUID]) -> dict[UUID, Followed]:
    """The messages, as `tick` wants them."""
    rows = await session.exec(
        select(Message, Journey.key)
        .join(Journey, col(Journey.id) == col(Message.journey_id))
        .where(col(Message.id).in_(messages))
    )
    return {message.id: Followed(message, key) for message, key in rows}


async def _theirs(
    session: AsyncSession, reader: Reader, messages: Collection[UUID]
) -> dict[UUID, Followed]:
    if reader.contact_id is None:
        return {}
    return {
        identifier: followed
        for identifier, followed in (await follow(session, messages)).items()
        if _is_theirs(followed.message, reader)
    }


def _is_theirs(message: Message, reader: Reader) -> bool:
    return (
        message.contact_id == reader.contact_id
        and message.channel == "in_app"
        and message.status == "sent"
        and not message.is_test
        and (reader.account_id is None or message.account_id in (None, reader.account_id))
    )


async def _hold(session: AsyncSession, followed: Collection[Followed]) -> None:
    subjects = {
        each
        for one in followed
        for each in (one.message.account_id, one.message.contact_id)
        if each is not None
    }
    await hold(session, subjects)


async def _row(session: AsyncSession, message_id: UUID) -> InAppState:
    found = await session.get(InAppState, message_id, populate_existing=True)
    if found is None:
        found = InAppState(message_id=message_id)
        session.add(found)
        await session.flush()
    return found


async def _tell(
    session: AsyncSession,
    followed: Followed,
    name: str,
    what: str,
    said: Mapping[str, str],
    when: datetime,
) -> None:
    message = followed.message
    await internal_event(
        session,
        name=name,
        account_id=message.account_id,
        contact_id=message.contact_id,
        properties={
            "message_id": str(message.id),
            "step": message.step,
            "journey": followed.journey,
            "format": followed.format,
            **said,
        },
        changed=(),
        now=when,
        key=f"in_app/{message.id}/{what}",
    )


def _title(message: Message, item: str) -> str:
    items = message.content.get("items")
    listed = items if isinstance(items, list) else []
    found = (each["title"] for each in listed if isinstance(each, dict) and each.get("id") == item)
    return str(next(found, item))
