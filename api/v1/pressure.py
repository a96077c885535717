"""`/api/v1/pressure`: how much reaches customers, day by day."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel

from api.auth.keys import Reader
from api.dependencies import CurrentServices, Transaction
from engine.errors import Invalid
from engine.store.customers import account_called
from engine.store.reading.pressure import MOST_DAYS_OFF, Cell, calendar
from engine.store.tables.columns import utc_now

router = APIRouter(prefix="/pressure", tags=["Pressure"])

Days = Annotated[int, Query(ge=1, le=62)]


class Day(BaseModel):
    date: date
    reached: dict[str, int]
    """Messages and tasks by kind: email, in_app, task."""
    waiting: int
    """How many are put off until then."""


class PressureOf(BaseModel):
    id: str | None
    """An account's external id; of one account a contact's. Null: the account's tasks."""
    name: str | None
    days: list[Day]


class PressureCalendar(BaseModel):
    everybody: list[Day]
    rows: list[PressureOf]
    """Whom most reached, first."""
    others: int
    """How many more there are."""


@router.get("")
async def get_calendar(
    key: Reader,
    transaction: Transaction,
    services: CurrentServices,
    account: str | None = None,
    since: date | None = None,
    days: Days = 21,
) -> PressureCalendar:
    """Of all accounts, or by contact of the account with this external id. Two weeks back and one
    ahead unless said; days are those of the installation's time zone."""
    today = utc_now().date()
    first = since or today - timedelta(days=14)
    if abs((first - today).days) >= MOST_DAYS_OFF:
        said = f"Say a day within {MOST_DAYS_OFF} days of today."
        raise Invalid(said, code="since_far_off")
    whose = await account_called(transaction, account) if account is not None else None
    found = await calendar(
        transaction, first, days, services.time_zone, whose.id if whose else None
    )

    def told(cells: Sequence[Cell]) -> list[Day]:
        return [
            Day(date=day, reached=dict(cell.reached), waiting=cell.waiting)
            for day, cell in zip(found.days, cells, strict=True)
        ]

    return PressureCalendar(
        everybody=told(found.everybody),
        rows=[
            PressureOf(id=row.external_id, name=row.name, days=told(row.cells))
            for row in found.rows
        ],
        others=found.others,
    )
