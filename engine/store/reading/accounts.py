"""Accounts with who looks after them and who belongs to them, and contacts."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlmodel import col, func, or_, select
from sqlmodel.ext.asyncio.session import AsyncSession

from engine.errors import NotFound
from engine.store.enrollments import contact_called
from engine.store.reading.listing import id_of, listed
from engine.store.tables import Account, Contact, Membership, User
from engine.store.tables.columns import JsonObject
from engine.store.views.paging import Page, identifier


@dataclass(frozen=True)
class AccountSummary:
    id: UUID
    external_id: str
    name: str | None
    stage: str | None
    owner: str | None
    """The mail address of the user who looks after it."""
    arr_minor: int | None
    """Annual recurring revenue in minor units (cents) of `currency`."""
    currency: str | None
    renewal_date: date | None
    time_zone: str | None
    traits: JsonObject
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True)
class ContactSummary:
    id: UUID
    external_id: str | None
    email: str | None
    name: str | None
    time_zone: str | None
    locale: str | None
    traits: JsonObject
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True)
class Member:
    """A contact as one of the account's."""

    contact: ContactSummary
    roles: list[str]
    is_primary: bool


@dataclass(frozen=True)
class AccountDetail:
    account: AccountSummary
    members: list[Member]
    """The primary contact first. At most a thousand."""


@dataclass(frozen=True)
class Belonging:
    """An account a contact belongs to."""

    account: str
    name: str | None
    roles: list[str]
    is_primary: bool


@dataclass(frozen=True)
class ContactDetail:
    contact: ContactSummary
    accounts: list[Belonging]


async def list_accounts(
    session: AsyncSession, *, search: str | None, owner: str | None, limit: int, after: str | None
) -> Page[AccountSummary]:
    """By name. `search` is looked for in names and external ids, `owner` is a mail address."""
    name = func.lower(func.coalesce(col(Account.name), col(Account.external_id)))
    statement: Any = select(Account, User.email, name).outerjoin(
        User, col(User.id) == col(Account.owner_id)
    )
    if search:
        statement = statement.where(
            or_(
                col(Account.name).icontains(search, autoescape=True),
                col(Account.external_id).icontains(search, autoescape=True),
            )
        )
    if owner is not None:
        statement = statement.where(Account.owner_id == id_of(User, User.email, owner.lower()))
    return await listed(
        session,
        statement,
        order=[(name, str), (col(Account.id), identifier)],
        place_of=lambda row: [row[2], row[0].id],
        made=lambda row: _account(row[0], row[1]),
        limit=limit,
        after=after,
        descending=False,
    )


async def get_account(session: AsyncSession, external_id: str) -> AccountDetail:
    """Raises NotFound."""
    found = await session.execute(
        select(Account, User.email)
        .outerjoin(User, col(User.id) == col(Account.owner_id))
        .where(Account.external_id == external_id)
    )
    row = found.first()
    if row is None:
        raise NotFound(f"There is no account “{external_id}”.")
    account, owner = row
    members = await session.execute(
        select(Contact, Membership)
        .join(Membership, col(Membership.contact_id) == col(Contact.id))
        .where(Membership.account_id == account.id, col(Membership.ended_at).is_(None))
        .order_by(col(Membership.is_primary).desc(), col(Membership.created_at), col(Contact.id))
        .limit(1_000)
    )
    return AccountDetail(
        _account(account, owner),
        [Member(_contact(contact), of.roles, of.is_primary) for contact, of in members],
    )


async def account_id(session: AsyncSession, external_id: str) -> UUID:
    """Raises NotFound."""
    found = await session.exec(select(Account.id).where(Account.external_id == external_id))
    identifier = found.first()
    if identifier is None:
        raise NotFound(f"There is no account “{external_id}”.")
    return identifier


async def list_contacts(
    session: AsyncSession, *, search: str | None, limit: int, after: str | None
) -> Page[ContactSummary]:
    """By id. `search` is looked for in names, mail addresses and external ids."""
    statement = select(Contact).where(col(Contact.merged_into).is_(None))
    if search:
        columns = (Contact.name, Contact.email, Contact.external_id)
        matching = (col(column).icontains(search, autoescape=True) for column in columns)
        statement = statement.where(or_(*matching))
    return await listed(
        session,
        statement,
        order=[(col(Contact.id), identifier)],
        place_of=lambda row: [row[0].id],
        made=lambda row: _contact(row[0]),
        limit=limit,
        after=after,
        descending=False,
    )


async def get_contact(session: AsyncSession, written: str) -> ContactDetail:
    """By external id, id or mail address. A merged contact's is who it has become.

    Raises NotFound.
    """
    contact = await contact_called(session, written)
    found = await session.execute(
        select(Account.external_id, Account.name, Membership.roles, Membership.is_primary)
        .join(Membership, col(Membership.account_id) == col(Account.id))
        .where(Membership.contact_id == contact.id, col(Membership.ended_at).is_(None))
        .order_by(col(Account.external_id))
        .limit(200)
    )
    return ContactDetail(_contact(contact), [Belonging(*row) for row in found])


def _account(row: Account, owner: str | None) -> AccountSummary:
    return AccountSummary(
        id=row.id,
        external_id=row.external_id,
        name=row.name,
        stage=row.stage,
        owner=owner,
        arr_minor=row.arr_minor,
        currency=row.currency,
        renewal_date=row.renewal_date,
        time_zone=row.time_zone,
        traits=row.traits,
        created_at=row.created_at,
        updated_at=row.updated_at,
    )


def _contact(row: Contact) -> ContactSummary:
    return ContactSummary(
        id=row.id,
        external_id=row.external_id,
        email=row.email,
        name=row.name,
        time_zone=row.time_zone,
        locale=row.locale,
        traits=row.traits,
        created_at=row.created_at,
        updated_at=row.updated_at,
    )
