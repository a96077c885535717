"""The routes of sources: an address that nobody can guess, the body as raw bytes, a short answer.

Whatever is sent: 200, 400 with what cannot be read, 401 with why it is not believed, 404 for an
address that is nobody's, 413 when there is too much of it, 503 when it is to be sent again.
"""

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse
from starlette.requests import ClientDisconnect

from api.dependencies import CurrentServices
from api.hooks.taking import Taken, take
from api.ingest.bodies import read_body
from api.services import Services
from engine.sources.delivery import Delivery, Refused, Unreadable
from engine.sources.reading import LARGEST, TOO_LARGE
from engine.store.faults import FAULTS, is_transient
from engine.store.hooks import Hook, House, hook_at
from engine.store.tables.columns import utc_now
from engine.tracking.calls import BadItem
from engine.tracking.inspecting import keepable

router = APIRouter(prefix="/hooks", tags=["Sources"])

_PAUSED_SECONDS, _FAULT_SECONDS = 600, 5


def house_of(services: Services) -> House:
    return House(secret_key=services.secret_key, public_url=services.public_url)


@router.api_route("/{token}", methods=["POST", "PUT"], include_in_schema=False)
async def receive(request: Request, services: CurrentServices, token: str) -> Response:
    """A delivery of another product."""
    try:
        return await _take(request, services, token)
    except Refused as refused:
        return _wrong(401, refused.code, refused.reason)
    except (Unreadable, BadItem) as bad:
        if bad.code == "too_large":
            return _wrong(413, bad.code, TOO_LARGE)
        return _wrong(400, bad.code, str(keepable(bad.reason)))
    except ClientDisconnect:
        return _wrong(400, "cut_off", "The connection ended before the body did.")
    except FAULTS as fault:
        if is_transient(fault):
            return _later("try_again", "Nothing was stored just now.", _FAULT_SECONDS)
        raise


@router.options("/{token}", include_in_schema=False)
async def handshake(request: Request, services: CurrentServices, token: str) -> Response:
    """Whether a sender may send, for those that ask before they do."""
    async with services.database.transaction() as session:
        hook = await hook_at(session, house_of(services), token)
    if hook is None:
        return _unknown()
    answer = hook.preset.answer if hook.preset else None
    reply = answer(_delivery(request, services, b""), None, hook.secrets) if answer else None
    headers = dict(reply.headers or {}) if reply else {}
    return Response(status_code=200, headers={"Allow": "POST, PUT, OPTIONS", **headers})


async def _take(request: Request, services: Services, token: str) -> Response:
    async with services.database.transaction() as session:
        hook = await hook_at(session, house_of(services), token)
    if hook is None:
        return _unknown()
    if hook.paused_at is not None:
        return _later("paused", "This source is paused.", _PAUSED_SECONDS)
    body = await read_body(request, LARGEST)
    sent = _delivery(request, services, body)
    taken = await take(services.database, hook, sent)
    return _answer(hook, sent, taken)


def _delivery(request: Request, services: Services, body: bytes) -> Delivery:
    query = f"?{request.url.query}" if request.url.query else ""
    return Delivery(
        method=request.method,
        url=f"{services.public_url}{request.url.path}{query}",
        headers=dict(request.headers.items()),
        body=body,
        received_at=utc_now(),
    )


def _answer(hook: Hook, sent: Delivery, taken: Taken) -> Response:
    answer = hook.preset.answer if hook.preset else None
    reply = answer(sent, taken.data, hook.secrets) if answer else None
    if reply is None:
        became = taken.outcome
        why = {"message": str(keepable(became.reason))} if became.reason else {}
        return JSONResponse({"success": True, "status": became.status, **why})
    return Response(reply.body, media_type=reply.media_type, headers=dict(reply.headers or {}))


def _unknown() -> Response:
    return _wrong(
        404,
        "no_such_address",
        "No source has this address. Copy it anew from the source's page.",
    )


def _wrong(status: int, code: str, message: str) -> Response:
    return JSONResponse({"success": False, "code": code, "message": message}, status)


def _later(code: str, message: str, seconds: int) -> Response:
    body = {"success": False, "code": code, "message": f"{message} Send the same again later."}
    return JSONResponse(body, 503, headers={"Retry-After": str(seconds)})
