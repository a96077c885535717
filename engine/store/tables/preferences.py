"""What customers are told about, and what each of them wants of it."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from engine.store.tables.columns import (
    JsonObject,
    instant,
    json_object,
    json_or_null,
    sequence_id,
    utc_now,
)


class Topic(SQLModel, table=True):
    """What messages are about, in words a customer reads. Journeys name it by its key."""

    __tablename__ = "topics"

    key: str = Field(primary_key=True)
    words: JsonObject = json_object()
    """By language, such as `en`: `name` and `description`."""
    opt_in: bool = False
    """It reaches only who has asked for it."""
    transactional: bool = False
    """It is part of the service itself: nobody can refuse it."""
    created_at: datetime = instant(default_factory=utc_now)
    updated_at: datetime = instant(default_factory=utc_now)


class Subscription(SQLModel, table=True):
    """A contact asked for a topic by one way: email or in_app."""

    __tablename__ = "subscriptions"

    contact_id: UUID = Field(primary_key=True, foreign_key="contacts.id")
    topic: str = Field(primary_key=True)
    way: str = Field(primary_key=True)
    via: str
    at: datetime = instant(default_factory=utc_now)


class ContactPreference(SQLModel, table=True):
    """How often a contact wants to be written to, and in which language they chose it."""

    __tablename__ = "contact_preferences"

    contact_id: UUID = Field(primary_key=True, foreign_key="contacts.id")
    most_per_week: int | None = None
    """None: they set no number."""
    paused_until: datetime | None = instant(default=None)
    locale: str | None = None
    """A language of the preference page. None: they chose none."""
    updated_at: datetime = instant(default_factory=utc_now)


class ConsentChange(SQLModel, table=True):
    """One thing a contact said, or was said for them. Rows are added and never changed; they go to
    the survivor of a merge."""

    __tablename__ = "consent_changes"
    __table_args__ = (Index("consent_changes_contact", "contact_id", "id"),)

    id: int | None = sequence_id()
    contact_id: UUID = Field(foreign_key="contacts.id")
    change: str
    """refused, wanted, frequency, paused, resumed or locale."""
    topic: str | None = None
    way: str | None = None
    """email or in_app, of a refusal and a wish."""
    value: JsonObject | None = json_or_null()
    """`most_per_week`, `until` or `locale`."""
    via: str
    """one_click, page, preferences, csm, api or provider."""
    by: str | None = None
    """Who, as the audit names them. None: the contact."""
    reason: str | None = None
    at: datetime = instant(default_factory=utc_now)
