"""Files that are imported into a real database."""

import io
from collections.abc import Awaitable, Callable
from uuid import UUID

import pytest

from engine.importing.choosing import chosen
from engine.importing.mapping import Kind
from engine.importing.sheets import How
from engine.store import imports
from engine.store.audit import Actor
from engine.store.database import Database
from engine.store.tables.columns import utc_now

BY = Actor("kim@example.com")

Begin = Callable[..., Awaitable[UUID]]


@pytest.fixture
def begin(database: Database) -> Begin:
    """Starts an import of a file's text, by what is guessed and said of its columns."""

    async def start(kind: Kind, content: str, *said: str, again: bool = False) -> UUID:
        stream = io.BytesIO(content.encode())
        async with database.transaction() as session:
            row = await imports.add_import(
                session,
                stream,
                kind=kind,
                file_name="file.csv",
                how=How(),
                by=BY,
                now=utc_now(),
            )
            mapping = chosen(kind, imports.mapping_of(row), said)
            mapping = mapping.model_copy(update={"again": again})
            await imports.set_mapping(session, row, mapping)
            await session.flush()
            await imports.start(session, row.id, by=BY, now=utc_now())
        return row.id

    return start
