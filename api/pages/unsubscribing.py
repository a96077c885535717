"""Where the links at the end of mails lead: stopping mail on a topic, by one click or by a person.

No cookie, no redirect, no sign-in: mail programs call this on their own (RFC 8058). A GET changes
nothing, since link scanners follow every link.
"""

from datetime import UTC, datetime

from fastapi import APIRouter, Request
from fastapi.responses import PlainTextResponse, Response

from activities.mail.preference_links import preferences_url
from activities.mail.unsubscribe import Subscription, TokenInvalid, read_unsubscribe_token
from api.dependencies import Transaction
from api.pages.preferring import language_for, unknown
from api.pages.public_words import words_of
from api.pages.rendering import page, services_of
from api.pages.route import PageRoute
from engine.consent import Refusal
from engine.languages import words_in
from engine.sentences.words import name_in_words
from engine.store.consent import consent_of
from engine.store.preferences import resubscribe, subscriber, unsubscribe
from engine.store.tables import Topic

router = APIRouter(prefix="/u", route_class=PageRoute, include_in_schema=False)

ONE_CLICK = "One-Click"


@router.api_route("/{token}", methods=["GET", "HEAD"])
async def ask(request: Request, transaction: Transaction, token: str) -> Response:
    """Ask whether to stop, or say that it has been stopped."""
    subscription = await _known(request, transaction, token)
    if subscription is None:
        return unknown(request)
    consent = await consent_of(transaction, subscription.contact_id, datetime.now(UTC))
    stopped = Refusal(subscription.topic) in consent.refusals
    return await _page(request, transaction, subscription, stopped=stopped)


@router.post("/{token}")
async def stop(request: Request, transaction: Transaction, token: str) -> Response:
    """Stop mail on this topic; a mail program is answered in plain text, a person with a page."""
    subscription = await _known(request, transaction, token)
    if subscription is None:
        return unknown(request)
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
    return await _page(request, transaction, subscription, stopped=True)


@router.post("/{token}/undo")
async def undo(request: Request, transaction: Transaction, token: str) -> Response:
    """Somebody clicked by mistake."""
    subscription = await _known(request, transaction, token)
    if subscription is None:
        return unknown(request)
    await resubscribe(
        transaction,
        subscription.contact_id,
        subscription.topic,
        via="page",
        now=datetime.now(UTC),
    )
    return await _page(request, transaction, subscription, stopped=False)


async def _known(request: Request, transaction: Transaction, token: str) -> Subscription | None:
    """What the link stops. None: not a link of ours, or for somebody who is no more."""
    try:
        found = read_unsubscribe_token(token, [services_of(request).secret_key])
    except TokenInvalid:
        return None
    contact_id = await subscriber(transaction, found.contact_id)
    return Subscription(contact_id, found.topic) if contact_id else None


async def _page(
    request: Request, transaction: Transaction, subscription: Subscription, *, stopped: bool
) -> Response:
    services = services_of(request)
    language = await language_for(request, transaction, subscription.contact_id)
    row = await transaction.get(Topic, subscription.topic)
    said = words_in(row.words, language) if row else None
    return page(
        request,
        "unsubscribe.html",
        reader=None,
        words=words_of(language, named=bool(services.organization_name)),
        language=language,
        topic=said.name if said else name_in_words(subscription.topic),
        stopped=stopped,
        action=request.url.path.removesuffix("/undo"),
        preferences_url=preferences_url("", subscription.contact_id, services.secret_key),
    )
