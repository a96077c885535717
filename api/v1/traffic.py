"""`/api/v1/journeys/{key}/traffic`: what the layers of the canvas show."""

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import AwareDatetime

from api.auth.keys import Reader
from api.dependencies import Transaction
from engine.store.reading import traffic as reading
from engine.store.reading.traffic import Traffic

router = APIRouter(prefix="/journeys", tags=["Journeys"])


@router.get("/{journey}/traffic")
async def get_traffic(
    key: Reader,
    transaction: Transaction,
    journey: str,
    version: Annotated[
        int | None,
        Query(ge=1, description="Its steps and its customers; left out: those of every version."),
    ] = None,
    since: Annotated[AwareDatetime | None, Query(description="Who went on from then on.")] = None,
    until: Annotated[AwareDatetime | None, Query(description="Who went on before then.")] = None,
) -> Traffic:
    """How many customers are at each step, went on from it, by which way, and what came of it.

    `here` is now, whatever the period. `GET /enrollments?layer=…` says who they are.
    """
    return await reading.traffic(transaction, journey, version=version, since=since, until=until)
