"""`/api/v1/messages`: what was sent, and what was not and why."""

from collections.abc import Sequence
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import AwareDatetime, BaseModel, ConfigDict

from api.auth.keys import Admin, Reader
from api.dependencies import Transaction
from api.v1.answers import After, Limit, Listing, Search, listing
from engine.definition.conditions import Mark
from engine.store import marks
from engine.store.reading import touches as reading
from engine.store.reading.touches import (
    MessageDetail,
    MessageKind,
    MessageStatus,
    MessageSummary,
)
from engine.store.replies import ReplySeen, replies_to
from engine.store.tables.columns import utc_now

router = APIRouter(prefix="/messages", tags=["Messages and tasks"])


@router.get("")
async def list_messages(
    key: Reader,
    transaction: Transaction,
    account: Annotated[str | None, Query(description="An account's external id.")] = None,
    contact: UUID | None = None,
    journey: str | None = None,
    kind: MessageKind | None = None,
    status: MessageStatus | None = None,
    search: Search = None,
    limit: Limit = 50,
    after: After = None,
) -> Listing[MessageSummary]:
    """The latest first, calls of webhooks and channels among them unless you ask for a `kind`.
    `search` is looked for in subjects, names and addresses."""
    page = await reading.list_messages(
        transaction,
        account=account,
        contact=contact,
        journey=journey,
        kind=kind,
        status=status,
        search=search,
        limit=limit,
        after=after,
    )
    return listing(page)


@router.get("/{message}")
async def get_message(key: Reader, transaction: Transaction, message: UUID) -> MessageDetail:
    """One message, as it was sent."""
    return await reading.get_message(transaction, message)


@router.get("/{message}/replies")
async def list_replies(key: Reader, transaction: Transaction, message: UUID) -> Sequence[ReplySeen]:
    """What came back to it: answers, holiday notices, bounces; the earliest first."""
    return await replies_to(transaction, message)


class Marking(BaseModel):
    model_config = ConfigDict(extra="forbid")

    mark: Mark
    at: AwareDatetime | None = None
    """When it happened; left out: now. It counts no earlier than the sending."""


class Marked(BaseModel):
    recorded: bool
    """False: this was known of the message already."""


@router.post("/{message}/marks")
async def mark_message(
    key: Admin, transaction: Transaction, message: UUID, marking: Marking
) -> Marked:
    """Say what became of a sent message. Journeys that ask about it look at once.

    This takes an admin key: a write key may be public, and whoever holds it must not steer
    journeys by claiming that somebody replied.
    """
    news = await marks.mark_message(
        transaction, message, marking.mark, at=marking.at, now=utc_now()
    )
    return Marked(recorded=news)
