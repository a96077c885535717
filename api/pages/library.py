"""Templates: the list of the library, one with its preview, and all it ever said."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Any, get_args

from fastapi import APIRouter, Form, HTTPException, Query, Request, Response

from api.dependencies import CurrentServices, Transaction
from api.pages.bundle import LIBRARY_BLOCKS, builder_directory, bundle_in
from api.pages.library_form import (
    FIRST,
    KINDS_IN_WORDS,
    Written,
    from_form,
    with_language,
    written,
)
from api.pages.notices import go_to
from api.pages.rendering import page
from api.pages.route import PageRoute
from api.pages.sessions import Acting, SignedIn
from api.showing import NameOfJourney, Shown, WrittenMessage, shown
from api.test_mails import ask_for_test
from engine.definition.spelling import key_from
from engine.differences.templates import changes
from engine.errors import Conflict, Invalid, NotFound, TooMany
from engine.store import library, message_previews
from engine.store.database import Session
from engine.store.reading import library as reading
from engine.store.reading.library import VersionSummary
from engine.store.sessions import Reader
from engine.template_library import Kind, Partial, as_mail, content_from
from engine.templates.languages import spelt

router = APIRouter(prefix="/templates", route_class=PageRoute, include_in_schema=False)

Key = Annotated[str, Form(max_length=63)]


@dataclass(frozen=True)
class Seen:
    """What comes of what is being written."""

    shown: Shown | None = None
    frame: str = ""
    refused: str | None = None


@router.get("")
async def templates(
    request: Request,
    transaction: Transaction,
    reader: SignedIn,
    search: Annotated[str, Query(max_length=200)] = "",
    kind: str = "",
) -> Response:
    wanted = kind if kind in get_args(Kind) else None
    return page(
        request,
        "library/list.html",
        fragment="library/_rows.html",
        reader=reader,
        section="templates",
        items=await reading.list_items(transaction, search=search.strip(), kind=wanted),  # type: ignore[arg-type]
        uses=await reading.uses(transaction),
        kinds=KINDS_IN_WORDS,
        kind=wanted or "",
        search=search,
    )


@router.get("/new")
async def new(
    request: Request, transaction: Transaction, reader: SignedIn, kind: Kind = "mail"
) -> Response:
    return await _form(request, transaction, reader, written(kind, FIRST[kind]))


@router.post("/new")
async def make(
    request: Request, transaction: Transaction, reader: SignedIn, actor: Acting, kind: Kind = "mail"
) -> Response:
    asked = from_form(kind, await request.form())
    if asked.name and not asked.key:
        found = key_from(asked.name)
        fit = found.replace("-", "_") if kind == "partial" else found
        asked = _with(asked, key=fit)
    return await _keep(request, transaction, reader, actor, asked, is_new=True)


@router.post("/preview")
async def preview(
    request: Request,
    transaction: Transaction,
    services: CurrentServices,
    reader: SignedIn,
    kind: Kind = "mail",
) -> Response:
    """What comes of the form, for the customer and in the language that are chosen in it."""
    form = await request.form()
    asked = from_form(kind, form)
    seen = await _seen(transaction, services, reader, asked, form)
    return page(request, "library/_preview.html", reader=reader, seen=seen, kind=kind)


@router.get("/{key}")
async def one(request: Request, transaction: Transaction, reader: SignedIn, key: str) -> Response:
    item = await reading.get_item(transaction, key)
    current = await reading.get_version(transaction, key)
    asked = written(
        item.kind, current.content, key=key, name=item.name, note=item.note, expected=item.version
    )
    return await _form(request, transaction, reader, asked)


@router.post("/{key}")
async def change(
    request: Request, transaction: Transaction, reader: SignedIn, actor: Acting, key: str
) -> Response:
    item = await reading.get_item(transaction, key)
    asked = _with(from_form(item.kind, await request.form()), key=key)
    return await _keep(request, transaction, reader, actor, asked)


@router.get("/{key}/versions")
async def versions(
    request: Request, transaction: Transaction, reader: SignedIn, key: str
) -> Response:
    """All it ever said, each with what is another than before."""
    item = await reading.get_item(transaction, key)
    found = await reading.list_versions(transaction, key)
    before = [*found[1:], None]
    told = [(each, _changes(item.name, each, old)) for each, old in zip(found, before, strict=True)]
    return page(
        request, "library/versions.html", reader=reader, section="templates", item=item, told=told
    )


@router.post("/{key}/restore")
async def restore(
    request: Request,
    transaction: Transaction,
    actor: Acting,
    key: str,
    number: Annotated[int, Form()],
) -> Response:
    try:
        await library.restore(transaction, key, number, by=actor, now=datetime.now(UTC))
    except (Invalid, Conflict) as refused:
        raise HTTPException(409, str(refused)) from None
    return go_to(request, f"/templates/{key}", "template-restored")


@router.post("/{key}/test")
async def test(
    request: Request,
    transaction: Transaction,
    services: CurrentServices,
    reader: SignedIn,
    actor: Acting,
    key: str,
) -> Response:
    """Send what the form says, kept or not, to whoever writes it."""
    form = await request.form()
    item = await reading.get_item(transaction, key)
    sent, refused = None, None
    try:
        message = _message(from_form(item.kind, form), form)
        asked = await ask_for_test(transaction, services, message, reader.email, actor)
        sent = asked.id
    except (Invalid, NotFound, TooMany, ValueError) as said:
        refused = str(said)
    return page(request, "library/_sent.html", reader=reader, sent=sent, refused=refused)


@router.post("/{key}/delete")
async def delete(request: Request, transaction: Transaction, actor: Acting, key: str) -> Response:
    try:
        await library.remove(transaction, key, lambda: reading.binding(transaction, key), by=actor)
    except Conflict as refused:
        raise HTTPException(409, str(refused)) from None
    return go_to(request, "/templates", "template-deleted")


async def _keep(
    request: Request,
    transaction: Session,
    reader: Reader,
    actor: Acting,
    asked: Written,
    *,
    is_new: bool = False,
) -> Response:
    form = await request.form()
    if "add" in form:
        more = spelt(str(form.get("language", "")))
        return await _form(request, transaction, reader, with_language(asked, more), open=more)
    if "drop" in form:
        return await _form(request, transaction, reader, asked)
    refused = None if asked.name else "Give it a name."
    try:
        if refused is None:
            async with transaction.begin_nested():
                await library.save(
                    transaction,
                    asked.key,
                    kind=asked.kind,
                    name=asked.name,
                    content=asked.content(),
                    note=asked.note,
                    change=asked.change,
                    expected=0 if is_new else asked.expected,
                    by=actor,
                    now=datetime.now(UTC),
                )
            return go_to(request, f"/templates/{asked.key}", "template-saved")
    except (Invalid, Conflict, ValueError) as said:
        refused = str(said)
        problems = getattr(said, "problems", ())
        if problems:
            refused = " ".join(f"{_place(each.path)}{each.in_words()}" for each in problems[:5])
    return await _form(request, transaction, reader, asked, refused=refused, is_new=is_new)


def _place(path: str | None) -> str:
    return f"{path.replace('.', ' ')}: " if path else ""


async def _form(
    request: Request,
    transaction: Session,
    reader: Reader,
    asked: Written,
    *,
    refused: str | None = None,
    open: str = "",  # noqa: A002
    is_new: bool | None = None,
) -> Response:
    there = not (is_new if is_new is not None else asked.expected == 0)
    return page(
        request,
        "library/edit.html",
        reader=reader,
        section="templates",
        asked=asked,
        item=await reading.get_item(transaction, asked.key) if there else None,
        used=(await reading.uses(transaction)).of(asked.key) if there else (),
        kinds=KINDS_IN_WORDS,
        refused=refused,
        open=open,
        bundle=bundle_in(builder_directory(), LIBRARY_BLOCKS) if asked.kind == "designed" else None,
        status=422 if refused else 200,
    )


def _message(asked: Written, form: Any) -> WrittenMessage:
    """Raises ValueError."""
    content: Any = asked.content()
    if asked.kind == "partial":
        said = {
            k: {"subject": "…", "body": v["text"]} for k, v in content.get("locales", {}).items()
        }
        content = {"subject": "…", "body": content.get("text", ""), "locales": said}
    whom = str(form.get("whom", "")).strip()
    is_address = "@" in whom
    return WrittenMessage(
        template=content,
        kind="in_app" if asked.kind == "in_app" else "email",
        contact=whom if whom and is_address else None,
        account=whom if whom and not is_address else None,
        language=None if form.get("shown", "*") == "*" else str(form.get("shown"))[:35],
        journey=NameOfJourney(key="library", name=asked.name or "A journey"),
    )


async def _seen(
    transaction: Session, services: CurrentServices, reader: Reader, asked: Written, form: Any
) -> Seen:
    try:
        found = await shown(transaction, services, _message(asked, form), reader.email)
    except (NotFound, ValueError) as said:
        return Seen(refused=str(said))
    frame = await message_previews.keep(transaction, found.previewed.page, datetime.now(UTC))
    return Seen(found, f"/api/v1/templates/previews/{frame}")


def _with(asked: Written, **changed: Any) -> Written:
    return Written(**{**{name: getattr(asked, name) for name in vars(asked)}, **changed})


def _changes(name: str, new: VersionSummary, old: VersionSummary | None) -> list[str]:
    if old is None:
        return []
    before, after = (content_from(each.kind, each.content) for each in (old, new))
    old_mail = as_mail(before) if isinstance(before, Partial) else before
    new_mail = as_mail(after) if isinstance(after, Partial) else after
    return [text for _, text in changes(name, old_mail, new_mail)] or ["It reads as before."]
