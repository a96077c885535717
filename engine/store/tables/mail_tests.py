"""Mails that somebody writing one has sent to themselves or a colleague."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from engine.store.tables.columns import instant, utc_now


class MailTest(SQLModel, table=True):
    """One, with its finished text. It is in no table of messages, so that nothing that counts what
    customers got can count it."""

    __tablename__ = "mail_tests"
    __table_args__ = (
        Index("mail_tests_due", "next_try_at"),
        Index("mail_tests_asked", "asked_by", "created_at"),
        Index("mail_tests_created", "created_at", "id"),
    )

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    """Its Message-ID is made from it, however often it is tried."""
    asked_by: str
    """As the audit names them."""
    to_address: str
    to_name: str
    from_name: str | None = None
    reply_to: str | None = None
    shown_for: str
    """The customer it was filled in for, in words."""
    journey: str
    """The name of the journey it was written in."""
    subject: str
    text: str
    html: str
    status: str = "queued"
    """queued, claimed (being sent), sent or failed."""
    reason: str | None = None
    """Why it failed, or is still queued, as a sentence."""
    attempts: int = 0
    next_try_at: datetime | None = instant(default=None)
    """When it is tried next; while it is claimed, when whoever does so has died. None: never."""
    provider_response: str | None = None
    created_at: datetime = instant(default_factory=utc_now)
    sent_at: datetime | None = instant(default=None)
