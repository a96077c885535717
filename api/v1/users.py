"""`/api/v1/users`: when colleagues work, what they can take on, and how they are told."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from api.auth.keys import Administrator, Reader
from api.dependencies import CurrentServices, Transaction
from engine.definition.times import Days, TimeOfDay
from engine.store.tables.columns import utc_now
from engine.store.tasking.leaving import let_go
from engine.store.team import people
from engine.store.team.people import Notify, PersonSummary
from engine.working import TimeOff

router = APIRouter(prefix="/users", tags=["Team"])


class Changes(BaseModel):
    """What is left out stays as it is."""

    model_config = ConfigDict(extra="forbid")

    name: Annotated[str, Field(min_length=1, max_length=200)] = ""
    time_zone: str | None = None
    working_days: Days | None = None
    working_from: TimeOfDay | None = None
    working_to: TimeOfDay | None = None
    holidays: Annotated[str, Field(max_length=20)] | None = None
    """Whose public holidays are free: a country such as NL, or a part of one, DE-BY."""
    most_open: Annotated[int, Field(ge=0, le=10_000)] | None = None
    """Tasks they may have open. Null: as their pools say."""
    hours_a_week: Annotated[int, Field(ge=0, le=168)] | None = None
    manager: str | None = None
    """A mail address."""
    notify: Notify = "at_once"
    digest_at: TimeOfDay = "08:00"
    channel: str | None = None


class Period(BaseModel):
    model_config = ConfigDict(extra="forbid")

    first: date
    last: date
    """Included."""
    note: Annotated[str, Field(max_length=200)] | None = None


@router.get("")
async def list_users(key: Reader, transaction: Transaction) -> list[PersonSummary]:
    """Everybody, by name."""
    return await people.list_people(transaction, utc_now())


@router.get("/{user}")
async def get_user(key: Reader, transaction: Transaction, user: str) -> PersonSummary:
    """One, by mail address."""
    return await people.get_person(transaction, user, utc_now())


@router.patch("/{user}")
async def change_user(
    key: Administrator,
    transaction: Transaction,
    services: CurrentServices,
    user: str,
    changes: Changes,
) -> PersonSummary:
    """Set what is given. With hours, somebody who has no time zone gets that of the
    installation."""
    given = changes.model_dump(exclude_unset=True)
    await people.change_person(
        transaction, user, given, by=key.actor, default_zone=services.time_zone
    )
    return await people.get_person(transaction, user, utc_now())


@router.put("/{user}/time-off")
async def set_time_off(
    key: Administrator,
    transaction: Transaction,
    services: CurrentServices,
    user: str,
    periods: list[Period],
) -> PersonSummary:
    """All the time off they have, in place of what was there. Somebody who has no time zone gets
    that of the installation."""
    off = [TimeOff(each.first, each.last, each.note) for each in periods]
    await people.set_time_off(transaction, user, off, by=key.actor, default_zone=services.time_zone)
    return await people.get_person(transaction, user, utc_now())


@router.post("/{user}/disable")
async def disable_user(key: Administrator, transaction: Transaction, user: str) -> PersonSummary:
    """They no longer work here. Their tasks go to the next in their pool, else to their manager."""
    await let_go(transaction, user, by=key.actor, now=utc_now())
    return await people.get_person(transaction, user, utc_now())


@router.post("/{user}/enable")
async def enable_user(key: Administrator, transaction: Transaction, user: str) -> PersonSummary:
    """They work here again."""
    await people.enable(transaction, user, by=key.actor)
    return await people.get_person(transaction, user, utc_now())
