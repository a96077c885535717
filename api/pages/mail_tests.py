"""The mailbox's third part: mails that somebody writing one sent to themselves or a colleague."""

from typing import Literal
from uuid import UUID

from fastapi import APIRouter, Request, Response

from activities.advancing.addressing import sender_called
from api.dependencies import Transaction
from api.framing import framed, has_pictures
from api.pages.links import address
from api.pages.rendering import is_fragment, page, services_of
from api.pages.route import PageRoute
from api.pages.sessions import SignedIn
from engine.store.database import Session
from engine.store.reading.mail_tests import MailTestSummary, get_mail_test, list_mail_tests
from engine.store.reading.paging import Page

router = APIRouter(prefix="/mailbox/tests", route_class=PageRoute, include_in_schema=False)

Fate = Literal["any", "sent", "waiting", "failed"]
Part = Literal["html", "text", "headers"]


@router.get("")
async def mailbox_of_tests(
    request: Request,
    transaction: Transaction,
    reader: SignedIn,
    fate: Fate = "any",
    search: str = "",
    after: str | None = None,
) -> Response:
    return page(
        request,
        "mailbox/list.html",
        fragment="mailbox/_test_lines.html",
        reader=reader,
        section="mailbox",
        mail_by=services_of(request).mail_by,
        messages=await _lines(transaction, fate, search, after),
        message=None,
        test=None,
        kind="tests",
        fate=fate,
        search=search,
        first_page=after is None,
        link=lambda **changes: address(request, **changes),
        query=request.url.query,
    )


async def _lines(
    transaction: Session, fate: Fate, search: str, after: str | None
) -> Page[MailTestSummary]:
    status = None if fate == "any" else fate
    return await list_mail_tests(transaction, status=status, search=search.strip(), after=after)


@router.get("/{test_id}")
async def one_mail(
    request: Request,
    transaction: Transaction,
    reader: SignedIn,
    test_id: UUID,
    fate: Fate = "any",
    search: str = "",
    after: str | None = None,
    part: Part = "html",
    images: bool = False,
) -> Response:
    found = await get_mail_test(transaction, test_id)
    lines = None
    if not is_fragment(request):
        lines = await _lines(transaction, fate, search, after)
    pictures = has_pictures(found.html) and not images
    return page(
        request,
        "mailbox/list.html",
        fragment="mailbox/_test.html",
        reader=reader,
        section="mailbox",
        mail_by=services_of(request).mail_by,
        messages=lines,
        message=None,
        test=found,
        sender=sender_called(found.from_name, services_of(request).sender),
        part=part,
        images=images,
        images_link=address(request, images="true", after=after) if pictures else None,
        kind="tests",
        fate=fate,
        search=search,
        first_page=after is None,
        link=lambda **changes: address(request, **changes).replace(f"/{test_id}", "", 1),
        part_link=lambda part: address(request, part=part, after=after),
        query=address(request, part=None, images=None, after=after).partition("?")[2],
    )


@router.get("/{test_id}/html")
async def html(
    transaction: Transaction, reader: SignedIn, test_id: UUID, images: bool = False
) -> Response:
    """The mail for the frame."""
    return framed((await get_mail_test(transaction, test_id)).html, images=images)
