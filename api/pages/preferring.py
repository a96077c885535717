"""The preference page: where a contact chooses what they are told about, and how often.

No cookie, no sign-in, no script: the link in their mail is what lets them in. A GET changes
nothing, since link scanners follow every link.
"""

from datetime import UTC, datetime
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import Response

from activities.mail.preference_links import read_preferences_token
from activities.mail.tokens import OF_A_TEST, TokenInvalid
from api.dependencies import Transaction
from api.pages.preference_form import PAUSES, keep_form, offered
from api.pages.public_words import words_of
from api.pages.rendering import page, services_of
from api.pages.route import PageRoute
from api.pages.unknown_link import unknown_link
from engine.languages import LANGUAGES, accepted, page_language
from engine.store.database import Session
from engine.store.preferences import (
    Said,
    choose_nothing,
    set_locale,
    subscriber,
)
from engine.store.reading.preferences import get_preferences
from engine.store.tables import Contact, ContactPreference

router = APIRouter(prefix="/p", route_class=PageRoute, include_in_schema=False)

MOST_FIELDS = 1_000


@router.api_route("/{token}", methods=["GET", "HEAD"])
async def show(request: Request, transaction: Transaction, token: str) -> Response:
    contact = await _known(request, transaction, token)
    if contact is None:
        return unknown(request)
    return await _page(request, transaction, contact)


@router.post("/{token}")
async def save(request: Request, transaction: Transaction, token: str) -> Response:
    """Keep what was chosen. Topics the page did not show stay as they are."""
    contact = await _known(request, transaction, token)
    if contact is None:
        return unknown(request)
    form = await request.form(max_fields=MOST_FIELDS, max_files=0)
    said = Said("preferences", datetime.now(UTC))
    if "everything" in form:
        await choose_nothing(transaction, contact, True, said)
    else:
        await keep_form(transaction, contact, form, said)
    chosen = form.get("language")
    if isinstance(chosen, str) and chosen in LANGUAGES:
        await set_locale(transaction, contact, chosen, said)
    await transaction.flush()
    return await _page(request, transaction, contact, saved=True)


async def _known(request: Request, transaction: Transaction, token: str) -> UUID | None:
    """The contact, held. None: not a link of ours, or for somebody who is no more."""
    try:
        found = read_preferences_token(token, [services_of(request).secret_key])
    except TokenInvalid:
        return None
    return await subscriber(transaction, found)


async def language_for(request: Request, session: Session, contact: UUID | None) -> str:
    """The one asked for in the address, else chosen before, else the contact's, else the
    browser's."""
    row = await session.get(Contact, contact) if contact else None
    preference = await session.get(ContactPreference, contact) if contact else None
    return page_language(
        request.query_params.get("language"),
        preference.locale if preference else None,
        row.locale if row else None,
        *accepted(request.headers.get("accept-language")),
    )


async def _page(
    request: Request, transaction: Transaction, contact: UUID, *, saved: bool = False
) -> Response:
    language = await language_for(request, transaction, contact)
    words = words_of(language, named=bool(services_of(request).organization_name))
    found = await get_preferences(transaction, contact, language, datetime.now(UTC))
    row = await transaction.get_one(Contact, contact)
    return page(
        request,
        "preferences/page.html",
        reader=None,
        words=words,
        language=language,
        languages=LANGUAGES,
        chosen_language=request.query_params.get("language"),
        preferences=found,
        address=_masked(row.email),
        often=offered(found),
        pauses=PAUSES,
        saved=saved,
        action=request.url.path,
        paused_until=words.day(found.paused_until) if found.paused_until else None,
    )


def _masked(address: str | None) -> str | None:
    """Enough for its owner to recognise it. A mail may be forwarded with its links."""
    if not address or "@" not in address:
        return None
    local, _, domain = address.rpartition("@")
    return f"{local[:1]}•••@{domain}"


def unknown(request: Request) -> Response:
    """Not a link of ours, said in the reader's language."""
    if request.path_params["token"] == OF_A_TEST:
        return page(request, "of_a_test.html", reader=None)
    return unknown_link(request, "unsubscribing")
