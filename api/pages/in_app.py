"""Messages in products: what was shown to whom, and the apps that show them."""

from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Form, Request, Response

from api.dependencies import CurrentServices, Transaction
from api.pages.links import address as address_of
from api.pages.notices import go_to
from api.pages.rendering import page
from api.pages.route import PageRoute
from api.pages.sessions import Administering, SignedIn
from engine.errors import Conflict, Invalid
from engine.store.database import Session
from engine.store.in_app import apps
from engine.store.in_app.listing import list_shown
from engine.store.sessions import Reader

router = APIRouter(prefix="/in-app", route_class=PageRoute, include_in_schema=False)

Origins = Annotated[str, Form(max_length=5_000)]
Name = Annotated[str, Form(max_length=300)]


@router.get("")
async def in_app(
    request: Request, transaction: Transaction, reader: SignedIn, after: str | None = None
) -> Response:
    return await _page(request, transaction, reader, after=after)


@router.post("/apps")
async def add(
    request: Request,
    transaction: Transaction,
    services: CurrentServices,
    reader: SignedIn,
    by: Administering,
    name: Name = "",
    origins: Origins = "",
) -> Response:
    """The answer is the page itself: the secret is on it, and on no other."""
    asked = {"name": name, "origins": origins}
    try:
        app_id, made = await apps.add_app(
            transaction, services.secret_key, name, origins.split(), by=by
        )
    except Invalid as refused:
        return await _page(request, transaction, reader, asked=asked, wrong=str(refused))
    return await _page(request, transaction, reader, made=made, made_for=app_id)


@router.post("/apps/{app}/origins")
async def change(
    request: Request, transaction: Transaction, by: Administering, app: str, origins: Origins = ""
) -> Response:
    await apps.change_app(transaction, app, origins=origins.split(), by=by)
    return go_to(request, "/in-app", "settings-saved")


@router.post("/apps/{app}/secrets")
async def add_secret(
    request: Request,
    transaction: Transaction,
    services: CurrentServices,
    reader: SignedIn,
    by: Administering,
    app: str,
) -> Response:
    try:
        made = await apps.add_secret(transaction, services.secret_key, app, by=by)
    except Conflict as refused:
        return await _page(request, transaction, reader, wrong=str(refused))
    return await _page(request, transaction, reader, made=made, made_for=app)


@router.post("/apps/{app}/secrets/{secret}/revoke")
async def revoke(
    request: Request, transaction: Transaction, by: Administering, app: str, secret: str
) -> Response:
    await apps.revoke_secret(transaction, app, secret, by=by, now=datetime.now(UTC))
    return go_to(request, "/in-app", "in-app-revoked")


@router.post("/apps/{app}/close")
async def close(
    request: Request, transaction: Transaction, by: Administering, app: str
) -> Response:
    await apps.close_app(transaction, app, by=by, now=datetime.now(UTC))
    return go_to(request, "/in-app", "in-app-closed")


async def _page(
    request: Request,
    session: Session,
    reader: Reader,
    *,
    after: str | None = None,
    asked: dict[str, str] | None = None,
    wrong: str | None = None,
    made: apps.NewSecret | None = None,
    made_for: str | None = None,
) -> Response:
    return page(
        request,
        "in_app/show.html",
        reader=reader,
        section="in-app",
        status=422 if wrong else 200,
        lines=await list_shown(session, datetime.now(UTC), after=after),
        first_page=after is None,
        link=lambda **changes: address_of(request, **changes),
        apps=await apps.list_apps(session),
        asked=asked or {"name": "", "origins": ""},
        wrong=wrong,
        made=made,
        made_for=made_for,
    )
