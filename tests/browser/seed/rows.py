"""Table rows collected, then written in the order their keys ask for."""

from collections import defaultdict
from typing import Any, TypeVar

from sqlalchemy import insert
from sqlmodel import SQLModel

from engine.store import tables
from engine.store.database import Database

Row = TypeVar("Row", bound=SQLModel)

_ORDER: tuple[type[SQLModel], ...] = (
    tables.User,
    tables.Source,
    tables.Account,
    tables.Contact,
    tables.Membership,
    tables.Identity,
    tables.AccountHealth,
    tables.HealthPoint,
    tables.Journey,
    tables.JourneyVersion,
    tables.Event,
    tables.Enrollment,
    tables.Message,
    tables.Task,
    tables.TimelineEntry,
    tables.Migration,
    tables.MigrationResult,
    tables.DeadLetter,
)


class Rows:
    def __init__(self) -> None:
        self._rows: dict[type[SQLModel], list[dict[str, Any]]] = defaultdict(list)

    def add(self, row: Row) -> Row:
        kept = row.model_dump()
        if kept.get("id", 0) is None:
            del kept["id"]
        self._rows[type(row)].append(kept)
        return row

    async def save(self, database: Database) -> None:
        async with database.transaction() as session:
            for table in _ORDER:
                if self._rows[table]:
                    await session.execute(insert(table), self._rows[table])
