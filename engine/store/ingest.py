"""Storing what the tracking API accepted: all of a request in the caller's one transaction.

Order: whoever stores an event of an account or a contact holds its advisory lock until commit, so
that the ids of one subject's events are in the order in which they become visible, and what a call
changes is worked out on what the one before it left.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

import orjson
from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from engine.store import people
from engine.store.channels import EVENTS
from engine.store.dead_letters import keep_aside
from engine.store.statements import run
from engine.tracking.calls import BadCall, BadItem, Call
from engine.tracking.ledger import Ledger, mentions
from engine.tracking.reading import as_item


class SubjectsMoved(Exception):
    """Whom the calls are about changed while their locks were waited for. Nothing was written:
    begin again in a new transaction, and at last `alone`."""


@dataclass
class Accepted:
    """What became of the items of a request."""

    stored: int = 0
    put_aside: list[BadCall] = field(default_factory=list)
    """Items that are among the dead letters now. The rest had been stored before."""


async def ingest(
    session: AsyncSession,
    source_id: UUID,
    items: Sequence[Call | BadCall],
    received_at: datetime,
    *,
    alone: bool = False,
) -> Accepted:
    """Store calls in their order, each message id of a source once, and keep bad ones aside.

    Raises SubjectsMoved, never when `alone`: that keeps every other ingest out until commit.
    """
    calls = _once_each(items)
    accepted = Accepted(put_aside=[item for item in items if isinstance(item, BadCall)])
    if calls:
        ledger = await _apply(session, source_id, calls, accepted, alone=alone)
        await people.write(session, ledger, received_at)
        accepted.stored = await _insert(session, source_id, ledger, received_at)
    await keep_aside(session, source_id, accepted.put_aside, received_at)
    return accepted


def _once_each(items: Iterable[Call | BadCall]) -> dict[str, Call]:
    calls: dict[str, Call] = {}
    for item in items:
        if not isinstance(item, BadCall):
            calls.setdefault(item.message_id, item)
    return calls


async def _apply(
    session: AsyncSession,
    source_id: UUID,
    calls: dict[str, Call],
    accepted: Accepted,
    *,
    alone: bool,
) -> Ledger:
    mentioned = mentions(calls.values())
    held = await people.lock(session, mentioned, alone=alone)
    known, seen = await people.look_up(session, mentioned, source_id, list(calls))
    ledger = Ledger(known)
    for message_id, call in calls.items():
        if message_id in seen:
            continue
        try:
            ledger.apply(call)
        except BadItem as bad:
            refused = BadCall(message_id, bad.code, bad.reason, as_item(call))
            accepted.put_aside.append(refused)
    if held is not None and not ledger.subjects() <= held:
        raise SubjectsMoved
    return ledger


async def _insert(
    session: AsyncSession, source_id: UUID, ledger: Ledger, received_at: datetime
) -> int:
    """Returns how many were new: another request may hold the same ids about other subjects."""
    if not ledger.events:
        return 0
    rows = [
        {
            "message_id": event.message_id,
            "type": event.type,
            "name": event.name,
            "account_id": event.account_id,
            "contact_id": ledger.survivor(event.contact_id),
            "properties": event.properties,
            "context": event.context,
            "changed": event.changed,
            "occurred_at": event.occurred_at,
        }
        for event in ledger.events
    ]
    result = await run(
        session,
        _INSERT_EVENTS,
        {
            "rows": orjson.dumps(rows).decode(),
            "source": source_id,
            "received_at": received_at,
            "channel": EVENTS,
        },
    )
    stored: int = result.scalar_one()
    return stored


# One JSON parameter instead of eleven for every event: the statement is always the same, so it is
# planned once, and PostgreSQL takes a hundred events as quickly as one.
_INSERT_EVENTS = text("""
    WITH stored AS (
        INSERT INTO events (source_id, message_id, type, name, account_id, contact_id,
                            properties, context, changed, occurred_at, received_at)
        SELECT CAST(:source AS uuid), r.message_id, r.type, r.name, r.account_id, r.contact_id,
               r.properties, r.context, r.changed, r.occurred_at, CAST(:received_at AS timestamptz)
        FROM json_to_recordset(CAST(:rows AS json)) AS r(
            message_id text, type text, name text, account_id uuid, contact_id uuid,
            properties jsonb, context jsonb, changed text[], occurred_at timestamptz)
        ON CONFLICT (source_id, message_id) DO NOTHING
        RETURNING 1)
    SELECT count(*), CASE WHEN count(*) > 0 THEN pg_notify(:channel, '') END FROM stored
""")
