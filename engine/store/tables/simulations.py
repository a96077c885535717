"""Simulations that were asked for over the API, and what came of them."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlmodel import Field, SQLModel

from engine.store.tables.columns import (
    JsonObject,
    instant,
    json_object,
    json_or_null,
    utc_now,
)


class Simulation(SQLModel, table=True):
    """One run. Any API process may be asked about it; one of them carries it out."""

    __tablename__ = "simulations"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    journey_key: str
    asked: JsonObject = json_object()
    """The order: `engine.simulation.orders.Order`."""
    status: str = "queued"
    """queued, running, done, failed or cancelled."""
    progress: float = 0
    """From 0 to 1."""
    reason: str | None = None
    """Why it failed."""
    result: JsonObject | None = json_or_null()
    """`engine.simulation.report.Simulated`, once it is done."""
    created_by: str
    created_at: datetime = instant(default_factory=utc_now, index=True)
    beat_at: datetime = instant(default_factory=utc_now)
    """When the process that carries it out last said that it lives."""
    finished_at: datetime | None = instant(default=None)
