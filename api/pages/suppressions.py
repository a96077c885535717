"""The suppression list: which addresses get no mail, why, and letting mail go there again."""

from typing import Annotated, Literal

from fastapi import APIRouter, Form, Request, Response

from api.dependencies import Transaction
from api.pages.links import address as address_of
from api.pages.notices import go_to
from api.pages.rendering import page
from api.pages.route import PageRoute
from api.pages.sessions import Acting, Administering, SignedIn
from engine.store.reading.suppressions import list_suppressions
from engine.store.suppressions import Reason, lift, suppress_by_hand
from engine.store.tables.columns import utc_now

router = APIRouter(prefix="/suppressions", route_class=PageRoute, include_in_schema=False)

Address = Annotated[str, Form(max_length=300)]
Words = Annotated[str, Form(max_length=500)]


@router.get("")
async def suppressions(
    request: Request,
    transaction: Transaction,
    reader: SignedIn,
    search: str = "",
    reason: Reason | Literal["any"] = "any",
    after: str | None = None,
) -> Response:
    found = await list_suppressions(
        transaction,
        search=search.strip(),
        reason=None if reason == "any" else reason,
        after=after,
    )
    return page(
        request,
        "suppressions/list.html",
        fragment="suppressions/_rows.html",
        reader=reader,
        section="mailbox",
        suppressions=found,
        search=search,
        reason=reason,
        first_page=after is None,
        link=lambda **changes: address_of(request, **changes),
    )


@router.post("")
async def add(
    request: Request, transaction: Transaction, actor: Acting, address: Address, note: Words = ""
) -> Response:
    await suppress_by_hand(transaction, address, note, by=actor, now=utc_now())
    return go_to(request, "/suppressions", "suppressed")


@router.post("/lift")
async def let_go(
    request: Request,
    transaction: Transaction,
    actor: Administering,
    address: Address,
    because: Words = "",
) -> Response:
    await lift(transaction, address, because, by=actor)
    return go_to(request, "/suppressions", "suppression-lifted")
