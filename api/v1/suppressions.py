"""`/api/v1/suppressions`: addresses that get no mail."""

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field

from api.auth.keys import Admin, Reader
from api.dependencies import Transaction
from api.v1.answers import After, Limit, Listing, Search, listing
from engine.store import suppressions
from engine.store.reading import suppressions as reading
from engine.store.reading.suppressions import SuppressionSummary
from engine.store.suppressions import Reason
from engine.store.tables.columns import utc_now

router = APIRouter(prefix="/suppressions", tags=["Messages and tasks"])


class Suppressing(BaseModel):
    model_config = ConfigDict(extra="forbid")

    address: Annotated[str, Field(min_length=3, max_length=254)]
    note: Annotated[str, Field(max_length=500)] = ""
    """Why, for people."""


@router.get("")
async def list_suppressions(
    key: Reader,
    transaction: Transaction,
    search: Search = None,
    reason: Reason | None = None,
    limit: Limit = 50,
    after: After = None,
) -> Listing[SuppressionSummary]:
    """The latest first. `search` is looked for in addresses and notes."""
    page = await reading.list_suppressions(
        transaction, search=search, reason=reason, limit=limit, after=after
    )
    return listing(page)


@router.get("/{address}")
async def get_suppression(
    key: Reader, transaction: Transaction, address: str
) -> SuppressionSummary:
    """Why no mail goes to this address; 404 when it may."""
    return await reading.get_suppression(transaction, address)


@router.post("", status_code=201)
async def suppress(
    key: Admin, transaction: Transaction, suppressing: Suppressing
) -> SuppressionSummary:
    """Have no mail go to this address, in whichever journey."""
    row = await suppressions.suppress_by_hand(
        transaction, suppressing.address, suppressing.note, by=key.actor, now=utc_now()
    )
    return await reading.get_suppression(transaction, row.address)


@router.delete("/{address}", status_code=204)
async def lift(
    key: Admin,
    transaction: Transaction,
    address: str,
    because: Annotated[str, Query(min_length=1, max_length=500, description="Why, for people.")],
) -> None:
    """Let mail go there again."""
    await suppressions.lift(transaction, address, because, by=key.actor)
