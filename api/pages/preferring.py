"""The preference page: where a contact chooses what they are told about, and how often.

No cookie, no sign-in, no script: the link in their mail is what lets them in. A GET changes
nothing, since link scanners follow every link.
"""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import Response
from starlette.datastructures import FormData

from activities.mail.preference_links import read_preferences_token
from activities.mail.tokens import OF_A_TEST, TokenInvalid
from api.dependencies import Transaction
from api.pages.public_words import words_of
from api.pages.rendering import page, services_of
from api.pages.route import PageRoute
from engine.consent import WAYS, Way
from engine.languages import LANGUAGES, accepted, page_language
from engine.store.database import Session
from engine.store.preferences import (
    Said,
    choose,
    choose_nothing,
    pause,
    set_frequency,
    set_locale,
    subscriber,
)
from engine.store.reading.preferences import get_preferences
from engine.store.tables import Contact, ContactPreference

router = APIRouter(prefix="/p", route_class=PageRoute, include_in_schema=False)

PAUSES = (30, 90)
"""Days."""
OFTEN = (1, 2, 3)
"""Messages a week somebody may choose as the most."""
MOST_FIELDS = 1_000


@router.get("/{token}")
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
        await _keep(transaction, contact, form, said)
    chosen = form.get("language")
    if isinstance(chosen, str) and chosen in LANGUAGES:
        await set_locale(transaction, contact, chosen, said)
    await transaction.flush()
    return await _page(request, transaction, contact, saved=True)


async def _keep(session: Session, contact: UUID, form: FormData, said: Said) -> None:
    wanted = set(form.getlist("want"))
    shown = [each for each in form.getlist("topic") if isinstance(each, str) and each.isprintable()]
    known = await get_preferences(session, contact, page_language(), said.now)
    choices: dict[tuple[str, Way], bool] = {
        (each.topic, way): f"{each.topic}/{way}" in wanted
        for each in known.topics
        for way in WAYS
        if each.topic in shown
    }
    await choose(session, contact, choices, said)
    often = form.get("often")
    await choose_nothing(session, contact, often == "nothing", said)
    if often == "all":
        await set_frequency(session, contact, None, said)
    elif isinstance(often, str) and often.isascii() and often.isdigit() and 0 < int(often) <= 50:
        await set_frequency(session, contact, int(often), said)
    days = form.get("pause")
    if days == "none":
        await pause(session, contact, None, said)
    elif days in {str(each) for each in PAUSES}:
        await pause(session, contact, said.now + timedelta(days=int(str(days))), said)


async def _known(request: Request, transaction: Transaction, token: str) -> UUID | None:
    """The contact, held. None: not a link of ours, or for somebody who is no more."""
    try:
        found = read_preferences_token(token, [services_of(request).secret_key])
    except TokenInvalid:
        return None
    return await subscriber(transaction, found)


async def language_for(request: Request, session: Session, contact: UUID) -> str:
    """The one asked for in the address, else chosen before, else the contact's, else the
    browser's."""
    row = await session.get(Contact, contact)
    preference = await session.get(ContactPreference, contact)
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
    words = words_of(language)
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
        often=sorted({*OFTEN, *([found.most_per_week] if found.most_per_week else [])}),
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
    language = page_language(*accepted(request.headers.get("accept-language")))
    return page(
        request,
        "unsubscribe_unknown.html",
        reader=None,
        status=404,
        language=language,
        words=words_of(language),
    )
