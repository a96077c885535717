"""`/api/v1/pools`: colleagues who share tasks, and how they are given out."""

from typing import Annotated

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from api.auth.keys import Administrator, Reader
from api.dependencies import Transaction
from engine.pooling import Rule
from engine.store.tables.columns import utc_now
from engine.store.team import pools
from engine.store.team.pools import PoolSummary

router = APIRouter(prefix="/pools", tags=["Team"])


class Pool(BaseModel):
    model_config = ConfigDict(extra="forbid")

    name: Annotated[str, Field(min_length=1, max_length=200)] | None = None
    """For people. Null: as it is, or the key."""
    rule: Rule = "round_robin"
    members: Annotated[list[str], Field(max_length=200)] = []
    """Mail addresses of users, in the order in which it goes round."""
    most_open: Annotated[int, Field(ge=1, le=10_000)] | None = None
    """Tasks each may have open. Null: any number."""
    hours_a_week: Annotated[int, Field(ge=1, le=168)] | None = None
    """Work each may be given in a week, which begins on Monday. Null: any amount."""
    fallback: str | None = None
    """Who gets a task when nobody of the pool is here."""
    channel: str | None = None
    """The chat in which its tasks are told."""


@router.get("")
async def list_pools(key: Reader, transaction: Transaction) -> list[PoolSummary]:
    """All of them, by key, with what each member has to do."""
    return await pools.list_pools(transaction, utc_now())


@router.get("/{pool}")
async def get_pool(key: Reader, transaction: Transaction, pool: str) -> PoolSummary:
    """One pool."""
    return await pools.get_pool(transaction, pool, utc_now())


@router.put("/{pool}")
async def set_pool(
    key: Administrator, transaction: Transaction, pool: str, what: Pool
) -> PoolSummary:
    """Add a pool, or change all of it."""
    await pools.set_pool(transaction, pool, **what.model_dump(), by=key.actor, now=utc_now())
    return await pools.get_pool(transaction, pool, utc_now())


@router.delete("/{pool}", status_code=204)
async def remove_pool(key: Administrator, transaction: Transaction, pool: str) -> None:
    """Remove a pool. Steps that name it give their tasks to the account's owner."""
    await pools.remove_pool(transaction, pool, by=key.actor)
