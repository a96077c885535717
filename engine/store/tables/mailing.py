"""What became of mails after they were handed over, and which addresses take none."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from engine.store.tables.columns import instant, sequence_id, utc_now


class MessageEvent(SQLModel, table=True):
    """One thing that became of a message: told by its provider, or seen by ourselves."""

    __tablename__ = "message_events"
    __table_args__ = (
        UniqueConstraint("provider", "key", name="message_events_once"),
        Index("message_events_message", "message_id", "at"),
    )

    id: int | None = sequence_id()
    message_id: UUID = Field(foreign_key="messages.id", ondelete="CASCADE")
    provider: str
    """ses, sendgrid, postmark, mailgun or resend; `api` for what a program said over the API,
    `onward` for what we saw ourselves."""
    key: str
    """What the provider knows this event by."""
    kind: str
    """queued, sent, deferred, delivered, bounced, rejected, complained, unsubscribed, opened,
    clicked or failed."""
    bounce: str | None = None
    """hard or soft, of a bounce."""
    detail: str | None = None
    url: str | None = None
    agent: str | None = None
    suspected: bool = False
    """It was probably a machine."""
    at: datetime = instant()
    """When it happened, as far as it was said."""
    received_at: datetime = instant(default_factory=utc_now)


class MailToken(SQLModel, table=True):
    """A token that signs one report of a provider, and no other. Kept as long as it would be
    believed."""

    __tablename__ = "mail_tokens"

    provider: str = Field(primary_key=True)
    token: str = Field(primary_key=True)
    digest: str
    """Of the body it came with."""
    at: datetime = instant(default_factory=utc_now, index=True)


class MailPace(SQLModel, table=True):
    """When the next mail may be handed over, for all workers together. One row."""

    __tablename__ = "mail_paces"

    name: str = Field(primary_key=True)
    next_at: datetime = instant()
    """The next turn that nobody has taken."""
    back_at: datetime = instant()
    """When the last that was put off is to come back: they do not come all at once."""


class Suppression(SQLModel, table=True):
    """An address that no mail goes to any more, in whichever journey."""

    __tablename__ = "suppressions"
    __table_args__ = (Index("suppressions_since", "since", "address"),)

    address: str = Field(primary_key=True)
    """In small letters."""
    reason: str
    """hard_bounce, complaint or by_hand."""
    since: datetime = instant(default_factory=utc_now)
    message_id: UUID | None = Field(default=None, foreign_key="messages.id", ondelete="SET NULL")
    """The message by which it came about."""
    note: str | None = None
    """What the mail server said, or whoever entered it by hand."""
    by: str | None = None
    """Who entered it by hand."""
