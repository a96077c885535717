"""The suppression list, and what became of a message, for people."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel import col, or_, select
from sqlmodel.ext.asyncio.session import AsyncSession

from engine.errors import NotFound
from engine.store.actors import names_of
from engine.store.reading.listing import listed, mentioning, one
from engine.store.reading.paging import PAGE_SIZE, Page, instant
from engine.store.suppressions import Reason
from engine.store.tables import Message, Suppression


@dataclass(frozen=True)
class SuppressionSummary:
    address: str
    reason: Reason
    since: datetime
    note: str | None
    """What the mail server said, or whoever entered it."""
    by: str | None
    """Who entered it by hand."""
    by_name: str | None
    """What they are called."""
    message_id: UUID | None
    """The message by which it came about."""
    subject: str | None
    """That message's."""


async def list_suppressions(
    session: AsyncSession,
    *,
    search: str | None = None,
    reason: Reason | None = None,
    limit: int = PAGE_SIZE,
    after: str | None = None,
) -> Page[SuppressionSummary]:
    """The latest first. `search` is looked for in addresses and notes."""
    statement = _suppressions()
    if reason is not None:
        statement = statement.where(Suppression.reason == reason)
    if search:
        statement = statement.where(or_(*mentioning(search, Suppression.address, Suppression.note)))
    return await listed(
        session,
        SuppressionSummary,
        statement,
        order=[(col(Suppression.since), instant), (col(Suppression.address), str)],
        limit=limit,
        after=after,
    )


async def get_suppression(session: AsyncSession, address: str) -> SuppressionSummary:
    """Raises NotFound."""
    address = address.strip().lower()
    statement = _suppressions().where(Suppression.address == address)
    missing = f"{address[:254]} is not on the suppression list."
    return await one(session, SuppressionSummary, statement, missing)


async def suppression_at(session: AsyncSession, address: str | None) -> SuppressionSummary | None:
    """None: mail may go there."""
    try:
        return await get_suppression(session, address) if address else None
    except NotFound:
        return None


def _suppressions() -> Any:
    return select(
        Suppression, col(Message.subject).label("subject"), *names_of(Suppression.by)
    ).outerjoin(Message, col(Message.id) == col(Suppression.message_id))
