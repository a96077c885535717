"""Segments: who is in them, by a list or by a condition, who came and went, and what is to be done.

`segment_newcomers` is filled by triggers of the database: see the migration that makes it.
"""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import BigInteger, Index, text
from sqlmodel import Field, SQLModel

from engine.store.tables.columns import JsonObject, document, instant, sequence_id, utc_now


class Segment(SQLModel, table=True):
    __tablename__ = "segments"

    key: str = Field(primary_key=True)
    name: str
    subject_kind: str
    """account or contact: what its members are."""
    condition: JsonObject | None = document(default=None)
    """Who meets it is a member. None: it is a list, kept by people and programs."""
    revision: UUID = Field(
        default_factory=uuid4, sa_column_kwargs={"server_default": text("gen_random_uuid()")}
    )
    """Another with every wording of the condition."""
    created_at: datetime = instant(default_factory=utc_now)
    changed_at: datetime | None = instant(default=None)
    """When its condition was last changed."""
    archived_at: datetime | None = instant(default=None)
    """Since when it is put away: nobody comes in or leaves any more."""


class SegmentMember(SQLModel, table=True):
    __tablename__ = "segment_members"

    segment_key: str = Field(primary_key=True, foreign_key="segments.key")
    subject_id: UUID = Field(primary_key=True, index=True)
    """An account's id or a contact's, as the segment says."""
    since: datetime = instant(default_factory=utc_now)


class SegmentChange(SQLModel, table=True):
    """Somebody came into a segment, or left it."""

    __tablename__ = "segment_history"
    __table_args__ = (
        Index("segment_history_segment", "segment_key", "id"),
        Index("segment_history_subject", "subject_id", "segment_key", "id"),
    )

    id: int | None = sequence_id()
    segment_key: str = Field(foreign_key="segments.key")
    subject_id: UUID
    entered: bool
    """False: they left."""
    cause: str
    """event, time, person (or a program), first_count, new_condition, caught_up, newcomer or
    merge."""
    event_id: int | None = Field(default=None, sa_type=BigInteger)
    """The event that did it."""
    by: str | None = None
    """Who did it, or changed the condition."""
    at: datetime = instant()


class SegmentTurn(SQLModel, table=True):
    """Time alone may change whether somebody is in a segment: look again when it is due."""

    __tablename__ = "segment_turns"
    __table_args__ = (Index("segment_turns_due", "due_at"),)

    subject_id: UUID = Field(primary_key=True)
    segment_key: str = Field(primary_key=True)
    due_at: datetime = instant()
    event_id: int | None = Field(default=None, sa_type=BigInteger)
    """An event it is due for, not time: nobody could look at that moment."""


class SegmentNewcomer(SQLModel, table=True):
    """An account or contact every segment has yet to look at."""

    __tablename__ = "segment_newcomers"

    id: int | None = sequence_id()
    subject_id: UUID = Field(index=True)
    subject_kind: str


class SegmentCount(SQLModel, table=True):
    """Everybody is looked at, page by page, because a condition is new."""

    __tablename__ = "segment_counts"
    __table_args__ = (
        Index("segment_counts_segment", "segment_key", "id"),
        Index(
            "segment_counts_open",
            "id",
            postgresql_where=text("finished_at IS NULL"),
        ),
    )

    id: int | None = sequence_id()
    segment_key: str = Field(foreign_key="segments.key")
    cursor: UUID | None = None
    """The last who has been looked at, in the order of their ids."""
    done: int = 0
    total: int | None = None
    """How many there were when it began. None: it has not begun."""
    tells: bool = False
    """Whether who comes in or leaves is told as an event."""
    cause: str
    """first_count or new_condition; caught_up: it could not be read for a while."""
    by: str
    started_at: datetime = instant()
    finished_at: datetime | None = instant(default=None)
