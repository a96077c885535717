"""Who may use Onward: users and their sessions, API keys, and the record of what they did."""

from datetime import datetime
from uuid import UUID, uuid4

from pydantic import JsonValue
from sqlalchemy import text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel

from engine.store.tables.columns import (
    JsonObject,
    instant,
    json_or_null,
    sequence_id,
    utc_now,
)


class User(SQLModel, table=True):
    """A person on the customer success team. A CSM owns accounts and is handed tasks."""

    __tablename__ = "users"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    email: str = Field(unique=True)
    """Kept in lower case."""
    name: str
    role: str = "csm"
    """csm or admin."""
    password_hash: str | None = None
    """argon2id; None: cannot sign in with a password."""
    time_zone: str | None = None
    meeting_url: str | None = None
    """Where customers book time with them; templates call it `owner.meeting_url`."""
    working_days: str | None = None
    """`mon-fri`. None, as the hours below: nobody has said."""
    working_from: str | None = None
    working_to: str | None = None
    holidays: str | None = None
    """Whose public holidays are free: `NL`, `DE-BY`."""
    time_off: list[JsonValue] = Field(
        default_factory=list, sa_type=JSONB, sa_column_kwargs={"server_default": text("'[]'")}
    )
    """`[{"from": "2026-12-24", "to": "2027-01-01", "note": …}]`."""
    most_open: int | None = None
    """Tasks they may have open. None: as their pools say."""
    hours_a_week: int | None = None
    manager_id: UUID | None = Field(default=None, foreign_key="users.id")
    notify: str = Field(default="at_once", sa_column_kwargs={"server_default": "at_once"})
    """at_once (mail for each task), digest (in the morning alone) or none."""
    digest_at: str = Field(default="08:00", sa_column_kwargs={"server_default": "08:00"})
    """On their own clock."""
    channel: str | None = None
    """The chat in which their tasks are told."""
    created_at: datetime = instant(default_factory=utc_now)
    disabled_at: datetime | None = instant(default=None)


class Session(SQLModel, table=True):
    """A signed-in browser. The cookie holds a secret of which only the SHA-256 is kept."""

    __tablename__ = "sessions"

    token_hash: str = Field(primary_key=True)
    user_id: UUID = Field(foreign_key="users.id", index=True)
    csrf_token: str
    created_at: datetime = instant(default_factory=utc_now)
    expires_at: datetime = instant()


class ApiKey(SQLModel, table=True):
    """`onw_<scope>_<8 id>_<secret>`, kept as id and SHA-256 of the whole key."""

    __tablename__ = "api_keys"

    id: str = Field(primary_key=True)
    name: str
    scope: str
    """write (public, ingest only), read or admin."""
    key_hash: str
    source_id: UUID | None = Field(default=None, foreign_key="sources.id")
    """The source a write key's events belong to."""
    created_at: datetime = instant(default_factory=utc_now)
    last_used_at: datetime | None = instant(default=None)
    expires_at: datetime | None = instant(default=None)
    revoked_at: datetime | None = instant(default=None)


class AuditEntry(SQLModel, table=True):
    """Append-only: who did what to which object, written in the transaction that did it."""

    __tablename__ = "audit_entries"

    id: int | None = sequence_id()
    at: datetime = instant(default_factory=utc_now, index=True)
    actor: str
    """A user's address, `key:<id>`, or `command line`."""
    action: str
    """Verb and object, such as `journey.publish`."""
    object_id: str
    before: JsonObject | None = json_or_null()
    after: JsonObject | None = json_or_null()
    address: str | None = None
    """The caller's network address."""
    request_id: str | None = None
