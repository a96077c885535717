"""`/api/v1/channels`: where colleagues are told things, in Slack and Teams."""

from typing import Annotated

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from activities.calling.trying import Tried, try_channel
from api.auth.keys import Admin, Administrator, Reader
from api.dependencies import CurrentServices, Transaction
from engine.store import chat
from engine.store.chat import ChannelSummary
from engine.store.chat_addresses import Chat
from engine.store.tables.columns import utc_now

router = APIRouter(prefix="/channels", tags=["Channels"])


class Channel(BaseModel):
    model_config = ConfigDict(extra="forbid")

    kind: Chat
    url: Annotated[str, Field(max_length=2_000)] | None = None
    """The address Slack or Teams gave you. It cannot be read back; null keeps the one there is."""
    name: Annotated[str, Field(min_length=1, max_length=200)] | None = None
    """For people. Null: as it is, or the key."""


@router.get("")
async def list_channels(key: Reader, transaction: Transaction) -> list[ChannelSummary]:
    """All of them, by key. Of an address only the host and the end are shown."""
    return await chat.list_channels(transaction)


@router.put("/{channel}")
async def set_channel(
    key: Administrator, transaction: Transaction, channel: str, what: Channel
) -> ChannelSummary:
    """Add a channel, or change it."""
    return await chat.set_channel(
        transaction, channel, kind=what.kind, url=what.url, name=what.name, by=key.actor
    )


@router.delete("/{channel}", status_code=204)
async def remove_channel(key: Administrator, transaction: Transaction, channel: str) -> None:
    """Remove a channel. Steps that still name it fail, and say why."""
    await chat.remove_channel(transaction, channel, by=key.actor)


@router.post("/{channel}/test")
async def test_channel(key: Admin, services: CurrentServices, channel: str) -> Tried:
    """Post a greeting to the channel now, and say what came of it."""
    return await try_channel(services.database, services.calls, channel, utc_now)
