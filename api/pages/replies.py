"""Replies: the latest that came in, and where providers are to post them."""

from fastapi import APIRouter, Request, Response

from activities.mail.inbound_links import inbound_url
from api.dependencies import CurrentServices, Transaction
from api.pages.rendering import page
from api.pages.route import PageRoute
from api.pages.sessions import SignedIn
from engine.replies.providers import PROVIDERS
from engine.store.mail_in import unreadable_mails
from engine.store.replies import latest_replies

router = APIRouter(prefix="/replies", route_class=PageRoute, include_in_schema=False)

MOST = 100

NAMES = {
    "postmark": "Postmark, inbound stream",
    "sendgrid": "SendGrid, Inbound Parse",
    "mailgun": "Mailgun, a route that forwards",
    "raw": "Anything that posts the mail as it is",
}


@router.get("")
async def replies(
    request: Request, transaction: Transaction, services: CurrentServices, reader: SignedIn
) -> Response:
    addresses = [
        (NAMES[each], inbound_url(services.public_url, each, services.secret_key))
        for each in PROVIDERS
    ]
    return page(
        request,
        "replies/list.html",
        reader=reader,
        section="replies",
        unreadable=await unreadable_mails(transaction),
        replies=await latest_replies(transaction, MOST),
        addresses=addresses,
    )
