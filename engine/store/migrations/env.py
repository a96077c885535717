"""What Alembic runs for every command: on the connection handed to it, all or nothing, in turn.

Run by Alembic alone, with `config.attributes["connection"]` set by `onward.migrate`."""

from typing import Literal

from alembic import context
from sqlalchemy import Connection, text
from sqlmodel import SQLModel
from sqlmodel.sql.sqltypes import AutoString

import engine.store.tables  # noqa: F401  (importing them fills the metadata)

ONE_AT_A_TIME = 7_266_991_145
"""Key of the advisory lock that makes processes started together migrate one after another."""


def written_type(kind: str, item: object, _: object) -> str | Literal[False]:
    """How a new migration writes a column type, without SQLModel. False: as Alembic would."""
    return "sa.String()" if kind == "type" and isinstance(item, AutoString) else False


def run(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=SQLModel.metadata,
        compare_type=True,
        compare_server_default=True,
        render_item=written_type,
    )
    with context.begin_transaction():
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": ONE_AT_A_TIME})
        context.run_migrations()


run(context.config.attributes["connection"])
