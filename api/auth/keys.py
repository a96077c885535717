"""API keys: `Authorization: Bearer onw_<scope>_<id>_<secret>`."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request, Security
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from api.dependencies import Transaction
from engine.errors import NotAllowed, NotSignedIn
from engine.store.access import Scope, holder_of
from engine.store.audit import Actor
from engine.store.tables.columns import utc_now

_bearer = HTTPBearer(auto_error=False, scheme_name="API key", bearerFormat="onw_<scope>_<id>_…")
_RANKS: dict[Scope, int] = {"write": 0, "read": 1, "admin": 2}


@dataclass(frozen=True)
class Principal:
    """The program that calls, and what it may do."""

    actor: Actor
    scope: Scope


async def principal(
    request: Request,
    transaction: Transaction,
    credentials: Annotated[HTTPAuthorizationCredentials | None, Security(_bearer)],
) -> Principal:
    """Whoever the key speaks for. Raises NotSignedIn."""
    if credentials is None:
        raise NotSignedIn("Send an API key: “Authorization: Bearer onw_…”.", code="no_key")
    holder = await holder_of(transaction, credentials.credentials, utc_now())
    if holder is None:
        message = "This API key is not known, has expired or was revoked."
        raise NotSignedIn(message, code="unknown_key")
    address = request.client.host if request.client else None
    request_id: str | None = request.scope.get("state", {}).get("request_id")
    return Principal(Actor(f"key:{holder.key_id}", address, request_id), holder.scope)


def _allowed(principal: Principal, scope: Scope) -> Principal:
    if _RANKS[principal.scope] < _RANKS[scope]:
        may = "only send events" if principal.scope == "write" else "only read"
        raise NotAllowed(f"This key may {may}; this takes a key of scope {scope}.", code="scope")
    return principal


async def reader(principal: Annotated[Principal, Depends(principal)]) -> Principal:
    return _allowed(principal, "read")


async def admin(principal: Annotated[Principal, Depends(principal)]) -> Principal:
    return _allowed(principal, "admin")


Reader = Annotated[Principal, Depends(reader)]
"""A program that may look."""

Admin = Annotated[Principal, Depends(admin)]
"""A program that may change things."""
