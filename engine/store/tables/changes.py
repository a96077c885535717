"""What is done to a whole journey while customers are in it: moves to a new version, and pauses."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import Index, text
from sqlmodel import Field, SQLModel

from engine.store.tables.columns import JsonObject, document, instant, sequence_id, utc_now


class Migration(SQLModel, table=True):
    """The customers inside are brought to a version, each as the plan says."""

    __tablename__ = "migrations"
    __table_args__ = (
        Index("migrations_journey", "journey_id", "created_at"),
        Index("migrations_starting", "created_at", postgresql_where=text("status = 'starting'")),
        Index("migrations_running", "looked_at", postgresql_where=text("status = 'running'")),
    )

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    journey_id: UUID = Field(foreign_key="journeys.id")
    to_version_id: UUID = Field(foreign_key="journey_versions.id")
    plan: JsonObject = document()
    """See `engine.migrating.Plan`."""
    status: str = "starting"
    """starting (recorded, its workflow not yet started), running, done."""
    requested_by: str
    """Who: a user's address, an API key's id, or `bundled`."""
    created_at: datetime = instant(default_factory=utc_now)
    looked_at: datetime | None = instant(default=None)
    """When its workflow was last started, or last looked whom it can move. None: never yet."""
    finished_at: datetime | None = instant(default=None)


class MigrationResult(SQLModel, table=True):
    """What became of one enrollment in a migration."""

    __tablename__ = "migration_results"
    __table_args__ = (
        Index("migration_results_status", "migration_id", "status", "enrollment_id"),
        Index(
            "migration_results_open",
            "enrollment_id",
            postgresql_where=text("status IN ('pending', 'failed')"),
        ),
    )

    migration_id: UUID = Field(primary_key=True, foreign_key="migrations.id")
    enrollment_id: UUID = Field(primary_key=True, foreign_key="enrollments.id")
    status: str = "pending"
    """pending, moved, continues (on its old version), exited, failed (can be tried again), ended
    (before its turn came), superseded (by a later migration)."""
    error: str | None = None
    """Why it failed, as a sentence."""
    from_version: int
    """The version's number."""
    from_step: str | None = None
    to_step: str | None = None
    at: datetime | None = instant(default=None)
    """When it came to its status, or was last looked at and left for later; None: never yet."""


class Pause(SQLModel, table=True):
    """A time during which a journey was paused."""

    __tablename__ = "pauses"
    __table_args__ = (Index("pauses_journey", "journey_id", "started_at"),)

    id: int | None = sequence_id()
    journey_id: UUID = Field(foreign_key="journeys.id")
    started_at: datetime = instant()
    ended_at: datetime | None = instant(default=None)
    """None: it is paused still."""
    freeze: bool = False
    """Whether the clock stood still: the time does not count for what customers wait for."""
