"""Imports as they are looked at: how far they are, what became of them, what was rejected."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from pydantic import JsonValue
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from engine.entry import starts_by_what_is_known
from engine.importing.rows import Rejected
from engine.store import tables
from engine.store.actors import names_of
from engine.store.dispatching import live_journeys
from engine.store.reading.listing import listed, one
from engine.store.reading.paging import PAGE_SIZE, Page, identifier, instant
from engine.store.tables import ImportReject

Status = Literal["draft", "running", "done", "stopped"]


@dataclass(frozen=True)
class ImportSummary:
    id: UUID
    kind: Literal["accounts", "contacts", "events"]
    file_name: str
    status: Status
    rows: int
    pages: int
    next_page: int
    """Pages that are worked off: the measure of how far it is."""
    taken: int
    """Rows that were stored."""
    repeated: int
    """Rows that had been imported before, or say the same as another."""
    rejected: int
    old: int
    """Rows among those taken that are too old to start a journey."""
    requested_by: str
    requested_by_name: str
    """What they are called."""
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    trouble: str | None
    """Why it cannot go on at the moment. It is tried again by itself."""


@dataclass(frozen=True)
class ImportDetail(ImportSummary):
    columns: list[str]
    notes: list[str]
    """What was guessed about the file."""
    mapping: dict[str, JsonValue]


async def may_start(session: AsyncSession) -> list[str]:
    """The names of the journeys that what an import brings may let customers into by a segment,
    their health or a date."""
    live = await live_journeys(session)
    journeys = (each.journey for each in live if not each.is_broken)
    return sorted({each.name for each in journeys if starts_by_what_is_known(each)})


@dataclass(frozen=True)
class RejectedRow:
    line: int
    reason: str
    cells: dict[str, JsonValue]


async def list_imports(
    session: AsyncSession, *, limit: int = PAGE_SIZE, after: str | None = None
) -> Page[ImportSummary]:
    """The latest first."""
    order: list[tuple[Any, Any]] = [
        (col(tables.Import.created_at), instant),
        (col(tables.Import.id), identifier),
    ]
    return await listed(session, ImportSummary, _imports(), order=order, limit=limit, after=after)


async def get_import(session: AsyncSession, import_id: UUID) -> ImportDetail:
    """Raises NotFound."""
    statement = _imports().where(tables.Import.id == import_id)
    return await one(session, ImportDetail, statement, f"There is no import {import_id}.")


def _imports() -> Any:
    return select(tables.Import, *names_of(tables.Import.requested_by))


async def list_rejected(
    session: AsyncSession, import_id: UUID, *, limit: int = PAGE_SIZE, after: str | None = None
) -> Page[RejectedRow]:
    """By line; at most 10,000 are kept. Raises NotFound."""
    await get_import(session, import_id)
    return await listed(
        session,
        RejectedRow,
        select(ImportReject).where(ImportReject.import_id == import_id),
        order=[(col(ImportReject.line), int)],
        limit=limit,
        after=after,
        descending=False,
    )


async def all_rejected(session: AsyncSession, import_id: UUID) -> AsyncIterator[Rejected]:
    """Every one that is kept, by line, a few at a time."""
    last = 0
    while True:
        found = await session.exec(
            select(ImportReject)
            .where(ImportReject.import_id == import_id, col(ImportReject.line) > last)
            .order_by(col(ImportReject.line))
            .limit(500)
        )
        rows = found.all()
        for row in rows:
            yield Rejected(row.line, row.reason, row.cells)
        if len(rows) < 500:
            return
        last = rows[-1].line
