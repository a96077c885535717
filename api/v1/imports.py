"""`/api/v1/imports`: files of accounts, contacts and history, and what became of their rows."""

from collections.abc import AsyncIterator
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Request
from fastapi.responses import StreamingResponse

from api.auth.keys import Admin, Reader
from api.dependencies import CurrentServices, Transaction
from api.uploading import file_in
from api.v1.answers import After, Limit, Listing, listing
from engine.importing.choosing import chosen
from engine.importing.mapping import Empty, Kind, Mapping
from engine.importing.report import report
from engine.importing.sheets import Format, How, separator_named
from engine.importing.trying import Tried
from engine.importing.values import Dates, Numbers
from engine.store import imports
from engine.store.database import Database
from engine.store.reading import imports as reading
from engine.store.reading.imports import ImportDetail, ImportSummary, RejectedRow
from engine.store.tables.columns import utc_now

router = APIRouter(prefix="/imports", tags=["Imports"])

_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "description": "The file itself: CSV, or a JSON object on each line.",
        "content": {kind: {"schema": {"type": "string"}} for kind in ("text/csv", "text/plain")},
    }
}


@router.get("")
async def list_imports(
    key: Reader, transaction: Transaction, limit: Limit = 50, after: After = None
) -> Listing[ImportSummary]:
    """The latest first."""
    return listing(await reading.list_imports(transaction, limit=limit, after=after))


@router.post("", status_code=201, openapi_extra=_BODY)
async def add_import(
    request: Request,
    key: Admin,
    transaction: Transaction,
    kind: Kind,
    file_name: Annotated[str, Query(max_length=200)] = "upload",
    format: Format | None = None,  # noqa: A002
    separator: Annotated[str | None, Query(max_length=10)] = None,
    encoding: Annotated[str | None, Query(max_length=20)] = None,
    map: Annotated[list[str] | None, Query(description="`Column=trait`, again and again.")] = None,  # noqa: A002
    event: Annotated[str | None, Query(max_length=255)] = None,
    dates: Dates = "iso",
    numbers: Numbers = "plain",
    empty: Empty = "leave",
    again: bool = False,
    start: Annotated[bool, Query(description="False: only look at it.")] = True,
) -> ImportDetail:
    """Import a file of at most 50 MB. What its columns are is guessed, except as `map` says.

    The answer comes once the rows are safely kept; they are worked off from then on.
    """
    how = How(format, encoding, separator_named(separator) if separator else None)
    async with file_in(request) as stream:
        row = await imports.add_import(
            transaction,
            stream,
            kind=kind,
            file_name=file_name,
            how=how,
            by=key.actor,
            now=utc_now(),
        )
    rules = {"event": event, "dates": dates, "numbers": numbers, "empty": empty, "again": again}
    mapping = chosen(kind, imports.mapping_of(row), map or ()).model_copy(update=rules)
    await imports.set_mapping(transaction, row, mapping)
    await transaction.flush()
    if start:
        await imports.start(transaction, row.id, by=key.actor, now=utc_now())
        await transaction.flush()
    return await reading.get_import(transaction, row.id)


@router.get("/{import_id}")
async def get_import(key: Reader, transaction: Transaction, import_id: UUID) -> ImportDetail:
    """How far it is, and what became of the rows so far."""
    return await reading.get_import(transaction, import_id)


@router.put("/{import_id}/mapping")
async def set_mapping(
    key: Admin, transaction: Transaction, import_id: UUID, mapping: Mapping
) -> ImportDetail:
    """What the columns are, of one that has not begun."""
    row = await imports.get_import(transaction, import_id, lock=True)
    await imports.set_mapping(transaction, row, mapping)
    await transaction.flush()
    return await reading.get_import(transaction, import_id)


@router.get("/{import_id}/preview")
async def preview_import(key: Reader, transaction: Transaction, import_id: UUID) -> list[Tried]:
    """The first twenty rows as what they would become. Empty once the import is done."""
    row = await imports.get_import(transaction, import_id)
    return await imports.preview_of(transaction, row, imports.mapping_of(row), utc_now())


@router.post("/{import_id}/start")
async def start_import(key: Admin, transaction: Transaction, import_id: UUID) -> ImportDetail:
    """Begin; or go on, if it was stopped."""
    await imports.start(transaction, import_id, by=key.actor, now=utc_now())
    await transaction.flush()
    return await reading.get_import(transaction, import_id)


@router.post("/{import_id}/stop")
async def stop_import(key: Admin, transaction: Transaction, import_id: UUID) -> ImportDetail:
    """Take no more of its rows. What was taken stays."""
    await imports.stop(transaction, import_id, by=key.actor, now=utc_now())
    await transaction.flush()
    return await reading.get_import(transaction, import_id)


@router.get("/{import_id}/rejected")
async def list_rejected(
    key: Reader,
    transaction: Transaction,
    import_id: UUID,
    limit: Limit = 50,
    after: After = None,
) -> Listing[RejectedRow]:
    """Rows that were not taken, and why, in their order. At most 10,000 are kept."""
    page = await reading.list_rejected(transaction, import_id, limit=limit, after=after)
    return listing(page)


@router.get("/{import_id}/rejected.csv", response_class=StreamingResponse)
async def download_rejected(
    key: Reader, services: CurrentServices, transaction: Transaction, import_id: UUID
) -> StreamingResponse:
    """The same as a file, to be mended and imported again."""
    found = await reading.get_import(transaction, import_id)
    return as_csv(services.database, found)


def as_csv(database: Database, found: ImportDetail) -> StreamingResponse:
    """The rejected rows as a download, however many."""
    headers = {
        "Content-Disposition": f'attachment; filename="rejected-{found.id}.csv"',
        "Cache-Control": "no-store",
    }
    return StreamingResponse(
        _lines(database, found), media_type="text/csv; charset=utf-8", headers=headers
    )


async def _lines(database: Database, found: ImportDetail) -> AsyncIterator[str]:
    # A spreadsheet takes a file for UTF-8 when it begins so.
    yield "\ufeff"
    async with database.transaction() as session:
        rejected = [each async for each in reading.all_rejected(session, found.id)]
    for line in report(found.columns, rejected):
        yield line
