"""Files that people import: their rows until they are worked off, and what was made of them."""

from datetime import datetime
from uuid import UUID, uuid4

from pydantic import JsonValue
from sqlalchemy import Index, LargeBinary, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel

from engine.store.tables.columns import JsonObject, instant, json_object, text_array, utc_now


class Import(SQLModel, table=True):
    """A file, how it is taken, and how far it has come."""

    __tablename__ = "imports"
    __table_args__ = (
        Index("imports_created", "created_at", "id"),
        Index("imports_running", "started_at", postgresql_where=text("status = 'running'")),
    )

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    kind: str
    """accounts, contacts or events."""
    file_name: str
    status: str = "draft"
    """draft (not yet begun), running, done or stopped."""
    columns: list[str] = text_array()
    notes: list[str] = text_array()
    """What was guessed about the file, in sentences."""
    mapping: JsonObject = json_object()
    """See `engine.importing.mapping.Mapping`."""
    rows: int = 0
    pages: int = 0
    next_page: int = 0
    """The first one that is not yet worked off."""
    taken: int = 0
    """Rows that were stored."""
    repeated: int = 0
    """Rows that had been imported before, or say the same as another."""
    rejected: int = 0
    old: int = 0
    """Rows among those taken that are too old to start a journey."""
    requested_by: str
    """A user's address, an API key's id, or `command line`."""
    created_at: datetime = instant(default_factory=utc_now)
    started_at: datetime | None = instant(default=None)
    finished_at: datetime | None = instant(default=None)
    """When it was done or stopped."""
    trouble: str | None = None
    """Why it cannot go on at the moment, as a sentence."""


class ImportPage(SQLModel, table=True):
    """Some rows of a file, as `engine.store.imports` packs them. Gone once the import is done."""

    __tablename__ = "import_pages"

    import_id: UUID = Field(primary_key=True, foreign_key="imports.id")
    number: int = Field(primary_key=True)
    content: bytes = Field(sa_type=LargeBinary)


class ImportReject(SQLModel, table=True):
    """A row that could not be taken."""

    __tablename__ = "import_rejects"

    import_id: UUID = Field(primary_key=True, foreign_key="imports.id")
    line: int = Field(primary_key=True)
    reason: str
    cells: dict[str, JsonValue] = Field(default_factory=dict, sa_type=JSONB)
