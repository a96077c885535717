"""Sources: where other products send to, and how what they send is read."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Form, Request, Response
from pydantic import JsonValue

from api.dependencies import CurrentServices, Transaction
from api.hooks.routes import house_of
from api.pages.links import address
from api.pages.notices import go_to
from api.pages.payloads import shown, written
from api.pages.rendering import is_fragment, page
from api.pages.route import PageRoute
from api.pages.sessions import Administering, SignedIn
from api.pages.source_forms import (
    KINDS,
    PATHS,
    PROOFS,
    Asked,
    Proof,
    Typed,
    paths_in,
    proof_of,
)
from api.services import Services
from engine.definition.spelling import key_from
from engine.editions import edition_of
from engine.errors import Changed, Conflict, Invalid, NotFound, OnwardError
from engine.sources import mapping as mappings
from engine.sources.delivery import Delivery, Unreadable
from engine.sources.mapping import PayloadMapping
from engine.sources.presets import PRESETS
from engine.sources.reading import payload_of
from engine.sources.schemes import scheme_from
from engine.sources.words import scheme_in_words
from engine.store import deliveries, hooks
from engine.store.database import Session
from engine.store.hooks import HookSummary, Wanted, mapping_from
from engine.store.sessions import Reader
from engine.tracking.inspecting import keepable

router = APIRouter(prefix="/sources", route_class=PageRoute, include_in_schema=False)


@router.get("")
async def sources(
    request: Request, transaction: Transaction, services: CurrentServices, reader: SignedIn
) -> Response:
    found = await hooks.list_hooks(transaction, house_of(services))
    return page(
        request,
        "sources/list.html",
        reader=reader,
        section="sources",
        sources=found,
        presets=PRESETS,
    )


@router.get("/new")
async def new(
    request: Request, reader: SignedIn, actor: Administering, preset: str = ""
) -> Response:
    return _form(request, reader, Asked(preset if preset in PRESETS else ""))


@router.post("/new")
async def add(
    request: Request,
    transaction: Transaction,
    services: CurrentServices,
    reader: SignedIn,
    actor: Administering,
    preset: Annotated[str, Form(max_length=63)] = "",
    name: Annotated[str, Form(max_length=200)] = "",
    secret: Annotated[str, Form(max_length=1_000)] = "",
    proof: Annotated[str, Form(max_length=20)] = "address",
    header: Annotated[str, Form(max_length=100)] = "",
    prefix: Annotated[str, Form(max_length=50)] = "",
) -> Response:
    asked = Asked(preset, name.strip(), Proof(proof, header, prefix))
    known = PRESETS.get(preset)
    called = asked.name or (known.name if known else "")
    if not called:
        return _form(request, reader, replace(asked, wrong={"name": "Give it a name."}))
    try:
        scheme = None if preset else asked.proof.data()
        wanted = Wanted(name=called, secret=secret.strip() or None, scheme=scheme)
        async with transaction.begin_nested():  # so that nothing is left of one that is refused
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
        return _form(request, reader, replace(asked, wrong={_at_fault(refused): str(refused)}))
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
    return await _show(request, transaction, services, reader, source, after=after)


async def _show(
    request: Request,
    transaction: Session,
    services: Services,
    reader: Reader,
    source: str,
    *,
    after: str | None = None,
    typed: Typed | None = None,
) -> Response:
    found = await hooks.get_hook(transaction, house_of(services), source)
    came = await deliveries.list_deliveries(transaction, source, limit=25, after=after)
    is_whole = not is_fragment(request) or typed is not None
    typed = typed or Typed(found.mapping or {}, edition_of(found.mapping))
    preview = await _preview(transaction, found, typed.paths) if is_whole else None
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
        typed=typed,
        mapping=mapping_from(typed.paths).model_dump(),
        may_change=reader.role == "admin",
        preview=preview,
        status=422 if typed.refused else 200,
    )


@router.post("/{source}/change")
async def change(
    request: Request,
    transaction: Transaction,
    services: CurrentServices,
    actor: Administering,
    source: str,
    name: Annotated[str | None, Form(max_length=200)] = None,
    secret: Annotated[str | None, Form(max_length=1_000)] = None,
    paused: Annotated[bool | None, Form()] = None,
) -> Response:
    wanted = Wanted(name=name or None, secret=secret or None, paused=paused)
    await _change(transaction, services, source, wanted, actor)
    return go_to(request, f"/sources/{source}", "source-changed")


@router.post("/{source}/proof")
async def change_proof(
    request: Request,
    transaction: Transaction,
    services: CurrentServices,
    actor: Administering,
    source: str,
    proof: Annotated[str, Form(max_length=20)],
    header: Annotated[str, Form(max_length=100)] = "",
    prefix: Annotated[str, Form(max_length=50)] = "",
) -> Response:
    """How a source that no preset describes is known."""
    wanted = Wanted(scheme=Proof(proof, header, prefix).data())
    await _change(transaction, services, source, wanted, actor)
    return go_to(request, f"/sources/{source}", "source-changed")


@router.post("/{source}/retire-secret")
async def retire_secret(
    request: Request,
    transaction: Transaction,
    services: CurrentServices,
    actor: Administering,
    source: str,
) -> Response:
    """The secret before counts no more."""
    await hooks.retire_secret(transaction, house_of(services), source, by=actor)
    return go_to(request, f"/sources/{source}", "secret-retired")


@router.post("/{source}/address")
async def move(
    request: Request,
    transaction: Transaction,
    services: CurrentServices,
    actor: Administering,
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
    reader: SignedIn,
    actor: Administering,
    source: str,
    read: Annotated[str | None, Form(max_length=32)] = None,
) -> Response:
    found = await hooks.get_hook(transaction, house_of(services), source)
    paths = await paths_in(request, found)
    try:
        await _change(transaction, services, source, Wanted(mapping=paths), actor, read)
    except Changed as refused:
        typed = Typed(paths, read, str(refused))
        return await _show(request, transaction, services, reader, source, typed=typed)
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
    preview = await _preview(transaction, found, await paths_in(request, found))
    return page(request, "sources/_preview.html", reader=reader, preview=preview)


def _at_fault(refused: OnwardError) -> str:
    """The field a refusal belongs to."""
    match refused.code:
        case "no_header":
            return "header"
        case "no_use_for_secret":
            return "secret"
        case _:
            return "preset"


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
        proofs=PROOFS,
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
        "proofs": PROOFS,
        "proof": proof_of(found),
    }


async def _change(
    session: Session,
    services: Services,
    source: str,
    wanted: Wanted,
    actor: Administering,
    read: str | None = None,
) -> None:
    house, now = house_of(services), datetime.now(UTC)
    await hooks.change_hook(session, house, source, wanted, read=read, by=actor, now=now)


async def _free(session: Session, wanted: str) -> str:
    """The key, or with a number after it, so that no two sources have one."""
    taken = await hooks.taken_keys(session, wanted)
    number = 2
    key = wanted
    while key in taken:
        key, number = f"{wanted}-{number}", number + 1
    return key


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
        return {"payload": shown(body), "items": [], "why": str(bad)}
    return {
        "payload": shown(body),
        "items": [written(each) for each in found.items],
        "why": found.left_out,
    }


def _mapping(paths: dict[str, JsonValue]) -> PayloadMapping:
    return mapping_from(paths)
