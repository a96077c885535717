"""Where other products send to, and what came of each of their deliveries."""

from datetime import datetime
from uuid import UUID

from pydantic import JsonValue
from sqlalchemy import Index, LargeBinary
from sqlalchemy.dialects.postgresql import JSONB
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


class Hook(SQLModel, table=True):
    """The address a product sends to, how it is verified and read. One for each such source."""

    __tablename__ = "hooks"

    source_id: UUID = Field(primary_key=True, foreign_key="sources.id")
    preset: str | None = None
    """The product, by its key; None: one that is not known."""
    scheme: JsonObject | None = json_or_null()
    """How deliveries are verified; None: as the preset says."""
    secrets: list[str] = text_array()
    """Sealed. Two while one is being exchanged for another."""
    mapping: JsonObject | None = json_or_null()
    """Where in a payload things are; None: as the preset says."""
    address_number: int = 1
    """Counted up to give the source another address, and make the old one void."""
    paused_at: datetime | None = instant(default=None)
    """Since when deliveries are answered by 503, so that senders try again."""
    created_at: datetime = instant(default_factory=utc_now)


class Delivery(SQLModel, table=True):
    """A request as it came, and what was made of it. Kept for a month."""

    __tablename__ = "deliveries"
    __table_args__ = (
        Index("deliveries_of_source", "source_id", "id"),
        Index("deliveries_received", "received_at"),
    )

    id: int | None = sequence_id()
    source_id: UUID = Field(foreign_key="sources.id")
    method: str
    url: str
    headers: JsonObject = json_object()
    """Without what would let others in."""
    body: bytes = Field(sa_type=LargeBinary)
    status: str
    """taken, put_aside, repeated, left_out, refused or unreadable."""
    code: str | None = None
    reason: str | None = None
    """Why nothing was made of it, as a sentence."""
    items: list[JsonValue] = Field(default_factory=list, sa_type=JSONB)
    """What it was read as: items of the tracking API."""
    put_aside: int = 0
    """How many of them are among the dead letters."""
    received_at: datetime = instant(default_factory=utc_now)
    replayed_at: datetime | None = instant(default=None)


class CohortMember(SQLModel, table=True):
    """Who is in a cohort that another product keeps, by the id it knows them by."""

    __tablename__ = "cohort_members"

    source_id: UUID = Field(primary_key=True, foreign_key="sources.id")
    cohort: str = Field(primary_key=True)
    member: str = Field(primary_key=True)
    """`user/ada` or `email/ada@acme.example`."""
