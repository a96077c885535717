"""Accounts: the list of them, and one with everything known of it."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request, Response

from api.dependencies import Transaction
from api.pages.links import address
from api.pages.rendering import page, services_of
from api.pages.route import PageRoute
from api.pages.sessions import SignedIn
from engine.store.views.accounts import Sort, account_lines, account_view
from engine.store.views.happenings import Show, happenings
from engine.store.views.people import passages_of

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
    found = await account_lines(transaction, search=search.strip(), sort=sort, after=after)
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
        public_url=services_of(request).public_url,
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
    context: dict[str, Any] = {
        "show": show,
        "story": await happenings(transaction, account_id, show=show, after=after),
        "first_page": after is None,
        "link": lambda **changes: address(request, "story", **changes),
    }
    return page(
        request,
        "accounts/show.html",
        fragment="accounts/_story.html",
        reader=reader,
        section="accounts",
        account=await account_view(transaction, account_id),
        passages=await passages_of(transaction, account_id),
        **context,
    )
