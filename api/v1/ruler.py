"""`/api/v1/journeys/ruler`: on which day of the journey each step is reached."""

from collections.abc import Mapping
from dataclasses import dataclass

from fastapi import APIRouter

from api.auth.keys import Reader
from api.v1.definitions import BODY, Definition
from engine.definition.base import StepId
from engine.ruler import ruler

router = APIRouter(prefix="/journeys", tags=["Trying a journey out"])


@dataclass(frozen=True)
class Reached:
    """Null: nobody can say."""

    earliest: float | None
    """In days from entry, with fractions."""
    typical: float | None
    latest: float | None
    earliest_day: int | None
    """The day of the journey, of which the first is 1."""
    typical_day: int | None
    latest_day: int | None


@dataclass(frozen=True)
class Ruler:
    steps: Mapping[StepId, Reached]
    """Of each step that can be reached."""


@router.post("/ruler", openapi_extra=BODY)
async def measure_journey(key: Reader, definition: Definition) -> Ruler:
    """On which day each step is reached, at the earliest, typically and at the latest.

    By the definition alone. At the earliest all that can happen happens at once; typically, what is
    waited for takes half of the time it is given; at the latest all of it, by the longest way.
    """
    return Ruler(
        {
            step: Reached(
                reach.earliest,
                reach.typical,
                reach.latest,
                reach.earliest_day,
                reach.typical_day,
                reach.latest_day,
            )
            for step, reach in ruler(definition).items()
        }
    )
