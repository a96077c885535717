"""Every attempt at calling another system: when, where, what it answered; and another by hand."""

from datetime import UTC, datetime
from typing import Literal
from uuid import UUID

from fastapi import APIRouter, Request, Response

from activities.calling.replaying import replay
from api.dependencies import CurrentServices, Transaction
from api.pages.links import address
from api.pages.notices import go_to
from api.pages.rendering import page
from api.pages.route import PageRoute
from api.pages.sessions import Acting, SignedIn
from engine.store.call_log import closed_addresses, open_address
from engine.store.reading.calls import list_attempts

router = APIRouter(prefix="/calls", route_class=PageRoute, include_in_schema=False)

Which = Literal["all", "failed"]


@router.get("")
async def attempts(
    request: Request,
    transaction: Transaction,
    reader: SignedIn,
    which: Which = "all",
    search: str = "",
    after: str | None = None,
) -> Response:
    found = await list_attempts(
        transaction, failed=which == "failed", search=search.strip(), after=after
    )
    return page(
        request,
        "calls/list.html",
        fragment="calls/_attempts.html",
        reader=reader,
        section="mailbox",
        attempts=found,
        closed=await closed_addresses(transaction),
        which=which,
        search=search,
        first_page=after is None,
        link=lambda **changes: address(request, **changes),
    )


@router.post("/{call}/again")
async def again(request: Request, services: CurrentServices, actor: Acting, call: UUID) -> Response:
    """Make a call once more, now."""
    tried = await replay(
        services.database,
        services.calls,
        services.secret_key,
        call,
        by=actor,
        clock=lambda: datetime.now(UTC),
    )
    notice = "call-taken" if tried.taken else "call-not-taken"
    return go_to(request, f"/mailbox/{call}?kind=calls&part=attempts", notice)


@router.post("/closed/{digest}/open")
async def open_again(
    request: Request, transaction: Transaction, actor: Acting, digest: str
) -> Response:
    """Call an address again that has asked to be left alone."""
    await open_address(transaction, digest, by=actor)
    return go_to(request, "/calls", "address-opened")
