"""Templates: the list of the library, one as a form, and all it ever said."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Annotated, get_args

from fastapi import APIRouter, Form, HTTPException, Query, Request, Response

from api.dependencies import Transaction
from api.pages.bundle import LIBRARY_TEXTS, builder_directory, bundle_in
from api.pages.library_form import FIRST, KINDS_IN_WORDS, Written, from_form, written
from api.pages.notices import go_to
from api.pages.rendering import page
from api.pages.route import PageRoute
from api.pages.sessions import Acting, SignedIn
from engine.definition.problems import Problem
from engine.definition.spelling import key_from
from engine.differences.templates import changes
from engine.errors import Conflict, Invalid
from engine.store import library
from engine.store.database import Session
from engine.store.reading import library as reading
from engine.store.reading.library import VersionSummary
from engine.store.sessions import Reader
from engine.template_library import Kind, Partial, as_mail, content_from

router = APIRouter(prefix="/templates", route_class=PageRoute, include_in_schema=False)


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
    return await _form(request, transaction, reader, await written(kind, FIRST[kind]))


@router.post("/new")
async def make(
    request: Request, transaction: Transaction, reader: SignedIn, actor: Acting, kind: Kind = "mail"
) -> Response:
    asked = await from_form(kind, await request.form())
    if asked.name and not asked.key:
        found = key_from(asked.name)
        fit = found.replace("-", "_") if kind == "partial" else found
        asked = replace(asked, key=fit)
    return await _keep(request, transaction, reader, actor, asked, is_new=True)


@router.get("/{key}")
async def one(request: Request, transaction: Transaction, reader: SignedIn, key: str) -> Response:
    item = await reading.get_item(transaction, key)
    current = await reading.get_version(transaction, key)
    asked = await written(
        item.kind, current.content, key=key, name=item.name, note=item.note, expected=item.version
    )
    return await _form(request, transaction, reader, asked)


@router.post("/{key}")
async def change(
    request: Request, transaction: Transaction, reader: SignedIn, actor: Acting, key: str
) -> Response:
    item = await reading.get_item(transaction, key)
    asked = replace(await from_form(item.kind, await request.form()), key=key)
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
    refused = asked.unreadable if asked.name else "Give it a name."
    try:
        if refused is None:
            async with transaction.begin_nested():
                await library.save(
                    transaction,
                    asked.key,
                    kind=asked.kind,
                    name=asked.name,
                    content=asked.content,
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
            refused = " ".join(map(_in_words, problems[:5]))
    return await _form(request, transaction, reader, asked, refused=refused, is_new=is_new)


def _in_words(problem: Problem) -> str:
    """With its place in words: `steps.0.title` is the title of the first."""
    parts = (str(int(each) + 1) if each.isdecimal() else each for each in problem.path.split("."))
    place = f"{' '.join(parts)}: " if problem.path else ""
    return f"{place}{problem.message}{f' {problem.hint}' if problem.hint else ''}"


async def _form(
    request: Request,
    transaction: Session,
    reader: Reader,
    asked: Written,
    *,
    refused: str | None = None,
    is_new: bool | None = None,
) -> Response:
    there = not (is_new if is_new is not None else asked.expected == 0)
    bundle = bundle_in(builder_directory(), LIBRARY_TEXTS)
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
        bundle=bundle,
        drawn=bundle is not None and asked.as_json is not None,
        status=422 if refused else 200,
    )


def _changes(name: str, new: VersionSummary, old: VersionSummary | None) -> list[str]:
    if old is None:
        return []
    before, after = (content_from(each.kind, each.content) for each in (old, new))
    old_mail = as_mail(before) if isinstance(before, Partial) else before
    new_mail = as_mail(after) if isinstance(after, Partial) else after
    return [text for _, text in changes(name, old_mail, new_mail)] or ["It reads as before."]
