"""Keeping simulations, so that every API process gives the same answer about them."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import delete, update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from engine.errors import Conflict, NotFound
from engine.simulation.orders import Order
from engine.simulation.report import Simulated
from engine.store.tables import Simulation

Status = Literal["queued", "running", "done", "failed", "cancelled"]

DEAD_AFTER = timedelta(seconds=30)
"""Without a sign of life for so long, the process that carried it out is gone."""

KEPT = timedelta(days=7)

GONE = "The process that carried it out ended before it was done. Start it again."


@dataclass(frozen=True)
class SimulationView:
    """A simulation as it stands."""

    id: UUID
    journey: str
    status: Status
    progress: float
    """From 0 to 1."""
    reason: str | None
    """Why it failed."""
    created_at: datetime
    finished_at: datetime | None
    result: dict[str, Any] | None
    """The report, the trace and the scenarios, once it is done."""


async def ask_for(
    session: AsyncSession, journey_key: str, order: Order, *, by: str, now: datetime
) -> UUID:
    """Keep what is wanted. Old simulations go."""
    await session.execute(delete(Simulation).where(col(Simulation.created_at) < now - KEPT))
    row = Simulation(
        journey_key=journey_key,
        asked=order.model_dump(mode="json", by_alias=True, exclude_unset=True),
        created_by=by,
        created_at=now,
        beat_at=now,
    )
    session.add(row)
    await session.flush()
    return row.id


async def view(session: AsyncSession, identifier: UUID, *, now: datetime) -> SimulationView:
    """How it stands. One whose process has died says so. Raises NotFound."""
    await session.execute(
        update(Simulation)
        .where(
            col(Simulation.id) == identifier,
            col(Simulation.status).in_(("queued", "running")),
            col(Simulation.beat_at) < now - DEAD_AFTER,
        )
        .values(status="failed", reason=GONE, finished_at=now)
    )
    row = await _row(session, identifier)
    return SimulationView(
        row.id,
        row.journey_key,
        row.status,  # type: ignore[arg-type]
        round(row.progress, 3),
        row.reason,
        row.created_at,
        row.finished_at,
        row.result,
    )


async def cancel(session: AsyncSession, identifier: UUID, *, now: datetime) -> None:
    """Have it stopped, whichever process carries it out. Twice changes nothing.

    Raises NotFound, and Conflict when it has ended."""
    row = await _row(session, identifier)
    if row.status in ("done", "failed"):
        raise Conflict(f"This simulation is {row.status} already.", code="has_ended")
    if row.status != "cancelled":
        row.status, row.finished_at = "cancelled", now


async def beat(
    session: AsyncSession,
    identifier: UUID,
    *,
    now: datetime,
    status: Status,
    progress: float = 0,
) -> bool:
    """Say that it goes on, and how far it is. False: it is no longer wanted."""
    changed = await session.execute(
        update(Simulation)
        .where(col(Simulation.id) == identifier, col(Simulation.status).in_(("queued", "running")))
        .values(beat_at=now, progress=progress, status=status)
        .returning(col(Simulation.id))
    )
    return changed.first() is not None


async def finish(
    session: AsyncSession, identifier: UUID, outcome: Simulated | str, *, now: datetime
) -> None:
    """Keep the result, or the reason why there is none; unless it was cancelled meanwhile."""
    values: dict[str, Any] = {"finished_at": now}
    if isinstance(outcome, str):
        values |= {"status": "failed", "reason": outcome}
    else:
        result = outcome.model_dump(mode="json", by_alias=True)
        values |= {"status": "done", "progress": 1.0, "result": result}
    await session.execute(
        update(Simulation)
        .where(col(Simulation.id) == identifier, col(Simulation.status).in_(("queued", "running")))
        .values(values)
    )


async def _row(session: AsyncSession, identifier: UUID) -> Simulation:
    found = await session.exec(
        select(Simulation)
        .where(Simulation.id == identifier)
        .execution_options(populate_existing=True)
    )
    row = found.first()
    if row is None:
        raise NotFound(f"There is no simulation {identifier}. They are kept for a week.")
    return row
