"""`/api/v1/events`: what came in, and what it led to. To send events, see docs/ingest.md."""

from typing import Annotated

from fastapi import APIRouter, Path, Query

from api.auth.keys import Admin, Reader
from api.dependencies import CurrentServices, Transaction
from api.v1.answers import AContact, After, Limit, Listing, listing
from engine.store.customers import contact_called
from engine.store.reading import events as reading
from engine.store.reading import why_not
from engine.store.reading.chosen_events import Chosen
from engine.store.reading.events import EventDetail, EventSummary
from engine.store.taking import try_again
from engine.why_not import Answer

router = APIRouter(prefix="/events", tags=["Events"])

Number = Annotated[int, Path(ge=1, le=2**63 - 1)]


@router.get("")
async def list_events(
    key: Reader,
    transaction: Transaction,
    account: Annotated[str | None, Query(description="An account's external id.")] = None,
    contact: AContact = None,
    name: str | None = None,
    source: Annotated[str | None, Query(description="A source's key.")] = None,
    kind: Annotated[str | None, Query(alias="type", description="As `track` or `group`.")] = None,
    set_aside: Annotated[bool, Query(description="Only what could not be dispatched.")] = False,
    started: Annotated[bool, Query(description="Only what started a journey.")] = False,
    limit: Limit = 50,
    after: After = None,
) -> Listing[EventSummary]:
    """What came in last comes first; one customer's, and those of one name, by when they
    happened."""
    meant = await contact_called(transaction, contact) if contact is not None else None
    chosen = Chosen(
        account=account,
        contact=meant.id if meant is not None else None,
        name=name,
        source=source,
        type=kind,
        set_aside=set_aside,
        started=started,
    )
    page = await reading.list_events(transaction, chosen=chosen, limit=limit, after=after)
    return listing(page)


@router.get("/{event}")
async def get_event(key: Reader, transaction: Transaction, event: Number) -> EventDetail:
    """One event: for each journey that listens for it whether it started, and why; and what it
    brought about in passages."""
    return await reading.get_event(transaction, event)


@router.get("/{event}/journeys/{journey}")
async def why_event(
    key: Reader, transaction: Transaction, services: CurrentServices, event: Number, journey: str
) -> Answer:
    """Why an event did, or did not, start a journey: any event, and any journey."""
    return await why_not.why_event(transaction, event, journey, services.time_zone)


@router.post("/{event}/dispatch")
async def dispatch_event(key: Admin, transaction: Transaction, event: Number) -> EventDetail:
    """Try an event again that could not be dispatched, without waiting for the hourly try."""
    await try_again(transaction, event, by=key.actor)
    await transaction.flush()
    return await reading.get_event(transaction, event)
