"""Addresses that take no mail: after a hard bounce, after a complaint, or by hand.

A suppression is of the address and not of the contact: whoever else has it, no mail goes there.
"""

from datetime import datetime
from typing import Literal
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from engine.errors import Conflict, Invalid, NotFound
from engine.store.audit import Actor, record
from engine.store.tables import Suppression

Reason = Literal["hard_bounce", "complaint", "by_hand"]

_LONGEST_NOTE = 500
_LONGEST_ADDRESS = 254


async def suppression_of(session: AsyncSession, address: str) -> Suppression | None:
    """The suppression of this address. None: mail may go there."""
    found = await session.exec(select(Suppression).where(Suppression.address == _same(address)))
    return found.first()


def why_suppressed(found: Suppression) -> str:
    """Why no mail goes there, as a sentence."""
    match found.reason:
        case "hard_bounce":
            why = f"{found.address} takes no mail: one came back on {found.since:%d %B %Y}"
        case "complaint":
            why = f"A mail to {found.address} was reported as spam on {found.since:%d %B %Y}"
        case _:
            why = f"{found.address} was put on the suppression list by {found.by or 'hand'}"
    return f"{why}. It is on the suppression list."


async def suppress(
    session: AsyncSession,
    address: str,
    reason: Literal["hard_bounce", "complaint"],
    *,
    message_id: UUID | None,
    note: str | None,
    now: datetime,
) -> bool:
    """From now on no mail goes there. Whether that is new; the first reason stays."""
    row = {"address": _same(address), "reason": reason, "since": now}
    row |= {"message_id": message_id, "note": note[:_LONGEST_NOTE] if note else None}
    added = await session.execute(
        insert(Suppression)
        .values(**row)
        .on_conflict_do_nothing()
        .returning(col(Suppression.address))
    )
    return added.first() is not None


async def suppress_by_hand(
    session: AsyncSession, address: str, note: str, *, by: Actor, now: datetime
) -> Suppression:
    """Raises Invalid for what is no address, and Conflict when it is there already."""
    address, note = _same(address), note.strip()
    local, _, domain = address.rpartition("@")
    if not local or not domain or len(address) > _LONGEST_ADDRESS or " " in address:
        raise Invalid("Write a mail address, such as ada@acme.example.")
    if await suppression_of(session, address):
        raise Conflict(f"{address} is on the list already.", code="suppressed_already")
    row = Suppression(
        address=address,
        reason="by_hand",
        since=now,
        note=note[:_LONGEST_NOTE] or None,
        by=by.name,
    )
    session.add(row)
    record(session, by, "suppression.add", address, after={"note": row.note})
    await session.flush()
    return row


async def lift(session: AsyncSession, address: str, because: str, *, by: Actor) -> None:
    """Let mail go there again. Raises Invalid without a reason, and NotFound."""
    if not because.strip():
        raise Invalid("Say why mail may go there again.")
    found = await suppression_of(session, address)
    if found is None:
        raise NotFound(f"{_same(address)[:_LONGEST_ADDRESS]} is not on the suppression list.")
    record(
        session,
        by,
        "suppression.lift",
        found.address,
        before={"reason": found.reason, "since": found.since.isoformat(), "note": found.note},
        after={"because": because.strip()[:_LONGEST_NOTE]},
    )
    await session.delete(found)
    await session.flush()


def _same(address: str) -> str:
    return address.strip().lower()
