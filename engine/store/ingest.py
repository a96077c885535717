"""Storing what the tracking API accepted: all of a request in the caller's one transaction.

Order: whoever stores an event of an account or a contact holds its advisory lock until commit, so
that the ids of one subject's events are in the order in which they become visible, and what a call
changes is worked out on what the one before it left.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from engine.store import people
from engine.store.dead_letters import keep_aside
from engine.store.recording import record
from engine.tracking.calls import BadCall, BadItem, Call, Group
from engine.tracking.identities import mentions
from engine.tracking.ledger import Ledger
from engine.tracking.reading import as_item


class SubjectsMoved(Exception):
    """Whom the calls are about changed while their locks were waited for. Nothing was written:
    begin again in a new transaction, and at last `alone`."""


@dataclass
class Accepted:
    """What became of the items of a request."""

    stored: int = 0
    put_aside: list[BadCall] = field(default_factory=list)
    """Items that could not be. The rest had been stored before."""


async def ingest(
    session: AsyncSession,
    source_id: UUID,
    items: Sequence[Call | BadCall],
    received_at: datetime,
    *,
    alone: bool = False,
    dead_letters: bool = True,
    now: datetime | None = None,
) -> Accepted:
    """Store calls in their order, each message id of a source once, and keep bad ones aside: among
    the dead letters, unless the caller keeps them otherwise. `now` is given where that is later
    than they came in.

    Raises SubjectsMoved, never when `alone`: that keeps every other ingest out until commit.
    """
    calls = _once_each(items)
    accepted = Accepted(put_aside=[item for item in items if isinstance(item, BadCall)])
    if calls:
        ledger = await _apply(session, source_id, calls, accepted, alone=alone)
        if ledger.events:
            accepted.stored = await record(session, ledger, source_id, received_at, now=now)
    if dead_letters:
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
    await _note_overtaken(
        session, ledger, [call for call in calls.values() if call.message_id not in seen]
    )
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


async def _note_overtaken(session: AsyncSession, ledger: Ledger, calls: Iterable[Call]) -> None:
    """Of traits that are concluded from what happened, those of which something later told."""
    concluded = [call for call in calls if isinstance(call, Group) and call.concluded]
    companies = {call.message_id: ledger.who.company(call) for call in concluded}
    asked = [
        (call.message_id, company.id, name, call.occurred_at)
        for call in concluded
        if (company := ledger.known.companies.get(companies[call.message_id] or ""))
        for name in call.traits
    ]
    if asked:
        ledger.known.overtaken = await people.overtaken(session, asked)
