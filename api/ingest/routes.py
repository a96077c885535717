"""The tracking API's routes: authenticate, decode, store, answer.

No models and no Content-Type: the body is read as raw bytes, because what SDKs say about it is
often wrong (see docs/ingest.md). The transaction is `accepting`'s, which must be able to try again.
"""

from fastapi import APIRouter, Request, Response

from api.ingest import answers
from api.ingest.bodies import read_body
from api.ingest.guarding import guarded
from api.ingest.keys import MISSING, UNKNOWN, key_in_body, key_in_header, keys_of
from api.ingest.requests import CALL_TOO_LARGE, items_of, limit_for
from engine.store.accepting import accept
from engine.store.tables.columns import utc_now
from engine.tracking.calls import BadItem, CallType, JsonObject
from engine.tracking.decoding import decode

router = APIRouter(prefix="/v1", tags=["Tracking"])

_TYPES: dict[str, CallType | None] = {
    "identify": "identify",
    "group": "group",
    "track": "track",
    "page": "page",
    "screen": "screen",
    "alias": "alias",
    "batch": None,
    # Segment's browser library calls them by their first letters.
    "i": "identify",
    "g": "group",
    "t": "track",
    "p": "page",
    "s": "screen",
    "a": "alias",
    "b": None,
}


async def receive(request: Request) -> Response:
    """Events in: one call of the type the path names, or a batch of calls."""
    return await guarded(_take(request, _TYPES[request.url.path.rpartition("/")[2]]))


async def _take(request: Request, call_type: CallType | None) -> Response:
    received_at = utc_now()
    keys = keys_of(request)
    write_key = key_in_header(request)
    source = await keys.source_of(write_key, received_at) if write_key else None
    if write_key and source is None:
        return answers.unauthorized(UNKNOWN)
    body = await _body(request, call_type)
    if source is None:
        write_key = key_in_body(body)
        source = await keys.source_of(write_key, received_at) if write_key else None
    if source is None:
        return answers.unauthorized(UNKNOWN if write_key else MISSING)
    items = items_of(body, call_type, received_at)
    accepted = await accept(keys.database, source, items, received_at)
    if call_type and accepted.put_aside:
        why = accepted.put_aside[0]
        return answers.refused(BadItem(why.code, why.reason))
    return answers.accepted()


async def _body(request: Request, call_type: CallType | None) -> JsonObject:
    limit = limit_for(call_type)
    try:
        return decode(await read_body(request, limit), limit)
    except BadItem as bad:
        if call_type and bad.code == "too_large":
            raise BadItem(bad.code, CALL_TOO_LARGE) from None
        raise


async def preflight() -> Response:
    return answers.preflight()


for _name in _TYPES:
    _is_short = len(_name) == 1
    router.add_api_route(
        f"/{_name}",
        receive,
        methods=["POST"],
        name=f"tracking_{_name}",
        include_in_schema=not _is_short,
    )
    router.add_api_route(f"/{_name}", preflight, methods=["OPTIONS"], include_in_schema=False)
