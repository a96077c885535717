"""Segments: the list of them, one with who is in it and why, and how they are written."""

import asyncio
import re
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import partial
from typing import Annotated, Any
from urllib.parse import urlencode, urlsplit

import orjson
from fastapi import APIRouter, Form, HTTPException, Query, Request, Response

from api.dependencies import CurrentServices, Transaction
from api.pages.bundle import SEGMENT_CONDITION, Directory, bundle_in
from api.pages.links import address
from api.pages.notices import go_to
from api.pages.rendering import is_fragment, page
from api.pages.route import PageRoute
from api.pages.sessions import Acting, SignedIn
from api.services import Services
from engine.definition.conditions import Condition, EventHappened, leaves
from engine.definition.document import reading_of
from engine.definition.problems import Problem
from engine.definition.spelling import key_from
from engine.errors import Changed, Conflict, DefinitionError, Invalid, NotFound
from engine.own_events import OWN_EVENTS
from engine.segments.written import condition_from, doubts, in_words, not_finished, problems
from engine.sentences import Sentence, condition_sentence
from engine.sentences.evidence import evidence_of
from engine.sentences.words import name_in_words
from engine.store import segments as store
from engine.store.database import Session
from engine.store.knowledge import kinds_of_traits
from engine.store.reading import segments as reading
from engine.store.reading.meaning import customers_meant
from engine.store.reading.names import names
from engine.store.reading.paging import LARGEST_PAGE
from engine.store.reading.segment_members import list_changes, list_members
from engine.store.reading.segment_uses import uses
from engine.store.segmenting import trying
from engine.store.segments import SubjectKind
from engine.store.sent import ever_sent
from engine.store.sessions import Reader
from engine.store.values import values_had
from engine.validation.asked import asked_by
from engine.validation.values import fields

router = APIRouter(prefix="/segments", route_class=PageRoute, include_in_schema=False)

MOST_NAMED = 1_000
"""Put into a list at once."""

_LATEST, _SHOWN = 10, 15
_KEY = re.compile(r"[a-z0-9][a-z0-9_-]{0,62}")

Text = Annotated[str, Form(max_length=100_000)]


@dataclass(frozen=True)
class Asked:
    """What the form says."""

    name: str = ""
    subject: SubjectKind = "account"
    kept: str = "condition"
    """condition or list."""
    condition: str = ""
    """As it was written: JSON or YAML."""
    wanted: str = ""
    """The key a journey asks for. Empty: it gets one by its name."""
    journey: str = ""
    """The journey that is being drawn, whose builder led here."""
    is_taken: bool = False
    """Whether a segment that was put away has that key, which stays its own."""
    read: str | None = None
    """The edition of the segment that was opened to be changed."""
    wrong: dict[str, str] = field(default_factory=dict)


@router.get("")
async def segments(
    request: Request, transaction: Transaction, reader: SignedIn, after: str | None = None
) -> Response:
    found = await reading.list_segments(transaction, limit=LARGEST_PAGE, after=after)
    return page(
        request,
        "segments/list.html",
        reader=reader,
        section="segments",
        segments=found,
        trends=await reading.trends(transaction, found.rows, datetime.now(UTC)),
        uses=await uses(transaction),
        first_page=after is None,
        link=lambda **changes: address(request, **changes),
    )


@router.get("/new")
async def new(
    request: Request,
    transaction: Transaction,
    reader: SignedIn,
    directory: Directory,
    key: str = "",
    name: Annotated[str, Query(max_length=200)] = "",
    subject: SubjectKind = "account",
) -> Response:
    """`key`: the one a journey asks for already; whoever made it meanwhile is led to it."""
    if key in await store.segment_keys(transaction):
        return go_to(request, _page_of(key, _led_by(request)))
    called = name.strip() or name_in_words(key).capitalize()
    asked = Asked(called, subject, wanted=key, journey=_led_by(request))
    return _form(request, reader, directory, await _with_key(transaction, asked))


@router.post("/new")
async def make(
    request: Request,
    transaction: Transaction,
    reader: SignedIn,
    actor: Acting,
    directory: Directory,
    name: Annotated[str, Form(max_length=200)] = "",
    subject: Annotated[SubjectKind, Form()] = "account",
    kept: Annotated[str, Form(max_length=20)] = "condition",
    condition: Text = "",
    wanted: Annotated[str, Form(max_length=63)] = "",
    journey: Annotated[str, Form(max_length=63)] = "",
) -> Response:
    written_down = Asked(name.strip(), subject, kept, condition, wanted, journey)
    asked = await _with_key(transaction, written_down)
    if not asked.name:
        return _form(request, reader, directory, _with(asked, name="Give it a name."))
    key = asked.wanted or await _free(transaction, key_from(asked.name) or "segment")
    try:
        written = await _written(condition) if kept == "condition" else None
        await store.put_segment(
            transaction,
            key,
            name=asked.name,
            subject_kind=subject,
            condition=written,
            by=actor,
            now=datetime.now(UTC),
        )
    except Invalid as refused:
        return _form(request, reader, directory, _with(asked, condition=_said(refused)))
    notice = "segment-wanted" if asked.wanted else "segment-made"
    return go_to(request, _page_of(key, journey), notice)


def _page_of(key: str, journey: str) -> str:
    """`journey`: the one that led here, to which the page leads back."""
    return f"/segments/{key}" + (f"?{urlencode({'journey': journey})}" if journey else "")


_BUILDER = re.compile(r"/journeys/([^/]+)/edit")


def _led_by(request: Request) -> str:
    """The journey in whose builder the way here was taken; empty: it was elsewhere."""
    found = _BUILDER.fullmatch(urlsplit(request.headers.get("referer", "")).path)
    return found[1] if found else ""


@router.post("/preview")
async def preview(
    request: Request,
    transaction: Transaction,
    services: CurrentServices,
    reader: SignedIn,
    subject: Annotated[SubjectKind, Form()] = "account",
    condition: Text = "",
    key: Annotated[str, Form(max_length=63)] = "",
) -> Response:
    """What a condition says, and how many meet it, while it is being written."""
    context: dict[str, Any] = dict.fromkeys(("found", "sentence", "unfinished", "why"))
    if condition.strip() not in ("", "{}"):
        try:
            written = await _written(condition)
            context["sentence"] = await _sentence(transaction, written)
            wrong = problems(written, subject, await store.others(transaction), key=key or None)
            if wrong:
                context["why"] = in_words(wrong)
            else:
                context["unsent"] = await _unsent(transaction, written)
                context["doubts"] = await _doubts(transaction, written)
                context["found"] = await trying.preview(
                    transaction, subject, written, datetime.now(UTC), services.time_zone
                )
        except DefinitionError as unread:  # while it is being written, that is no fault
            context["unfinished"] = _said(unread)
        except Invalid as refused:
            context["why"] = _said(refused)
    return page(request, "segments/_preview.html", reader=reader, subject=subject, **context)


@router.get("/{key}")
async def segment(
    request: Request,
    transaction: Transaction,
    services: CurrentServices,
    reader: SignedIn,
    key: str,
    whom: str = "",
    after: str | None = None,
    journey: Annotated[str, Query(max_length=63)] = "",
) -> Response:
    """`journey`: the one in whose builder it was asked for."""
    return await _show(
        request, transaction, services, reader, key, whom=whom, after=after, journey=journey
    )


async def _show(
    request: Request,
    transaction: Session,
    services: Services,
    reader: Reader,
    key: str,
    *,
    whom: str = "",
    after: str | None = None,
    named: str = "",
    refused: str | None = None,
    journey: str = "",
) -> Response:
    """`refused`: why those `named` were not put in. `journey`: where to lead back to."""
    found = await reading.get_segment(transaction, key)
    if is_fragment(request) and found.counting is None:  # counted by now: everything is another
        return Response(status_code=204, headers={"HX-Refresh": "true"})
    written = condition_from(found.condition) if found.condition is not None else None
    now = datetime.now(UTC)
    called = await names(transaction)
    return page(
        request,
        "segments/show.html",
        fragment="segments/_standing.html",
        reader=reader,
        section="segments",
        segment=found,
        sentence=await _sentence(transaction, written) if written is not None else None,
        unsent=await _unsent(transaction, written),
        doubts=await _doubts(transaction, written),
        trend=(await reading.trends(transaction, [found], now))[key],
        members=await list_members(transaction, key, limit=_SHOWN, after=after),
        changes=await list_changes(transaction, key, limit=_LATEST),
        used=(await uses(transaction)).of(key),
        first_page=after is None,
        link=lambda **changes: address(request, "members", **changes),
        named=named,
        refused=refused,
        status=422 if refused else 200,
        whom=whom.strip(),
        journey=journey,
        journey_name=called.journeys.get(journey),
        evidence_of=partial(evidence_of, names=called),
        **await _told_of(transaction, services, found, written, whom.strip(), now),
    )


async def _told_of(
    transaction: Session,
    services: Services,
    segment: reading.SegmentSummary,
    written: Condition | None,
    whom: str,
    now: datetime,
) -> dict[str, Any]:
    """Why somebody is in it or not; `several` who may be meant; that `nobody` is called so.
    Empty: nobody asks."""
    if not whom:
        return {"told": None}
    kind = segment.subject_kind

    async def told_of(one: str) -> dict[str, Any]:
        told = await trying.explain(
            transaction, segment.key, kind, written, one, now, services.time_zone
        )
        return {"told": told}

    try:
        return await told_of(whom)
    except NotFound as nobody:
        accounts, contacts = await customers_meant(transaction, whom)
        ids = accounts if kind == "account" else contacts
        several = await trying.named(transaction, kind, ids)
        match several:
            case []:
                return {"told": None, "several": [], "nobody": str(nobody)}
            case [only]:
                return await told_of(only.external_id or str(only.id))
            case _:
                return {"told": None, "several": several}


@router.get("/{key}/edit")
async def edit(
    request: Request, transaction: Transaction, reader: SignedIn, directory: Directory, key: str
) -> Response:
    found = await reading.get_segment(transaction, key)
    written = orjson.dumps(found.condition).decode() if found.condition is not None else ""
    kept = "list" if found.condition is None else "condition"
    read = store.edition(found.name, found.condition)
    asked = Asked(found.name, found.subject_kind, kept, written, read=read)
    return _form(request, reader, directory, asked, key)


@router.post("/{key}/edit")
async def change(
    request: Request,
    transaction: Transaction,
    reader: SignedIn,
    actor: Acting,
    directory: Directory,
    key: str,
    name: Annotated[str, Form(max_length=200)] = "",
    condition: Text = "",
    tell: Annotated[bool, Form()] = False,
    read: Annotated[str | None, Form(max_length=32)] = None,
) -> Response:
    found = await reading.get_segment(transaction, key)
    kept = "list" if found.condition is None else "condition"
    asked = Asked(name.strip(), found.subject_kind, kept, condition, read=read)
    if not asked.name:
        return _form(request, reader, directory, _with(asked, name="Give it a name."), key)
    try:
        await store.put_segment(
            transaction,
            key,
            name=asked.name,
            subject_kind=found.subject_kind,
            condition=await _written(condition) if kept == "condition" else None,
            tells=tell,
            read=read,
            by=actor,
            now=datetime.now(UTC),
        )
    except Changed as refused:
        return _form(request, reader, directory, _with(asked, whole=str(refused)), key)
    except Invalid as refused:
        return _form(request, reader, directory, _with(asked, condition=_said(refused)), key)
    return go_to(request, f"/segments/{key}", "segment-changed")


@router.post("/{key}/members")
async def put_in(
    request: Request,
    transaction: Transaction,
    services: CurrentServices,
    reader: SignedIn,
    actor: Acting,
    key: str,
    named: Text = "",
) -> Response:
    """Customers by their ids, one a line or with commas between them."""
    wanted = [each.strip() for each in named.replace(",", "\n").splitlines() if each.strip()]
    refused = f"Name at least one, and at most {MOST_NAMED:,} at once."
    if 0 < len(wanted) <= MOST_NAMED:
        try:
            await store.add_members(transaction, key, wanted, by=actor, now=datetime.now(UTC))
            return go_to(request, f"/segments/{key}", "segment-filled")
        except NotFound as unknown:
            refused = str(unknown)
    return await _show(request, transaction, services, reader, key, named=named, refused=refused)


@router.post("/{key}/members/remove")
async def take_out(
    request: Request,
    transaction: Transaction,
    actor: Acting,
    key: str,
    whom: Annotated[str, Form(max_length=500)] = "",
) -> Response:
    await store.remove_member(transaction, key, whom, by=actor, now=datetime.now(UTC))
    return go_to(request, f"/segments/{key}", "segment-left")


@router.post("/{key}/archive")
async def archive(request: Request, transaction: Transaction, actor: Acting, key: str) -> Response:
    async def users() -> list[str]:
        return [use.in_words() for use in (await uses(transaction)).of(key)]

    try:
        await store.archive_segment(transaction, key, users, by=actor, now=datetime.now(UTC))
    except Conflict as refused:
        raise HTTPException(409, str(refused)) from None
    return go_to(request, "/segments", "segment-archived")


async def _sentence(session: Session, written: Condition) -> Sentence:
    return condition_sentence(written, names=await names(session)).begun()


async def _doubts(session: Session, condition: Condition | None) -> list[Problem]:
    """What no customer can meet, going by what has come in of the trait."""
    if condition is None:
        return []
    values = await values_had(session, fields(asked_by(condition, ())))
    return doubts(condition, await kinds_of_traits(session), values)


async def _unsent(session: Session, condition: Condition | None) -> list[str]:
    """Events it asks for that nobody has ever sent: perhaps they are called otherwise."""
    if condition is None:
        return []
    asked = {leaf.event for leaf in leaves(condition) if isinstance(leaf, EventHappened)}
    return sorted(asked - OWN_EVENTS - await ever_sent(session, asked))


async def _written(text: str) -> Condition:
    """Raises Invalid."""
    if text.strip() in ("", "{}"):
        raise Invalid("Say who is to be in it.")
    return condition_from((await asyncio.to_thread(reading_of, text, "auto")).data)


def _said(refused: Invalid) -> str:
    if isinstance(refused, DefinitionError):
        return not_finished(refused.problems)
    return str(refused)


def _with(asked: Asked, **wrong: str) -> Asked:
    return replace(asked, wrong=wrong)


async def _with_key(session: Session, asked: Asked) -> Asked:
    """The same, of the key that is wanted where that can be had."""
    is_key = _KEY.fullmatch(asked.wanted) is not None
    taken = is_key and asked.wanted in await store.taken_keys(session)
    return replace(asked, wanted=asked.wanted if is_key and not taken else "", is_taken=taken)


async def _free(session: Session, wanted: str) -> str:
    """The key, or with a number after it: one of a segment that was put away stays its own."""
    taken = await store.taken_keys(session)
    number, key = 2, wanted
    while key in taken:
        key, number = f"{wanted[:56]}-{number}", number + 1
    return key


def _form(
    request: Request,
    reader: Reader,
    directory: Directory,
    asked: Asked,
    key: str | None = None,
) -> Response:
    return page(
        request,
        "segments/edit.html",
        reader=reader,
        section="segments",
        asked=asked,
        key=key,
        bundle=bundle_in(directory, SEGMENT_CONDITION),
        status=422 if asked.wrong else 200,
    )
