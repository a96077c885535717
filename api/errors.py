"""How errors are told over HTTP: RFC 9457 problems, for everything that can go wrong."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from http import HTTPStatus
from math import ceil
from types import MappingProxyType
from typing import Any

import orjson
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from pydantic import JsonValue
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.responses import Response

from engine import errors
from engine.definition.problems import Problem
from engine.store.faults import FAULTS, is_transient
from engine.tracking.inspecting import keepable

log = logging.getLogger(__name__)

RETRY_AFTER_SECONDS = 5

_STATUS: dict[type[errors.OnwardError], int] = {
    errors.NotFound: 404,
    errors.Conflict: 409,
    errors.Changed: 412,
    errors.Invalid: 422,
    errors.NotAllowed: 403,
    errors.NotSignedIn: 401,
    errors.TooMany: 429,
}


def install(app: FastAPI) -> None:
    """Have every error of the application answered as a problem."""
    app.add_exception_handler(errors.OnwardError, _on_purpose)
    app.add_exception_handler(RequestValidationError, _malformed)
    app.add_exception_handler(HTTPException, _plain)
    app.add_exception_handler(UnicodeError, _not_text)
    app.add_exception_handler(ClientDisconnect, _cut_off)
    for fault in FAULTS:
        app.add_exception_handler(fault, _database)


def problem(
    request: Request,
    status: int,
    code: str,
    detail: str,
    *,
    problems: Sequence[dict[str, JsonValue]] = (),
    more: Mapping[str, object] = MappingProxyType({}),
    headers: dict[str, str] | None = None,
) -> Response:
    """`detail` is a sentence for people, `code` is for programs, `more` is what else they need.

    It may quote what was sent, and that may hold characters no answer can: they become �."""
    body: dict[str, Any] = {
        "type": f"urn:onward:problem:{code}",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "code": code,
        "detail": detail,
        "request_id": request.scope.get("state", {}).get("request_id"),
    }
    if problems:
        body["problems"] = list(problems)
    body |= more
    return Response(
        orjson.dumps(keepable(body), option=orjson.OPT_UTC_Z),
        status_code=status,
        media_type="application/problem+json",
        headers=headers,
    )


def unexpected(request: Request) -> Response:
    """For what nobody foresaw. The log has the rest, under the same request id."""
    return problem(
        request, 500, "internal", "Something went wrong on our side. It has been recorded."
    )


def told(problem: Problem) -> dict[str, JsonValue]:
    """A definition's problem as it is sent."""
    return {key: value for key, value in asdict(problem).items() if value is not None}


async def _on_purpose(request: Request, error: Exception) -> Response:
    assert isinstance(error, errors.OnwardError)
    status = next((status for kind, status in _STATUS.items() if isinstance(error, kind)), 500)
    if status == 500:
        log.error("%s", error, exc_info=error)
        return unexpected(request)
    problems = error.problems if isinstance(error, errors.Invalid) else ()
    return problem(
        request,
        status,
        error.code,
        str(error),
        problems=[told(each) for each in problems],
        more=_more(error),
        headers=_headers(error),
    )


def _headers(error: errors.OnwardError) -> dict[str, str] | None:
    match error:
        case errors.NotSignedIn():
            return {"WWW-Authenticate": "Bearer"}
        case errors.TooMany():
            return {"Retry-After": str(max(ceil(error.wait.total_seconds()), 1))}
        case _:
            return None


def _more(error: errors.OnwardError) -> dict[str, object]:
    """What a program needs to ask again, or to ask a person."""
    match error:
        case errors.Changed():
            return {"revision": error.revision, "saved_by": error.by, "saved_at": error.at}
        case errors.Elsewhere():
            return {
                "now": {
                    "step": error.step,
                    "title": error.title,
                    "visit": error.visit,
                    "version": error.version,
                    "waiting_for": error.waiting_for,
                }
            }
        case errors.DoneAlready():
            return {"again": error.again}
        case _:
            return {}


async def _malformed(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    found = error.errors()
    if any(each["type"] == "json_invalid" for each in found):
        return problem(request, 400, "bad_json", "The body is not JSON that can be read.")
    problems: list[dict[str, JsonValue]] = [
        {
            "code": each["type"],
            "path": ".".join(str(part) for part in each["loc"]),
            "message": each["msg"],
        }
        for each in found
    ]
    first = f"{problems[0]['path']}: {problems[0]['message']}"
    return problem(request, 422, "bad_request", f"{first}.", problems=problems)


async def _plain(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    code = _CODES.get(error.status_code) or HTTPStatus(error.status_code).phrase.lower()
    detail = _DETAILS.get(error.status_code) if _is_default(error) else error.detail
    return problem(
        request,
        error.status_code,
        code.replace(" ", "_"),
        f"{(detail or error.detail).rstrip('.')}.",
        headers=dict(error.headers or {}),
    )


def _is_default(error: HTTPException) -> bool:
    return error.detail == HTTPStatus(error.status_code).phrase


_CODES = {400: "bad_request", 401: "not_signed_in", 403: "not_allowed", 404: "not_found"}
_DETAILS = {
    404: "There is nothing at this address.",
    405: "This address does not answer to this method; the Allow header says to which it does.",
}


async def _not_text(request: Request, error: Exception) -> Response:
    return problem(request, 400, "bad_text", "The request holds characters that are not text.")


async def _cut_off(request: Request, error: Exception) -> Response:
    """Nobody reads it: a browser leaves in the middle of a save, and that is no fault of ours."""
    return problem(request, 400, "cut_off", "The connection ended before the body did.")


async def _database(request: Request, error: Exception) -> Response:
    if _is_about_a_value(error):
        detail = "The request holds a value that cannot be: a NUL character, or too large a number."
        return problem(request, 400, "bad_value", detail)
    if isinstance(error, FAULTS) and is_transient(error):
        log.warning("The database did not answer: %s", error)
        return problem(
            request,
            503,
            "try_again",
            "The database cannot be reached at the moment. Nothing was changed; try again.",
            headers={"Retry-After": str(RETRY_AFTER_SECONDS)},
        )
    log.error("%s", error, exc_info=error)
    return unexpected(request)


def _is_about_a_value(error: Exception) -> bool:
    """Data exceptions: the statement is ours and sound, so what came in was not."""
    state = getattr(getattr(error, "orig", None), "sqlstate", None)
    return state is not None and state.startswith("22")
