"""Keeping the pages that show messages somebody is writing, for as long as they are looked at."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from engine.errors import NotFound
from engine.store.tables import MessagePreview

KEPT = timedelta(minutes=15)


async def keep(session: AsyncSession, page: str, now: datetime) -> UUID:
    """The id to ask for the page by. Old ones go."""
    await session.execute(delete(MessagePreview).where(col(MessagePreview.created_at) < now - KEPT))
    row = MessagePreview(page=page, created_at=now)
    session.add(row)
    await session.flush()
    return row.id


async def page_of(session: AsyncSession, preview: UUID, now: datetime) -> str:
    """Raises NotFound, also for one that is too old."""
    row = await session.get(MessagePreview, preview)
    if row is None or row.created_at < now - KEPT:
        raise NotFound("This preview is no longer kept. Ask for another.")
    return row.page
