"""Who calls the API, and what they may do: a program with a key, or a person who is signed in.

A key comes as `Authorization: Bearer onw_<scope>_<id>_<secret>`, a person with the session of their
browser. Whatever changes something by a session must prove that it came from one of our own pages.
"""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request, Response, Security
from fastapi.security import APIKeyCookie, HTTPAuthorizationCredentials, HTTPBearer

from api.auth.forgery import SAFE_METHODS, TOKEN_HEADER, check_origin, check_token
from api.auth.sessions import actor, cookie_name, reader_of
from api.dependencies import CurrentServices, Transaction
from engine.errors import NotAllowed, NotSignedIn
from engine.store.access import Scope, holder_of
from engine.store.audit import Actor
from engine.store.database import Session
from engine.store.tables.columns import utc_now

_bearer = HTTPBearer(auto_error=False, scheme_name="API key", bearerFormat="onw_<scope>_<id>_…")
_cookie = APIKeyCookie(
    name="__Host-onward",
    auto_error=False,
    scheme_name="Session",
    description=(
        "Of somebody who has signed in with a browser. What changes something also needs the"
        f" session's token, as the header `{TOKEN_HEADER}`."
    ),
)
_RANKS: dict[Scope, int] = {"write": 0, "read": 1, "admin": 2}


@dataclass(frozen=True)
class Principal:
    """Whoever calls, and what they may do. A person may do what a key of scope `admin` may, but for
    what only administrators among them may."""

    actor: Actor
    scope: Scope
    is_administrator: bool


async def principal(
    request: Request,
    response: Response,
    services: CurrentServices,
    transaction: Transaction,
    credentials: Annotated[HTTPAuthorizationCredentials | None, Security(_bearer)],
    _: Annotated[str | None, Security(_cookie)],
) -> Principal:
    """Whoever the key or, without one, the session speaks for. Raises NotSignedIn."""
    if credentials is not None:
        return await _program(request, transaction, credentials.credentials)
    reader = await reader_of(request, services, transaction)
    if reader is None:
        raise _nobody(signed_out=cookie_name(services) in request.cookies)
    if request.method not in SAFE_METHODS:
        check_origin(request, services.public_url)
        check_token(request.headers.get(TOKEN_HEADER), reader.csrf_token)
    response.headers["Cache-Control"] = "no-store"  # the next to use this browser may be another
    return Principal(actor(request, reader.email), "admin", reader.role == "admin")


async def _program(request: Request, transaction: Session, key: str) -> Principal:
    holder = await holder_of(transaction, key, utc_now())
    if holder is None:
        message = "This API key is not known, has expired or was revoked."
        raise NotSignedIn(message, code="unknown_key")
    may_all = holder.scope == "admin"
    return Principal(actor(request, f"key:{holder.key_id}"), holder.scope, may_all)


def _nobody(*, signed_out: bool) -> NotSignedIn:
    if signed_out:
        return NotSignedIn("You are no longer signed in. Sign in again.", code="signed_out")
    said = "Send an API key, “Authorization: Bearer onw_…”, or sign in."
    return NotSignedIn(said, code="no_key")


def _allowed(principal: Principal, scope: Scope) -> Principal:
    if _RANKS[principal.scope] < _RANKS[scope]:
        may = "only send events" if principal.scope == "write" else "only read"
        raise NotAllowed(f"This key may {may}; this takes a key of scope {scope}.", code="scope")
    return principal


async def reader(principal: Annotated[Principal, Depends(principal)]) -> Principal:
    return _allowed(principal, "read")


async def admin(principal: Annotated[Principal, Depends(principal)]) -> Principal:
    return _allowed(principal, "admin")


async def administrator(principal: Annotated[Principal, Depends(admin)]) -> Principal:
    if not principal.is_administrator:
        message = "Only an administrator may do this. Ask one of yours."
        raise NotAllowed(message, code="not_administrator")
    return principal


Reader = Annotated[Principal, Depends(reader)]
"""Whoever may look."""

Admin = Annotated[Principal, Depends(admin)]
"""Whoever may change things."""

Administrator = Annotated[Principal, Depends(administrator)]
"""Whoever may change what holds for everybody, and see what lets others in."""
