"""`/api/v1/journeys/walk` and `/dates`: a journey tried out by hand. Nothing is sent or kept."""

import asyncio
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, model_validator

from activities.mail.tokens import OF_A_TEST
from api.auth.keys import Reader
from api.dependencies import CurrentServices, Transaction
from engine.definition.document import from_data
from engine.definition.steps import UntilDate, UntilTime
from engine.definition.times import DayOfJourney, Duration
from engine.simulation.customers import Customer
from engine.simulation.setting import Setting
from engine.store import message_previews
from engine.store.customers import Whom
from engine.store.dated import example_for
from engine.store.histories import colleagues
from engine.store.library import completed
from engine.store.reading.names import names
from engine.store.sampling import sample, with_history, zone_of
from engine.store.settings import policy
from engine.store.tables.columns import utc_now
from engine.store.values import traits_had
from engine.walking import Addresses, Choice, Line, Walk
from engine.walking.dates import Dated, Waited, dated
from engine.walking.days_off import region_for, with_days_off
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
    """The journey, also one that is being written and has gaps."""
    begins: AwareDatetime | None = None
    """When they enter. Null: now."""
    choices: Annotated[list[Choice], Field(max_length=MOST_CHOICES)] = []
    frames: bool = False
    """Keep what messages look like for frames: each then has the address of its document instead of
    the document."""


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
    answer before offered it. The installation's rules hold, such as quiet hours; under a cap, the
    messages of this walk count. Where a choice does not fit any more, or the journey leads nowhere,
    `stopped` says so, with the walk up to there. Raises 422 when the definition is not readable,
    or takes more time or memory than a trial may.
    """
    all_it_takes = await prepared(transaction, services, walking)
    setting, customer, *_ = all_it_takes
    region = region_for(customer, setting.policy.region)
    found = with_days_off(await services.trials.walk(*all_it_takes), region)
    return await _framed(transaction, found) if walking.frames else found


async def prepared(
    transaction: Transaction, services: CurrentServices, walking: Walking
) -> tuple[Setting, Customer, list[Choice], datetime, Addresses]:
    """All it takes to walk. Raises NotFound and DefinitionError."""
    definition = await asyncio.to_thread(from_data, walking.definition)
    definition, _ = await completed(transaction, definition)
    begins = walking.begins or utc_now()
    whom = walking.whom()
    customer = await sample(
        transaction,
        whom,
        default_zone=services.time_zone,
        named_first=definition.subject == "contact",
    )
    had = await traits_had(transaction, definition)
    if whom.account is None and whom.contact is None:
        customer = admitted(customer, definition, begins, had)
    else:
        customer = await with_history(transaction, customer, definition, begins)
    setting = Setting(
        definition,
        services.time_zone,
        services.sender.values,
        await colleagues(transaction),
        await names(transaction),
        had,
        await policy(transaction),
    )
    links = Addresses(
        f"{services.public_url}/u/{OF_A_TEST}",
        f"{services.public_url}/s/{OF_A_TEST}",
        f"{services.public_url}/p/{OF_A_TEST}",
    )
    return setting, customer, walking.choices, begins, links


async def _framed(transaction: Transaction, found: Walk) -> Walk:
    """With its documents kept for frames."""
    pages = [line.message.html for line in found.trace if line.message and line.message.html]
    ids = iter(await message_previews.keep_all(transaction, pages, utc_now()))

    def framed(line: Line) -> Line:
        message = line.message
        if message is None or not message.html:
            return line
        frame = f"/api/v1/templates/previews/{next(ids)}"
        return replace(line, message=replace(message, html=None, frame=frame))

    return replace(found, trace=tuple(framed(line) for line in found.trace))


@router.post("/dates")
async def date_waits(
    key: Reader, transaction: Transaction, services: CurrentServices, dating: Dating
) -> Dates:
    """When each of these waits would end for a customer who entered, and came to it, now.

    Where it goes by a date of theirs and nobody is named, it is said for a real customer, the one
    for whom it comes next, and `whose` says who that is.
    """
    now = utc_now()
    waits = (each.for_ or each.until for each in dating.waits)
    return Dates(
        [
            await _dated(transaction, wait, dating.whom(), now, services.time_zone)
            for wait in waits
            if wait
        ]
    )


async def _dated(
    transaction: Transaction, wait: Waited, whom: Whom, now: datetime, default_zone: str
) -> Dated:
    example = None
    if isinstance(wait, UntilDate) and whom == Whom():
        example = await example_for(transaction, wait, now, default_zone)
    whom = example.whom if example else whom
    customer = await sample(transaction, whom, default_zone=default_zone)
    zone = zone_of(customer, whom, default_zone)
    region = (await policy(transaction)).region
    found = dated(wait, customer, since=now, zone=zone, region=region)
    return replace(found, whose=example.name) if example else found
