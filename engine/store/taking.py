"""Taking events that wait to be dispatched.

Any number of dispatchers may run. Each takes whole subjects: while one handles an account's events
no other touches that account, so a subject's events are handled in order.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from hashlib import blake2b
from typing import Any
from uuid import UUID

from sqlalchemy import case, text, update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from engine.errors import Conflict, NotFound
from engine.listening import event_key, trait_key
from engine.store.audit import Actor, record
from engine.store.channels import EVENTS, notify
from engine.store.statements import plain, run
from engine.store.tables import Event


@dataclass(frozen=True, eq=False)
class TakenEvent:
    """An event that is being dispatched: of its row, what dispatching asks for."""

    id: int
    name: str
    account_id: UUID | None
    contact_id: UUID | None
    properties: dict[str, Any]
    changed: Sequence[str]
    occurred_at: datetime
    received_at: datetime

    def of(self, subject: str) -> UUID | None:
        """Which account or contact it is about."""
        return self.account_id if subject == "account" else self.contact_id

    @cached_property
    def keys(self) -> frozenset[str]:
        """What it is heard as: its name, and the traits it changed."""
        return frozenset((event_key(self.name), *(trait_key(path) for path in self.changed)))


async def take_events(session: AsyncSession, limit: int, now: datetime) -> list[TakenEvent]:
    """Events to dispatch, in order of arrival, the caller's alone until commit.

    A subject that another dispatcher is at is left to it, with all its events. What was set aside
    is left until it is to be tried again, and then taken where there is room beside new events.
    """
    waiting = await run(session, _WAITING, {"limit": limit, "now": now})
    groups = _by_subject((row.id, row.account_id, row.contact_id) for row in waiting)
    wanted = sorted({key for _, keys in groups for key in keys})
    if not groups:
        return []
    locked = await run(session, _LOCKED, {"keys": wanted})
    ours = set(locked.scalars())
    mine = [event for events, keys in groups if keys <= ours for event in events]
    # Read again under the locks: another may have dispatched them a moment ago.
    taken = await run(session, _TAKEN, {"ids": mine})
    return [_taken(row) for row in taken]


def _taken(row: Any) -> TakenEvent:
    return TakenEvent(
        row.id,
        row.name,
        plain(row.account_id) if row.account_id else None,
        plain(row.contact_id) if row.contact_id else None,
        row.properties,
        row.changed,
        row.occurred_at,
        row.received_at,
    )


# Each half has an index of its own: what is set aside is not looked through until its time comes,
# and then goes behind what has not been tried yet.
_WAITING = text("""
    SELECT id, account_id, contact_id FROM (
        (SELECT id, account_id, contact_id, false AS again FROM events
         WHERE dispatched_at IS NULL AND dispatch_again_at IS NULL
         ORDER BY id LIMIT :limit)
        UNION ALL
        (SELECT id, account_id, contact_id, true AS again FROM events
         WHERE dispatched_at IS NULL AND dispatch_again_at <= CAST(:now AS timestamptz)
         ORDER BY dispatch_again_at, id LIMIT :limit)
    ) AS waiting ORDER BY again, id LIMIT :limit
""")

_LOCKED = text("""
    SELECT key FROM unnest(CAST(:keys AS bigint[])) AS key WHERE pg_try_advisory_xact_lock(key)
""")

_TAKEN = text("""
    SELECT id, name, account_id, contact_id, properties, changed,
           occurred_at, received_at
    FROM events WHERE id = ANY(CAST(:ids AS bigint[])) AND dispatched_at IS NULL
    ORDER BY id FOR UPDATE
""")


async def waits_since(session: AsyncSession) -> datetime | None:
    """When the event came in that has waited longest to be dispatched; None: none waits. What was
    set aside does not count."""
    found = await session.exec(
        select(Event.received_at)
        .where(col(Event.dispatched_at).is_(None), col(Event.dispatch_again_at).is_(None))
        .order_by(col(Event.id))
        .limit(1)
    )
    return found.first()


def _by_subject(
    events: Iterable[tuple[int, UUID | None, UUID | None]],
) -> list[tuple[list[int], set[int]]]:
    """Events that share an account or a contact, however indirectly, with the keys to lock."""
    groups: list[tuple[list[int], set[int]]] = []
    home: dict[int, int] = {}
    for event, account, contact in events:
        named = [("account", account), ("contact", contact)]
        keys = {lock_key(kind, each) for kind, each in named if each is not None}
        keys = keys or {lock_key("event", event)}
        joined = {home[key] for key in keys if key in home}
        ids, all_keys = [event], set(keys)
        for index in sorted(joined):
            ids += groups[index][0]
            all_keys |= groups[index][1]
            groups[index] = ([], set())
        groups.append((ids, all_keys))
        home |= dict.fromkeys(all_keys, len(groups) - 1)
    return [group for group in groups if group[0]]


def lock_key(kind: str, identifier: object) -> int:
    digest = blake2b(f"dispatch/{kind}/{identifier}".encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)


async def mark_dispatched(
    session: AsyncSession, events: Iterable[TakenEvent], now: datetime
) -> None:
    await run(session, _DISPATCHED, {"ids": [event.id for event in events], "now": now})


_DISPATCHED = text("""
    UPDATE events SET dispatched_at = CAST(:now AS timestamptz), dispatch_error = NULL,
                      dispatch_again_at = NULL
    WHERE id = ANY(CAST(:ids AS bigint[]))
""")


TRIES = 3
"""Failures in quick succession, after which an event is left aside for longer."""

SOON, LATER = timedelta(seconds=10), timedelta(hours=1)


async def set_aside(session: AsyncSession, event_id: int, why: str, now: datetime) -> None:
    """Leave an event that cannot be dispatched for a while, with the reason."""
    attempts = col(Event.dispatch_attempts) + 1
    await session.execute(
        update(Event)
        .where(col(Event.id) == event_id, col(Event.dispatched_at).is_(None))
        .values(
            dispatch_attempts=attempts,
            dispatch_error=why,
            dispatch_again_at=case((attempts < TRIES, now + SOON), else_=now + LATER),
        )
        .execution_options(synchronize_session=False)
    )


async def try_again(session: AsyncSession, event_id: int, *, by: Actor) -> None:
    """Have an event that was set aside dispatched at once. Raises NotFound and Conflict."""
    event = await session.get(Event, event_id, with_for_update=True)
    if event is None:
        raise NotFound(f"There is no event {event_id}.")
    if event.dispatched_at is not None:
        raise Conflict(f"Event {event_id} has been dispatched.", code="dispatched")
    event.dispatch_again_at = None
    record(session, by, "event.dispatch", event_id)
    await notify(session, EVENTS)
