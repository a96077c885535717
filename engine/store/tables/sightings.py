"""What comes in, by name: which traits and events there are, of what types, and from where."""

from datetime import datetime
from uuid import UUID

from pydantic import JsonValue
from sqlalchemy import BigInteger, Index
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel

from engine.store.tables.columns import instant


class Sighting(SQLModel, table=True):
    """A name with a type, from one source: how often it came, and when."""

    __tablename__ = "sightings"
    __table_args__ = (Index("sightings_event", "event"),)

    about: str = Field(primary_key=True)
    """account or contact, for a trait; event, for an event and its properties."""
    event: str = Field(primary_key=True)
    """The event's name; empty for traits."""
    name: str = Field(primary_key=True)
    """Of the trait or property, with a dot where it is inside another; empty for the event."""
    type: str = Field(primary_key=True)
    """text, number, boolean, date, list or object; empty for the event."""
    source_id: UUID = Field(primary_key=True, foreign_key="sources.id")
    count: int = Field(sa_type=BigInteger)
    first_seen: datetime = instant()
    last_seen: datetime = instant()
    examples: list[JsonValue] = Field(default_factory=list, sa_type=JSONB)
    """Some values, the latest first; long ones, lists and objects aside."""


class Watermark(SQLModel, table=True):
    """Up to which event somebody who reads them all has come."""

    __tablename__ = "watermarks"

    reader: str = Field(primary_key=True)
    event_id: int = Field(sa_type=BigInteger)
