"""Signing in and out, and who is reading."""

import math
import secrets
from datetime import UTC, datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request, Response
from fastapi.responses import RedirectResponse

from api.auth.forgery import SAFE_METHODS, TOKEN_HEADER, check_origin, check_token
from api.auth.sessions import actor, cookie_name, reader_of
from api.dependencies import Transaction
from api.pages.rendering import page, services_of
from api.pages.route import PageRoute
from engine.errors import NotAllowed, NotSignedIn
from engine.store import sessions
from engine.store.access import verify_password
from engine.store.audit import Actor
from engine.store.sessions import Reader

LASTING = timedelta(days=14)
WINDOW = timedelta(minutes=15)
MOST_BY_EMAIL = 10
MOST_BY_ADDRESS = 50

router = APIRouter(route_class=PageRoute, include_in_schema=False)


async def signed_in(request: Request, transaction: Transaction) -> Reader:
    """Who is reading. Without a session the answer leads to signing in; a forged one is refused."""
    services = services_of(request)
    reader = await reader_of(request, services, transaction)
    if reader is None:
        raise NotSignedIn("Sign in first.")
    request.state.reader = reader
    if request.method not in SAFE_METHODS:
        check_origin(request, services.public_url)
        in_header = request.headers.get(TOKEN_HEADER)
        check_token(in_header or (await request.form()).get("csrf_token"), reader.csrf_token)
    return reader


SignedIn = Annotated[Reader, Depends(signed_in)]


def acting(request: Request, reader: SignedIn) -> Actor:
    """The reader, as the audit names whoever does something."""
    return actor(request, reader.email)


Acting = Annotated[Actor, Depends(acting)]
"""For routes that change something. Implies SignedIn, and so the refusal of forged requests."""


def administering(request: Request, reader: SignedIn) -> Actor:
    """The reader, who must be an administrator."""
    if reader.role != "admin":
        raise NotAllowed("Only an administrator may change this. Ask one of yours.")
    return actor(request, reader.email)


Administering = Annotated[Actor, Depends(administering)]
"""For routes that change what holds for everybody."""


@router.get("/sign-in")
async def sign_in_form(request: Request, next: str = "/") -> Response:  # noqa: A002
    return page(request, "sign_in.html", reader=None, next=_local(next), email="", refused=None)


@router.post("/sign-in")
async def sign_in(
    request: Request,
    transaction: Transaction,
    email: Annotated[str, Form(max_length=320)] = "",
    password: Annotated[str, Form(max_length=1000)] = "",
    next: Annotated[str, Form()] = "/",  # noqa: A002
) -> Response:
    check_origin(request, services_of(request).public_url)
    email, now = email.strip().lower(), datetime.now(UTC)
    address = request.client.host if request.client else "unknown"
    by_email, by_address = await sessions.refusals(
        transaction, email=email, address=address, since=now - WINDOW
    )
    if by_email >= MOST_BY_EMAIL or by_address >= MOST_BY_ADDRESS:
        return _too_many(request, email, next)
    found = await sessions.credentials_of(transaction, email)
    right = await verify_password(password, found.password_hash if found else None)
    if not found or not right:
        sessions.record_refusal(transaction, email=email, address=address, now=now)
        return _refused(
            request, email, next, 401, "That email and password do not belong together."
        )
    token = secrets.token_urlsafe(32)
    await sessions.open_session(
        transaction,
        found.user_id,
        token=token,
        csrf_token=secrets.token_urlsafe(32),
        now=now,
        lasting=LASTING,
    )
    response = RedirectResponse(_local(next), status_code=303)
    _remember(request, response, token)
    return response


@router.post("/sign-out")
async def sign_out(request: Request, transaction: Transaction, reader: SignedIn) -> Response:
    await sessions.close_session(transaction, request.cookies[cookie_name(services_of(request))])
    response = RedirectResponse("/sign-in", status_code=303)
    response.delete_cookie(
        cookie_name(services_of(request)),
        secure=services_of(request).secure_cookies,
        httponly=True,
        samesite="lax",
    )
    return response


def _remember(request: Request, response: Response, token: str) -> None:
    response.set_cookie(
        cookie_name(services_of(request)),
        token,
        max_age=math.floor(LASTING.total_seconds()),
        httponly=True,
        samesite="lax",
        secure=services_of(request).secure_cookies,
    )


def _refused(request: Request, email: str, wanted: str, status: int, because: str) -> Response:
    return page(
        request,
        "sign_in.html",
        reader=None,
        status=status,
        next=_local(wanted),
        email=email,
        refused=because,
    )


def _too_many(request: Request, email: str, wanted: str) -> Response:
    minutes = math.ceil(WINDOW.total_seconds() / 60)
    because = f"Too many attempts. Wait {minutes} minutes, then try again."
    response = _refused(request, email, wanted, 429, because)
    response.headers["Retry-After"] = str(math.ceil(WINDOW.total_seconds()))
    return response


def _local(wanted: str) -> str:
    """A path on this site, whatever was asked for: nobody is sent away after signing in."""
    plain = wanted.startswith("/") and not wanted.startswith(("//", "/\\"))
    return wanted if plain and wanted.isprintable() else "/"
