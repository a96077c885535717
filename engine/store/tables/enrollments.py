"""Where every customer is: enrollments, their timelines, and wake-ups on their way to Temporal."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from engine.store.tables.columns import (
    JsonObject,
    instant,
    json_object,
    json_or_null,
    sequence_id,
    text_array,
    utc_now,
)


class Enrollment(SQLModel, table=True):
    """One subject's passage through one version of a journey.

    `position` is the truth of where it stands; `current_step`, `waiting_for` and `wakes_at` repeat
    what lists and pages ask for. All of it moves in one transaction, guarded by `moves`.
    """

    __tablename__ = "enrollments"
    __table_args__ = (
        Index(
            "enrollments_one_running",
            "journey_id",
            "subject_id",
            unique=True,
            postgresql_where=text("status <> 'ended' AND NOT is_test"),
        ),
        Index("enrollments_starting", "enrolled_at", postgresql_where=text("status = 'starting'")),
        Index("enrollments_due", "wakes_at", postgresql_where=text("status = 'running'")),
        Index(
            "enrollments_running_account", "account_id", postgresql_where=text("status <> 'ended'")
        ),
        Index(
            "enrollments_running_contact", "contact_id", postgresql_where=text("status <> 'ended'")
        ),
        Index("enrollments_journey", "journey_id", "status", "enrolled_at"),
        Index("enrollments_journey_latest", "journey_id", "enrolled_at", "id"),
        Index("enrollments_latest", "enrolled_at", "id"),
        Index(
            "enrollments_let_in_singly",
            "journey_id",
            "enrolled_at",
            "id",
            postgresql_where=text("(entered_by -> 'idempotency_key') IS NOT NULL"),
        ),
        Index("enrollments_account", "account_id", "enrolled_at"),
        Index("enrollments_subject", "journey_id", "subject_id", "enrolled_at"),
    )

    id: UUID = Field(primary_key=True)
    """UUIDv5 of journey, subject and entry key: see `engine.identifiers.enrollment_id`."""
    journey_id: UUID = Field(foreign_key="journeys.id")
    version_id: UUID = Field(foreign_key="journey_versions.id")
    subject_kind: str
    """account or contact."""
    subject_id: UUID
    account_id: UUID | None = Field(default=None, foreign_key="accounts.id")
    contact_id: UUID | None = Field(default=None, foreign_key="contacts.id")
    entry_key: str
    entered_by: JsonObject = json_object()
    """Why it began: `{"by": "event", "event_id": 7, "name": "Account Created"}`, or by whom."""

    status: str = "starting"
    """starting (recorded, its workflow not yet started), running, ended."""
    position: JsonObject | None = json_or_null()
    moves: int = 0
    """Counts moves; an update that expects another count lost a race and is tried again."""
    entries: int = 0
    """Timeline entries written so far."""
    listens: list[str] = text_array()
    """Keys of what may wake it: `event:Project Created`, `trait:account.status`."""
    current_step: str | None = None
    waiting_for: str | None = None
    """A sentence for people: what it waits for."""
    wakes_at: datetime | None = instant(default=None)
    """The next wake-up by itself, in real time even when it runs compressed."""
    held_because: str | None = None
    """Set while nothing may go out (its journey is paused)."""
    trouble: JsonObject | None = json_or_null()
    """`{"since", "attempt", "error"}` while a step keeps failing and is being retried."""
    exit_request: JsonObject | None = json_or_null()
    """`{"reason", "by", "called", "at"}` once somebody asked to take the customer out; without
    `called` they have no other name."""
    time_zone: str | None = None
    """The zone its waits were last reckoned in."""

    enrolled_at: datetime = instant(default_factory=utc_now)
    ended_at: datetime | None = instant(default=None)
    outcome: str | None = None
    """How it ended: the exit step's word (`completed`), `goal`, `exited` or `failed`."""
    end_reason: str | None = None
    goal_met_at: datetime | None = instant(default=None)
    is_test: bool = False
    seconds_per_day: float | None = None
    """Set when time runs compressed: how many real seconds one day of the journey takes."""
    diverted_to: str | None = None
    """Of a test run: the mail address that gets everything in everybody's place. Null: nobody is
    spared."""
    updated_at: datetime = instant(default_factory=utc_now)


class TimelineEntry(SQLModel, table=True):
    """One thing that happened in an enrollment, as a sentence with its evidence."""

    __tablename__ = "timeline_entries"
    __table_args__ = (
        UniqueConstraint("enrollment_id", "number"),
        Index(
            "timeline_went",
            "journey_id",
            "step",
            "enrollment_id",
            postgresql_include=["left_at", "version", "outlet", "kind", "visit"],
            postgresql_where=text("outlet IS NOT NULL"),
        ),
        Index(
            "timeline_event",
            text("(detail ->> 'event_id')"),
            postgresql_where=text("(detail ->> 'event_id') IS NOT NULL"),
        ),
        Index("timeline_account", "account_id", "at"),
        Index("timeline_contact", "contact_id", "at"),
    )

    id: int | None = sequence_id()
    enrollment_id: UUID = Field(foreign_key="enrollments.id")
    number: int
    """1, 2, 3… within the enrollment."""
    account_id: UUID | None = None
    contact_id: UUID | None = None
    at: datetime = instant()
    journey_at: datetime = instant()
    """The same instant on the journey's own clock; differs from `at` only when compressed."""
    kind: str
    """entered, sent, called, skipped, failed, deferred, asked, answered, chose, updated, enrolled,
    waiting, happened, timed_out, passed_over, went_on, held, goal, migrated, moved, skipped_wait,
    retried, ended."""
    step: str | None = None
    visit: int | None = None
    """The how-manyth time they stood at the step."""
    outlet: str | None = None
    """The way out they left the step by with this; every leaving is one entry. None: they have not
    left it, or were moved away."""
    left_at: datetime | None = instant(default=None)
    """When they left it, in real time: when what led on came about."""
    journey_id: UUID | None = None
    version: int | None = None
    """The number of the version they were on."""
    summary: str
    detail: JsonObject = json_object()
    """Its evidence. `event_id` is the event by which it came about, when one did it."""
    message_id: UUID | None = None
    task_id: UUID | None = None


class Wake(SQLModel, table=True):
    """A wake-up decided but not yet delivered to Temporal. Deleted once delivered."""

    __tablename__ = "wakes"
    __table_args__ = (UniqueConstraint("enrollment_id", "cause"),)

    id: int | None = sequence_id()
    enrollment_id: UUID = Field(foreign_key="enrollments.id")
    cause: str
    """`event/123`, `resume/…`, `exit/…`, `overdue/…`: shown in Temporal, never trusted."""
    created_at: datetime = instant(default_factory=utc_now)
    not_before: datetime = instant(default_factory=utc_now)


class DeliveredWake(SQLModel, table=True):
    """The latest wake-ups of an enrollment that were delivered to Temporal a moment ago: until it
    has been looked at, nobody knows what it is going to ask for. Deleted soon, and worth nothing
    after a crash."""

    __tablename__ = "delivered_wakes"
    __table_args__ = {"prefixes": ["UNLOGGED"]}

    enrollment_id: UUID = Field(primary_key=True)
    decided_at: datetime = instant()
    """When the last of them was decided."""
    delivered_at: datetime = instant()
    resumes: bool
    """Whether one of them was because its journey, or all of them, went on after a pause."""
