"""A journey's row, taken for a change: locked, open for it, and as its caller knows it."""

from datetime import datetime
from typing import Any

import orjson
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from engine.errors import Changed, Conflict, NotFound
from engine.store import tables
from engine.store.actors import name_of
from engine.store.tables.columns import JsonObject


async def open_row(session: AsyncSession, key: str, done: str) -> tables.Journey:
    """The journey's row, locked. Raises NotFound, and Conflict when it is archived."""
    row = await locked_row(session, key)
    if row.status == "archived":
        raise Conflict(f"“{key}” is archived and cannot be {done}.", code="archived")
    return row


async def locked_row(session: AsyncSession, key: str) -> tables.Journey:
    """The journey's row, locked. Raises NotFound."""
    found = await session.exec(
        select(tables.Journey)
        .where(tables.Journey.key == key)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    row = found.first()
    if row is None:
        raise NotFound(f"There is no journey “{key}”.")
    return row


async def live_row(session: AsyncSession, row: tables.Journey) -> tables.JourneyVersion | None:
    """The version that new customers enter. None before the first publish."""
    found = await session.exec(
        select(tables.JourneyVersion).where(
            tables.JourneyVersion.journey_id == row.id,
            tables.JourneyVersion.number == row.live_version,
        )
    )
    return found.first()


async def expect_revision(session: AsyncSession, row: tables.Journey, revision: int | None) -> None:
    """Raises Changed when the draft is not the one the caller knows. None: they do not care."""
    if revision is None or revision == row.draft_revision:
        return
    by = row.draft_saved_by
    who = await name_of(session, by) if by else "someone else"
    at = f" on {_minute(row.draft_saved_at)}" if row.draft_saved_at else ""
    raise Changed(
        f"“{row.name}” has been changed by {who}{at} since you opened it "
        f"(revision {row.draft_revision}, yours is {revision}). Load it again, then redo your "
        "change.",
        revision=row.draft_revision,
        by=by,
        at=row.draft_saved_at,
    )


def _minute(at: datetime) -> str:
    return f"{at.day} {at:%b %Y at %H:%M} UTC"


def put_draft(
    row: tables.Journey, draft: JsonObject | None, name: str, *, by: str, now: datetime
) -> None:
    """A draft of the row's; None: none any more. The name shows until a version has one."""
    row.draft = draft
    row.draft_revision += 1
    row.draft_saved_by, row.draft_saved_at, row.updated_at = by, now, now
    row.name = name if row.live_version is None else row.name


def clear_draft(row: tables.Journey) -> None:
    """It was published, and nobody has edited anything since."""
    row.draft = row.draft_saved_by = row.draft_saved_at = row.draft_noted_at = None


def means_the_same(one: Any, other: Any) -> bool:
    """Whether two JSON documents are the same, the order of keys aside. For Python alone, true is 1
    and 1.0 as well."""
    return _sorted(one) == _sorted(other)


def _sorted(document: Any) -> bytes:
    return orjson.dumps(document, option=orjson.OPT_SORT_KEYS)
