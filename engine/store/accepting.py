"""Storing what a request sent, come what may: once, as a whole, or not at all."""

import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from engine.store.database import Database, Session
from engine.store.faults import FAULTS, is_transient, was_a_circle
from engine.store.ingest import Accepted, SubjectsMoved, ingest
from engine.tracking.calls import BadCall, Call
from engine.tracking.inspecting import keepable
from engine.tracking.reading import as_item

_TRIES = 3
_log = logging.getLogger(__name__)

Items = Sequence[Call | BadCall]
Found = Callable[[Session], Awaitable[Items]]
"""Works the items out in the transaction that stores them. May be asked again, in another one."""
Also = Callable[[Session, Accepted], Awaitable[None]]
"""What else is written in the transaction that stores the items."""


async def accept(
    database: Database,
    source_id: UUID,
    items: Items,
    received_at: datetime,
    also: Also | None = None,
    *,
    dead_letters: bool = True,
) -> Accepted:
    """Commit the items. Raises one of `faults.FAULTS`, transient, when that cannot be done now."""

    async def given(_: Session) -> Items:
        return items

    return await accept_found(
        database, source_id, given, received_at, also, dead_letters=dead_letters
    )


async def accept_found(
    database: Database,
    source_id: UUID,
    found: Found,
    received_at: datetime,
    also: Also | None = None,
    *,
    dead_letters: bool = True,
    now: datetime | None = None,
) -> Accepted:
    """As `accept`, for items that depend on what is stored already. `now` is given where that is
    later than they came in."""
    into = _Into(source_id, received_at, dead_letters, now)
    try:
        return await _whole(database, into, found, also)
    except FAULTS as fault:
        if is_transient(fault):
            raise
        # Something got past every check of ours that PostgreSQL will not have. Whatever it is,
        # it is one item's fault, and costs that item only.
        _log.exception("A request could not be stored as a whole; trying its items one by one")
    async with database.transaction() as session:
        accepted = Accepted()
        for item in await found(session):
            one = await _one(session, into, item)
            accepted.stored += one.stored
            accepted.put_aside += one.put_aside
        if also is not None:
            await also(session, accepted)
        return accepted


@dataclass(frozen=True)
class _Into:
    source_id: UUID
    received_at: datetime
    dead_letters: bool
    now: datetime | None

    async def ingest(self, session: Session, items: Items, *, alone: bool) -> Accepted:
        return await ingest(
            session,
            self.source_id,
            items,
            self.received_at,
            alone=alone,
            dead_letters=self.dead_letters,
            now=self.now,
        )


async def _whole(database: Database, into: _Into, found: Found, also: Also | None) -> Accepted:
    for tried in range(1, _TRIES + 1):
        try:
            async with database.transaction() as session:
                items = await found(session)
                accepted = await into.ingest(session, items, alone=tried == _TRIES)
                if also is not None:
                    await also(session, accepted)
                return accepted
        except SubjectsMoved:
            continue
        except FAULTS as fault:
            if tried == _TRIES or not was_a_circle(fault):
                raise
    raise AssertionError("Alone, nothing moves")


async def _one(session: Session, into: _Into, item: Call | BadCall) -> Accepted:
    """Behind a savepoint, so that only this item is undone when it cannot be stored."""
    try:
        async with session.begin_nested():
            return await into.ingest(session, [item], alone=True)
    except FAULTS as fault:
        if is_transient(fault) or isinstance(item, BadCall):
            raise
    kept = {name: keepable(value) for name, value in as_item(item).items()}
    bad = BadCall(item.message_id, "cannot_store", "The call could not be stored.", kept)
    return await into.ingest(session, [bad], alone=True)
