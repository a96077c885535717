"""Channels of Slack and Teams on the page of channels: adding, trying, changing, removing one.

Administrators alone: whoever sets an address decides where what is told of customers goes.
"""

from typing import Annotated

from fastapi import APIRouter, Form, Request, Response

from activities.calling.trying import try_channel
from api.dependencies import CurrentServices, Transaction
from api.pages.notices import go_to
from api.pages.route import PageRoute
from api.pages.sessions import Administering
from engine.definition.spelling import key_from
from engine.store import chat
from engine.store.chat_addresses import Chat
from engine.store.tables.columns import utc_now

router = APIRouter(prefix="/channels/chats", route_class=PageRoute, include_in_schema=False)

Kind = Annotated[Chat, Form()]
Words = Annotated[str, Form(max_length=200)]
Address = Annotated[str, Form(max_length=2_000)]


@router.post("")
async def add(
    request: Request,
    transaction: Transaction,
    by: Administering,
    kind: Kind,
    key: Words = "",
    name: Words = "",
    url: Address = "",
) -> Response:
    key = key.strip() or key_from(name)
    await _set(transaction, key, kind, name, url, by, is_new=True)
    return go_to(request, "/channels", "channel-added")


@router.post("/{key}")
async def change(
    request: Request,
    transaction: Transaction,
    by: Administering,
    key: str,
    kind: Kind,
    name: Words = "",
    url: Address = "",
) -> Response:
    """Left empty, name and address stay as they are."""
    await _set(transaction, key, kind, name, url, by, is_new=False)
    return go_to(request, "/channels", "settings-saved")


@router.post("/{key}/test")
async def test(
    request: Request, services: CurrentServices, by: Administering, key: str
) -> Response:
    """Post a greeting to the channel now."""
    tried = await try_channel(services.database, services.calls, key, utc_now)
    return go_to(request, "/channels", "channel-taken" if tried.taken else "channel-not-taken")


@router.post("/{key}/remove")
async def remove(
    request: Request, transaction: Transaction, by: Administering, key: str
) -> Response:
    await chat.remove_channel(transaction, key, by=by)
    return go_to(request, "/channels", "channel-removed")


async def _set(
    transaction: Transaction,
    key: str,
    kind: Chat,
    name: str,
    url: str,
    by: Administering,
    *,
    is_new: bool,
) -> None:
    await chat.set_channel(
        transaction,
        key,
        kind=kind,
        url=url.strip() or None,
        name=name.strip() or None,
        is_new=is_new,
        by=by,
    )
