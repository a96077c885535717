"""`/api/v1/enrollments/{id}/…`: leading one customer on, elsewhere, or to another try."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from api.auth.keys import Admin
from api.dependencies import CurrentServices, Transaction
from engine.store import steering
from engine.store.steerable import Seen
from engine.store.steering import Steered
from engine.store.tables.columns import utc_now

router = APIRouter(prefix="/enrollments", tags=["Enrollments"])


class SeenAt(BaseModel):
    """Where you saw the customer stand: of `now` in the path. If they have gone on since, you are
    told where they are, and nothing is done."""

    model_config = ConfigDict(extra="forbid")

    step: Annotated[str, Field(min_length=1, max_length=100)]
    visit: Annotated[int, Field(ge=1)]
    version: Annotated[int, Field(ge=0)]

    def seen(self) -> Seen:
        return Seen(self.step, self.visit, self.version)


class Steer(BaseModel):
    model_config = ConfigDict(extra="forbid")

    reason: Annotated[str, Field(min_length=1, max_length=500)]
    """For colleagues: it is shown in the customer's story, with your name."""


class SkipWait(Steer):
    seen: SeenAt
    outlet: Annotated[str, Field(min_length=1, max_length=100)] | None = None
    """One of `now.can.skip`; null: as if the time had come."""


class MoveTo(Steer):
    seen: SeenAt
    to: Annotated[str, Field(min_length=1, max_length=100)]
    """A step of the version they are on."""
    again: bool = False
    """Do again what they have had, from that step on. Without it, it is passed over; to be moved
    onto a step they have had answers 409 with `done_already`, and lists what would be done `again`.
    """


class Retry(Steer):
    seen: SeenAt | None = None
    step: Annotated[str, Field(min_length=1, max_length=100)] | None = None
    """One of `now.can.retry_steps`: go back to it. Null: try at once what keeps failing."""


@router.post("/{enrollment}/skip-wait")
async def skip_wait(
    key: Admin,
    transaction: Transaction,
    services: CurrentServices,
    enrollment: UUID,
    skip: SkipWait,
) -> Steered:
    """Lead the customer past what they wait for, as if its time had come or by a way you name."""
    return await steering.skip_wait(
        transaction,
        enrollment,
        skip.reason,
        seen=skip.seen.seen(),
        outlet=skip.outlet,
        by=key.actor,
        now=utc_now(),
        default_zone=services.time_zone,
    )


@router.post("/{enrollment}/move")
async def move(
    key: Admin,
    transaction: Transaction,
    services: CurrentServices,
    enrollment: UUID,
    move: MoveTo,
) -> Steered:
    """Have the customer stand at another step of their version from now on."""
    return await steering.move_to(
        transaction,
        enrollment,
        move.reason,
        to=move.to,
        seen=move.seen.seen(),
        again=move.again,
        by=key.actor,
        now=utc_now(),
        default_zone=services.time_zone,
    )


@router.post("/{enrollment}/retry")
async def retry(
    key: Admin,
    transaction: Transaction,
    services: CurrentServices,
    enrollment: UUID,
    retry: Retry,
) -> Steered:
    """Try at once what keeps failing, or go back to a step whose message reached nobody."""
    return await steering.retry(
        transaction,
        enrollment,
        retry.reason,
        step=retry.step,
        seen=retry.seen.seen() if retry.seen else None,
        by=key.actor,
        now=utc_now(),
        default_zone=services.time_zone,
    )
