"""Touches that wait for their place."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from engine.store.tables.columns import instant


class WaitingTouch(SQLModel, table=True):
    """A message or a task that was put off. An enrollment stands at one step, so it has one; of a
    message to several people, one for each of them.

    Counts only while the enrollment still stands there: whoever moves it need not know of this.
    """

    __tablename__ = "waiting_touches"
    __table_args__ = (
        Index("waiting_touches_contact", "contact_id", "due_at"),
        Index("waiting_touches_account", "account_id", "due_at"),
        Index("waiting_touches_due", "due_at"),
    )

    enrollment_id: UUID = Field(primary_key=True, foreign_key="enrollments.id")
    whose: UUID = Field(primary_key=True)
    """The contact's id; the enrollment's, where it is for no contact."""
    step: str
    visit: int
    journey_id: UUID = Field(foreign_key="journeys.id")
    contact_id: UUID | None = Field(default=None, foreign_key="contacts.id")
    account_id: UUID | None = Field(default=None, foreign_key="accounts.id")
    kind: str
    """email, in_app or task."""
    topic: str
    priority: int
    asked_at: datetime = instant()
    """When it was first wanted."""
    due_at: datetime = instant()
    """When it is decided about again."""
    code: str
    """What decided: see `engine.arbiter.verdicts`."""
    reason: str
