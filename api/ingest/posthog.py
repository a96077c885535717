"""The addresses PostHog's libraries send events to: the tracking API in other words.

A request is translated and then goes the way of every other. The key is `api_key` or `token`, in
the body or in its events; the answers are PostHog's, the errors are those of the tracking API.
"""

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse
from pydantic import JsonValue

from api.ingest import answers
from api.ingest.bodies import read_body
from api.ingest.guarding import guarded
from api.ingest.keys import UNKNOWN, bearer_key, keys_of
from api.ingest.posthog_requests import items_of, sent_in
from api.ingest.requests import MAX_BATCH_BYTES
from api.ingest.routes import preflight
from engine.store.accepting import accept
from engine.store.ingest import Accepted
from engine.store.tables.columns import utc_now
from engine.tracking.calls import BadItem
from engine.tracking.posthog import event_id
from engine.tracking.wrapping import decode_wrapped

router = APIRouter(tags=["Tracking"], include_in_schema=False)

_ADDRESSES = ("/batch", "/e", "/capture", "/track", "/i/v0/e", "/i/v0/ai/batch")
_V1 = "/i/v1/analytics/events"
"""What the libraries are moving to: the key in a header, and an answer for each event."""

_MISSING = (
    "Send the write key as api_key in the body: it is what the library calls project API key."
)


async def receive(request: Request) -> Response:
    """Events in: one, or a batch."""
    return await guarded(_take(request))


async def _take(request: Request) -> Response:
    received_at = utc_now()
    keys, key = keys_of(request), bearer_key(request)
    source = await keys.source_of(key, received_at) if key else None
    if key and source is None:
        return answers.unauthorized(UNKNOWN)
    try:
        body = decode_wrapped(await read_body(request, MAX_BATCH_BYTES), MAX_BATCH_BYTES)
    except BadItem as bad:
        # The libraries send what was too large again in smaller batches.
        return answers.refused(bad, 413 if bad.code == "too_large" else 400)
    sent = sent_in(body)
    if source is None and sent.key:
        source = await keys.source_of(sent.key, received_at)
    if source is None:
        return answers.unauthorized(UNKNOWN if sent.key else _MISSING)
    items = items_of(
        sent.events,
        sent.sent_at or _sent_at(request),
        received_at,
        request.headers.get("posthog-sdk-info", "").partition("/")[0] or None,
    )
    accepted = await accept(keys.database, source, items, received_at)
    if request.url.path.rstrip("/") == _V1:
        return _each(sent.events, accepted)
    if accepted.put_aside and not sent.is_batch:
        why = accepted.put_aside[0]
        return answers.refused(BadItem(why.code, why.reason))
    return _said({"status": 1})


def _sent_at(request: Request) -> JsonValue:
    """By the sender's clock: in a header, or, from a browser, milliseconds in the address."""
    said = request.headers.get("posthog-request-timestamp")
    milliseconds = request.query_params.get("_", "")
    if said is None and milliseconds.isascii() and milliseconds.isdigit():
        return int(milliseconds) if len(milliseconds) < 15 else None
    return said


def _each(events: list[JsonValue], accepted: Accepted) -> Response:
    why = {event_id(bad.message_id): bad.reason for bad in accepted.put_aside if bad.message_id}
    ids = [event.get("uuid") for event in events if isinstance(event, dict)]
    results = {
        uuid: {"result": "drop", "details": why[uuid]} if uuid in why else {"result": "ok"}
        for uuid in ids
        if isinstance(uuid, str)
    }
    return _said({"results": results})


def _said(body: dict[str, object]) -> Response:
    return JSONResponse(body, headers=answers.CORS)


for _address in (*_ADDRESSES, _V1):
    for _spelled in (_address, f"{_address}/"):
        router.add_api_route(_spelled, receive, methods=["POST"])
        router.add_api_route(_spelled, preflight, methods=["OPTIONS"])
