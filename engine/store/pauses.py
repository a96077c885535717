"""When journeys were paused, and how long their clock stood still."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import insert, update
from sqlmodel import SQLModel, col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from engine.reckoning import Freeze
from engine.store.tables import Pause

_PAUSES = SQLModel.metadata.tables["pauses"]


async def freezes_of(session: AsyncSession, journey_id: UUID, now: datetime) -> tuple[Freeze, ...]:
    """The times, real ones, during which the journey's clock stood still; one that lasts ends now.

    They do not concern test runs, which nobody pauses.
    """
    found = await session.execute(
        select(_PAUSES.c.started_at, _PAUSES.c.ended_at)
        .where(_PAUSES.c.journey_id == journey_id, _PAUSES.c.freeze)
        .order_by(_PAUSES.c.started_at)
    )
    return tuple(Freeze(start, max(start, end or now)) for start, end in found)


async def begin_pause(
    session: AsyncSession, journey_id: UUID, now: datetime, *, freeze: bool
) -> None:
    await session.execute(
        insert(_PAUSES).values(journey_id=journey_id, started_at=now, freeze=freeze)
    )


async def end_pause(session: AsyncSession, journey_id: UUID, now: datetime) -> datetime | None:
    """Returns since when the clock stood still. None: it went on."""
    ended = await session.execute(
        update(_PAUSES)
        .where(_PAUSES.c.journey_id == journey_id, _PAUSES.c.ended_at.is_(None))
        .values(ended_at=now)
        .returning(_PAUSES.c.started_at, _PAUSES.c.freeze)
    )
    return next((started_at for started_at, freeze in ended if freeze), None)


async def current_pause(session: AsyncSession, journey_id: UUID) -> Pause | None:
    """The pause that lasts. None: the journey is not paused."""
    found = await session.exec(
        select(Pause).where(Pause.journey_id == journey_id, col(Pause.ended_at).is_(None))
    )
    return found.first()
