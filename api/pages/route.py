"""How a page's route answers: with the pages' headers, and problems as pages people can read."""

import json
import logging
from typing import Any
from urllib.parse import quote

from fastapi import Request
from fastapi.responses import RedirectResponse
from fastapi.routing import APIRoute
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.types import Message, Receive, Scope, Send

from api.pages.rendering import problem_page
from api.pages.security import HEADERS

log = logging.getLogger(__name__)

_UNFORESEEN = "Something went wrong on our side. It has been recorded."
_NOWHERE = "There is nothing at this address. Look for it in a list."


class PageRoute(APIRoute):
    """Outermost of a page's route, outside the transaction: what raised has been rolled back."""

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        answer = _Answer(Request(scope), send)
        try:
            await super().handle(scope, receive, answer.send)
        except HTTPException:
            raise
        except Exception:
            if answer.started:
                raise
            log.exception("%s %s failed", scope["method"], scope["path"])
            answer.problem = 500
        if answer.problem is not None:
            response = _as_page(answer.request, answer.problem, bytes(answer.body))
            await response(scope, receive, answer.send_with_headers)


class _Answer:
    """Lets pages pass, and keeps back problems that were answered for programs, as JSON."""

    def __init__(self, request: Request, send: Send) -> None:
        self.request = request
        self._send = send
        self.started = False
        self.problem: int | None = None
        self.body = bytearray()

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start" and _is_problem(message):
            self.problem = message["status"]
        elif self.problem is not None:
            self.body += message.get("body", b"")
        else:
            await self.send_with_headers(message)

    async def send_with_headers(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.started = True
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                headers.setdefault(name, value)
        await self._send(message)


def _is_problem(message: Message) -> bool:
    kind = MutableHeaders(scope=message).get("content-type", "")
    return message["status"] >= 400 and "json" in kind


def _as_page(request: Request, status: int, body: bytes) -> Response:
    if status == 401:
        return _to_sign_in(request)
    said = json.loads(body) if body else {"detail": _UNFORESEEN}
    if status == 422 and _is_about_the_address(said):
        return problem_page(request, 404, _NOWHERE)
    detail = said.get("detail")
    return problem_page(request, status, detail if isinstance(detail, str) else None)


def _is_about_the_address(said: dict[str, Any]) -> bool:
    """What stands in the path cannot be an id: a program is told which, a person that there is no
    such page."""
    return any(each["path"].startswith("path.") for each in said.get("problems", ()))


def _to_sign_in(request: Request) -> Response:
    if request.headers.get("hx-request"):
        shown = request.headers.get("hx-current-url", "")
        return Response(
            status_code=204, headers={"HX-Redirect": f"/sign-in?next={quote(_path(shown))}"}
        )
    wanted = request.url.path if request.method == "GET" else "/"
    if request.method == "GET" and request.url.query:
        wanted += f"?{request.url.query}"
    return RedirectResponse(f"/sign-in?next={quote(wanted)}", status_code=303)


def _path(address: str) -> str:
    """The address without scheme and host."""
    return "/" + address.partition("://")[2].partition("/")[2]
