"""Whether the database can be used."""

from datetime import datetime

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession


async def revision(session: AsyncSession) -> str | None:
    """The migration the database is at. None: it was never migrated."""
    known = await session.execute(text("SELECT to_regclass('alembic_version') IS NOT NULL"))
    if not known.scalar():
        return None
    found = await session.execute(text("SELECT version_num FROM alembic_version"))
    return found.scalar()


async def clock(session: AsyncSession) -> datetime:
    """The time on the database's own clock, aware."""
    found = await session.execute(text("SELECT clock_timestamp()"))
    now: datetime = found.scalar_one()
    return now
