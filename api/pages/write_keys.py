"""How events come in: the write keys, how a product sends with one, and whether anything came."""

from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Form, Request, Response

from api.dependencies import CurrentServices, Transaction
from api.pages.events import TYPES
from api.pages.rendering import page
from api.pages.route import PageRoute
from api.pages.sessions import Administering, SignedIn
from api.pages.snippets import snippets
from engine.store.access import NewKey, create_key
from engine.store.database import Session
from engine.store.reading.write_keys import MOST_KEYS, WriteKey, refused_since, write_keys
from engine.store.sessions import Reader

router = APIRouter(prefix="/write-keys", route_class=PageRoute, include_in_schema=False)


@router.get("")
async def how_events_come_in(
    request: Request, transaction: Transaction, services: CurrentServices, reader: SignedIn
) -> Response:
    return await _page(request, transaction, reader, services.public_url)


@router.post("")
async def make(
    request: Request,
    transaction: Transaction,
    services: CurrentServices,
    reader: SignedIn,
    actor: Administering,
    name: Annotated[str, Form(max_length=200)] = "",
) -> Response:
    """The answer is the page itself: the key is on it, and on no other."""
    called = name.strip() or "Our product"
    made = await create_key(transaction, name=called, scope="write", by=actor)
    shown = await _page(request, transaction, reader, services.public_url, made)
    shown.headers["Cache-Control"] = "no-store"
    return shown


@router.get("/{key}/arrived")
async def arrived(
    request: Request,
    transaction: Transaction,
    reader: SignedIn,
    key: str,
    seen: str = "",
) -> Response:
    """What has come in by the key, asked again and again until something has happened, or the key
    does not hold any more. 204: still what was `seen`, so that nobody is told it again."""
    found = await write_keys(transaction, datetime.now(UTC), only=key)
    about = await _arrival(transaction, found[0]) if found else {"key": None, "seen": None}
    if seen == about["seen"]:
        return Response(status_code=204)
    return page(request, "write_keys/_arrived.html", reader=reader, **about)


async def _page(
    request: Request, session: Session, reader: Reader, host: str, made: NewKey | None = None
) -> Response:
    keys = await write_keys(session, datetime.now(UTC))
    return page(
        request,
        "write_keys/show.html",
        reader=reader,
        section="sources",
        host=host,
        keys=[await _arrival(session, each) for each in keys],
        most_keys=MOST_KEYS,
        made=made,
        snippets=snippets(host, made.plain if made else None),
    )


async def _arrival(session: Session, key: WriteKey) -> dict[str, Any]:
    came = key.arrived
    refused = await refused_since(session, key.source_id, came.at if came else None)
    seen = f"{came.event_id if came else 0}-{refused.id if refused else 0}"
    return {"key": key, "came": came, "refused": refused, "types": TYPES, "seen": seen}
