"""Where the links at the end of mails lead: stopping mail on a topic, by one click or by a person.

No cookie, no redirect, no sign-in: mail programs call this on their own (RFC 8058). A GET changes
nothing, since link scanners follow every link.
"""

from datetime import UTC, datetime

from fastapi import APIRouter, Request
from fastapi.responses import PlainTextResponse, Response

from activities.mail.tokens import OF_A_TEST
from activities.mail.unsubscribe import Subscription, TokenInvalid, read_unsubscribe_token
from api.dependencies import Transaction
from api.pages.rendering import page, services_of
from api.pages.route import PageRoute
from engine.consent import Refusal
from engine.store.consent import consent_of
from engine.store.preferences import resubscribe, subscriber, unsubscribe

router = APIRouter(prefix="/u", route_class=PageRoute, include_in_schema=False)

ONE_CLICK = "One-Click"


@router.get("/{token}")
async def ask(request: Request, transaction: Transaction, token: str) -> Response:
    """Ask whether to stop, or say that it has been stopped."""
    subscription = await _known(request, transaction, token)
    if subscription is None:
        return _unknown(request)
    consent = await consent_of(transaction, subscription.contact_id, datetime.now(UTC))
    stopped = Refusal(subscription.topic) in consent.refusals
    return _page(request, subscription, stopped=stopped)


@router.post("/{token}")
async def stop(request: Request, transaction: Transaction, token: str) -> Response:
    """Stop mail on this topic; a mail program is answered in plain text, a person with a page."""
    subscription = await _known(request, transaction, token)
    if subscription is None:
        return _unknown(request)
    form = await request.form(max_fields=10, max_files=0)
    by_program = form.get("List-Unsubscribe") == ONE_CLICK
    await unsubscribe(
        transaction,
        subscription.contact_id,
        subscription.topic,
        via="one_click" if by_program else "page",
        now=datetime.now(UTC),
    )
    if by_program:
        return PlainTextResponse("Unsubscribed.")
    return _page(request, subscription, stopped=True)


@router.post("/{token}/undo")
async def undo(request: Request, transaction: Transaction, token: str) -> Response:
    """Somebody clicked by mistake."""
    subscription = await _known(request, transaction, token)
    if subscription is None:
        return _unknown(request)
    await resubscribe(
        transaction,
        subscription.contact_id,
        subscription.topic,
        via="page",
        now=datetime.now(UTC),
    )
    return _page(request, subscription, stopped=False)


async def _known(request: Request, transaction: Transaction, token: str) -> Subscription | None:
    """What the link stops. None: not a link of ours, or for somebody who is no more."""
    try:
        found = read_unsubscribe_token(token, [services_of(request).secret_key])
    except TokenInvalid:
        return None
    contact_id = await subscriber(transaction, found.contact_id)
    return Subscription(contact_id, found.topic) if contact_id else None


def _page(request: Request, subscription: Subscription, *, stopped: bool) -> Response:
    return page(
        request,
        "unsubscribe.html",
        reader=None,
        topic=subscription.topic.replace("-", " ").replace("_", " "),
        stopped=stopped,
        action=request.url.path.removesuffix("/undo"),
    )


def _unknown(request: Request) -> Response:
    if request.path_params["token"] == OF_A_TEST:
        return page(request, "of_a_test.html", reader=None)
    return page(request, "unsubscribe_unknown.html", reader=None, status=404)
