"""Attempts at outgoing calls: what was called when, and what it answered."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel import col, or_
from sqlmodel.ext.asyncio.session import AsyncSession

from engine.store.actors import names_of
from engine.store.reading.about import About, told_about
from engine.store.reading.listing import listed, mentioning
from engine.store.reading.paging import PAGE_SIZE, Page
from engine.store.tables import Account, CallAttempt, Journey, Message


@dataclass(frozen=True)
class AttemptSummary(About):
    """`id` is the call's: the same for every attempt at it."""

    number: int
    enrollment_id: UUID
    step: str
    channel: str
    """webhook or notify."""
    to_address: str | None
    """Without its query; the key of a chat's channel."""
    subject: str | None
    """What colleagues were told."""
    is_test: bool
    at: datetime
    took_ms: int
    taken: bool
    http_status: int | None
    """Null: there was no answer."""
    answer: str
    """Its beginning, or why there was none."""
    by: str | None
    """Who had it made by hand."""
    by_name: str | None
    """What they are called."""


async def list_attempts(
    session: AsyncSession,
    *,
    call: UUID | None = None,
    failed: bool = False,
    search: str | None = None,
    limit: int = PAGE_SIZE,
    after: str | None = None,
) -> Page[AttemptSummary]:
    """The latest first. `search` is looked for in addresses, answers, and names of journeys and
    accounts; `failed`: only what was not taken."""
    statement = _attempts()
    if call is not None:
        statement = statement.where(col(CallAttempt.message_id) == call)
    if failed:
        statement = statement.where(~col(CallAttempt.taken))
    if search:
        columns = (Message.to_address, CallAttempt.answer, Journey.name, Account.name)
        statement = statement.where(or_(*mentioning(search, *columns)))
    return await listed(
        session,
        AttemptSummary,
        statement,
        order=[(col(CallAttempt.id), int)],
        limit=limit,
        after=after,
    )


def _attempts() -> Any:
    return (
        told_about(Message)
        .join(CallAttempt, col(CallAttempt.message_id) == col(Message.id))
        .add_columns(
            col(CallAttempt.id).label("number"),
            col(CallAttempt.at).label("at"),
            col(CallAttempt.took_ms).label("took_ms"),
            col(CallAttempt.taken).label("taken"),
            col(CallAttempt.status).label("http_status"),
            col(CallAttempt.answer).label("answer"),
            col(CallAttempt.by).label("by"),
            *names_of(CallAttempt.by),
        )
    )
