"""Journeys: one editable draft each, and immutable numbered versions."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import Index, text
from sqlmodel import Field, SQLModel

from engine.store.tables.columns import JsonObject, document, instant, utc_now


class Journey(SQLModel, table=True):
    __tablename__ = "journeys"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    key: str = Field(unique=True)
    name: str
    status: str = "draft"
    """draft (never published), live, paused (nothing goes out, listening goes on), archived."""
    draft: JsonObject | None = document(default=None)
    """What is being edited: any JSON object, also one that is no readable journey yet. None when it
    equals the live version."""
    draft_revision: int = 0
    """Counts the changes to the draft; its ETag."""
    draft_saved_by: str | None = None
    """Who changed the draft last, or threw it away. None: nobody since it was published."""
    draft_saved_at: datetime | None = instant(default=None)
    draft_noted_at: datetime | None = instant(default=None)
    """When the audit last noted that they are editing it."""
    live_version: int | None = None
    """The number of the version new customers enter; None before the first publish."""
    created_at: datetime = instant(default_factory=utc_now)
    updated_at: datetime = instant(default_factory=utc_now)


TRIED = 0
"""The number of a draft as somebody tried it out: no version, and there may be several."""


class JourneyVersion(SQLModel, table=True):
    """A published definition, or a draft as it was tried. Never changed: enrollments are pinned to
    it."""

    __tablename__ = "journey_versions"
    __table_args__ = (
        Index(
            "journey_versions_number",
            "journey_id",
            "number",
            unique=True,
            postgresql_where=text("number > 0"),
        ),
        Index("journey_versions_journey", "journey_id"),
    )

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    journey_id: UUID = Field(foreign_key="journeys.id")
    number: int
    """1, 2, 3… as they were published; `TRIED` for a draft."""
    definition: JsonObject = document()
    published_at: datetime = instant(default_factory=utc_now)
    published_by: str
    """Who: a user's address, an API key's id, or `bundled`. Of a draft, who tried it."""
