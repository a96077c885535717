"""Pages that show a message somebody is writing."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlmodel import Field, SQLModel

from engine.store.tables.columns import instant, utc_now


class MessagePreview(SQLModel, table=True):
    """One, kept for the few minutes in which a frame asks for it, by whichever web server."""

    __tablename__ = "message_previews"
    # Written with every pause in somebody's typing, and worth nothing after a crash.
    __table_args__ = {"prefixes": ["UNLOGGED"]}

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    page: str
    """An HTML document."""
    created_at: datetime = instant(default_factory=utc_now, index=True)
