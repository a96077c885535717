"""Addresses that lead nowhere: a page for whoever browses, a problem for programs.

No route: one that matched every address would answer, too, where only the method is wrong.
"""

from typing import Annotated

from fastapi import Depends, FastAPI, Request
from starlette.types import Receive, Scope, Send

from api.auth.sessions import reader_of
from api.dependencies import Transaction
from api.pages.rendering import services_of
from api.pages.route import PageRoute
from engine.errors import NotFound
from engine.store.sessions import Reader


async def perhaps_signed_in(request: Request, transaction: Transaction) -> Reader | None:
    """Who is reading, for the page around what is said. None: nobody who has signed in."""
    reader = await reader_of(request, services_of(request), transaction)
    request.state.reader = reader
    return reader


async def _nowhere(reader: Annotated[Reader | None, Depends(perhaps_signed_in)]) -> None:
    raise NotFound("This address leads nowhere. It may have been cut short or mistyped.")


def answer_nowhere(app: FastAPI) -> None:
    """Have the application say so of each address that none of its routes knows."""
    to_programs = app.router.default
    route = PageRoute("/{path:path}", _nowhere, dependency_overrides_provider=app)

    async def default(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and _browses(Request(scope)):
            scope.update(route.matches(scope)[1])
            await route.handle(scope, receive, send)
        else:
            await to_programs(scope, receive, send)

    app.router.default = default


def _browses(request: Request) -> bool:
    """Whether somebody opened the address in a browser: what programs ask names no such type."""
    return request.method == "GET" and "text/html" in request.headers.get("accept", "")
