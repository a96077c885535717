"""What a workflow of its own carries out, a migration or an audience: when one is to be started."""

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import or_, update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from engine.store.channels import OUTBOX, notify
from engine.store.tables import AudienceRun, Migration

Undertaking = type[AudienceRun] | type[Migration]

LOST_AFTER = timedelta(minutes=15)
"""One that nobody has looked at for so long has lost its workflow. One that waits looks more often
than that: see `MIGRATE_AGAIN_LATER` in `workflows.policies`."""


async def take_new(session: AsyncSession, of: Undertaking) -> list[UUID]:
    """Those whose workflow is to be started, the caller's alone until commit."""
    found = await session.exec(
        select(of.id)
        .where(of.status == "starting")
        .order_by(col(of.created_at))
        .with_for_update(skip_locked=True)
    )
    return list(found)


async def mark_begun(
    session: AsyncSession, of: Undertaking, which: Collection[UUID], now: datetime
) -> None:
    await session.execute(
        update(of).where(col(of.id).in_(which)).values(status="running", looked_at=now)
    )


async def start_lost(session: AsyncSession, now: datetime, *, of: Undertaking) -> int:
    """Have those whose workflow is gone started again. Returns how many.

    A Temporal that was restored or emptied has forgotten them, and nobody else would bring them to
    their end. Starting one that still runs only makes it look once more.
    """
    lost = await session.exec(
        update(of)
        .where(
            col(of.status) == "running",
            or_(col(of.looked_at).is_(None), col(of.looked_at) < now - LOST_AFTER),
        )
        .values(status="starting")
    )
    count: int = lost.rowcount
    if count:
        await notify(session, OUTBOX)
    return count
