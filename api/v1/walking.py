"""`/api/v1/journeys/walk` and `/dates`: a journey tried out by hand. Nothing is sent or kept."""

import asyncio
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, model_validator

from api.auth.keys import Reader
from api.dependencies import CurrentServices, Transaction
from engine.definition.document import from_data
from engine.definition.steps import UntilDate, UntilTime
from engine.definition.times import DayOfJourney, Duration
from engine.simulation.setting import Setting
from engine.store.customers import Whom
from engine.store.histories import colleagues
from engine.store.sampling import sample, zone_of
from engine.store.tables.columns import utc_now
from engine.walking import Choice, Walk, walk
from engine.walking.dates import Dated, dated
from engine.walking.making import admitted
from engine.walking.walk import MOST_CHOICES

router = APIRouter(prefix="/journeys", tags=["Trying a journey out"])

Id = Annotated[str, Field(min_length=1, max_length=500)]


class OfCustomer(BaseModel):
    """For whom: by your own ids. Nobody: a customer made up."""

    model_config = ConfigDict(extra="forbid")

    account: Id | None = None
    contact: Id | None = None

    def whom(self) -> Whom:
        return Whom(self.account, self.contact)


class Walking(OfCustomer):
    definition: dict[str, Any]
    begins: AwareDatetime | None = None
    """When they enter. Null: now."""
    choices: Annotated[list[Choice], Field(max_length=MOST_CHOICES)] = []


class Asked(BaseModel):
    """One of these."""

    model_config = ConfigDict(extra="forbid")

    for_: Annotated[Duration | None, Field(alias="for")] = None
    until: DayOfJourney | UntilTime | UntilDate | None = None

    @model_validator(mode="after")
    def _one(self) -> "Asked":
        if (self.for_ is None) == (self.until is None):
            raise ValueError("name either for or until")
        return self


class Dating(OfCustomer):
    waits: Annotated[list[Asked], Field(min_length=1, max_length=50)]


@dataclass(frozen=True)
class Dates:
    dates: list[Dated]
    """In the order they were asked for."""


@router.post("/walk")
async def walk_journey(
    key: Reader, transaction: Transaction, services: CurrentServices, walking: Walking
) -> Walk:
    """What the journey does with one customer, given what is chosen at each wait.

    The walk is played from its beginning each time: send the choices made so far, each as the
    answer before offered it. Raises 422 when the definition is not readable.
    """
    definition = from_data(walking.definition)
    now = utc_now()
    customer = await sample(transaction, walking.whom(), default_zone=services.time_zone, until=now)
    setting = Setting(
        definition,
        services.time_zone,
        {**services.organization, "name": services.organization_name},
        await colleagues(transaction),
    )
    begins = walking.begins or now
    if walking.account is None and walking.contact is None:
        customer = admitted(customer, definition, begins)
    return await asyncio.to_thread(walk, setting, customer, walking.choices, begins=begins)


@router.post("/dates")
async def date_waits(
    key: Reader, transaction: Transaction, services: CurrentServices, dating: Dating
) -> Dates:
    """When each of these waits would end for a customer who entered, and came to it, now."""
    now = utc_now()
    customer = await sample(transaction, dating.whom(), default_zone=services.time_zone, until=now)
    zone = zone_of(customer, services.time_zone)
    waits = (each.for_ or each.until for each in dating.waits)
    return Dates([dated(wait, customer, since=now, zone=zone) for wait in waits if wait])
