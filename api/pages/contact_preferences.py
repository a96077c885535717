"""What one contact wants to hear, for a CSM: how it came to be, and a form to change it."""

from datetime import UTC, datetime
from uuid import UUID

from fastapi import APIRouter, Request, Response

from api.dependencies import Transaction
from api.pages.notices import go_to
from api.pages.preference_form import PAUSES, keep_form, offered
from api.pages.rendering import page
from api.pages.route import PageRoute
from api.pages.sessions import Acting, SignedIn
from engine.errors import NotFound
from engine.languages import DEFAULT, LANGUAGES
from engine.store.customers import account_called
from engine.store.preferences import (
    Said,
    subscriber,
)
from engine.store.reading.accounts import get_contact
from engine.store.reading.preferences import get_preferences, list_changes
from engine.store.topics import ask_again_after

router = APIRouter(prefix="/contacts", route_class=PageRoute, include_in_schema=False)

LONGEST_REASON = 500

VIA = {
    "one_click": "One click in their mail program",
    "page": "The page behind an unsubscribe link",
    "preferences": "Their preference page",
    "csm": "By hand",
    "api": "By a program",
    "provider": "Told by the mail provider",
}


@router.get("/{contact_id}/preferences")
async def show(
    request: Request, transaction: Transaction, reader: SignedIn, contact_id: UUID
) -> Response:
    return await _page(request, transaction, reader, contact_id)


async def _page(
    request: Request,
    transaction: Transaction,
    reader: SignedIn,
    contact_id: UUID,
    *,
    wrong: str | None = None,
) -> Response:
    found = await get_contact(transaction, str(contact_id))
    known = await get_preferences(transaction, found.contact.id, DEFAULT, datetime.now(UTC))
    account = None
    if found.accounts:
        account = await account_called(transaction, found.accounts[0].account)
    return page(
        request,
        "preferences/contact.html",
        reader=reader,
        status=422 if wrong else 200,
        section="accounts",
        contact=found.contact,
        account=account,
        preferences=known,
        often=offered(known),
        pauses=PAUSES,
        changes=await list_changes(transaction, found.contact.id),
        may_ask=await ask_again_after(transaction),
        languages=LANGUAGES,
        via=VIA,
        wrong=wrong,
    )


@router.post("/{contact_id}/preferences")
async def change(
    request: Request,
    transaction: Transaction,
    reader: SignedIn,
    actor: Acting,
    contact_id: UUID,
) -> Response:
    """Change it for them, with a reason that stands in the history and in the audit."""
    found = await subscriber(transaction, contact_id)
    if found is None:
        raise NotFound(f"There is no contact {contact_id}.")
    form = await request.form()
    reason = str(form.get("reason") or "").strip()[:LONGEST_REASON]
    if not reason:
        said = "Say why: it is kept with what you change."
        return await _page(request, transaction, reader, found, wrong=said)
    said_so = Said("csm", datetime.now(UTC), actor, reason)
    await keep_form(transaction, found, form, said_so)
    return go_to(request, f"/contacts/{found}/preferences", "settings-saved")
