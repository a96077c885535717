"""`/api/v1/journeys/{key}/differences`: what has changed from one definition to another."""

import asyncio
from typing import Annotated, Any, Literal

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field, model_validator

from api.auth.keys import Reader
from api.dependencies import Transaction
from engine.differences import Comparison, compare
from engine.store.database import Session
from engine.store.reading.journeys import data_at
from engine.store.reading.names import names

router = APIRouter(prefix="/journeys", tags=["Journeys"])


class Side(BaseModel):
    """One of these."""

    model_config = ConfigDict(extra="forbid")

    version: Annotated[int, Field(ge=1, le=2**31 - 1)] | None = None
    live: Literal[True] | None = None
    draft: Literal[True] | None = None
    """What is being edited; what is live, when nothing is."""
    definition: dict[str, Any] | None = None
    """Any object, also one that is no readable journey yet."""

    @model_validator(mode="after")
    def _one(self) -> "Side":
        if len(self.model_dump(exclude_none=True)) != 1:
            raise ValueError("name one of version, live, draft and definition")
        return self


class Sides(BaseModel):
    model_config = ConfigDict(extra="forbid")

    before: Side
    after: Side


@router.post("/{journey}/differences")
async def compare_definitions(
    key: Reader, transaction: Transaction, journey: str, sides: Sides
) -> Comparison:
    """In words, and as the steps and links that a drawing would mark. Nothing is kept.

    Where one of them is no readable journey yet, `readable` is false, and `differences` says only
    where something has changed.
    """
    before = await _data(transaction, journey, sides.before)
    after = await _data(transaction, journey, sides.after)
    return await asyncio.to_thread(compare, before, after, await names(transaction))


async def _data(session: Session, key: str, side: Side) -> dict[str, Any]:
    if side.definition is not None:
        return side.definition
    return await data_at(session, key, side.version or ("draft" if side.draft else "live"))
