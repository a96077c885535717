"""Accounts as pages show them."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import ColumnElement, Date
from sqlmodel import and_, cast, col, func, literal, or_, select
from sqlmodel.ext.asyncio.session import AsyncSession

from engine.errors import NotFound
from engine.store.tables import Account, Contact, Enrollment, Membership, User
from engine.store.views.paging import (
    PAGE_SIZE,
    Kind,
    Page,
    beyond,
    cursor,
    day,
    identifier,
    instant,
    paged,
    place,
)

Sort = Literal["name", "-name", "arr", "-arr", "renewal", "-renewal", "added", "-added"]


@dataclass(frozen=True)
class AccountLine:
    id: UUID
    external_id: str
    name: str | None
    stage: str | None
    owner_name: str | None
    arr_minor: int | None
    currency: str | None
    renewal_date: date | None
    created_at: datetime
    running: int
    """Journeys it is in now."""
    place: Any
    """Its value in the order asked for."""


_NEVER = date(9999, 12, 31)
_ORDERS: dict[str, tuple[Any, Kind]] = {
    "name": (func.lower(func.coalesce(Account.name, Account.external_id)), str),
    "arr": (func.coalesce(Account.arr_minor, -1), int),
    "renewal": (func.coalesce(Account.renewal_date, cast(literal(_NEVER), Date)), day),
    "added": (col(Account.created_at), instant),
}


async def account_lines(
    session: AsyncSession, *, search: str = "", sort: Sort = "name", after: str | None = None
) -> Page[AccountLine]:
    """`search` is looked for in names and ids of accounts, and in names and addresses of contacts.

    A `-` before the sort turns it round. Accounts without the value count as least, and without a
    renewal date as latest.
    """
    descending = sort.startswith("-")
    expression, kind = _ORDERS[sort.removeprefix("-")]
    order = (expression, col(Account.id))
    statement = (
        select(Account, User.name, _running(), expression)
        .join(User, col(User.id) == Account.owner_id, isouter=True)
        .order_by(*(column.desc() if descending else column.asc() for column in order))
        .limit(PAGE_SIZE + 1)
    )
    if search:
        statement = statement.where(_matching(search))
    if after:
        values = place(after, kind, identifier)
        statement = statement.where(beyond(order, values, descending=descending))
    rows = [_line(*row) for row in await session.exec(statement)]
    return paged(rows, lambda row: cursor(row.place, row.id))


def _running() -> Any:
    return (
        select(func.count())
        .select_from(Enrollment)
        .where(
            col(Enrollment.account_id) == col(Account.id),
            col(Enrollment.status) != "ended",
            col(Enrollment.is_test).is_(False),
        )
        .correlate(Account)
        .scalar_subquery()
    )


def _matching(search: str) -> ColumnElement[bool]:
    in_contacts = (
        select(Membership.account_id)
        .join(Contact, col(Contact.id) == Membership.contact_id)
        .where(
            col(Membership.ended_at).is_(None),
            or_(
                col(Contact.name).icontains(search, autoescape=True),
                col(Contact.email).icontains(search, autoescape=True),
            ),
        )
    )
    return or_(
        col(Account.name).icontains(search, autoescape=True),
        col(Account.external_id).icontains(search, autoescape=True),
        col(Account.id).in_(in_contacts),
    )


def _line(row: Account, owner: str | None, running: int, place: Any) -> AccountLine:
    return AccountLine(
        row.id,
        row.external_id,
        row.name,
        row.stage,
        owner,
        row.arr_minor,
        row.currency,
        row.renewal_date,
        row.created_at,
        running,
        place,
    )


@dataclass(frozen=True)
class MemberLine:
    contact_id: UUID
    name: str | None
    email: str | None
    external_id: str | None
    roles: tuple[str, ...]
    is_primary: bool
    time_zone: str | None


@dataclass(frozen=True)
class AccountView:
    id: UUID
    external_id: str
    name: str | None
    stage: str | None
    owner_name: str | None
    owner_email: str | None
    arr_minor: int | None
    currency: str | None
    renewal_date: date | None
    time_zone: str | None
    traits: dict[str, Any]
    created_at: datetime
    members: tuple[MemberLine, ...]


async def account_view(session: AsyncSession, account_id: UUID) -> AccountView:
    """Raises NotFound."""
    found = await session.exec(
        select(Account, User)
        .join(User, col(User.id) == Account.owner_id, isouter=True)
        .where(Account.id == account_id)
    )
    row = found.first()
    if row is None:
        raise NotFound("There is no such account.")
    account, owner = row
    return AccountView(
        id=account.id,
        external_id=account.external_id,
        name=account.name,
        stage=account.stage,
        owner_name=owner.name if owner else None,
        owner_email=owner.email if owner else None,
        arr_minor=account.arr_minor,
        currency=account.currency,
        renewal_date=account.renewal_date,
        time_zone=account.time_zone,
        traits=account.traits,
        created_at=account.created_at,
        members=await members_of(session, account_id),
    )


async def members_of(session: AsyncSession, account_id: UUID) -> tuple[MemberLine, ...]:
    """The account's contacts, the primary one first."""
    found = await session.exec(
        select(Contact, Membership)
        .join(
            Membership,
            and_(
                col(Membership.contact_id) == Contact.id,
                col(Membership.ended_at).is_(None),
            ),
        )
        .where(Membership.account_id == account_id)
        .order_by(col(Membership.is_primary).desc(), func.lower(Contact.name))
    )
    return tuple(
        MemberLine(
            contact.id,
            contact.name,
            contact.email,
            contact.external_id,
            tuple(member.roles),
            member.is_primary,
            contact.time_zone,
        )
        for contact, member in found
    )
