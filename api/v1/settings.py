"""`/api/v1/settings`: what is set for the whole installation."""

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict

from api.auth.keys import Administrator, Reader
from api.dependencies import Transaction
from engine.arbiter import Policy
from engine.definition.times import Percentage
from engine.store import settings
from engine.store.holds import sound_policy
from engine.store.tables.columns import utc_now

router = APIRouter(prefix="/settings", tags=["Settings"])


class Settings(BaseModel):
    model_config = ConfigDict(extra="forbid")

    holdout: Percentage | None = None
    """The share of accounts that no journey reaches, to compare with: `5%`. Null: none."""


@router.get("")
async def get_settings(key: Reader, transaction: Transaction) -> Settings:
    return Settings(holdout=await settings.holdout(transaction))


@router.put("")
async def put_settings(key: Administrator, transaction: Transaction, content: Settings) -> Settings:
    """Whoever is in a journey already stays in it."""
    await settings.set_holdout(transaction, content.holdout, by=key.actor, now=utc_now())
    return content


@router.get("/pressure", response_model_exclude_defaults=True)
async def get_pressure(key: Reader, transaction: Transaction) -> Policy:
    """How much may reach a customer, and when nothing does."""
    return await settings.policy(transaction)


@router.put("/pressure", response_model_exclude_defaults=True)
async def put_pressure(key: Administrator, transaction: Transaction, content: Policy) -> Policy:
    """All of it at once. Messages that wait are decided about anew by it."""
    await sound_policy(transaction, content)
    await settings.set_policy(transaction, content, by=key.actor, now=utc_now())
    return content
