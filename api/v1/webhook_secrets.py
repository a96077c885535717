"""`/api/v1/webhook-secrets`: what webhooks are signed with, and exchanging it."""

from datetime import timedelta
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from activities.calling.keys import make_secret
from api.auth.keys import Administrator, Reader
from api.dependencies import CurrentServices, Transaction
from engine.store import webhook_secrets as stored
from engine.store.tables.columns import utc_now
from engine.store.webhook_secrets import SecretSummary

router = APIRouter(prefix="/webhook-secrets", tags=["Calls"])

LONGEST_HOURS = 24 * 90


class Exchange(BaseModel):
    model_config = ConfigDict(extra="forbid")

    old_ends_after_hours: Annotated[int, Field(ge=0, le=LONGEST_HOURS)] = 24
    """How long the secrets before it go on signing beside it."""


class NewSecret(BaseModel):
    id: UUID
    secret: str
    """For your receivers. It cannot be shown again."""
    created_at: AwareDatetime
    old_end_at: AwareDatetime


@router.get("")
async def list_secrets(key: Reader, transaction: Transaction) -> list[SecretSummary]:
    """Those that sign now, the newest first; never themselves. Empty: there is the installation's
    first one alone."""
    return await stored.list_secrets(transaction, utc_now())


@router.post("", status_code=201)
async def exchange(
    key: Administrator, services: CurrentServices, transaction: Transaction, how: Exchange
) -> NewSecret:
    """Sign with a new secret from now on, and for a while with the old one too."""
    now = utc_now()
    old_ends_at = now + timedelta(hours=how.old_ends_after_hours)
    made, secret = await make_secret(
        transaction, services.secret_key, old_ends_at=old_ends_at, by=key.actor, now=now
    )
    return NewSecret(id=made.id, secret=secret, created_at=made.created_at, old_end_at=old_ends_at)


@router.delete("/{secret}", status_code=204)
async def end_secret(key: Administrator, transaction: Transaction, secret: UUID) -> None:
    """Sign no more with an old secret, at once."""
    await stored.end_secret(transaction, secret, by=key.actor, now=utc_now())
