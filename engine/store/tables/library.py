"""The library: templates and partials that belong to no journey, and all their versions."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from engine.store.tables.columns import JsonObject, instant, json_object, utc_now


class LibraryItem(SQLModel, table=True):
    __tablename__ = "library_items"

    key: str = Field(primary_key=True)
    kind: str
    """mail, designed, html, in_app or partial. It may change with a version, but to and from a
    partial or a message in the product it does not."""
    name: str
    note: str = ""
    """What it is for, for colleagues."""
    version: int
    """The number of the current one."""
    created_at: datetime = instant(default_factory=utc_now)
    changed_at: datetime = instant(default_factory=utc_now)
    changed_by: str


class LibraryVersion(SQLModel, table=True):
    """What it said. Never changed."""

    __tablename__ = "library_versions"

    item_key: str = Field(primary_key=True, foreign_key="library_items.key", ondelete="CASCADE")
    number: int = Field(primary_key=True)
    kind: str
    content: JsonObject = json_object()
    note: str = ""
    """What was changed, as whoever did it says."""
    made_at: datetime = instant(default_factory=utc_now)
    made_by: str
