"""`/api/v1/sources`: where other products send to, what came, and how it is read."""

import base64
from dataclasses import asdict
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field, JsonValue

from api.auth.keys import Admin, Administrator, Reader
from api.dependencies import CurrentServices, Transaction
from api.hooks.routes import house_of
from api.hooks.taking import replay
from api.v1.answers import After, Limit, Listing, listing
from api.v1.events import Number
from engine.errors import Conflict
from engine.sources import mapping as mappings
from engine.sources.delivery import Delivery, Unreadable
from engine.sources.presets import PRESETS
from engine.sources.reading import payload_of
from engine.sources.schemes import as_data
from engine.store import deliveries, hooks
from engine.store.deliveries import DeliverySummary
from engine.store.hooks import HookSummary, Wanted, mapping_from
from engine.store.tables.columns import JsonObject, utc_now
from engine.tracking.inspecting import keepable

router = APIRouter(prefix="/sources", tags=["Sources"])

Name = Annotated[str, Field(min_length=1, max_length=200)]


class Change(BaseModel):
    model_config = ConfigDict(extra="forbid")

    name: Name | None = None
    secret: str | None = None
    """The one its sender shows. It cannot be read back; the one before is taken as well, until it
    is retired."""
    scheme: JsonObject | None = None
    """How deliveries are verified; null: as it is."""
    mapping: JsonObject | None = None
    """Where in a payload things are; `{}`: as the product is known to send. Null: as it is."""
    paused: bool | None = None
    """While paused, senders are told to try again later."""

    def wanted(self) -> Wanted:
        return Wanted(**dict(self))


class NewSource(Change):
    key: Annotated[str, Field(max_length=63)]
    preset: str | None = None
    """The product, one of `GET /sources/presets`; null: one that is not known."""

    def wanted(self) -> Wanted:
        given = dict(self)
        del given["key"], given["preset"]
        return Wanted(**given)


class PresetSummary(BaseModel):
    key: str
    name: str
    kind: str
    scheme: JsonObject
    setup: str
    """Where in the product the address is entered and the secret found."""


class DeliveryAnswer(BaseModel):
    id: int
    source: str
    method: str
    url: str
    status: str
    code: str | None
    reason: str | None
    items: list[JsonObject]
    """What it was read as: items of the tracking API."""
    put_aside: int
    headers: JsonObject
    body: str | None
    """As text; null when it is none."""
    body_base64: str | None
    """When it is no text."""
    received_at: datetime
    replayed_at: datetime | None


class Mapped(BaseModel):
    model_config = ConfigDict(extra="forbid")

    mapping: JsonObject
    payload: JsonValue = None
    """Null: the latest that came."""


class Preview(BaseModel):
    payload: JsonValue
    items: list[JsonObject]
    left_out: str | None
    """Why nothing is made of it."""


class ReplayAnswer(BaseModel):
    status: str
    code: str | None
    reason: str | None
    items: list[JsonObject]
    put_aside: int


@router.get("/presets")
async def list_presets(key: Reader) -> list[PresetSummary]:
    """The products that are known."""
    return [
        PresetSummary(
            key=each.key,
            name=each.name,
            kind=each.kind,
            scheme=as_data(each.scheme),
            setup=each.setup,
        )
        for each in PRESETS.values()
    ]


@router.get("")
async def list_sources(
    key: Administrator, transaction: Transaction, services: CurrentServices
) -> list[HookSummary]:
    """Those that other products send to, by key. Their addresses let others in: for admins."""
    return await hooks.list_hooks(transaction, house_of(services))


@router.post("", status_code=201)
async def add_source(
    key: Administrator, transaction: Transaction, services: CurrentServices, what: NewSource
) -> HookSummary:
    """Add a source. Its address is in the answer; enter it where the product asks for one."""
    return await hooks.add_hook(
        transaction,
        house_of(services),
        what.key,
        preset=what.preset,
        wanted=what.wanted(),
        by=key.actor,
        now=utc_now(),
    )


@router.get("/{source}")
async def get_source(
    key: Administrator, transaction: Transaction, services: CurrentServices, source: str
) -> HookSummary:
    return await hooks.get_hook(transaction, house_of(services), source)


@router.patch("/{source}")
async def change_source(
    key: Administrator,
    transaction: Transaction,
    services: CurrentServices,
    source: str,
    what: Change,
) -> HookSummary:
    """Change what is given, and leave the rest."""
    house = house_of(services)
    return await hooks.change_hook(
        transaction, house, source, what.wanted(), by=key.actor, now=utc_now()
    )


@router.post("/{source}/address")
async def move_source(
    key: Administrator, transaction: Transaction, services: CurrentServices, source: str
) -> HookSummary:
    """Another address, when the one it has got into wrong hands. The old one is void at once."""
    return await hooks.move_hook(transaction, house_of(services), source, by=key.actor)


@router.post("/{source}/retire-secret")
async def retire_secret(
    key: Administrator, transaction: Transaction, services: CurrentServices, source: str
) -> HookSummary:
    """Take no secret but the newest, at once: the one before got into wrong hands, or is no longer
    used."""
    return await hooks.retire_secret(transaction, house_of(services), source, by=key.actor)


@router.get("/{source}/deliveries")
async def list_deliveries(
    key: Admin, transaction: Transaction, source: str, limit: Limit = 50, after: After = None
) -> Listing[DeliverySummary]:
    """What came in the last 30 days, the latest first."""
    page = await deliveries.list_deliveries(transaction, source, limit=limit, after=after)
    return listing(page)


@router.get("/{source}/deliveries/{delivery}")
async def get_delivery(
    key: Admin, transaction: Transaction, source: str, delivery: Number
) -> DeliveryAnswer:
    """One of them: as it came, and as what it was read."""
    found = await deliveries.get_delivery(transaction, source, delivery)
    given: dict[str, Any] = asdict(found)
    text, encoded = _written(given.pop("body"))
    return DeliveryAnswer(**given, body=text, body_base64=encoded)


@router.post("/{source}/deliveries/{delivery}/replay")
async def replay_delivery(
    key: Administrator, services: CurrentServices, source: str, delivery: Number
) -> ReplayAnswer:
    """Read it again as the source is set up now. What is stored already is not stored again."""
    outcome = await replay(
        services.database, house_of(services), source, delivery, by=key.actor, now=utc_now()
    )
    return ReplayAnswer(**{**asdict(outcome), "items": list(outcome.items)})


@router.post("/{source}/mapping")
async def preview_mapping(
    key: Admin, transaction: Transaction, source: str, what: Mapped
) -> Preview:
    """What a mapping would make of a payload. Nothing is stored."""
    mapping = mapping_from(what.mapping)
    payload = keepable(what.payload)
    if payload is None:
        body = await deliveries.latest_body(transaction, source)
        payload = _payload(body)
    try:
        found = mappings.read(mapping, payload)
    except Unreadable as bad:
        raise Conflict(bad.reason, code=bad.code) from None
    return Preview(payload=payload, items=list(found.items), left_out=found.left_out)


def _payload(body: bytes) -> JsonValue:
    sent = Delivery(method="POST", url="", headers={}, body=body, received_at=utc_now())
    try:
        return keepable(payload_of(sent))
    except Unreadable as bad:
        raise Conflict(bad.reason, code=bad.code) from None


def _written(body: bytes) -> tuple[str | None, str | None]:
    try:
        return body.decode(), None
    except UnicodeDecodeError:
        return None, base64.b64encode(body).decode()
