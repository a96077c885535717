"""`/api/v1/accounts`: companies, who looks after them, who belongs to them, what happened."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict

from api.auth.keys import Admin, Reader
from api.dependencies import Transaction
from api.v1.answers import After, Limit, Listing, Search, listing
from engine.store import caring
from engine.store.caring import Role
from engine.store.reading import accounts as reading
from engine.store.reading.accounts import AccountDetail, AccountSummary
from engine.store.tables.columns import utc_now
from engine.store.views.happenings import Happening, Show, happenings

router = APIRouter(prefix="/accounts", tags=["Accounts and contacts"])


class AccountChange(BaseModel):
    """What is left out stays as it is."""

    model_config = ConfigDict(extra="forbid")

    owner: str | None = None
    """The mail address of the user who looks after it; null: nobody."""
    time_zone: str | None = None
    """IANA name; null: its primary contact's."""


class MembershipChange(BaseModel):
    """What is left out stays as it is."""

    model_config = ConfigDict(extra="forbid")

    roles: list[Role] | None = None
    is_primary: Literal[True] | None = None
    """True: this one, and no other. To unset it, make another contact primary."""


@dataclass(frozen=True)
class Happened:
    """An event, or an entry in the timeline of a journey."""

    at: datetime
    kind: str
    summary: str
    step: str | None
    detail: dict[str, Any] | None
    by: str | None
    """The contact an event came from."""
    journey_name: str | None
    enrollment_id: UUID | None
    message_id: UUID | None


@router.get("")
async def list_accounts(
    key: Reader,
    transaction: Transaction,
    search: Search = None,
    owner: Annotated[str | None, Query(description="A user's mail address.")] = None,
    limit: Limit = 50,
    after: After = None,
) -> Listing[AccountSummary]:
    """By name. `search` is looked for in names and external ids."""
    page = await reading.list_accounts(
        transaction, search=search, owner=owner, limit=limit, after=after
    )
    return listing(page)


@router.get("/{account}")
async def get_account(key: Reader, transaction: Transaction, account: str) -> AccountDetail:
    """By external id, with its contacts and what they are there."""
    return await reading.get_account(transaction, account)


@router.patch("/{account}")
async def change_account(
    key: Admin, transaction: Transaction, account: str, change: AccountChange
) -> AccountDetail:
    """Who looks after the account, and its time zone."""
    if "owner" in change.model_fields_set:
        await caring.set_owner(transaction, account, change.owner, by=key.actor, now=utc_now())
    if "time_zone" in change.model_fields_set:
        await caring.set_zone(transaction, account, change.time_zone, by=key.actor, now=utc_now())
    await transaction.flush()
    return await reading.get_account(transaction, account)


@router.patch("/{account}/contacts/{contact}")
async def change_membership(
    key: Admin, transaction: Transaction, account: str, contact: str, change: MembershipChange
) -> AccountDetail:
    """What a contact is to the account. By external ids, or the contact's mail address."""
    await caring.set_membership(
        transaction,
        account,
        contact,
        by=key.actor,
        roles=change.roles,
        is_primary=change.is_primary,
    )
    await transaction.flush()
    return await reading.get_account(transaction, account)


@router.get("/{account}/timeline")
async def account_timeline(
    key: Reader,
    transaction: Transaction,
    account: str,
    show: Show = "everything",
    after: After = None,
) -> Listing[Happened]:
    """Everything that happened, events and journeys together, the latest first, fifty at a time."""
    identifier = await reading.account_id(transaction, account)
    page = await happenings(transaction, identifier, show=show, after=after)
    return Listing(items=[_happened(row) for row in page.rows], next=page.next)


def _happened(row: Happening) -> Happened:
    return Happened(
        at=row.at,
        kind=row.kind,
        summary=row.summary,
        step=row.step,
        detail=row.detail,
        by=row.by,
        journey_name=row.journey_name,
        enrollment_id=row.enrollment_id,
        message_id=row.message_id,
    )
