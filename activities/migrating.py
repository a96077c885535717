"""What the workflow of a migration and its activity tell each other. Histories hold it."""

from uuid import UUID

from pydantic import BaseModel

MIGRATE = "migrate_batch"
"""The activity's name. Histories hold it: never change it."""


class MigrationRef(BaseModel):
    """Which migration. All else is read from the database when it is needed."""

    migration_id: UUID


class Progress(BaseModel):
    """How far one call has come."""

    settled: int = 0
    """Customers it is over for; failures are among them."""
    done: bool = False
    """There is nobody left."""
