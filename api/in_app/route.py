"""How products' pages may ask: from the websites an app names, and from nowhere else.

No cookie is ever looked at. A page of another website is refused by its browser, since the answer
does not name it; a token of one app does not work on the websites of another.
"""

from datetime import datetime, timedelta

from fastapi import Request
from fastapi.routing import APIRoute
from starlette.datastructures import MutableHeaders
from starlette.responses import Response
from starlette.types import Message, Receive, Scope, Send

from engine.store.database import Database
from engine.store.in_app.apps import origins_allowed
from engine.store.tables.columns import utc_now

_TRUSTED_FOR = timedelta(seconds=5)
"""How long the websites are believed without asking again."""


class Origins:
    """The websites of all apps, remembered for a few seconds."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._known: frozenset[str] = frozenset()
        self._until: datetime | None = None

    async def allow(self, origin: str) -> bool:
        now = utc_now()
        if origin not in self._known or self._until is None or self._until < now:
            async with self._database.transaction() as session:
                self._known = await origins_allowed(session)
            self._until = now + _TRUSTED_FOR
        return origin in self._known


class InAppRoute(APIRoute):
    """Answers so that a page of an app's websites may read it, whatever the answer."""

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope)
        origin = foreign_origin(request)
        origins: Origins = request.app.state.in_app_origins
        allowed = origin is not None and await origins.allow(origin)

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.add_vary_header("Origin")
                headers.setdefault("Cache-Control", "no-store")
                headers.setdefault("X-Content-Type-Options", "nosniff")
                if allowed and origin is not None:
                    headers["Access-Control-Allow-Origin"] = origin
                    headers["Access-Control-Expose-Headers"] = "ETag, Retry-After"
            await send(message)

        await super().handle(scope, receive, send_with_headers)


def foreign_origin(request: Request) -> str | None:
    """The website whose page asks. None: one of our own, or no browser."""
    origin = request.headers.get("origin")
    if origin is None or origin.partition("://")[2] == request.headers.get("host"):
        return None
    return origin


def preflight() -> Response:
    """Which requests may follow. Without the website's name, which the route adds where it may,
    none."""
    return Response(
        status_code=204,
        headers={
            "Access-Control-Allow-Methods": "GET, POST, PATCH, DELETE, OPTIONS",
            "Access-Control-Allow-Headers": (
                "Authorization, Content-Type, If-None-Match, Last-Event-ID, Novu-API-Version,"
                " Novu-Client-Version"
            ),
            "Access-Control-Max-Age": "600",
        },
    )
