"""The builder's window: a page that holds nothing but the program, and what it must know."""

from fastapi import APIRouter, Request, Response
from starlette.background import BackgroundTask

from api.dependencies import CurrentServices, Transaction
from api.pages.bundle import Directory, bundle_in
from api.pages.rendering import page
from api.pages.route import PageRoute
from api.pages.sessions import SignedIn
from engine.store.reading.journeys import get_journey

router = APIRouter(route_class=PageRoute, include_in_schema=False)


@router.get("/journeys/{key}/edit")
async def edit(
    request: Request,
    transaction: Transaction,
    services: CurrentServices,
    reader: SignedIn,
    directory: Directory,
    key: str,
) -> Response:
    """What is shown in the window is in the query, which is the program's alone. Whoever draws
    soon walks through what they have drawn: what that needs is started meanwhile."""
    journey = await get_journey(transaction, key)
    bundle = bundle_in(directory)
    if bundle is None:
        return page(
            request,
            "builder/missing.html",
            reader=reader,
            status=503,
            section="journeys",
            journey=journey,
        )
    shown = page(request, "builder/window.html", reader=reader, journey=journey, bundle=bundle)
    shown.background = BackgroundTask(services.trials.warm)
    return shown
