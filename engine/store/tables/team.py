"""The team: pools that give out tasks, and what colleagues are told about them."""

from datetime import date, datetime
from uuid import UUID, uuid4

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from engine.store.tables.columns import instant, sequence_id, utc_now


class Pool(SQLModel, table=True):
    """Colleagues who share tasks, and how they are given out. Its row is locked for each turn."""

    __tablename__ = "pools"

    key: str = Field(primary_key=True)
    name: str
    rule: str = "round_robin"
    """round_robin, least_loaded or least_arr."""
    most_open: int | None = None
    """Tasks each member may have open. None: any number."""
    hours_a_week: int | None = None
    """Work each member may be given in a week. None: any amount."""
    fallback_id: UUID | None = Field(default=None, foreign_key="users.id")
    """Who gets a task when nobody of the pool is here."""
    channel: str | None = None
    """The chat in which its tasks are told."""
    last_given_to: UUID | None = None
    created_at: datetime = instant(default_factory=utc_now)


class PoolMember(SQLModel, table=True):
    __tablename__ = "pool_members"

    pool_key: str = Field(primary_key=True, foreign_key="pools.key", ondelete="CASCADE")
    user_id: UUID = Field(primary_key=True, foreign_key="users.id", index=True)
    place: int
    """In which order it goes round."""


class TaskEvent(SQLModel, table=True):
    """What was done with a task: who, what, when. Written in the transaction that did it."""

    __tablename__ = "task_events"
    __table_args__ = (Index("task_events_task", "task_id", "id"),)

    id: int | None = sequence_id()
    task_id: UUID = Field(foreign_key="tasks.id")
    at: datetime = instant()
    by: str | None = None
    """A user's address, an API key's id. None: Onward itself."""
    said: str
    """What was done, as a sentence."""


class Notice(SQLModel, table=True):
    """Something a colleague is told by mail or in a chat. Claimed before it goes out."""

    __tablename__ = "notices"
    __table_args__ = (
        Index("notices_due", "next_try_at"),
        Index("notices_user", "user_id", "created_at"),
    )

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    """UUIDv5 of what it is about, so that nobody is told twice."""
    kind: str
    """assigned, escalated or digest."""
    user_id: UUID | None = Field(default=None, foreign_key="users.id")
    """Whom it is mailed to. None: it is said in a chat."""
    channel: str | None = None
    task_id: UUID | None = Field(default=None, foreign_key="tasks.id")
    subject: str
    text: str
    status: str = "queued"
    """queued, claimed, sent or failed."""
    reason: str | None = None
    attempts: int = 0
    next_try_at: datetime | None = instant(default=None)
    """None: it is settled."""
    created_at: datetime = instant(default_factory=utc_now)
    sent_at: datetime | None = instant(default=None)


class Digest(SQLModel, table=True):
    """That a colleague's morning was looked at: once a day, however often it is tried."""

    __tablename__ = "digests"

    user_id: UUID = Field(primary_key=True, foreign_key="users.id")
    day: date = Field(primary_key=True)
    """On their own calendar."""
    items: int
    """How many lines it had. 0: there was nothing to say, so nothing was sent."""
    at: datetime = instant()
