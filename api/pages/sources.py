"""Sources: where other products send to, what came of each call, and how it is read."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Form, HTTPException, Request, Response
from pydantic import JsonValue

from api.dependencies import CurrentServices, Transaction
from api.hooks.routes import house_of
from api.hooks.taking import replay as replay_delivery
from api.pages.links import address
from api.pages.notices import go_to
from api.pages.rendering import page
from api.pages.route import PageRoute
from api.pages.sessions import Acting, SignedIn
from engine.definition.spelling import key_from
from engine.errors import Conflict, Invalid, NotFound, OnwardError
from engine.sources import mapping as mappings
from engine.sources.delivery import Delivery, Unreadable
from engine.sources.mapping import PayloadMapping
from engine.sources.presets import PRESETS
from engine.sources.reading import payload_of
from engine.sources.schemes import scheme_from
from engine.sources.words import scheme_in_words
from engine.store import deliveries, hooks
from engine.store.database import Session
from engine.store.deliveries import DeliverySummary
from engine.store.hooks import HookSummary, Wanted, mapping_from
from engine.tracking.inspecting import keepable

router = APIRouter(prefix="/sources", route_class=PageRoute, include_in_schema=False)

KINDS = {
    "billing": "Billing",
    "support": "Support",
    "survey": "Surveys",
    "crm": "CRM",
    "meetings": "Meetings and webinars",
    "learning": "Courses",
    "community": "Community",
    "analytics": "Product analytics",
    "messaging": "Messages",
    "any": "Anything that follows a standard",
}
PATHS = (
    ("event", "What happened", "type"),
    ("user", "Whose: your id of the contact", "data.user.id"),
    ("account", "Your id of the account", "data.account.id"),
    ("email", "Or a mail address", "data.user.email"),
    ("at", "When it happened", "created_at"),
    ("id", "Its own id, so that it is taken once", "id"),
    ("properties", "What else is known", "data"),
    ("each", "A list of events, if there are several", "events"),
)
"""What a mapping names, how it is asked for, and an example."""

_LONGEST_SHOWN = 100_000


@dataclass(frozen=True)
class Asked:
    """What the form of a new source says."""

    preset: str = ""
    name: str = ""
    wrong: dict[str, str] = field(default_factory=dict)


@router.get("")
async def sources(
    request: Request, transaction: Transaction, services: CurrentServices, reader: SignedIn
) -> Response:
    found = await hooks.list_hooks(transaction, house_of(services))
    latest = {each.key: await _latest(transaction, each.key) for each in found}
    return page(
        request,
        "sources/list.html",
        reader=reader,
        section="sources",
        sources=found,
        latest=latest,
        presets=PRESETS,
    )


@router.get("/new")
async def new(request: Request, reader: SignedIn, preset: str = "") -> Response:
    return _form(request, reader, Asked(preset if preset in PRESETS else ""))


@router.post("/new")
async def add(
    request: Request,
    transaction: Transaction,
    services: CurrentServices,
    reader: SignedIn,
    actor: Acting,
    preset: Annotated[str, Form(max_length=63)] = "",
    name: Annotated[str, Form(max_length=200)] = "",
    secret: Annotated[str, Form(max_length=1_000)] = "",
) -> Response:
    asked = Asked(preset, name.strip())
    known = PRESETS.get(preset)
    called = asked.name or (known.name if known else "")
    if not called:
        return _form(request, reader, Asked(preset, wrong={"name": "Give it a name."}))
    wanted = Wanted(name=called, secret=secret.strip() or None)
    try:
        made = await hooks.add_hook(
            transaction,
            house_of(services),
            await _free(transaction, key_from(called) or "source"),
            preset=preset or None,
            wanted=wanted,
            by=actor,
            now=datetime.now(UTC),
        )
    except (Invalid, Conflict) as refused:
        wrong = {"secret" if secret else "preset": str(refused)}
        return _form(request, reader, Asked(preset, asked.name, wrong))
    return go_to(request, f"/sources/{made.key}", "source-added")


@router.get("/{source}")
async def source_page(
    request: Request,
    transaction: Transaction,
    services: CurrentServices,
    reader: SignedIn,
    source: str,
    after: str | None = None,
) -> Response:
    found = await hooks.get_hook(transaction, house_of(services), source)
    came = await deliveries.list_deliveries(transaction, source, limit=25, after=after)
    return page(
        request,
        "sources/show.html",
        fragment="sources/_deliveries.html",
        reader=reader,
        section="sources",
        deliveries=came,
        first_page=after is None,
        link=lambda **changes: address(request, **changes),
        **_about(found),
        preview=await _preview(transaction, found, found.mapping or {}),
    )


@router.post("/{source}/change")
async def change(
    request: Request,
    transaction: Transaction,
    services: CurrentServices,
    actor: Acting,
    source: str,
    name: Annotated[str | None, Form(max_length=200)] = None,
    secret: Annotated[str | None, Form(max_length=1_000)] = None,
    paused: Annotated[bool | None, Form()] = None,
) -> Response:
    wanted = Wanted(name=name or None, secret=secret or None, paused=paused)
    house, now = house_of(services), datetime.now(UTC)
    await hooks.change_hook(transaction, house, source, wanted, by=actor, now=now)
    return go_to(request, f"/sources/{source}", "source-changed")


@router.post("/{source}/address")
async def move(
    request: Request,
    transaction: Transaction,
    services: CurrentServices,
    actor: Acting,
    source: str,
) -> Response:
    """Another address; the old one is void at once."""
    await hooks.move_hook(transaction, house_of(services), source, by=actor)
    return go_to(request, f"/sources/{source}", "source-moved")


@router.post("/{source}/mapping")
async def save_mapping(
    request: Request,
    transaction: Transaction,
    services: CurrentServices,
    actor: Acting,
    source: str,
) -> Response:
    house, now = house_of(services), datetime.now(UTC)
    found = await hooks.get_hook(transaction, house, source)
    wanted = Wanted(mapping=await _paths(request, found))
    await hooks.change_hook(transaction, house, source, wanted, by=actor, now=now)
    return go_to(request, f"/sources/{source}", "source-changed")


@router.post("/{source}/mapping/preview")
async def preview_mapping(
    request: Request,
    transaction: Transaction,
    services: CurrentServices,
    reader: SignedIn,
    source: str,
) -> Response:
    """What the paths would make of the latest call."""
    found = await hooks.get_hook(transaction, house_of(services), source)
    preview = await _preview(transaction, found, await _paths(request, found))
    return page(request, "sources/_preview.html", reader=reader, preview=preview)


@router.get("/{source}/deliveries/{number}")
async def delivery(
    request: Request, transaction: Transaction, reader: SignedIn, source: str, number: int
) -> Response:
    found = await deliveries.get_delivery(transaction, source, number)
    return page(
        request,
        "sources/delivery.html",
        reader=reader,
        section="sources",
        delivery=found,
        body=_shown(found.body),
        items=[_written(each) for each in found.items],
    )


@router.post("/{source}/deliveries/{number}/replay")
async def replay(
    request: Request, services: CurrentServices, actor: Acting, source: str, number: int
) -> Response:
    try:
        await replay_delivery(
            services.database,
            house_of(services),
            source,
            number,
            by=actor,
            now=datetime.now(UTC),
        )
    except NotFound:
        raise
    except OnwardError as refused:
        raise HTTPException(409, str(refused)) from None
    return go_to(request, f"/sources/{source}/deliveries/{number}", "delivery-replayed")


async def _latest(session: Session, source: str) -> DeliverySummary | None:
    rows = (await deliveries.list_deliveries(session, source, limit=1)).rows
    return rows[0] if rows else None


def _form(request: Request, reader: SignedIn, asked: Asked) -> Response:
    groups = {
        title: [each for each in PRESETS.values() if each.kind == kind]
        for kind, title in KINDS.items()
    }
    return page(
        request,
        "sources/new.html",
        reader=reader,
        section="sources",
        asked=asked,
        groups=groups,
        status=422 if asked.wrong else 200,
    )


def _about(found: HookSummary) -> dict[str, Any]:
    preset = PRESETS.get(found.preset or "")
    return {
        "source": found,
        "preset": preset,
        "known_by": scheme_in_words(scheme_from(found.scheme)),
        "needs_secret": found.scheme["kind"] != "address",
        "paths": PATHS,
        "mapping": mapping_from(found.mapping or {}).model_dump(),
    }


async def _free(session: Session, wanted: str) -> str:
    """The key, or with a number after it, so that no two sources have one."""
    taken = await hooks.taken_keys(session, wanted)
    number = 2
    key = wanted
    while key in taken:
        key, number = f"{wanted}-{number}", number + 1
    return key


async def _paths(request: Request, source: HookSummary) -> dict[str, JsonValue]:
    """The mapping as the form has it. What the form does not ask for stays as it is."""
    form = await request.form()
    names = [*(name for name, _, _ in PATHS), "name"]
    given = {name: str(form.get(name) or "").strip() for name in names}
    kept = {name: value for name, value in (source.mapping or {}).items() if name not in given}
    return {**kept, **{name: value for name, value in given.items() if value}}


async def _preview(
    session: Session, source: HookSummary, paths: dict[str, JsonValue]
) -> dict[str, Any] | None:
    """The latest call and what these paths make of it; None when nothing has come."""
    if source.preset is not None:
        return None
    try:
        body = await deliveries.latest_body(session, source.key)
    except NotFound:
        return None
    sent = Delivery(method="POST", url="", headers={}, body=body, received_at=datetime.now(UTC))
    try:
        payload = keepable(payload_of(sent))
        found = mappings.read(_mapping(paths), payload)
    except (Unreadable, Invalid) as bad:
        return {"payload": _shown(body), "items": [], "why": str(bad)}
    return {
        "payload": _written(payload),
        "items": [_written(each) for each in found.items],
        "why": found.left_out,
    }


def _mapping(paths: dict[str, JsonValue]) -> PayloadMapping:
    return mapping_from(paths)


def _written(value: JsonValue) -> str:
    return orjson.dumps(value, option=orjson.OPT_INDENT_2).decode()[:_LONGEST_SHOWN]


def _shown(body: bytes) -> str:
    """The body for people: JSON set out, and as it is what is no JSON or too deep to be set out."""
    try:
        return _written(orjson.loads(body))
    except (orjson.JSONDecodeError, orjson.JSONEncodeError):
        return body[:_LONGEST_SHOWN].decode("utf-8", "replace")
