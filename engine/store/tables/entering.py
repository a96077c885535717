"""What lets customers into journeys by the calendar and in great numbers, and who is kept out."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import Index, text
from sqlmodel import Field, SQLModel

from engine.store.tables.columns import (
    JsonObject,
    document,
    instant,
    json_object,
    json_or_null,
    sequence_id,
    utc_now,
)


class DueDate(SQLModel, table=True):
    """The date at which a trigger starts a journey for a customer, as it is known now."""

    __tablename__ = "due_dates"
    __table_args__ = (
        Index("due_dates_due", "due_at", postgresql_where=text("told_at IS NULL")),
        Index("due_dates_subject", "subject_id"),
    )

    journey_id: UUID = Field(primary_key=True, foreign_key="journeys.id")
    trigger: str = Field(primary_key=True)
    """Which of the journey's: see `engine.coming.mark_of`."""
    subject_id: UUID = Field(primary_key=True)
    """An account's id or a contact's, as the journey says."""
    date: str
    """The day the trait names, `2026-12-06`, before the offset."""
    due_at: datetime = instant()
    told_at: datetime | None = instant(default=None)
    """When the event was told that it has come. The row stays, so that it is told once."""


class DateSweep(SQLModel, table=True):
    """How far all customers' dates have been looked through for a journey."""

    __tablename__ = "date_sweeps"

    journey_id: UUID = Field(primary_key=True, foreign_key="journeys.id")
    version_id: UUID = Field(foreign_key="journey_versions.id")
    began_at: datetime = instant()
    since: datetime = instant()
    """What comes to light in it and had not come by then has not passed, however late it is."""
    cursor: UUID | None = None
    """The last subject looked at. None: none yet."""
    finished_at: datetime | None = instant(default=None)


class DateTurn(SQLModel, table=True):
    """A customer whose dates are to be reckoned again for a journey, as an event changed them."""

    __tablename__ = "date_turns"

    id: int | None = sequence_id()
    journey_id: UUID = Field(foreign_key="journeys.id")
    subject_id: UUID
    since: datetime = instant()
    """When the event came in: what had not come by then has not passed."""


class Calendar(SQLModel, table=True):
    """When a schedule of a live journey comes next."""

    __tablename__ = "calendars"

    journey_id: UUID = Field(primary_key=True, foreign_key="journeys.id")
    trigger: str = Field(primary_key=True)
    """The cron, the time zone, and which weeks count."""
    next_at: datetime = instant(index=True)


class AudienceRun(SQLModel, table=True):
    """Everybody in a journey's audience is let in, some at a time."""

    __tablename__ = "audience_runs"
    __table_args__ = (
        Index("audience_runs_journey", "journey_id", "created_at"),
        Index("audience_runs_open", "status", postgresql_where=text("finished_at IS NULL")),
    )

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    journey_id: UUID = Field(foreign_key="journeys.id")
    cause: JsonObject = json_object()
    """`{"by": "schedule", "cron", "time_zone", "at", "missed"}` or `{"by": "audience", "who",
    "called"}`."""
    only: JsonObject | None = document(default=None)
    """A condition on whom to take, beside the journey's own audience. None: everybody."""
    per_minute: int
    """At most so many are let in in a minute."""
    status: str = "starting"
    """starting (recorded, its workflow not yet started), running, done, stopped."""
    stop_by: str | None = None
    """Who asked to stop it."""
    total: int = 0
    """How many customers there were when it began."""
    seen: int = 0
    chosen: int = 0
    """Of those seen, for how many the condition and the audience hold."""
    enrolled: int = 0
    cursor: UUID | None = None
    """The last one looked at. None: none yet."""
    created_at: datetime = instant(default_factory=utc_now)
    looked_at: datetime | None = instant(default=None)
    """When its workflow was last started, or last took some. None: never yet."""
    finished_at: datetime | None = instant(default=None)
    trouble: str | None = None
    """Why it cannot go on at the moment, as a sentence."""


class AudienceResult(SQLModel, table=True):
    """What became of one customer of an audience who was chosen."""

    __tablename__ = "audience_results"
    __table_args__ = (
        Index("audience_results_code", "run_id", "code", "subject_id"),
        Index("audience_results_subject", "subject_id"),
    )

    run_id: UUID = Field(primary_key=True, foreign_key="audience_runs.id")
    subject_id: UUID = Field(primary_key=True)
    code: str
    """enrolled, already_running, already_been, too_soon, holdout, global_holdout …"""
    reason: str
    enrollment_id: UUID | None = None


class HeldOut(SQLModel, table=True):
    """A customer who would have entered a journey, and is kept out to compare with."""

    __tablename__ = "held_out"
    __table_args__ = (Index("held_out_account", "account_id"),)

    journey_id: UUID = Field(primary_key=True, foreign_key="journeys.id")
    subject_id: UUID = Field(primary_key=True)
    entry_key: str = Field(primary_key=True)
    account_id: UUID | None = Field(default=None, foreign_key="accounts.id")
    contact_id: UUID | None = Field(default=None, foreign_key="contacts.id")
    code: str
    """holdout, or global_holdout: of all journeys."""
    entered_by: JsonObject = json_object()
    """By what they would have entered, as in enrollments."""
    at: datetime = instant(default_factory=utc_now)


class Setting(SQLModel, table=True):
    """What is set for the whole installation, by its name."""

    __tablename__ = "settings"

    name: str = Field(primary_key=True)
    value: JsonObject | None = json_or_null()
    updated_by: str
    updated_at: datetime = instant(default_factory=utc_now)
