"""Who is signed in: the session that a browser's cookie stands for."""

from datetime import UTC, datetime

from fastapi import Request

from api.services import Services
from engine.store import sessions
from engine.store.audit import Actor
from engine.store.database import Session
from engine.store.sessions import Reader


def cookie_name(services: Services) -> str:
    """`__Host-` has browsers refuse the cookie from any other host or over plain HTTP."""
    return "__Host-onward" if services.secure_cookies else "onward"


async def reader_of(request: Request, services: Services, transaction: Session) -> Reader | None:
    """Whoever the browser has signed in. None: nobody, or no longer."""
    token = request.cookies.get(cookie_name(services))
    if not token:
        return None
    return await sessions.reader_of(transaction, token, now=datetime.now(UTC))


def actor(request: Request, name: str) -> Actor:
    """Who asks for a change, as the audit names them."""
    address = request.client.host if request.client else None
    request_id: str | None = request.scope.get("state", {}).get("request_id")
    return Actor(name, address, request_id)
