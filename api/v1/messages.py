"""`/api/v1/messages`: what was sent, and what was not and why."""

from collections.abc import Sequence
from typing import Annotated, Self
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, model_validator

from api.auth.keys import Admin, Reader
from api.dependencies import Transaction
from api.v1.answers import AContact, After, Limit, Listing, Search, listing
from engine.mailing.happening import Bounce
from engine.store.customers import contact_called
from engine.store.message_events import Said, note_said
from engine.store.reading import touches as reading
from engine.store.reading.touches import (
    MessageDetail,
    MessageKind,
    MessageStatus,
    MessageSummary,
)
from engine.store.replies import ReplySeen, replies_to
from engine.store.tables.columns import utc_now

router = APIRouter(prefix="/messages", tags=["Messages and tasks"])


@router.get("")
async def list_messages(
    key: Reader,
    transaction: Transaction,
    account: Annotated[str | None, Query(description="An account's external id.")] = None,
    contact: AContact = None,
    journey: str | None = None,
    kind: MessageKind | None = None,
    status: MessageStatus | None = None,
    search: Search = None,
    limit: Limit = 50,
    after: After = None,
) -> Listing[MessageSummary]:
    """The latest first, calls of webhooks and channels among them unless you ask for a `kind`.
    `search` is looked for in subjects, names and addresses."""
    meant = await contact_called(transaction, contact) if contact is not None else None
    page = await reading.list_messages(
        transaction,
        account=account,
        contact=meant.id if meant is not None else None,
        journey=journey,
        kind=kind,
        status=status,
        search=search,
        limit=limit,
        after=after,
    )
    return listing(page)


@router.get("/{message}")
async def get_message(key: Reader, transaction: Transaction, message: UUID) -> MessageDetail:
    """One message, as it was sent."""
    return await reading.get_message(transaction, message)


@router.get("/{message}/replies")
async def list_replies(key: Reader, transaction: Transaction, message: UUID) -> Sequence[ReplySeen]:
    """What came back to it: answers, holiday notices, bounces; the earliest first."""
    return await replies_to(transaction, message)


class Marking(BaseModel):
    model_config = ConfigDict(extra="forbid")

    mark: Said
    at: AwareDatetime | None = None
    """When it happened; left out: now. It counts no earlier than the sending."""
    bounce: Bounce | None = None
    """Of a bounced mail. `hard`: the address takes no mail, and gets no more."""
    detail: str | None = Field(None, max_length=500)
    """What was said of it, by a mail server for example. Shown with the message if it is a mail."""

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if self.bounce and self.mark != "bounced":
            raise ValueError("Only what bounced has a `bounce`.")
        return self


class Marked(BaseModel):
    recorded: bool
    """False: this was known of the message already."""


@router.post("/{message}/marks")
async def mark_message(
    key: Admin, transaction: Transaction, message: UUID, marking: Marking
) -> Marked:
    """Say what became of a sent message. Journeys that ask about it look at once; of a mail it is
    shown as if its provider had reported it, and a hard bounce or a complaint suppresses its
    address.

    This takes an admin key: a write key may be public, and whoever holds it must not steer
    journeys by claiming that somebody replied.
    """
    news = await note_said(
        transaction,
        message,
        marking.mark,
        at=marking.at,
        now=utc_now(),
        bounce=marking.bounce,
        detail=marking.detail,
    )
    return Marked(recorded=news)
