"""`/api/v1/calls`: every attempt at an outgoing call, and another one by hand."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import AwareDatetime, BaseModel

from activities.calling.replaying import replay
from activities.calling.trying import Tried
from api.auth.keys import Admin, Reader
from api.dependencies import CurrentServices, Transaction
from api.v1.answers import After, Limit, Listing, Search, listing
from engine.store import call_log
from engine.store.reading.calls import AttemptSummary
from engine.store.reading.calls import list_attempts as attempts
from engine.store.tables.columns import utc_now

router = APIRouter(prefix="/calls", tags=["Calls"])


class Closed(BaseModel):
    """An address that has answered 410, and is not called any more."""

    id: str
    address: str
    """Without its query."""
    closed_at: AwareDatetime
    call: UUID
    """The call it answered so."""


@router.get("")
async def list_attempts(
    key: Reader,
    transaction: Transaction,
    call: Annotated[UUID | None, Query(description="Only attempts at this one.")] = None,
    failed: Annotated[bool, Query(description="Only those that were not taken.")] = False,
    search: Search = None,
    limit: Limit = 50,
    after: After = None,
) -> Listing[AttemptSummary]:
    """Attempts of the last month, the latest first. `search` is looked for in addresses, answers,
    and names of journeys and accounts."""
    page = await attempts(
        transaction, call=call, failed=failed, search=search, limit=limit, after=after
    )
    return listing(page)


@router.post("/{call}/replay")
async def replay_call(key: Admin, services: CurrentServices, call: UUID) -> Tried:
    """Make a call once more, now: the same body under the same `webhook-id`, signed afresh. The
    journey hears nothing of it."""
    return await replay(
        services.database, services.calls, services.secret_key, call, by=key.actor, clock=utc_now
    )


@router.get("/closed-addresses")
async def closed_addresses(key: Reader, transaction: Transaction) -> list[Closed]:
    """Addresses that have answered 410 Gone. Steps that name them fail, and say why."""
    return [
        Closed(
            id=each.digest, address=each.shown_as, closed_at=each.closed_at, call=each.message_id
        )
        for each in await call_log.closed_addresses(transaction)
    ]


@router.delete("/closed-addresses/{address}", status_code=204)
async def open_address(key: Admin, transaction: Transaction, address: str) -> None:
    """Call an address again from now on."""
    await call_log.open_address(transaction, address, by=key.actor)
