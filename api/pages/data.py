"""Data: the traits and events that come in, of what types, from where, and who uses them."""

from typing import Literal

from fastapi import APIRouter, Request, Response

from api.dependencies import Transaction
from api.pages.rendering import page
from api.pages.route import PageRoute
from api.pages.sessions import SignedIn
from engine.store.reading.sightings import (
    get_event_name,
    get_trait,
    list_event_names,
    list_traits,
)

router = APIRouter(prefix="/data", route_class=PageRoute, include_in_schema=False)

Show = Literal["traits", "events"]


@router.get("")
async def data(
    request: Request,
    transaction: Transaction,
    reader: SignedIn,
    show: Show = "traits",
    search: str = "",
) -> Response:
    wanted = search.strip()[:200]
    of_traits = show == "traits"
    return page(
        request,
        "data/list.html",
        fragment="data/_names.html",
        reader=reader,
        section="data",
        show=show,
        search=search,
        traits=await list_traits(transaction, search=wanted) if of_traits else [],
        events=[] if of_traits else await list_event_names(transaction, search=wanted),
    )


@router.get("/traits/{path}")
async def trait(
    request: Request, transaction: Transaction, reader: SignedIn, path: str
) -> Response:
    found = await get_trait(transaction, path)
    return page(request, "data/trait.html", reader=reader, section="data", found=found)


@router.get("/events/{name:path}")
async def event(
    request: Request, transaction: Transaction, reader: SignedIn, name: str
) -> Response:
    found = await get_event_name(transaction, name)
    return page(request, "data/event.html", reader=reader, section="data", found=found)
