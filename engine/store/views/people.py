"""Who is where in a journey: its enrollments as a list that can be filtered and paged."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import ColumnElement
from sqlmodel import col, or_, select
from sqlmodel.ext.asyncio.session import AsyncSession

from engine.store.tables import Account, Contact, Enrollment, Journey
from engine.store.views.paging import (
    PAGE_SIZE,
    Page,
    beyond,
    cursor,
    identifier,
    instant,
    paged,
    place,
)

State = Literal["running", "held", "trouble", "ended", "test", "all"]


@dataclass(frozen=True)
class Person:
    """One enrollment in a list. Names are None where nothing is known."""

    enrollment_id: UUID
    account_id: UUID | None
    account_name: str | None
    contact_name: str | None
    status: str
    step: str | None
    waiting_for: str | None
    wakes_at: datetime | None
    held_because: str | None
    in_trouble: bool
    outcome: str | None
    reached_goal: bool
    is_test: bool
    enrolled_at: datetime
    ended_at: datetime | None
    updated_at: datetime


def _state(state: State) -> list[Any]:
    running = col(Enrollment.status) != "ended"
    real = col(Enrollment.is_test).is_(False)
    match state:
        case "running":
            return [running, real]
        case "held":
            return [running, real, col(Enrollment.held_because).is_not(None)]
        case "trouble":
            return [running, real, col(Enrollment.trouble).is_not(None)]
        case "ended":
            return [col(Enrollment.status) == "ended", real]
        case "test":
            return [col(Enrollment.is_test)]
        case "all":
            return []


async def people_in(
    session: AsyncSession,
    journey_id: UUID,
    *,
    state: State = "running",
    step: str | None = None,
    search: str = "",
    after: str | None = None,
) -> Page[Person]:
    """Who entered last comes first. `search` is looked for in names of accounts and contacts."""
    order = (col(Enrollment.enrolled_at), col(Enrollment.id))
    statement = (
        _people()
        .where(Enrollment.journey_id == journey_id, *_state(state))
        .order_by(*(column.desc() for column in order))
        .limit(PAGE_SIZE + 1)
    )
    if step:
        statement = statement.where(Enrollment.current_step == step)
    if search:
        statement = statement.where(_named(search))
    if after:
        values = place(after, instant, identifier)
        statement = statement.where(beyond(order, values, descending=True))
    rows = [_person(*row) for row in await session.exec(statement)]
    return paged(rows, lambda row: cursor(row.enrolled_at, row.enrollment_id))


def _people() -> Any:
    return (
        select(Enrollment, Account, Contact)
        .join(Account, col(Account.id) == Enrollment.account_id, isouter=True)
        .join(Contact, col(Contact.id) == Enrollment.contact_id, isouter=True)
    )


def _named(search: str) -> ColumnElement[bool]:
    columns = (Account.name, Account.external_id, Contact.name, Contact.email)
    return or_(*(col(column).icontains(search, autoescape=True) for column in columns))


def _person(row: Enrollment, account: Account | None, contact: Contact | None) -> Person:
    return Person(
        enrollment_id=row.id,
        account_id=row.account_id,
        account_name=(account.name or account.external_id) if account else None,
        contact_name=(contact.name or contact.email) if contact else None,
        status=row.status,
        step=row.current_step,
        waiting_for=row.waiting_for,
        wakes_at=row.wakes_at,
        held_because=row.held_because,
        in_trouble=row.trouble is not None,
        outcome=row.outcome,
        reached_goal=row.goal_met_at is not None,
        is_test=row.is_test,
        enrolled_at=row.enrolled_at,
        ended_at=row.ended_at,
        updated_at=row.updated_at,
    )


@dataclass(frozen=True)
class Passage:
    """One enrollment in the list of a customer's journeys."""

    journey_key: str
    journey_name: str
    person: Person


async def passages_of(session: AsyncSession, account_id: UUID) -> list[Passage]:
    """The account's journeys and its contacts', the latest first. At most a hundred."""
    found = await session.exec(
        select(Enrollment, Account, Contact, Journey)
        .join(Journey, col(Journey.id) == Enrollment.journey_id)
        .join(Account, col(Account.id) == Enrollment.account_id, isouter=True)
        .join(Contact, col(Contact.id) == Enrollment.contact_id, isouter=True)
        .where(Enrollment.account_id == account_id)
        .order_by(col(Enrollment.enrolled_at).desc(), col(Enrollment.id))
        .limit(100)
    )
    return [
        Passage(journey.key, journey.name, _person(row, account, contact))
        for row, account, contact, journey in found
    ]
