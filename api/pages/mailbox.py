"""The mailbox: every message that went out or was meant to, as its reader sees it; and calls."""

import json
from collections.abc import Mapping
from functools import partial
from typing import Any, Literal
from uuid import UUID

from fastapi import APIRouter, Request, Response

from activities.advancing.addressing import sender_called
from api.dependencies import CurrentServices, Transaction
from api.framing import framed, has_pictures
from api.pages.links import address
from api.pages.rendering import is_fragment, page
from api.pages.route import PageRoute
from api.pages.sessions import SignedIn
from engine.errors import NotFound
from engine.in_app.showing import shown_in_product
from engine.sentences import step_title
from engine.sentences.evidence import evidence_of
from engine.store.reading.calls import list_attempts
from engine.store.reading.enrollments import definition_for
from engine.store.reading.names import names
from engine.store.reading.paging import Page
from engine.store.reading.pressure import put_off
from engine.store.reading.touches import (
    MessageDetail,
    MessageKind,
    MessageSummary,
    get_message,
    list_messages,
)
from engine.store.replies import replies_to

router = APIRouter(prefix="/mailbox", route_class=PageRoute, include_in_schema=False)

Fate = Literal["any", "sent", "waiting", "skipped", "failed"]
Part = Literal["html", "text", "headers", "attempts"]

_CALLED = ("webhook", "notify")


@router.get("")
async def mailbox(
    request: Request,
    transaction: Transaction,
    services: CurrentServices,
    reader: SignedIn,
    kind: MessageKind = "messages",
    fate: Fate = "any",
    search: str = "",
    after: str | None = None,
) -> Response:
    found = await _lines(transaction, kind, fate, search, after)
    return page(
        request,
        "mailbox/list.html",
        fragment="mailbox/_lines.html",
        reader=reader,
        section="mailbox",
        mail_by=services.mail_by,
        messages=found,
        message=None,
        put_off=await put_off(transaction),
        kind=kind,
        fate=fate,
        search=search,
        first_page=after is None,
        link=lambda **changes: address(request, **changes),
        query=request.url.query,
    )


async def _lines(
    transaction: Transaction, kind: MessageKind, fate: Fate, search: str, after: str | None
) -> Page[MessageSummary]:
    status = None if fate == "any" else fate
    return await list_messages(
        transaction, kind=kind, status=status, search=search.strip(), after=after
    )


@router.get("/{message_id}")
async def message(
    request: Request,
    transaction: Transaction,
    services: CurrentServices,
    reader: SignedIn,
    message_id: UUID,
    kind: MessageKind | None = None,
    fate: Fate = "any",
    search: str = "",
    after: str | None = None,
    part: Part | None = None,
    images: bool = False,
) -> Response:
    found = await get_message(transaction, message_id)
    definition = await definition_for(transaction, found.message.enrollment_id)
    kind = kind or ("calls" if found.message.channel in _CALLED else "messages")
    lines = None
    if not is_fragment(request):
        lines = await _lines(transaction, kind, fate, search, after)
    return page(
        request,
        "mailbox/list.html",
        fragment="mailbox/_message.html",
        put_off=await put_off(transaction),
        reader=reader,
        section="mailbox",
        mail_by=services.mail_by,
        messages=lines,
        message=found,
        sender=sender_called(found.from_name, services.sender),
        replies=await replies_to(transaction, message_id),
        step_name=step_title(definition, found.message.step),
        text=_readable(found),
        attempts=(await list_attempts(transaction, call=message_id)).rows
        if part == "attempts"
        else (),
        part=part or ("html" if found.html else "text"),
        evidence_of=partial(evidence_of, names=await names(transaction)),
        kind=kind,
        fate=fate,
        search=search,
        first_page=after is None,
        link=lambda **changes: _list_at(request, message_id, kind=kind, **changes),
        part_link=lambda part: address(request, part=part, after=after),
        images=images,
        images_link=None
        if images or not has_pictures(_as_read(found, services.organization) or "")
        else address(request, images="true", after=after),
        query=address(request, kind=kind, part=None, images=None, after=after).partition("?")[2],
    )


def _list_at(request: Request, message_id: UUID, **changes: str | None) -> str:
    """The address of the list a message was chosen from."""
    return address(request, "", **changes).replace(f"/{message_id}", "", 1)


def _readable(found: MessageDetail) -> str | None:
    """What was sent, the JSON of a webhook with room to read it."""
    if found.text is None or found.message.channel != "webhook":
        return found.text
    return json.dumps(json.loads(found.text), ensure_ascii=False, indent=2)


@router.get("/{message_id}/html")
async def html(
    transaction: Transaction,
    services: CurrentServices,
    reader: SignedIn,
    message_id: UUID,
    images: bool = False,
) -> Response:
    """The message's HTML for the frame."""
    shown = _as_read(await get_message(transaction, message_id), services.organization)
    if shown is None:
        raise NotFound("This message has no HTML part.")
    return framed(shown, images=images)


def _as_read(found: MessageDetail, organization: Mapping[str, Any]) -> str | None:
    """Its HTML, of one in the product as in a product. None: it has none."""
    if found.html is None or "format" not in found.content:
        return found.html
    title = found.message.subject or ""
    return shown_in_product(title, found.html, found.content, organization)
