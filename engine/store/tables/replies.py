"""What came back to mails: answers, holiday notices, bounces."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from engine.store.tables.columns import instant, utc_now


class Reply(SQLModel, table=True):
    """A mail that came in about one we sent. Others are not kept."""

    __tablename__ = "replies"
    __table_args__ = (
        Index("replies_message", "message_id", "received_at"),
        Index("replies_contact", "contact_id"),
    )

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    wire_message_id: str = Field(unique=True)
    """Its own Message-ID, by which it is taken once; made from its content where it has none."""
    message_id: UUID = Field(foreign_key="messages.id")
    """The mail it is about."""
    contact_id: UUID | None = Field(default=None, foreign_key="contacts.id")
    kind: str
    """reply, out_of_office or bounce."""
    because: str
    """How that was seen, as a sentence."""
    from_address: str | None = None
    subject: str | None = None
    text: str = ""
    """What was written, without what it quotes."""
    via: str
    """imap, or the provider of the webhook: postmark, sendgrid, mailgun, raw."""
    received_at: datetime = instant(default_factory=utc_now)
