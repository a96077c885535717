"""A product to try messages on, as one of your customers would use it: Northwind Projects.

Only on a machine of one's own, and for whoever is signed in: its back end says of anybody that they
are the customer, which a real one must not.
"""

from datetime import UTC, datetime, timedelta
from typing import Annotated
from uuid import uuid4

from fastapi import APIRouter, Depends, Form, HTTPException, Request, Response
from fastapi.responses import JSONResponse
from pydantic import JsonValue

from api.dependencies import CurrentServices, Transaction
from api.ingest.requests import items_of
from api.pages.rendering import page
from api.pages.route import PageRoute
from api.pages.sessions import Acting, SignedIn
from api.services import Services
from engine.in_app.tokens import sign
from engine.store.accepting import accept
from engine.store.in_app.demo import demo_app, demo_source
from engine.tracking.calls import JsonObject

router = APIRouter(prefix="/demo-product", route_class=PageRoute, include_in_schema=False)

CONTACT, ACCOUNT = "demo-ada", "demo-northwind"
TOKEN_LASTS = timedelta(minutes=15)
EVENTS = ("Signed Up", "Project Created", "Teammate Invited", "Report Shared")

POLICY = "; ".join(
    [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "connect-src 'self'",
        "img-src 'self' data:",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        "require-trusted-types-for 'script'",
        "trusted-types onward demo",
    ]
)
"""As strict as a product's can be."""


def on_ones_own_machine(services: CurrentServices) -> Services:
    if services.secure_cookies:
        raise HTTPException(404, "There is no such page.")
    return services


Here = Annotated[Services, Depends(on_ones_own_machine)]


@router.get("")
@router.get("/{part}")
async def product(
    request: Request,
    services: Here,
    transaction: Transaction,
    reader: SignedIn,
    by: Acting,
    part: str = "projects",
) -> Response:
    """One of its pages. `token` is where its back end says who its customer is."""
    if part == "token":
        return await _token(services, transaction, by)
    if part not in ("projects", "team", "reports"):
        raise HTTPException(404, "The demo has no such page.")
    await _tell(services, [], once=True)
    answer = page(request, "demo/product.html", reader=reader, part=part)
    answer.headers["Content-Security-Policy"] = POLICY
    return answer


async def _token(services: Services, transaction: Transaction, by: Acting) -> Response:
    now = datetime.now(UTC)
    key_id, signer = await demo_app(transaction, services.secret_key, by=by, now=now)
    token = sign(
        signer.secret,
        key_id,
        signer.app_id,
        contact=CONTACT,
        account=ACCOUNT,
        until=now + TOKEN_LASTS,
    )
    return JSONResponse({"app_id": signer.app_id, "token": token})


@router.post("/did")
async def did(
    services: Here,
    reader: SignedIn,
    event: Annotated[str, Form(max_length=100)],
) -> Response:
    """The customer did something: told to Onward as a product's back end tells it."""
    if event not in EVENTS:
        raise HTTPException(422, "The demo's customers do no such thing.")
    did_it: JsonObject = {"type": "track", "event": event, "context": {"groupId": ACCOUNT}}
    await _tell(services, [did_it])
    return Response(status_code=204)


async def _tell(services: Services, did: list[JsonObject], *, once: bool = False) -> None:
    """Who Ada is, and what she did. `once`: only if nobody has been told who she is."""
    now = datetime.now(UTC)
    async with services.database.transaction() as session:
        source = await demo_source(session)
    known: list[JsonObject] = [
        {"type": "identify", "traits": {"name": "Ada", "first_name": "Ada"}},
        {"type": "group", "groupId": ACCOUNT, "traits": {"name": "Northwind", "plan": "trial"}},
    ]
    calls: list[JsonValue] = [
        {**each, "userId": CONTACT, "messageId": str(each["type"]) if once else uuid4().hex}
        for each in (*known, *did)
    ]
    await accept(services.database, source, items_of({"batch": calls}, None, now), now)
