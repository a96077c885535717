"""Changing one's own password, and a new one for a colleague who has lost theirs."""

import secrets
from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Form, Request, Response

from api.auth.sessions import cookie_name
from api.dependencies import Transaction
from api.pages.notices import go_to
from api.pages.rendering import page, services_of
from api.pages.route import PageRoute
from api.pages.sessions import MOST_BY_EMAIL, WINDOW, Acting, Administering, SignedIn
from engine.errors import Invalid
from engine.store import sessions
from engine.store.access import verify_password
from engine.store.passwords import change_password
from engine.store.sessions import Reader
from engine.store.team import people

router = APIRouter(route_class=PageRoute, include_in_schema=False)

Password = Annotated[str, Form(max_length=1000)]


@router.get("/password")
async def show(request: Request, reader: SignedIn) -> Response:
    return _form(request, reader)


@router.post("/password")
async def change(
    request: Request,
    transaction: Transaction,
    reader: SignedIn,
    actor: Acting,
    current: Password = "",
    password: Password = "",
) -> Response:
    """Whoever sits at a browser somebody left open does not know the password they have. Tries are
    counted with those of signing in."""
    now, address = datetime.now(UTC), request.client.host if request.client else "unknown"
    tried, _ = await sessions.refusals(
        transaction, email=reader.email, address=address, since=now - WINDOW
    )
    if tried >= MOST_BY_EMAIL:
        return _form(
            request, reader, current="That was tried too often. Wait a quarter of an hour."
        )
    held = await sessions.credentials_of(transaction, reader.email)
    if not await verify_password(current, held.password_hash if held else None):
        sessions.record_refusal(transaction, email=reader.email, address=address, now=now)
        return _form(request, reader, current="That is not the password you have.")
    try:
        token = request.cookies[cookie_name(services_of(request))]
        await change_password(transaction, reader.id, password, by=actor, keeping=token)
    except Invalid as refused:
        return _form(request, reader, password=str(refused))
    return go_to(request, "/journeys", "password-changed")


@router.post("/team/{email}/password")
async def make(
    request: Request, transaction: Transaction, reader: SignedIn, actor: Administering, email: str
) -> Response:
    """The answer is the page itself: the password is on it, and on no other."""
    if email.lower() == reader.email:
        raise Invalid("Change your own password where you know it.", code="oneself")
    person = await people.get_person(transaction, email, datetime.now(UTC))
    password = secrets.token_urlsafe(12)
    await change_password(transaction, person.id, password, by=actor)
    shown = page(
        request,
        "passwords/made.html",
        reader=reader,
        section="team",
        person=person,
        password=password,
    )
    shown.headers["Cache-Control"] = "no-store"
    return shown


def _form(request: Request, reader: Reader, **wrong: str) -> Response:
    status = 422 if wrong else 200
    return page(request, "passwords/change.html", reader=reader, status=status, wrong=wrong)
