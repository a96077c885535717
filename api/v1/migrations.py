"""`/api/v1/migrations`: how far the customers inside have come on their way to a version."""

from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel

from api.auth.keys import Admin, Reader
from api.dependencies import Transaction
from api.v1.answers import After, Limit, Listing, listing
from engine.store import migration_runs
from engine.store.reading import migrations as reading
from engine.store.reading.migrations import MigrationSummary, ResultStatus, ResultSummary
from engine.store.tables.columns import utc_now

router = APIRouter(prefix="/migrations", tags=["Journeys"])


class Retried(BaseModel):
    enrollments: int
    """How many are tried again."""


@router.get("/{migration}")
async def get_migration(key: Reader, transaction: Transaction, migration: UUID) -> MigrationSummary:
    """One migration, and how many customers have come to what."""
    return await reading.get_migration(transaction, migration)


@router.get("/{migration}/results")
async def list_results(
    key: Reader,
    transaction: Transaction,
    migration: UUID,
    status: ResultStatus | None = None,
    limit: Limit = 50,
    after: After = None,
) -> Listing[ResultSummary]:
    """What became of each customer, why where it failed, and what a pending one waits for."""
    return listing(
        await reading.list_results(transaction, migration, status=status, limit=limit, after=after)
    )


@router.post("/{migration}/retry")
async def retry_migration(key: Admin, transaction: Transaction, migration: UUID) -> Retried:
    """Try those again who could not be moved."""
    again = await migration_runs.retry_failed(transaction, migration, by=key.actor, now=utc_now())
    return Retried(enrollments=again)
