"""A journey explained on one page, to be read, printed and handed on."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from api.dependencies import Transaction
from api.pages.rendering import page
from api.pages.route import PageRoute
from api.pages.sessions import SignedIn
from api.pages.unfinished import unfinished
from engine.errors import UnreadableDraft
from engine.store.reading.explaining import explanation_of
from engine.store.reading.journeys import get_journey

router = APIRouter(prefix="/journeys", route_class=PageRoute, include_in_schema=False)


@router.get("/{key}/explained")
async def explained(
    request: Request,
    transaction: Transaction,
    reader: SignedIn,
    key: str,
    version: Annotated[int | None, Query(ge=1)] = None,
    draft: bool = False,
) -> Response:
    journey = await get_journey(transaction, key)
    try:
        found = await explanation_of(transaction, key, version=version, draft=draft)
    except UnreadableDraft as error:
        return unfinished(request, reader, journey, error)
    return page(
        request,
        "explained/show.html",
        reader=reader,
        section="journeys",
        journey=journey,
        explanation=found,
    )
