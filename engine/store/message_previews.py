"""Keeping the pages that show messages somebody is writing, for as long as they are looked at."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID, uuid5

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from engine.errors import NotFound
from engine.store.tables import MessagePreview

KEPT = timedelta(minutes=15)
_PAGES = UUID("6f0f8c5a-6d5e-4b7c-8f2f-6f1f5c1f7a11")


async def keep(session: AsyncSession, page: str, now: datetime) -> UUID:
    """The id to ask for the page by. Old ones go."""
    await session.execute(delete(MessagePreview).where(col(MessagePreview.created_at) < now - KEPT))
    row = MessagePreview(page=page, created_at=now)
    session.add(row)
    await session.flush()
    return row.id


async def keep_all(session: AsyncSession, pages: Sequence[str], now: datetime) -> list[UUID]:
    """The ids to ask for the pages by: the same for the same page, however often it is kept."""
    await session.execute(delete(MessagePreview).where(col(MessagePreview.created_at) < now - KEPT))
    rows = {uuid5(_PAGES, page): page for page in pages}
    if rows:
        wanted = insert(MessagePreview).values(
            [{"id": key, "page": page, "created_at": now} for key, page in rows.items()]
        )
        fresh = {"created_at": wanted.excluded.created_at}
        await session.execute(wanted.on_conflict_do_update(index_elements=["id"], set_=fresh))
    return [uuid5(_PAGES, page) for page in pages]


async def page_of(session: AsyncSession, preview: UUID, now: datetime) -> str:
    """Raises NotFound, also for one that is too old."""
    row = await session.get(MessagePreview, preview)
    if row is None or row.created_at < now - KEPT:
        raise NotFound("This preview is no longer kept. Ask for another.")
    return row.page
