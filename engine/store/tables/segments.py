"""Segments: lists of customers that journeys can ask about, kept by hand or by a program."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Field, SQLModel

from engine.store.tables.columns import instant, utc_now


class Segment(SQLModel, table=True):
    __tablename__ = "segments"

    key: str = Field(primary_key=True)
    name: str
    subject_kind: str
    """account or contact: what its members are."""
    created_at: datetime = instant(default_factory=utc_now)


class SegmentMember(SQLModel, table=True):
    __tablename__ = "segment_members"

    segment_key: str = Field(primary_key=True, foreign_key="segments.key")
    subject_id: UUID = Field(primary_key=True, index=True)
    """An account's id or a contact's, as the segment says."""
    since: datetime = instant(default_factory=utc_now)
