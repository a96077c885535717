"""`/api/v1/journeys/{journey}/audience-runs`: letting a whole audience into a journey."""

from dataclasses import dataclass
from typing import Annotated, Any
from uuid import UUID, uuid5

from fastapi import APIRouter, Header
from pydantic import BaseModel, ConfigDict, Field

from api.auth.keys import Admin, Reader
from api.dependencies import CurrentServices, Transaction
from api.v1.answers import After, Limit, Listing, listing
from engine.definition.conditions import Condition
from engine.store import audiences
from engine.store.database import Session
from engine.store.enrollments import live_version
from engine.store.reading import audiences as reading
from engine.store.reading.audiences import RunResult, RunSummary
from engine.store.segments import sound
from engine.store.tables.columns import utc_now

router = APIRouter(tags=["Audiences"])

_BY_KEY = UUID("6b1d5b0e-4d0c-5f0e-9a53-6f6e77617265")
FASTEST = 60_000


class Choice(BaseModel):
    model_config = ConfigDict(extra="forbid")

    only: dict[str, Any] | None = None
    """On whom to take, beside the journey's own audience. Null: everybody in that."""


class NewRun(Choice):
    per_minute: Annotated[int, Field(ge=1, le=FASTEST)] = 1_200
    """At most so many are let in in a minute."""


@dataclass(frozen=True)
class Estimated:
    """How many it would be now."""

    about: int
    """Reckoned up from those looked at."""
    is_exact: bool
    looked_at: int
    total: int
    """Customers there are."""


@router.post("/journeys/{journey}/audience-runs", status_code=201)
async def begin_run(
    key: Admin,
    transaction: Transaction,
    journey: str,
    run: NewRun,
    idempotency_key: Annotated[
        str | None,
        Header(max_length=200, description="The same again finds the run it began."),
    ] = None,
) -> RunSummary:
    """Everybody in the audience is let in, unless the journey's rules say no."""
    only = await _sound(transaction, journey, run.only)
    again = uuid5(_BY_KEY, f"{journey}/{idempotency_key}") if idempotency_key else None
    run_id = await audiences.begin_by_hand(
        transaction,
        journey,
        only=only,
        per_minute=run.per_minute,
        by=key.actor,
        now=utc_now(),
        identifier=again,
    )
    return await reading.get_run(transaction, run_id)


@router.post("/journeys/{journey}/audience-runs/estimate")
async def estimate_run(
    key: Reader,
    transaction: Transaction,
    services: CurrentServices,
    journey: str,
    choice: Choice,
) -> Estimated:
    """About how many a run would choose now. Nobody is let in."""
    only = await _sound(transaction, journey, choice.only)
    found = await reading.estimate(transaction, journey, only, utc_now(), services.time_zone)
    return Estimated(found.about, found.is_exact, found.looked_at, found.total)


async def _sound(session: Session, key: str, only: dict[str, Any] | None) -> Condition | None:
    if only is None:
        return None
    _, _, journey = await live_version(session, key)
    return await sound(session, only, journey.subject)


@router.get("/journeys/{journey}/audience-runs")
async def list_runs(
    key: Reader, transaction: Transaction, journey: str, limit: Limit = 50, after: After = None
) -> Listing[RunSummary]:
    """The latest first."""
    return listing(await reading.list_runs(transaction, journey, limit=limit, after=after))


@router.get("/audience-runs/{run}")
async def get_run(key: Reader, transaction: Transaction, run: UUID) -> RunSummary:
    return await reading.get_run(transaction, run)


@router.get("/audience-runs/{run}/results")
async def list_results(
    key: Reader,
    transaction: Transaction,
    run: UUID,
    code: str | None = None,
    limit: Limit = 50,
    after: After = None,
) -> Listing[RunResult]:
    """What became of those who were chosen: who entered, and why the others did not."""
    found = await reading.list_run_results(transaction, run, code=code, limit=limit, after=after)
    return listing(found)


@router.post("/audience-runs/{run}/stop")
async def stop_run(key: Admin, transaction: Transaction, run: UUID) -> RunSummary:
    """Let nobody else in. Who is in stays."""
    await audiences.stop(transaction, run, by=key.actor, now=utc_now())
    await transaction.flush()
    return await reading.get_run(transaction, run)
