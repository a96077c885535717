"""Checklists that tick themselves: an event is heard, the item's condition looked at, the item
done.

Hearing is part of dispatching an event and only notes that there is something to look at. Looking
is a transaction of its own, because it tells events, and whoever does holds the customers first.
"""

import logging
from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

import orjson
from pydantic import TypeAdapter
from sqlalchemy import text
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from engine.definition.conditions import Condition
from engine.errors import BrokenJourney
from engine.evaluation import evaluate
from engine.in_app.content import Item
from engine.store.channels import EVENTS, notify
from engine.store.facts import gather
from engine.store.faults import is_of_one
from engine.store.in_app.states import Followed, follow, tick
from engine.store.in_app.telling import feed_changed
from engine.store.passages import Stored, load, person
from engine.store.people import hold
from engine.store.statements import run
from engine.store.tables import Contact, InAppItem, Message
from engine.store.taking import TakenEvent

BATCH = 50

log = logging.getLogger(__name__)

_CONDITION: TypeAdapter[Condition] = TypeAdapter(Condition)


async def hand_out(
    session: AsyncSession,
    message_id: UUID,
    stored: Stored,
    contact_id: UUID,
    items: Iterable[Item],
    now: datetime,
) -> None:
    """Follow the items of a checklist that is shown from now on. What holds already ticks them."""
    rows = [
        {
            "message_id": message_id,
            "id": item.id,
            "position": item.position,
            "account_id": stored.row.account_id,
            "contact_id": contact_id,
            "condition": _CONDITION.dump_python(
                item.done_when, mode="json", by_alias=True, exclude_unset=True
            )
            if item.done_when
            else None,
            "keys": list(item.keys),
            "heard_at": now if item.done_when else None,
        }
        for item in items
    ]
    if rows:
        await session.execute(insert(InAppItem).values(rows).on_conflict_do_nothing())
        await notify(session, EVENTS)


async def hear(session: AsyncSession, events: Sequence[TakenEvent], now: datetime) -> None:
    """Note which items these events may tick. One statement; locks only those items."""
    asked = [
        {
            "account": str(event.account_id) if event.account_id else None,
            "contact": str(event.contact_id) if event.contact_id else None,
            "keys": sorted(event.keys),
        }
        for event in events
        if event.account_id or event.contact_id
    ]
    if asked:
        await run(session, _HEAR, {"asked": orjson.dumps(asked).decode(), "now": now})


_HEAR = text("""
    WITH asked AS (
        SELECT * FROM jsonb_to_recordset(CAST(:asked AS jsonb))
            AS a(account uuid, contact uuid, keys text[])
    ), heard AS (
        SELECT i.message_id, i.id FROM asked a JOIN in_app_items i ON i.contact_id = a.contact
        WHERE i.done_at IS NULL AND i.keys && a.keys
        UNION SELECT i.message_id, i.id FROM asked a JOIN in_app_items i ON i.account_id = a.account
        WHERE i.done_at IS NULL AND i.keys && a.keys
    ), locked AS (
        SELECT i.message_id, i.id FROM in_app_items i JOIN heard h USING (message_id, id)
        ORDER BY i.message_id, i.id FOR UPDATE OF i
    )
    UPDATE in_app_items i SET heard_at = CAST(:now AS timestamptz)
    FROM locked l WHERE i.message_id = l.message_id AND i.id = l.id AND i.done_at IS NULL
""")


async def look(session: AsyncSession, now: datetime, *, default_zone: str) -> int:
    """Tick what is to be ticked among the items that heard something. Returns how many were looked
    at; 0: there are none. Begins its transaction."""
    waiting = await session.exec(
        select(InAppItem.message_id, Message.account_id, Message.contact_id)
        .join(Message, col(Message.id) == col(InAppItem.message_id))
        .where(col(InAppItem.heard_at).is_not(None))
        .order_by(col(InAppItem.heard_at))
        .limit(BATCH)
    )
    found = list(waiting)
    if not found:
        return 0
    await hold(session, {each for row in found for each in row[1:] if each is not None})
    items = await session.exec(
        select(InAppItem)
        .where(
            col(InAppItem.message_id).in_({row[0] for row in found}),
            col(InAppItem.heard_at).is_not(None),
        )
        .order_by(col(InAppItem.message_id), col(InAppItem.id))
        .with_for_update()
    )
    followed = await follow(session, {row[0] for row in found})
    for item in items.all():
        whose, which = item.message_id, item.id
        item.heard_at = None
        await session.flush()
        try:
            async with session.begin_nested():
                await _look_at(session, followed[whose], item, now, default_zone)
        except Exception as error:
            if not is_of_one(error):
                raise
            # Put aside until it hears something again: it must not hold up all others.
            log.warning("Item “%s” of message %s cannot be looked at: %r", which, whose, error)
    return len(found)


async def _look_at(
    session: AsyncSession, followed: Followed, item: InAppItem, now: datetime, default_zone: str
) -> None:
    message = followed.message
    if item.done_at is not None or item.condition is None or message.is_test:
        return
    if await _holds(
        session, message, _CONDITION.validate_python(item.condition), now, default_zone
    ):
        await tick(session, followed, item, "event", at=now, now=now)
        await feed_changed(session, message.contact_id)


async def _holds(
    session: AsyncSession, message: Message, condition: Condition, now: datetime, zone: str
) -> bool:
    """As the enrollment that the message is of would say it now."""
    try:
        stored = await load(session, message.enrollment_id, default_zone=zone, now=now)
    except BrokenJourney:  # which its own look will show
        return False
    if stored is None:
        return False
    reader = await session.get(Contact, message.contact_id) if message.contact_id else None
    witness = stored.witness(person(reader) if reader else None)
    facts = await gather(session, [condition], witness, now)
    return bool(evaluate(condition, facts).holds)
