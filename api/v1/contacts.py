"""`/api/v1/contacts`: people."""

from typing import Annotated

from fastapi import APIRouter, Query

from api.auth.keys import Admin, Reader
from api.dependencies import CurrentServices, Transaction
from api.v1.answers import After, Limit, Listing, Search, listing
from engine.store import unlinking
from engine.store.customers import contact_called
from engine.store.reading import accounts as reading
from engine.store.reading import why_outside
from engine.store.reading.accounts import ContactDetail, ContactFound
from engine.store.reading.happenings import Happening, Show, happenings
from engine.store.tables.columns import utc_now
from engine.store.unlinking import Way
from engine.why_not import Whereabouts

router = APIRouter(prefix="/contacts", tags=["Accounts and contacts"])


@router.get("")
async def list_contacts(
    key: Reader,
    transaction: Transaction,
    search: Search = None,
    limit: Limit = 50,
    after: After = None,
) -> Listing[ContactFound]:
    """`search` is looked for in names, mail addresses and external ids. Each comes with the account
    where they are the primary contact, or that they joined first."""
    return listing(
        await reading.list_contacts(transaction, search=search, limit=limit, after=after)
    )


@router.get("/{contact}")
async def get_contact(key: Reader, transaction: Transaction, contact: str) -> ContactDetail:
    """By external id, id or mail address, with the accounts they belong to."""
    return await reading.get_contact(transaction, contact)


@router.get("/{contact}/identities")
async def list_identities(key: Reader, transaction: Transaction, contact: str) -> list[Way]:
    """Every id and address that means this contact: their own id first."""
    found = await contact_called(transaction, contact)
    return (await unlinking.known_ways(transaction, [found.id]))[found.id]


@router.delete("/{contact}/identities")
async def remove_identity(
    key: Admin,
    transaction: Transaction,
    contact: str,
    kind: Annotated[str, Query(max_length=40)],
    value: Annotated[str, Query(max_length=255)],
) -> list[Way]:
    """Have a wrong address or id no longer mean this contact. What came with it stays theirs, and
    what comes with it next is somebody else's. Their own id cannot be removed."""
    found = await contact_called(transaction, contact)
    await unlinking.remove_way(transaction, str(found.id), kind, value, by=key.actor, now=utc_now())
    await transaction.flush()
    return (await unlinking.known_ways(transaction, [found.id]))[found.id]


@router.get("/{contact}/journeys/{journey}")
async def why_contact(
    key: Reader, transaction: Transaction, services: CurrentServices, contact: str, journey: str
) -> Whereabouts:
    """Why a contact is, or is not, in a journey. Where it is for accounts, this is about theirs."""
    found = await contact_called(transaction, contact)
    return await why_outside.why_contact(
        transaction, found, journey, now=utc_now(), zone=services.time_zone
    )


@router.get("/{contact}/timeline")
async def contact_timeline(
    key: Reader,
    transaction: Transaction,
    contact: str,
    show: Show = "everything",
    limit: Limit = 50,
    after: After = None,
) -> Listing[Happening]:
    """Everything that happened, events and journeys together, the latest first."""
    found = await contact_called(transaction, contact)
    return listing(
        await happenings(transaction, contact=found.id, show=show, limit=limit, after=after)
    )
