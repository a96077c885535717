"""When a key or a secret was last used."""

from datetime import datetime, timedelta

from sqlalchemy import or_, update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from engine.store.tables import ApiKey, InAppSecret

NOTE_EVERY = timedelta(minutes=1)


async def note_use(session: AsyncSession, used: ApiKey | InAppSecret, now: datetime) -> None:
    """At most once a minute, and never waiting for another request that notes the same."""
    if used.last_used_at is not None and used.last_used_at >= now - NOTE_EVERY:
        return
    table = type(used)
    last = col(table.last_used_at)
    stale = (
        select(table.id)
        .where(table.id == used.id, or_(last.is_(None), last < now - NOTE_EVERY))
        .with_for_update(skip_locked=True)
    )
    await session.execute(
        update(table)
        .where(col(table.id).in_(stale.scalar_subquery()))
        .values(last_used_at=now)
        .execution_options(synchronize_session=False)
    )
