"""Working imports off: a page of rows at a time, each once, whoever does it and whenever they die.

A page's rows and how far the import has come are written in one transaction. The rows go the way of
all calls; their message ids keep what is told twice from being stored twice.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import text, update
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from engine.importing.rows import Rejected, call_of
from engine.importing.sheets import Row
from engine.importing.trying import is_old
from engine.store.accepting import accept
from engine.store.database import Database, Session
from engine.store.imports import forget_pages, page_of, rules_of
from engine.store.ingest import Accepted
from engine.store.tables import Import, ImportReject
from engine.store.upkeep import alone
from engine.tracking.calls import Call
from engine.tracking.inspecting import keepable

SOURCE = "imports"
"""The key of the source that imported events come from."""
MOST_KEPT = 10_000
"""Rejected rows of one import that can be looked at. The others are counted."""

_SOURCE_ID = UUID("6f6e7761-7264-4000-8000-000000000002")


class Overtaken(Exception):
    """Somebody else has worked the page off, or stopped the import. Nothing was written."""


async def running_imports(session: AsyncSession) -> list[UUID]:
    """Those to be worked off, the first begun first."""
    found = await session.exec(
        select(Import.id).where(Import.status == "running").order_by(col(Import.started_at))
    )
    return list(found)


async def work_some(database: Database, import_id: UUID, now: datetime, pages: int) -> int:
    """Work off some pages of an import. Returns how many; 0 also while somebody else is at it."""
    async with database.transaction() as claim:
        if not await alone(claim, f"import/{import_id}"):
            return 0
        for done in range(pages):
            if not await _work_one(database, import_id, now):
                return done
        return pages


async def note_trouble(session: AsyncSession, import_id: UUID, why: str) -> None:
    """Show on an import that it cannot go on, for as long as that is so."""
    await session.execute(
        update(Import)
        .where(col(Import.id) == import_id, col(Import.status) == "running")
        .values(trouble=why)
    )


async def _work_one(database: Database, import_id: UUID, now: datetime) -> bool:
    async with database.transaction() as session:
        row = await session.get(Import, import_id)
        if row is None or row.status != "running":
            return False
        rows = await page_of(session, import_id, row.next_page)
        if not rows:
            await _close(session, import_id, now)
            return False
        await _have_source(session, now)
    calls, rejected = _read(rows, row, now)
    lines = {each.message_id: line for line, each in calls}

    async def settle(session: Session, accepted: Accepted) -> None:
        by_line = {each.line: each for each in rows}
        refused = [
            Rejected(lines[each.message_id], each.reason, by_line[lines[each.message_id]].cells)
            for each in accepted.put_aside
            if each.message_id in lines
        ]
        old = sum(is_old(each, now) for _, each in calls)
        await _settle(session, row, [*rejected, *refused], accepted.stored, len(rows), old)

    try:
        await accept(
            database, _SOURCE_ID, [each for _, each in calls], now, settle, dead_letters=False
        )
    except Overtaken:
        return False
    return True


def _read(
    rows: Sequence[Row], row: Import, now: datetime
) -> tuple[list[tuple[int, Call]], list[Rejected]]:
    rules = rules_of(row)
    calls, rejected = list[tuple[int, Call]](), list[Rejected]()
    for each in rows:
        read = call_of(each, rules, now)
        if isinstance(read, Rejected):
            rejected.append(read)
        else:
            calls.append((each.line, read))
    return calls, rejected


async def _settle(
    session: AsyncSession,
    row: Import,
    rejected: Sequence[Rejected],
    stored: int,
    rows: int,
    old: int,
) -> None:
    """Say that the page is worked off, where that is still so. Raises Overtaken."""
    done = await session.execute(
        update(Import)
        .where(
            col(Import.id) == row.id,
            col(Import.next_page) == row.next_page,
            col(Import.status) == "running",
        )
        .values(
            next_page=row.next_page + 1,
            taken=col(Import.taken) + stored,
            repeated=col(Import.repeated) + rows - stored - len(rejected),
            rejected=col(Import.rejected) + len(rejected),
            old=col(Import.old) + min(old, stored),
            trouble=None,
        )
        .returning(col(Import.rejected))
    )
    so_far = done.scalar()
    if so_far is None:
        raise Overtaken
    room = MOST_KEPT - (so_far - len(rejected))
    if rejected and room > 0:
        kept = [
            {
                "import_id": row.id,
                "line": each.line,
                "reason": str(keepable(each.reason)),
                "cells": keepable(each.cells),
            }
            for each in rejected[:room]
        ]
        await session.execute(insert(ImportReject).values(kept).on_conflict_do_nothing())


async def _close(session: AsyncSession, import_id: UUID, now: datetime) -> None:
    await session.execute(
        update(Import)
        .where(col(Import.id) == import_id, col(Import.status) == "running")
        .values(status="done", finished_at=now, trouble=None)
    )
    await forget_pages(session, [import_id])


async def _have_source(session: AsyncSession, now: datetime) -> None:
    await session.execute(
        text(
            "INSERT INTO sources (id, key, name, kind, created_at)"
            " VALUES (:id, :key, 'Imports', 'import', :now) ON CONFLICT DO NOTHING"
        ),
        {"id": _SOURCE_ID, "key": SOURCE, "now": now},
    )


async def count_running(session: AsyncSession) -> int:
    found = await session.exec(select(func.count()).where(Import.status == "running"))
    return found.one()
