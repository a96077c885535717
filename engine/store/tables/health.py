"""Accounts' health: scorecards, what they come to, its past, what people set, and who is next."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import BigInteger, Index, text
from sqlmodel import Field, SQLModel

from engine.store.tables.columns import (
    JsonObject,
    document,
    instant,
    json_object,
    json_or_null,
    sequence_id,
    text_array,
    utc_now,
)


class HealthCard(SQLModel, table=True):
    """A scorecard. Without any, the one that comes with Onward holds for every account."""

    __tablename__ = "health_cards"

    key: str = Field(primary_key=True)
    position: int
    """The first whose segment holds for an account is its scorecard."""
    revision: int
    """Counted up at every edit, and never used again."""
    definition: JsonObject = document()
    listens: list[str] = text_array()
    """What, as it is heard, may change it: see `engine.health.windows`."""
    edited_at: datetime = instant(default_factory=utc_now)
    edited_by: str


class HealthModel(SQLModel, table=True):
    """The scorecards as a whole, one row: whoever changes them holds it."""

    __tablename__ = "health_models"

    id: int = Field(default=1, primary_key=True)
    revision: int = 0
    """The last one given to a scorecard."""


class AccountHealth(SQLModel, table=True):
    """How healthy an account is now, and why."""

    __tablename__ = "account_health"
    __table_args__ = (
        Index("account_health_band", "band"),
        Index("account_health_score", text("coalesce(score, 1000)"), "account_id"),
        Index("account_health_change", text("coalesce(change, 1000)"), "account_id"),
    )

    account_id: UUID = Field(primary_key=True, foreign_key="accounts.id")
    at: datetime = instant()
    """When it was last looked at."""
    card: str
    """The scorecard's key."""
    revision: int
    """The scorecard's."""
    score: float | None = None
    """0 to 100, as it counts: computed, or what somebody set. None: insufficient data."""
    band: str | None = None
    """As it counts."""
    band_since: datetime = instant()
    sentence: str
    computed: JsonObject = json_object()
    """`engine.health.Score`: what was computed, with everything that explains it."""
    compared: JsonObject = json_object()
    """The score its changes are reckoned from."""
    leaning_since: datetime | None = instant(default=None)
    """See `engine.health.Standing`."""
    override: JsonObject | None = json_or_null()
    """`engine.health.Override`: the one in force."""
    month_ago: JsonObject | None = json_or_null()
    """`band` and `score` 30 days before `at`. None: it was not known then."""
    change: float | None = None
    """Of the score in those 30 days. None: one of the two is not known."""


class HealthPoint(SQLModel, table=True):
    """The health of an account at one moment of its past: one a day, and each change of band."""

    __tablename__ = "health_history"
    __table_args__ = (
        Index("health_history_account", "account_id", "at"),
        Index("health_history_at", "at"),
    )

    id: int | None = sequence_id()
    account_id: UUID = Field(foreign_key="accounts.id")
    at: datetime = instant()
    score: float | None = None
    band: str | None = None
    computed_score: float | None = None
    computed_band: str | None = None
    changed_from: str | None = None
    """The band before, if this is a change. None also at the first."""
    is_change: bool = False
    why: str | None = None
    """Of a change: the sentence that explains it."""


class HealthOverride(SQLModel, table=True):
    """What somebody set in place of an account's computed health."""

    __tablename__ = "health_overrides"
    __table_args__ = (
        Index(
            "health_overrides_one",
            "account_id",
            unique=True,
            postgresql_where=text("ended_at IS NULL"),
        ),
        Index("health_overrides_account", "account_id", "set_at"),
    )

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    account_id: UUID = Field(foreign_key="accounts.id")
    band: str | None = None
    score: float | None = None
    reason: str
    set_by: str
    """A name, for people."""
    set_at: datetime = instant()
    expires_at: datetime = instant()
    ended_at: datetime | None = instant(default=None)
    """When it was taken back or replaced. None: it counts until it expires."""
    ended_by: str | None = None


class HealthDue(SQLModel, table=True):
    """When an account is to be looked at next. Every account has one, sooner or later."""

    __tablename__ = "health_due"
    __table_args__ = (Index("health_due_at", "due_at"),)

    account_id: UUID = Field(primary_key=True, foreign_key="accounts.id")
    due_at: datetime = instant()
    marks: int = Field(default=0, sa_type=BigInteger)
    """Counted up by whoever has it looked at, so that nothing is lost that comes meanwhile."""
    is_heard: bool = False
    """Whether anything was heard from the account at its latest look. Until then, whatever comes
    first changes its health."""
