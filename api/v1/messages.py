"""`/api/v1/messages`: what was sent, and what was not and why."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from api.auth.keys import Reader
from api.dependencies import Transaction
from api.v1.answers import After, Limit, Listing, Search, listing
from engine.store.reading import touches as reading
from engine.store.reading.touches import MessageDetail, MessageStatus, MessageSummary

router = APIRouter(prefix="/messages", tags=["Messages and tasks"])


@router.get("")
async def list_messages(
    key: Reader,
    transaction: Transaction,
    account: Annotated[str | None, Query(description="An account's external id.")] = None,
    contact: UUID | None = None,
    journey: str | None = None,
    status: MessageStatus | None = None,
    search: Search = None,
    limit: Limit = 50,
    after: After = None,
) -> Listing[MessageSummary]:
    """The latest first. `search` is looked for in subjects, names and addresses."""
    page = await reading.list_messages(
        transaction,
        account=account,
        contact=contact,
        journey=journey,
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
