"""`/api/v1/accounts`: companies, who looks after them, who belongs to them, what happened."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict

from api.auth.keys import Admin, Reader
from api.dependencies import CurrentServices, Transaction
from api.v1.answers import After, Limit, Listing, Search, listing
from engine.store import caring, unlinking
from engine.store.caring import Role
from engine.store.customers import account_called
from engine.store.reading import accounts as reading
from engine.store.reading import why_outside
from engine.store.reading.accounts import AccountDetail, AccountSummary
from engine.store.reading.happenings import Happening, Show, happenings
from engine.store.tables.columns import utc_now
from engine.why_not import Whereabouts

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


@router.get("")
async def list_accounts(
    key: Reader,
    transaction: Transaction,
    search: Search = None,
    owner: Annotated[str | None, Query(description="A user's mail address.")] = None,
    limit: Limit = 50,
    after: After = None,
) -> Listing[AccountSummary]:
    """By name. `search` is looked for in names and external ids, and in those of the contacts and
    their mail addresses."""
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
        now=utc_now(),
        roles=change.roles,
        is_primary=change.is_primary,
    )
    await transaction.flush()
    return await reading.get_account(transaction, account)


@router.delete("/{account}/contacts/{contact}")
async def remove_contact(
    key: Admin, transaction: Transaction, account: str, contact: str
) -> AccountDetail:
    """Take a contact out of the account, as `Account Removed User` does. Whoever is no member gets
    nothing of the account's journeys; `Account Added User` brings them back."""
    await unlinking.remove_member(transaction, account, contact, by=key.actor, now=utc_now())
    return await reading.get_account(transaction, account)


@router.get("/{account}/journeys/{journey}")
async def why_account(
    key: Reader, transaction: Transaction, services: CurrentServices, account: str, journey: str
) -> Whereabouts:
    """Why an account is, or is not, in a journey: what has been decided, and how what starts the
    journey stands for it."""
    found = await account_called(transaction, account)
    return await why_outside.why_account(
        transaction, found, journey, now=utc_now(), zone=services.time_zone
    )


@router.get("/{account}/timeline")
async def account_timeline(
    key: Reader,
    transaction: Transaction,
    account: str,
    show: Show = "everything",
    limit: Limit = 50,
    after: After = None,
) -> Listing[Happening]:
    """Everything that happened, events and journeys together, the latest first."""
    found = await account_called(transaction, account)
    return listing(
        await happenings(transaction, account=found.id, show=show, limit=limit, after=after)
    )
