"""What came of one call of another product, and reading it again."""

from datetime import UTC, datetime

from fastapi import APIRouter, HTTPException, Request, Response

from api.dependencies import CurrentServices, Transaction
from api.hooks.routes import house_of
from api.hooks.taking import replay as replay_delivery
from api.pages.notices import go_to
from api.pages.payloads import shown, written
from api.pages.rendering import page
from api.pages.route import PageRoute
from api.pages.sessions import Administering, SignedIn
from engine.errors import NotFound, OnwardError
from engine.store import deliveries, hooks

router = APIRouter(prefix="/sources", route_class=PageRoute, include_in_schema=False)


@router.get("/{source}/deliveries/{number}")
async def delivery(
    request: Request,
    transaction: Transaction,
    services: CurrentServices,
    reader: SignedIn,
    source: str,
    number: int,
) -> Response:
    found = await deliveries.get_delivery(transaction, source, number)
    summary = await hooks.get_hook(transaction, house_of(services), source)
    return page(
        request,
        "sources/delivery.html",
        reader=reader,
        section="sources",
        source=summary,
        delivery=found,
        body=shown(found.body),
        items=[written(each) for each in found.items],
        may_change=reader.role == "admin",
    )


@router.post("/{source}/deliveries/{number}/replay")
async def replay(
    request: Request, services: CurrentServices, actor: Administering, source: str, number: int
) -> Response:
    try:
        await replay_delivery(
            services.database,
            house_of(services),
            source,
            number,
            by=actor,
            now=datetime.now(UTC),
        )
    except NotFound:
        raise
    except OnwardError as refused:
        raise HTTPException(409, str(refused)) from None
    return go_to(request, f"/sources/{source}/deliveries/{number}", "delivery-replayed")
