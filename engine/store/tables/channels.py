"""Where colleagues are told things: channels of Slack and Teams that have been set up."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from engine.store.tables.columns import instant, utc_now


class Channel(SQLModel, table=True):
    """A channel of a chat, by the key that `notify` steps name."""

    __tablename__ = "channels"

    key: str = Field(primary_key=True)
    name: str
    kind: str
    """slack or teams."""
    url: str
    """Where to post. Whoever knows it can post there too, so nobody is ever shown it whole."""
    created_at: datetime = instant(default_factory=utc_now)
    last_used_at: datetime | None = instant(default=None)
    """To the minute."""
    last_error: str | None = None
    """Why the latest message was not taken; None once one is."""
