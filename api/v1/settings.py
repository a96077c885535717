"""`/api/v1/settings`: what is set for the whole installation."""

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict

from api.auth.keys import Admin, Reader
from api.dependencies import Transaction
from engine.definition.times import Percentage
from engine.store import settings
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
async def put_settings(key: Admin, transaction: Transaction, content: Settings) -> Settings:
    """Whoever is in a journey already stays in it."""
    await settings.set_holdout(transaction, content.holdout, by=key.actor, now=utc_now())
    return content
