"""Imports: a file is uploaded, its columns are told, it is looked over, and worked off."""

from collections.abc import Mapping as Map
from datetime import UTC, datetime
from typing import Any, cast, get_args
from uuid import UUID

from fastapi import APIRouter, HTTPException, Request, Response
from pydantic import JsonValue
from starlette.datastructures import FormData, UploadFile
from starlette.types import Receive, Scope, Send

from api.dependencies import CurrentServices, Transaction
from api.pages.links import address
from api.pages.notices import go_to
from api.pages.rendering import page
from api.pages.route import PageRoute
from api.pages.sessions import Acting, SignedIn
from api.uploading import MAX_BYTES, TOO_LARGE, limited
from api.v1.imports import as_csv
from engine.errors import Invalid
from engine.importing.guessing import hint_for
from engine.importing.mapping import USES, Kind, Mapping, problems_of
from engine.importing.sheets import How, separator_named
from engine.importing.values import DATES, NUMBERS
from engine.store import imports
from engine.store.database import Session
from engine.store.reading import imports as reading
from engine.store.sessions import Reader
from engine.store.tables import Import


class UploadRoute(PageRoute):
    """A page's route that takes a file, and no larger one than is allowed."""

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        await super().handle(scope, limited(receive), send)


router = APIRouter(prefix="/imports", route_class=UploadRoute, include_in_schema=False)

KINDS = {
    "accounts": ("Accounts", "Companies, a row for each: an id, and what is known of them."),
    "contacts": ("Contacts", "People, a row for each: an id or an email address, their account."),
    "events": ("History", "What customers did, a row for each time: what, when, and who."),
}
TYPES = {
    "text": "Text",
    "number": "Number",
    "boolean": "Yes or no",
    "date": "Date",
    "list": "List",
    "as_sent": "As it is",
}
_LONGEST_EXAMPLE = 60


@router.get("")
async def import_list(
    request: Request, transaction: Transaction, reader: SignedIn, after: str | None = None
) -> Response:
    return page(
        request,
        "imports/list.html",
        reader=reader,
        section="data",
        imports=await reading.list_imports(transaction, after=after),
        kinds=KINDS,
        first_page=after is None,
        link=lambda **changes: address(request, **changes),
    )


@router.get("/new")
async def new(request: Request, reader: SignedIn, kind: str = "accounts") -> Response:
    return _form(request, reader, kind)


@router.post("/new")
async def upload(
    request: Request, transaction: Transaction, reader: SignedIn, actor: Acting
) -> Response:
    async with request.form() as form:
        kind, file = str(form.get("kind") or ""), form.get("file")
        if kind not in KINDS or not isinstance(file, UploadFile) or not file.filename:
            return _form(request, reader, kind, "Choose a file.")
        if (file.size or 0) > MAX_BYTES:
            raise HTTPException(413, TOO_LARGE)
        try:
            async with transaction.begin_nested():
                row = await imports.add_import(
                    transaction,
                    file.file,
                    kind=cast(Kind, kind),
                    file_name=file.filename,
                    how=_how(form),
                    by=actor,
                    now=datetime.now(UTC),
                )
        except Invalid as refused:
            return _form(request, reader, kind, str(refused))
    return go_to(request, f"/imports/{row.id}")


@router.get("/{import_id}")
async def one(
    request: Request,
    transaction: Transaction,
    reader: SignedIn,
    import_id: UUID,
    after: str | None = None,
) -> Response:
    found = await reading.get_import(transaction, import_id)
    if found.status == "draft":
        row = await imports.get_import(transaction, import_id)
        return await _mapping_page(request, transaction, reader, row)
    rejected = await reading.list_rejected(transaction, import_id, limit=25, after=after)
    return page(
        request,
        "imports/show.html",
        fragment="imports/_progress.html",
        reader=reader,
        section="data",
        found=found,
        kinds=KINDS,
        rejected=rejected,
        first_page=after is None,
        link=lambda **changes: address(request, **changes),
    )


@router.post("/{import_id}/preview")
async def look_over(
    request: Request, transaction: Transaction, reader: SignedIn, import_id: UUID
) -> Response:
    """What the rows would become, as the columns are told now; it is kept so."""
    row = await imports.get_import(transaction, import_id, lock=True)
    mapping = mapping_in(await request.form(), row)
    await imports.set_mapping(transaction, row, mapping)
    return page(
        request,
        "imports/_preview.html",
        reader=reader,
        **await _about(transaction, row, mapping),
    )


@router.post("/{import_id}/start")
async def start(
    request: Request, transaction: Transaction, reader: SignedIn, actor: Acting, import_id: UUID
) -> Response:
    form = await request.form()
    row = await imports.get_import(transaction, import_id, lock=True)
    if row.status == "draft":
        await imports.set_mapping(transaction, row, mapping_in(form, row))
        await transaction.flush()
    try:
        await imports.start(transaction, import_id, by=actor, now=datetime.now(UTC))
    except Invalid:
        return await _mapping_page(request, transaction, reader, row, status=422)
    return go_to(request, f"/imports/{import_id}", "import-started")


@router.post("/{import_id}/stop")
async def stop(
    request: Request, transaction: Transaction, actor: Acting, import_id: UUID
) -> Response:
    await imports.stop(transaction, import_id, by=actor, now=datetime.now(UTC))
    return go_to(request, f"/imports/{import_id}", "import-stopped")


@router.post("/{import_id}/discard")
async def discard(
    request: Request, transaction: Transaction, actor: Acting, import_id: UUID
) -> Response:
    await imports.discard(transaction, import_id)
    return go_to(request, "/imports", "import-discarded")


@router.get("/{import_id}/rejected.csv")
async def rejected(
    transaction: Transaction, services: CurrentServices, reader: SignedIn, import_id: UUID
) -> Response:
    found = await reading.get_import(transaction, import_id)
    return as_csv(services.database, found)


def mapping_in(form: FormData, row: Import) -> Mapping:
    """What the form says of each column. Raises Invalid."""
    columns: list[Map[str, JsonValue]] = [
        {
            "column": column,
            "use": str(form.get(f"use-{n}") or "leave"),
            "name": str(form.get(f"name-{n}") or "").strip() or None,
            "type": str(form.get(f"type-{n}") or "text"),
        }
        for n, column in enumerate(row.columns)
    ]
    return imports.mapping_from(
        {
            "columns": columns,
            "event": str(form.get("event") or "").strip() or None,
            "dates": str(form.get("dates") or "iso"),
            "numbers": str(form.get("numbers") or "plain"),
            "empty": "clear" if form.get("empty") == "clear" else "leave",
            "again": form.get("again") == "true",
        }
    )


def _how(form: FormData) -> How:
    separator, encoding = str(form.get("separator") or ""), str(form.get("encoding") or "")
    return How(None, encoding or None, separator_named(separator) if separator else None)


def _form(request: Request, reader: Reader, kind: str, refused: str | None = None) -> Response:
    return page(
        request,
        "imports/new.html",
        reader=reader,
        section="data",
        kinds=KINDS,
        kind=kind if kind in get_args(Kind) else "accounts",
        refused=refused,
        status=422 if refused else 200,
    )


async def _mapping_page(
    request: Request, session: Session, reader: Reader, row: Import, status: int = 200
) -> Response:
    mapping = imports.mapping_of(row)
    return page(
        request,
        "imports/mapping.html",
        reader=reader,
        section="data",
        kinds=KINDS,
        uses=USES[cast(Kind, row.kind)],
        types=TYPES,
        dates=DATES,
        numbers=NUMBERS,
        status=status,
        examples=await _examples(session, row),
        hints={each: hint_for(cast(Kind, row.kind), each) for each in row.columns},
        **await _about(session, row, mapping),
    )


async def _about(session: Session, row: Import, mapping: Mapping) -> dict[str, Any]:
    return {
        "found": row,
        "mapping": mapping,
        "told": {each.column: each for each in mapping.columns},
        "may_start": await reading.may_start(session),
        "problems": problems_of(cast(Kind, row.kind), mapping, row.columns),
        "preview": await imports.preview_of(session, row, mapping, datetime.now(UTC)),
    }


async def _examples(session: Session, row: Import) -> dict[str, list[str]]:
    """Some values of each column, so that one sees what it is."""
    found: dict[str, list[str]] = {column: [] for column in row.columns}
    for each in await imports.page_of(session, row.id, 0):
        for column, cell in each.cells.items():
            shown = str(cell)[:_LONGEST_EXAMPLE] if cell not in (None, "") else ""
            seen = found.get(column, [])
            if shown and shown not in seen and len(seen) < 3:
                seen.append(shown)
    return found
