"""`/api/v1/events`: what came in, and what it led to. To send events, see docs/ingest.md."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Query

from api.auth.keys import Admin, Reader
from api.dependencies import Transaction
from api.v1.answers import After, Limit, Listing, listing
from engine.store.dispatching import try_again
from engine.store.reading import events as reading
from engine.store.reading.events import EventDetail, EventSummary

router = APIRouter(prefix="/events", tags=["Events"])

Number = Annotated[int, Path(ge=1, le=2**63 - 1)]


@router.get("")
async def list_events(
    key: Reader,
    transaction: Transaction,
    account: Annotated[str | None, Query(description="An account's external id.")] = None,
    contact: UUID | None = None,
    name: str | None = None,
    set_aside: Annotated[bool, Query(description="Only what could not be dispatched.")] = False,
    limit: Limit = 50,
    after: After = None,
) -> Listing[EventSummary]:
    """What came in last comes first."""
    page = await reading.list_events(
        transaction,
        account=account,
        contact=contact,
        name=name,
        set_aside=set_aside,
        limit=limit,
        after=after,
    )
    return listing(page)


@router.get("/{event}")
async def get_event(key: Reader, transaction: Transaction, event: Number) -> EventDetail:
    """One event, and for each journey that listens for it whether it started, and why."""
    return await reading.get_event(transaction, event)


@router.post("/{event}/dispatch")
async def dispatch_event(key: Admin, transaction: Transaction, event: Number) -> EventDetail:
    """Try an event again that could not be dispatched, without waiting for the hourly try."""
    await try_again(transaction, event, by=key.actor)
    await transaction.flush()
    return await reading.get_event(transaction, event)
