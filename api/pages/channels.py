"""The channels: by which ways customers and colleagues are reached, and whether each works."""

from datetime import UTC, datetime
from html import escape

from fastapi import APIRouter, Request, Response

from activities.advancing.addressing import sender
from api.dependencies import CurrentServices, Transaction
from api.pages.notices import go_to
from api.pages.rendering import page
from api.pages.route import PageRoute
from api.pages.sessions import Acting, SignedIn
from engine.store import mail_tests
from engine.store.mail_tests import Finished
from engine.store.reading.mail_tests import latest_of
from engine.store.reading.ways import ways

router = APIRouter(prefix="/channels", route_class=PageRoute, include_in_schema=False)

_JOURNEY = "The page of channels"


@router.get("")
async def channels(
    request: Request, transaction: Transaction, services: CurrentServices, reader: SignedIn
) -> Response:
    return page(
        request,
        "channels/list.html",
        reader=reader,
        section="channels",
        ways=await ways(transaction, datetime.now(UTC)),
        mail_by=services.mail_by,
        mail_from=services.mail_from,
        replies_by=services.replies_by,
        test=await latest_of(transaction, reader.email, _JOURNEY),
    )


@router.post("/mail/test")
async def test_mail(
    request: Request,
    transaction: Transaction,
    services: CurrentServices,
    reader: SignedIn,
    actor: Acting,
) -> Response:
    """Send the reader a mail by the way all mails go."""
    said = f"This is a test by {reader.name}. If you read it, mail from {services.mail_from} works."
    mail = Finished(
        from_name=sender(None, services.sender).name,
        reply_to=None,
        shown_for="nobody",
        journey=_JOURNEY,
        subject="[Test] Mail works",
        text=f"{said}\n",
        html=f"<p>{escape(said)}</p>",
    )
    colleague = await mail_tests.colleague_at(transaction, reader.email)
    await mail_tests.ask_for(transaction, mail, colleague, by=actor, now=datetime.now(UTC))
    return go_to(request, "/channels", "test-mail-sent")
