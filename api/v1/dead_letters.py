"""`/api/v1/dead-letters`: what came in and could not be stored as an event."""

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict

from api.auth.keys import Admin, Reader
from api.dependencies import Transaction
from api.v1.answers import After, Limit, Listing, listing
from api.v1.events import Number
from engine.store.reading import events as reading
from engine.store.reading.events import DeadLetterSummary
from engine.store.replaying import Replayed, replay_dead_letter
from engine.store.tables.columns import JsonObject, utc_now

router = APIRouter(prefix="/dead-letters", tags=["Events"])


class Correction(BaseModel):
    model_config = ConfigDict(extra="forbid")

    payload: JsonObject | None = None
    """What to store instead; null: what was sent."""


@router.get("")
async def list_dead_letters(
    key: Reader,
    transaction: Transaction,
    replayed: Annotated[
        bool | None, Query(description="False: those that still wait; true: those replayed.")
    ] = False,
    limit: Limit = 50,
    after: After = None,
) -> Listing[DeadLetterSummary]:
    """The latest first."""
    page = await reading.list_dead_letters(transaction, replayed=replayed, limit=limit, after=after)
    return listing(page)


@router.get("/{dead_letter}")
async def get_dead_letter(
    key: Reader, transaction: Transaction, dead_letter: Number
) -> DeadLetterSummary:
    """One item, and what was wrong with it."""
    return await reading.get_dead_letter(transaction, dead_letter)


@router.post("/{dead_letter}/replay")
async def replay(
    key: Admin,
    transaction: Transaction,
    dead_letter: Number,
    correction: Correction | None = None,
) -> Replayed:
    """Try it again, corrected if need be: the event it became, or why it still cannot be one."""
    payload = correction.payload if correction else None
    return await replay_dead_letter(
        transaction, dead_letter, by=key.actor, now=utc_now(), payload=payload
    )
