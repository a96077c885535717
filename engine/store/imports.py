"""Imports from the file to their end: kept, looked at, mapped, started, stopped, forgotten.

A file is taken apart as it comes and kept as pages of rows, so that working it off can go on from
any page, in any process, after whatever happened.
"""

import asyncio
import zlib
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import islice
from typing import Any, BinaryIO
from uuid import UUID

import orjson
from pydantic import ValidationError
from sqlalchemy import delete, insert
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from engine.errors import Conflict, Invalid, NotFound
from engine.importing.guessing import LOOKED_AT, guessed
from engine.importing.mapping import Kind, Mapping, problems_of
from engine.importing.rows import Rules
from engine.importing.sheets import How, Row, Sheet, look
from engine.importing.trying import SHOWN, Tried, preview
from engine.store.audit import Actor, record
from engine.store.channels import IMPORTS, notify
from engine.store.tables import Import, ImportPage

PAGE = 80
"""Rows worked off in one transaction. A row may mention three customers, and a transaction about
more than 250 keeps all others out: see `engine.store.people`."""

MOST_ROWS = 2_000_000
FORGET_AFTER = timedelta(days=7)
"""Files that nobody has begun with, and the rest of those that were stopped."""

_PAGES_AT_ONCE = 50


async def add_import(
    session: AsyncSession,
    stream: BinaryIO,
    *,
    kind: Kind,
    file_name: str,
    how: How,
    by: Actor,
    now: datetime,
) -> Import:
    """Keep a file, and guess what its columns are. Nothing is imported yet. Raises Invalid."""
    sheet = await asyncio.to_thread(look, stream, file_name, how)
    row = Import(kind=kind, file_name=_short(file_name), requested_by=by.name, created_at=now)
    session.add(row)
    await session.flush()
    pages, seen = _pages(sheet), list[Row]()
    while batch := await asyncio.to_thread(_some, pages):
        seen += [each for page in batch for each in page][: LOOKED_AT - len(seen)]
        row.rows += sum(map(len, batch))
        if row.rows > MOST_ROWS:
            raise Invalid(
                f"The file has more than {MOST_ROWS:,} rows. Divide it.", code="too_large"
            )
        packed = await asyncio.to_thread(_packed, batch)
        await session.execute(
            insert(ImportPage),
            [
                {"import_id": row.id, "number": row.pages + n, "content": content}
                for n, content in enumerate(packed)
            ],
        )
        row.pages += len(batch)
    if not row.rows:
        raise Invalid("The file names columns, and has no row below them.", code="empty_file")
    row.columns, row.notes = list(sheet.columns), sheet.notes
    row.mapping = guessed(kind, row.columns, seen).model_dump(mode="json")
    return row


async def get_import(session: AsyncSession, import_id: UUID, *, lock: bool = False) -> Import:
    """Raises NotFound."""
    statement = select(Import).where(Import.id == import_id)
    if lock:
        statement = statement.with_for_update().execution_options(populate_existing=True)
    found = (await session.exec(statement)).first()
    if found is None:
        raise NotFound(f"There is no import {import_id}.")
    return found


async def set_mapping(session: AsyncSession, row: Import, mapping: Mapping) -> None:
    """How its rows are to be taken; it may still lack something. Raises Conflict."""
    if row.status != "draft":
        raise Conflict("This import has begun, and is taken as it was said then.", code="begun")
    row.mapping = mapping.model_dump(mode="json")


async def start(session: AsyncSession, import_id: UUID, *, by: Actor, now: datetime) -> Import:
    """Have it worked off; a stopped one goes on where it was. Raises Conflict and Invalid."""
    row = await get_import(session, import_id, lock=True)
    if row.status not in ("draft", "stopped"):
        raise Conflict(f"This import is {row.status} already.", code="begun")
    if await _first_page(session, row) is None:
        raise Conflict("The rows of this import are gone. Import the file again.", code="forgotten")
    if problems := problems_of(_kind(row), mapping_of(row), row.columns):
        raise Invalid(" ".join(problems), code="bad_mapping")
    row.status, row.finished_at = "running", None
    row.started_at = row.started_at or now
    record(session, by, "import.start", row.id, after={"file": row.file_name, "kind": row.kind})
    await notify(session, IMPORTS)
    return row


async def stop(session: AsyncSession, import_id: UUID, *, by: Actor, now: datetime) -> Import:
    """Take no more of its rows. What was taken stays. Raises Conflict."""
    row = await get_import(session, import_id, lock=True)
    if row.status != "running":
        raise Conflict("This import is not running.", code="not_running")
    row.status, row.finished_at = "stopped", now
    record(session, by, "import.stop", row.id, after={"page": row.next_page, "of": row.pages})
    return row


async def discard(session: AsyncSession, import_id: UUID) -> None:
    """Forget a file nobody has begun with. Raises Conflict."""
    row = await get_import(session, import_id, lock=True)
    if row.status != "draft":
        raise Conflict("This import has begun. It can be stopped.", code="begun")
    await forget_pages(session, [row.id])
    await session.delete(row)


async def forget_old(session: AsyncSession, now: datetime) -> int:
    """Rows that nobody has asked for in a week. Returns how many imports they were of."""
    found = await session.exec(
        select(Import)
        .where(col(Import.status).in_(("draft", "stopped")))
        .where(
            (col(Import.finished_at) < now - FORGET_AFTER)
            | (col(Import.finished_at).is_(None) & (col(Import.created_at) < now - FORGET_AFTER))
        )
        .where(col(Import.id).in_(select(ImportPage.import_id)))
        .with_for_update(skip_locked=True)
    )
    rows = list(found)
    await forget_pages(session, [row.id for row in rows])
    for row in rows:
        if row.status == "draft":
            await session.delete(row)
    return len(rows)


async def forget_pages(session: AsyncSession, imports: Sequence[UUID]) -> None:
    await session.execute(delete(ImportPage).where(col(ImportPage.import_id).in_(imports)))


async def preview_of(
    session: AsyncSession, row: Import, mapping: Mapping, now: datetime
) -> list[Tried]:
    """Its first rows as what they would become."""
    first = await page_of(session, row.id, 0)
    return preview(islice(first, SHOWN), Rules(_kind(row), mapping), now)


async def page_of(session: AsyncSession, import_id: UUID, number: int) -> list[Row]:
    """The rows of a page; none when it is gone."""
    found = await session.exec(
        select(ImportPage.content).where(
            ImportPage.import_id == import_id, ImportPage.number == number
        )
    )
    content = found.first()
    return unpack(content) if content is not None else []


def rules_of(row: Import) -> Rules:
    """How its rows are taken. What an account or a contact is may be again what it was before, so
    each import says it anew; what has happened has happened once."""
    mapping, kind = mapping_of(row), _kind(row)
    says_anew = mapping.again or kind != "events"
    return Rules(kind, mapping, str(row.id) if says_anew else "")


def mapping_of(row: Import) -> Mapping:
    return Mapping.model_validate(row.mapping)


def mapping_from(data: Any) -> Mapping:
    """A mapping as somebody wrote it. Raises Invalid."""
    try:
        return Mapping.model_validate(data)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        raise Invalid(f"The mapping cannot be used: {where}: {first['msg']}.") from None


def pack(rows: Iterable[Row]) -> bytes:
    """Rows as they are kept. PostgreSQL looks at nothing in them, so a NUL does no harm."""
    written = [[each.line, each.cells, each.wrong] for each in rows]
    return zlib.compress(orjson.dumps(written), level=1)


def _packed(pages: Iterable[Iterable[Row]]) -> list[bytes]:
    return [pack(each) for each in pages]


def unpack(content: bytes) -> list[Row]:
    return [Row(*each) for each in orjson.loads(zlib.decompress(content))]


def _pages(sheet: Sheet) -> Iterator[list[Row]]:
    rows = sheet.rows()
    while page := list(islice(rows, PAGE)):
        yield page


def _some(pages: Iterator[list[Row]]) -> list[list[Row]]:
    return list(islice(pages, _PAGES_AT_ONCE))


async def _first_page(session: AsyncSession, row: Import) -> int | None:
    found = await session.exec(
        select(ImportPage.number).where(
            ImportPage.import_id == row.id, ImportPage.number == row.next_page
        )
    )
    return found.first()


def _kind(row: Import) -> Kind:
    kind: Any = row.kind
    return kind  # type: ignore[no-any-return]


def _short(name: str) -> str:
    plain = name.replace("\\", "/").rpartition("/")[2].replace("\0", "")
    return plain[:200] or "a file"
