"""Messages in the product: the apps that show them, and what their readers do."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index, text
from sqlmodel import Field, SQLModel

from engine.store.tables.columns import (
    JsonObject,
    instant,
    json_or_null,
    text_array,
    utc_now,
)


class InAppApp(SQLModel, table=True):
    """A product that shows messages. Its id is public; its secrets are not."""

    __tablename__ = "in_app_apps"

    id: str = Field(primary_key=True)
    name: str
    origins: list[str] = text_array()
    """Websites whose pages may ask: `https://app.example.com`."""
    created_at: datetime = instant(default_factory=utc_now)
    closed_at: datetime | None = instant(default=None)
    """Since when nobody sees anything through it."""


class InAppSecret(SQLModel, table=True):
    """What an app's back end signs with. Two, while one is exchanged for another."""

    __tablename__ = "in_app_secrets"

    id: str = Field(primary_key=True)
    """`kid` in the tokens signed with it."""
    app_id: str = Field(foreign_key="in_app_apps.id", index=True)
    sealed: str
    created_at: datetime = instant(default_factory=utc_now)
    last_used_at: datetime | None = instant(default=None)
    revoked_at: datetime | None = instant(default=None)


class InAppState(SQLModel, table=True):
    """What the reader of a message did about it, and when first."""

    __tablename__ = "in_app_states"

    message_id: UUID = Field(primary_key=True, foreign_key="messages.id", ondelete="CASCADE")
    seen_at: datetime | None = instant(default=None)
    read_at: datetime | None = instant(default=None)
    interacted_at: datetime | None = instant(default=None)
    clicked_at: datetime | None = instant(default=None)
    archived_at: datetime | None = instant(default=None)
    dismissed_at: datetime | None = instant(default=None)
    completed_at: datetime | None = instant(default=None)


class InAppItem(SQLModel, table=True):
    """One thing to do of a checklist that somebody was given."""

    __tablename__ = "in_app_items"
    __table_args__ = (
        Index("in_app_items_contact", "contact_id", postgresql_where=text("done_at IS NULL")),
        Index("in_app_items_account", "account_id", postgresql_where=text("done_at IS NULL")),
        Index("in_app_items_heard", "heard_at", postgresql_where=text("heard_at IS NOT NULL")),
    )

    message_id: UUID = Field(primary_key=True, foreign_key="messages.id", ondelete="CASCADE")
    id: str = Field(primary_key=True)
    position: int
    account_id: UUID | None = Field(default=None, foreign_key="accounts.id")
    contact_id: UUID | None = Field(default=None, foreign_key="contacts.id")
    condition: JsonObject | None = json_or_null()
    """What ticks it. None: its reader."""
    keys: list[str] = text_array()
    """As what events are heard that may tick it."""
    heard_at: datetime | None = instant(default=None)
    """Since when it is to be looked at: such an event came. None: nothing has come since."""
    done_at: datetime | None = instant(default=None)
    done_by: str | None = None
    """reader, or event."""


class InAppTicket(SQLModel, table=True):
    """Lets one stream be opened, once: what opens it can send no token."""

    __tablename__ = "in_app_tickets"

    ticket_hash: str = Field(primary_key=True)
    app_id: str = Field(foreign_key="in_app_apps.id")
    contact: str
    account: str | None = None
    until: datetime = instant()
    """When the token it was given for expires, and so the stream."""
    expires_at: datetime = instant(index=True)
