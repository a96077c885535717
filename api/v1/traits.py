"""`/api/v1/traits` and `/api/v1/event-names`: what comes in, of what types, and from where."""

from fastapi import APIRouter

from api.auth.keys import Reader
from api.dependencies import Transaction
from api.v1.answers import Search
from engine.store.reading import sightings
from engine.store.reading.sightings import EventDetail, SeenEventName, SeenName, TraitDetail

router = APIRouter(tags=["Data"])


@router.get("/traits")
async def list_traits(
    key: Reader, transaction: Transaction, search: Search = None
) -> list[SeenName]:
    """Traits of accounts and contacts as they were sent, those whose types disagree first. At most
    500; everything is counted, some two minutes after it has come in."""
    return await sightings.list_traits(transaction, search=search)


@router.get("/traits/{path}")
async def get_trait(key: Reader, transaction: Transaction, path: str) -> TraitDetail:
    """One trait, by its path, such as `account.plan`, and the journeys that ask about it."""
    return await sightings.get_trait(transaction, path)


@router.get("/event-names")
async def list_event_names(
    key: Reader, transaction: Transaction, search: Search = None
) -> list[SeenEventName]:
    """Events by name: how often, since when, from where. At most 500; `search` finds them by the
    names of their properties too."""
    return await sightings.list_event_names(transaction, search=search)


@router.get("/event-names/{name:path}")
async def get_event_name(key: Reader, transaction: Transaction, name: str) -> EventDetail:
    """One event with its properties, and the journeys that listen for it."""
    return await sightings.get_event_name(transaction, name)
