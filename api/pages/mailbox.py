"""The mailbox: every message that went out or was meant to, as its reader sees it."""

from typing import Literal
from uuid import UUID

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse

from api.dependencies import Transaction
from api.pages.evidence import evidence_of
from api.pages.links import address
from api.pages.rendering import is_fragment, page
from api.pages.route import PageRoute
from api.pages.sessions import SignedIn
from engine.store.views.messages import Fate, message_html, message_lines, message_view

router = APIRouter(prefix="/mailbox", route_class=PageRoute, include_in_schema=False)

Part = Literal["html", "text", "headers"]

_MAIL_POLICY = "; ".join(
    [
        "sandbox",
        "default-src 'none'",
        "style-src 'unsafe-inline'",
        "img-src data:",
        "frame-ancestors 'self'",
    ]
)


@router.get("")
async def mailbox(
    request: Request,
    transaction: Transaction,
    reader: SignedIn,
    fate: Fate = "any",
    search: str = "",
    after: str | None = None,
) -> Response:
    found = await message_lines(transaction, fate=fate, search=search.strip(), after=after)
    return page(
        request,
        "mailbox/list.html",
        fragment="mailbox/_lines.html",
        reader=reader,
        section="mailbox",
        messages=found,
        message=None,
        fate=fate,
        search=search,
        first_page=after is None,
        link=lambda **changes: address(request, **changes),
        query=request.url.query,
    )


@router.get("/{message_id}")
async def message(
    request: Request,
    transaction: Transaction,
    reader: SignedIn,
    message_id: UUID,
    fate: Fate = "any",
    search: str = "",
    after: str | None = None,
    part: Part | None = None,
) -> Response:
    view = await message_view(transaction, message_id)
    lines = None
    if not is_fragment(request):
        lines = await message_lines(transaction, fate=fate, search=search.strip(), after=after)
    return page(
        request,
        "mailbox/list.html",
        fragment="mailbox/_message.html",
        reader=reader,
        section="mailbox",
        messages=lines,
        message=view,
        part=part or ("html" if view.row.html else "text"),
        evidence_of=evidence_of,
        fate=fate,
        search=search,
        first_page=after is None,
        link=lambda **changes: address(request, **changes).replace(f"/{message_id}", "", 1),
        part_link=lambda part: address(request, part=part, after=after),
        query=address(request, part=None, after=after).partition("?")[2],
    )


@router.get("/{message_id}/html")
async def html(transaction: Transaction, reader: SignedIn, message_id: UUID) -> Response:
    """The message's HTML for the frame: it can load nothing, run nothing and know nothing."""
    return HTMLResponse(
        await message_html(transaction, message_id),
        headers={"Content-Security-Policy": _MAIL_POLICY, "X-Frame-Options": "SAMEORIGIN"},
    )
