"""Where the links and the dot in mails lead: what was seen is noted, and the reader goes on.

Nothing keeps a reader from where a link leads, not even a database that is away. A link leads where
it was signed to lead, and nowhere else.
"""

import logging
from base64 import b64decode
from hashlib import sha256
from uuid import UUID

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from activities.mail.tokens import TokenInvalid
from activities.mail.tracking import read_click, read_open
from api.dependencies import CurrentServices
from api.pages.route import PageRoute
from api.pages.unknown_link import unknown_link
from api.services import Services
from engine.mailing.happening import Kind, MailEvent
from engine.mailing.machines import is_machine
from engine.store.faults import FAULTS
from engine.store.message_events import OURSELVES, note_events
from engine.store.tables.columns import utc_now

router = APIRouter(route_class=PageRoute, include_in_schema=False)

log = logging.getLogger(__name__)

_LONGEST_AGENT = 300
_DOT = b64decode("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7")
"""A picture of one transparent dot."""
_UNKEPT = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer"}


@router.api_route("/c/{token}", methods=["GET", "HEAD"])
async def follow(request: Request, services: CurrentServices, token: str) -> Response:
    """Go on to where the link leads."""
    try:
        click = read_click(token, [services.secret_key])
    except (TokenInvalid, ValueError):
        return unknown_link(request, "anything")
    await _note(request, services, click.message_id, "clicked", click.url)
    return RedirectResponse(click.url, status_code=302, headers=_UNKEPT)


@router.api_route("/o/{token}", methods=["GET", "HEAD"])
async def see(request: Request, services: CurrentServices, token: str) -> Response:
    """The dot, whatever is asked: a broken picture would be seen."""
    try:
        message_id = read_open(token, [services.secret_key])
    except (TokenInvalid, ValueError):
        pass
    else:
        await _note(request, services, message_id, "opened", None)
    return Response(_DOT, media_type="image/gif", headers=_UNKEPT)


async def _note(
    request: Request, services: Services, message_id: UUID, kind: Kind, url: str | None
) -> None:
    """The same within a minute counts once: nobody fills the database by asking over and over."""
    now = utc_now()
    agent = request.headers.get("user-agent", "").replace("\x00", "")[:_LONGEST_AGENT]
    suspected = is_machine(agent, method=request.method, headers=request.headers)
    what = sha256((url or "").encode()).hexdigest()[:16]
    event = MailEvent(
        message_id=message_id,
        key=f"{kind}/{message_id}/{what}/{suspected:d}/{now:%Y-%m-%dT%H:%M}",
        kind=kind,
        at=now,
        url=url,
        agent=agent,
        suspected=suspected,
    )
    try:
        async with services.database.transaction() as session:
            await note_events(session, OURSELVES, [event], now)
    except FAULTS as fault:
        log.warning("That a mail was %s could not be noted: %s", kind, type(fault).__name__)
