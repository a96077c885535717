"""The stream: the feed, pushed as it changes, by server-sent events.

What opens a stream in a browser can send no header, so a ticket does, that is good for one minute
and one stream. Each event carries the whole first page, and its id says which: whoever comes back
with the id of what they have is sent nothing until there is something else. No connection to the
database is held while nothing happens. Whoever is no longer believed is sent nothing more: with
each look it is asked whether the app is still there, and its secret not revoked.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from datetime import timedelta
from itertools import chain, repeat

from fastapi import APIRouter, Request, Response
from fastapi.responses import StreamingResponse
from pydantic import BaseModel

from api.dependencies import CurrentServices, Transaction
from api.in_app.answers import feed_answer, tag_of
from api.in_app.hub import Hub
from api.in_app.identity import Bearer
from api.in_app.route import InAppRoute
from engine.errors import NotSignedIn, TooMany
from engine.store.database import Database
from engine.store.in_app.feed import Wanted, feed_of
from engine.store.in_app.readers import Reader, is_believed, make_ticket, reader_of, take_ticket
from engine.store.tables.columns import utc_now

router = APIRouter(prefix="/inapp/v1", route_class=InAppRoute, tags=["In-app messages"])

STILL_HERE_SECONDS = 20
"""After so long without news a comment is sent, so that nobody takes the stream for dead."""


UNKNOWN_SECONDS = (5, 10, 20, 40)
"""After how long it is asked whether a contact is known by now; the last again and again."""

_LATER = timedelta(minutes=1)


class Ticket(BaseModel):
    ticket: str


@router.post("/stream/ticket")
async def post_ticket(reader: Bearer, transaction: Transaction) -> Ticket:
    """A ticket for one stream, good for a minute: `GET /inapp/v1/stream?ticket=…`."""
    return Ticket(ticket=await make_ticket(transaction, reader, utc_now()))


@router.get("/stream", response_class=StreamingResponse)
async def get_stream(
    request: Request, services: CurrentServices, ticket: str, last_event_id: str | None = None
) -> Response:
    """Server-sent events: `feed`, with the first page of the feed as JSON. It ends when the token
    does that the ticket was given for. `Last-Event-ID`, or `last_event_id` in the address, is the
    id of the last event that was had."""
    hub: Hub = request.app.state.in_app_hub
    if hub.is_full:
        raise TooMany("There are too many streams. Ask for the feed.", wait=_LATER)
    async with services.database.transaction() as session:
        reader = await take_ticket(session, ticket[:200], utc_now())
    if reader is None:
        raise NotSignedIn("The ticket was used, or is too old. Ask for another.", code="ticket")
    had = request.headers.get("last-event-id") or last_event_id
    events = feed_events(services.database, hub, reader, had)
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return StreamingResponse(events, media_type="text/event-stream", headers=headers)


async def feed_events(
    database: Database, hub: Hub, reader: Reader, had: str | None
) -> AsyncIterator[bytes]:
    waits = chain(UNKNOWN_SECONDS, repeat(UNKNOWN_SECONDS[-1]))
    async with hub.waiting(None) as nudge:  # it counts as any other
        while reader.contact_id is None and _goes_on(hub, reader):
            yield b": nobody has been told of this contact yet\n\n"
            await _nudged(nudge, next(waits))
            async with database.transaction() as session:
                if not await is_believed(session, reader):
                    return
                reader = await reader_of(session, reader.app_id, reader.claims, reader.secret_id)
    async with hub.waiting(reader.contact_id) as nudge:
        yield b": here\n\n"
        while _goes_on(hub, reader):
            nudge.clear()
            body = await _now(database, reader)
            if body is None:
                return
            tag = tag_of(body)
            if tag != had:
                had = tag
                yield b"event: feed\nid: " + tag.encode() + b"\ndata: " + body + b"\n\n"
            if not await _nudged(nudge, STILL_HERE_SECONDS):
                yield b": still here\n\n"


def _goes_on(hub: Hub, reader: Reader) -> bool:
    return not hub.closing.is_set() and utc_now() < reader.until


async def _nudged(nudge: asyncio.Event, seconds: float) -> bool:
    """Whether there may be news before so much time is over."""
    with suppress(TimeoutError):
        return await asyncio.wait_for(nudge.wait(), seconds)
    return False


async def _now(database: Database, reader: Reader) -> bytes | None:
    """None: the app is closed, or the secret revoked."""
    async with database.transaction() as session:
        if not await is_believed(session, reader):
            return None
        return feed_answer(await feed_of(session, reader, Wanted(), utc_now()))
