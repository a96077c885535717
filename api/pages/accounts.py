"""Accounts: the list of them, and one with everything known of it."""

from datetime import UTC, datetime
from functools import partial
from typing import Annotated, Any
from urllib.parse import quote, urlencode
from uuid import UUID

from fastapi import APIRouter, Form, Query, Request, Response

from api.dependencies import Transaction
from api.pages.links import address
from api.pages.notices import go_to
from api.pages.rendering import is_fragment, page, zone_of
from api.pages.route import PageRoute
from api.pages.sessions import Acting, SignedIn
from engine.sentences.evidence import evidence_of
from engine.store.colleagues import user_at
from engine.store.customers import account_called
from engine.store.database import Session
from engine.store.reading.accounts import AccountSummary, Sort, get_account, list_accounts
from engine.store.reading.became import kept_here
from engine.store.reading.enrollments import list_enrollments
from engine.store.reading.happenings import Show, happenings
from engine.store.reading.health import get_health
from engine.store.reading.journeys import journey_names
from engine.store.reading.names import names
from engine.store.reading.why_outside import why_account
from engine.store.tables.columns import utc_now
from engine.store.unlinking import known_ways, remove_member, remove_way
from engine.tracking.traits import owner_told

IDENTITIES = {
    "external_id": "Their own id",
    "email": "Email address",
    "anonymous_id": "A browser, before they signed in",
}
"""What ids are called; those of other products by their own names."""

router = APIRouter(prefix="/accounts", route_class=PageRoute, include_in_schema=False)


@router.get("")
async def accounts(
    request: Request,
    transaction: Transaction,
    reader: SignedIn,
    search: str = "",
    sort: Sort = "name",
    after: str | None = None,
) -> Response:
    found = await list_accounts(transaction, search=search.strip(), sort=sort, after=after)
    return page(
        request,
        "accounts/list.html",
        fragment="accounts/_rows.html",
        reader=reader,
        section="accounts",
        accounts=found,
        search=search,
        sort=sort,
        first_page=after is None,
        link=lambda **changes: address(request, **changes),
    )


@router.get("/{account_id}")
async def account(
    request: Request,
    transaction: Transaction,
    reader: SignedIn,
    account_id: UUID,
    show: Show = "everything",
    after: str | None = None,
) -> Response:
    story = await happenings(transaction, account=account_id, show=show, after=after)
    context: dict[str, Any] = {
        "show": show,
        "story": story,
        "kept": await kept_here(
            transaction, {row.message_id for row in story.rows if row.message_id}
        ),
        "first_page": after is None,
        "link": lambda **changes: address(request, "story", **changes),
    }
    if not is_fragment(request):
        context["journeys"] = await journey_names(transaction)
    found = await get_account(transaction, account_id)
    passages = await list_enrollments(transaction, account=account_id, tests=None, limit=100)
    return page(
        request,
        "accounts/show.html",
        fragment="accounts/_story.html",
        reader=reader,
        section="accounts",
        account=found.account,
        no_owner=await _no_owner(transaction, found.account),
        health=await get_health(transaction, account_id, now=utc_now()),
        members=found.members,
        passages=passages.rows,
        ways=await known_ways(transaction, [each.contact.id for each in found.members]),
        identities=IDENTITIES,
        **context,
    )


@router.post("/{account_id}/contacts/{contact_id}/remove")
async def remove(
    request: Request, transaction: Transaction, actor: Acting, account_id: UUID, contact_id: UUID
) -> Response:
    """Take the contact out of the account."""
    found = await get_account(transaction, account_id)
    await remove_member(
        transaction,
        found.account.external_id,
        str(contact_id),
        by=actor,
        now=datetime.now(UTC),
    )
    return go_to(request, f"/accounts/{account_id}", "contact-removed")


@router.post("/{account_id}/contacts/{contact_id}/identities/remove")
async def unlink(
    request: Request,
    transaction: Transaction,
    actor: Acting,
    account_id: UUID,
    contact_id: UUID,
    kind: Annotated[str, Form(max_length=40)],
    value: Annotated[str, Form(max_length=255)],
) -> Response:
    """Have an id or address no longer mean the contact."""
    await remove_way(transaction, str(contact_id), kind, value, by=actor, now=datetime.now(UTC))
    return go_to(request, f"/accounts/{account_id}", "identity-removed")


@router.get("/{account_id}/why")
async def why(
    request: Request,
    transaction: Transaction,
    reader: SignedIn,
    account_id: UUID,
    journey: Annotated[str, Query(max_length=200)] = "",
) -> Response:
    """Why it is, or is not, in a journey."""
    account = (await get_account(transaction, account_id)).account
    zone = zone_of(request, reader).key
    found = None
    if journey:
        row = await account_called(transaction, account.external_id)
        found = await why_account(transaction, row, journey, now=utc_now(), zone=zone)
    journeys = await journey_names(transaction)
    is_open = any(each.key == journey and each.status in ("live", "paused") for each in journeys)
    return page(
        request,
        "accounts/why.html",
        fragment="accounts/_whereabouts.html",
        reader=reader,
        section="accounts",
        account=account,
        journeys=journeys,
        journey=journey,
        found=found,
        lets_in=_way_in(journey, account) if found and found.code != "inside" and is_open else None,
        evidence_of=partial(evidence_of, names=await names(transaction)),
    )


async def _no_owner(transaction: Session, account: AccountSummary) -> str | None:
    """Whom its traits name as owner, who is no user here. None: there is an owner, or nobody is
    named."""
    named = owner_told(account.traits)
    if account.owner is not None or not isinstance(named, str):
        return None
    return None if await user_at(transaction, named) else named.strip()


def _way_in(journey: str, account: AccountSummary) -> str:
    """Where it can be let in by hand."""
    asked = urlencode({"whom": "one", "customer": account.external_id})
    return f"/journeys/{quote(journey)}/audience?{asked}"
