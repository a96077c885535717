"""What came in: sources, events in order of arrival, and items kept aside because they were bad."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import BigInteger, Index, UniqueConstraint, text
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


class Source(SQLModel, table=True):
    """Where events come from. A write key belongs to one; message ids are unique within one."""

    __tablename__ = "sources"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    key: str = Field(unique=True)
    name: str
    kind: str = "segment"
    created_at: datetime = instant(default_factory=utc_now)


class Event(SQLModel, table=True):
    """One thing that happened. Stored once per (source, message id)."""

    __tablename__ = "events"
    __table_args__ = (
        UniqueConstraint("source_id", "message_id"),
        Index(
            "events_waiting",
            "id",
            postgresql_where=text("dispatched_at IS NULL AND dispatch_again_at IS NULL"),
        ),
        Index(
            "events_set_aside",
            "dispatch_again_at",
            postgresql_where=text("dispatched_at IS NULL AND dispatch_again_at IS NOT NULL"),
        ),
        Index("events_account_name", "account_id", "name", "occurred_at"),
        Index("events_contact_name", "contact_id", "name", "occurred_at"),
        Index("events_received", "received_at", "id"),
        Index("events_name", "name", "occurred_at"),
        Index("events_source", "source_id", "id"),
        Index("events_type", "type", "id", postgresql_where=text("type <> 'track'")),
        Index(
            "events_account_changed",
            "account_id",
            "occurred_at",
            postgresql_where=text("cardinality(changed) > 0"),
        ),
        Index(
            "events_contact_changed",
            "contact_id",
            "occurred_at",
            postgresql_where=text("cardinality(changed) > 0"),
        ),
        Index(
            "events_of_message",
            text("(properties ->> 'message_id')"),
            postgresql_where=text("(properties ->> 'message_id') IS NOT NULL"),
        ),
    )

    id: int | None = sequence_id()
    source_id: UUID = Field(foreign_key="sources.id")
    message_id: str
    type: str
    """The tracking call: identify, group, track, page, screen or alias."""
    name: str
    """As sent for track; the page's or screen's name; otherwise the call's own name."""
    account_id: UUID | None = Field(default=None, foreign_key="accounts.id")
    contact_id: UUID | None = Field(default=None, foreign_key="contacts.id")
    properties: JsonObject = json_object()
    context: JsonObject = json_object()
    changed: list[str] = text_array()
    """Traits this call gave a new value, as `account.plan` or `contact.email`."""
    occurred_at: datetime = instant()
    """When it happened by our clock: the sender's, corrected for skew, never in the future."""
    received_at: datetime = instant(default_factory=utc_now)
    dispatched_at: datetime | None = instant(default=None)
    dispatch_attempts: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    """How often it could not be dispatched."""
    dispatch_error: str | None = None
    """Why it could not be the last time, as a sentence. None also once it is dispatched."""
    dispatch_again_at: datetime | None = instant(default=None)
    """It is left aside until then."""


class DeadLetter(SQLModel, table=True):
    """An item that could not be stored as an event, with the reason. Kept once per message id."""

    __tablename__ = "dead_letters"
    __table_args__ = (UniqueConstraint("source_id", "message_id"),)

    id: int | None = sequence_id()
    source_id: UUID = Field(foreign_key="sources.id")
    message_id: str | None = None
    code: str
    """Stable and short, such as `missing_user`."""
    reason: str
    """A sentence: what is wrong, and what to send instead."""
    payload: JsonObject = json_object()
    received_at: datetime = instant(default_factory=utc_now, index=True)
    replayed_at: datetime | None = instant(default=None)
    event_id: int | None = Field(default=None, sa_type=BigInteger, foreign_key="events.id")
    """The event a successful replay made of it."""


class EntryDecision(SQLModel, table=True):
    """Why an event did, or did not, start a journey that listens for it."""

    __tablename__ = "entry_decisions"
    __table_args__ = (
        Index("entry_decisions_journey", "journey_id", "decided_at"),
        Index("entry_decisions_enrolled", "event_id", postgresql_where=text("enrolled")),
    )

    event_id: int = Field(primary_key=True, sa_type=BigInteger, foreign_key="events.id")
    journey_id: UUID = Field(primary_key=True, foreign_key="journeys.id")
    enrolled: bool
    code: str
    """enrolled, trigger_filter, audience, already_running, already_been, too_soon, no_subject…"""
    reason: str
    explanation: JsonObject | None = json_or_null()
    """The evaluation of the condition that decided, when one did."""
    enrollment_id: UUID | None = None
    decided_at: datetime = instant(default_factory=utc_now)
