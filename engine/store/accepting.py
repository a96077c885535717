"""Storing what a request sent, come what may: once, as a whole, or not at all."""

import logging
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from uuid import UUID

from engine.store.database import Database, Session
from engine.store.faults import FAULTS, is_transient
from engine.store.ingest import Accepted, SubjectsMoved, ingest
from engine.tracking.calls import BadCall, Call
from engine.tracking.inspecting import keepable
from engine.tracking.reading import as_item

_TRIES = 3
_log = logging.getLogger(__name__)


Also = Callable[[Session, Accepted], Awaitable[None]]
"""What else is written in the transaction that stores the items."""


async def accept(
    database: Database,
    source_id: UUID,
    items: Sequence[Call | BadCall],
    received_at: datetime,
    also: Also | None = None,
    *,
    dead_letters: bool = True,
) -> Accepted:
    """Commit the items. Raises one of `faults.FAULTS`, transient, when that cannot be done now."""
    try:
        return await _ingest(
            database, source_id, items, received_at, also, dead_letters=dead_letters
        )
    except FAULTS as fault:
        if is_transient(fault):
            raise
        # Something got past every check of ours that PostgreSQL will not have. Whatever it is,
        # it is one item's fault, and costs that item only.
        _log.exception("A request could not be stored as a whole; trying its items one by one")
    accepted = Accepted()
    for item in items:
        one = await _accept_one(database, source_id, item, received_at, dead_letters=dead_letters)
        accepted.stored += one.stored
        accepted.put_aside += one.put_aside
    if also is not None:
        async with database.transaction() as session:
            await also(session, accepted)
    return accepted


async def _accept_one(
    database: Database,
    source_id: UUID,
    item: Call | BadCall,
    received_at: datetime,
    *,
    dead_letters: bool,
) -> Accepted:
    try:
        return await _ingest(database, source_id, [item], received_at, dead_letters=dead_letters)
    except FAULTS as fault:
        if is_transient(fault) or isinstance(item, BadCall):
            raise
        kept = {name: keepable(value) for name, value in as_item(item).items()}
        bad = BadCall(item.message_id, "cannot_store", "The call could not be stored.", kept)
        return await _ingest(database, source_id, [bad], received_at, dead_letters=dead_letters)


async def _ingest(
    database: Database,
    source_id: UUID,
    items: Sequence[Call | BadCall],
    received_at: datetime,
    also: Also | None = None,
    *,
    dead_letters: bool,
) -> Accepted:
    for tried in range(1, _TRIES + 1):
        try:
            async with database.transaction() as session:
                alone = tried == _TRIES
                accepted = await ingest(
                    session,
                    source_id,
                    items,
                    received_at,
                    alone=alone,
                    dead_letters=dead_letters,
                )
                if also is not None:
                    await also(session, accepted)
                return accepted
        except SubjectsMoved:
            continue
    raise AssertionError("Alone, nothing moves")
