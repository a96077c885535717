"""Outgoing calls beside the messages they are: with what they are signed, each attempt at one, and
the addresses that asked to be left alone."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from engine.store.tables.columns import instant, sequence_id, utc_now


class WebhookSecret(SQLModel, table=True):
    """A secret that webhooks are signed with. None at all: the installation's first one is."""

    __tablename__ = "webhook_secrets"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    sealed: str | None = None
    """None: the first one, which is made from the installation's secret key."""
    created_at: datetime = instant(default_factory=utc_now)
    ends_at: datetime | None = instant(default=None)
    """From when on nothing is signed with it any more. None: it is the one that stays."""


class CallAttempt(SQLModel, table=True):
    """One attempt at a call, and what came of it. Kept for a month."""

    __tablename__ = "call_attempts"
    __table_args__ = (
        Index("call_attempts_of_message", "message_id", "id"),
        Index("call_attempts_at", "at"),
    )

    id: int | None = sequence_id()
    message_id: UUID = Field(foreign_key="messages.id")
    at: datetime = instant()
    """When it had come to an end."""
    took_ms: int
    taken: bool
    status: int | None = None
    """Of HTTP. None: there was no answer."""
    answer: str
    """Its beginning, or why there was none."""
    by: str | None = None
    """Who had it made by hand. None: it was made by the journey."""


class ClosedAddress(SQLModel, table=True):
    """An address that has answered 410: it is not called until somebody says so."""

    __tablename__ = "closed_addresses"

    digest: str = Field(primary_key=True)
    """SHA-256 of the whole address, whose query may be a secret."""
    shown_as: str
    closed_at: datetime = instant()
    message_id: UUID = Field(foreign_key="messages.id")
    """The call it answered so."""
