"""Accounts with who looks after them and who belongs to them, and contacts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import Date
from sqlmodel import cast, col, func, literal, or_, select
from sqlmodel.ext.asyncio.session import AsyncSession

from engine.health import Level
from engine.store.customers import contact_called
from engine.store.reading.listing import id_of, listed, made, mentioning, one
from engine.store.reading.paging import PAGE_SIZE, Kind, Page, day, identifier, instant
from engine.store.tables import Account, AccountHealth, Contact, Enrollment, Membership, User
from engine.store.tables.columns import JsonObject

Sort = Literal["name", "-name", "arr", "-arr", "renewal", "-renewal", "added", "-added"]


@dataclass(frozen=True)
class AccountSummary:
    id: UUID
    external_id: str
    name: str | None
    stage: str | None
    owner: str | None
    """The mail address of the user who looks after it."""
    owner_name: str | None
    arr_minor: int | None
    """Annual recurring revenue in minor units (cents) of `currency`."""
    currency: str | None
    renewal_date: date | None
    time_zone: str | None
    traits: JsonObject
    created_at: datetime
    updated_at: datetime
    band: Level | None
    """The band of its health, as it counts. None: too little is known."""
    running: int
    """How many journeys it is in now. Test runs are not counted."""


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
class ContactFound(ContactSummary):
    """A contact as one of a list, where their name alone would not do."""

    account: str | None
    """External id of the account they belong to: where they are the primary contact, else the one
    they joined first."""
    account_name: str | None


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
    """The primary contact first, then by name. At most a thousand."""


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


_NEVER = date(9999, 12, 31)
_ORDERS: dict[str, tuple[Any, Kind]] = {
    "name": (func.lower(func.coalesce(col(Account.name), col(Account.external_id))), str),
    "arr": (func.coalesce(Account.arr_minor, -1), int),
    "renewal": (func.coalesce(Account.renewal_date, cast(literal(_NEVER), Date)), day),
    "added": (col(Account.created_at), instant),
}


async def list_accounts(
    session: AsyncSession,
    *,
    search: str | None = None,
    owner: str | None = None,
    sort: Sort = "name",
    limit: int = PAGE_SIZE,
    after: str | None = None,
) -> Page[AccountSummary]:
    """`search` is looked for in names and ids of accounts, and in names and addresses of contacts;
    `owner` is a mail address.

    A `-` before the sort turns it round. Accounts without the value count as least, and without a
    renewal date as latest.
    """
    statement = _accounts()
    if search:
        statement = statement.where(_matching(search))
    if owner is not None:
        statement = statement.where(Account.owner_id == id_of(User, User.email, owner.lower()))
    return await listed(
        session,
        AccountSummary,
        statement,
        order=[_ORDERS[sort.removeprefix("-")], (col(Account.id), identifier)],
        limit=limit,
        after=after,
        descending=sort.startswith("-"),
    )


async def get_account(session: AsyncSession, account: str | UUID) -> AccountDetail:
    """By external id or id. Raises NotFound."""
    called = Account.id if isinstance(account, UUID) else Account.external_id
    found = await one(
        session,
        AccountSummary,
        _accounts().where(called == account),
        f"There is no account “{account}”.",
    )
    members = await session.execute(
        select(Contact, Membership.roles, Membership.is_primary)
        .join(Membership, col(Membership.contact_id) == col(Contact.id))
        .where(Membership.account_id == found.id, col(Membership.ended_at).is_(None))
        .order_by(col(Membership.is_primary).desc(), func.lower(Contact.name), col(Contact.id))
        .limit(1_000)
    )
    return AccountDetail(
        found,
        [Member(made(ContactSummary, row), roles, primary) for row, roles, primary in members],
    )


async def list_contacts(
    session: AsyncSession,
    *,
    search: str | None = None,
    limit: int = PAGE_SIZE,
    after: str | None = None,
) -> Page[ContactFound]:
    """By id. `search` is looked for in names, mail addresses and external ids."""
    statement = select(Contact).where(col(Contact.merged_into).is_(None))
    if search:
        matching = mentioning(search, Contact.name, Contact.email, Contact.external_id)
        statement = statement.where(or_(*matching))
    page = await listed(
        session,
        ContactSummary,
        statement,
        order=[(col(Contact.id), identifier)],
        limit=limit,
        after=after,
        descending=False,
    )
    return Page(await _with_accounts(session, page.rows), page.next)


async def _with_accounts(
    session: AsyncSession, contacts: Sequence[ContactSummary]
) -> list[ContactFound]:
    """The contacts with an account each, looked up for all of them at once."""
    found = await session.execute(
        select(Membership.contact_id, Account.external_id, Account.name)
        .join(Account, col(Account.id) == Membership.account_id)
        .where(
            col(Membership.contact_id).in_([each.id for each in contacts]),
            col(Membership.ended_at).is_(None),
        )
        .order_by(
            col(Membership.contact_id),
            col(Membership.is_primary),
            col(Membership.created_at).desc(),
        )
    )
    accounts = {contact: (account, name) for contact, account, name in found}  # the last one stays
    return [
        ContactFound(**vars(each), account=account, account_name=name)
        for each in contacts
        for account, name in [accounts.get(each.id, (None, None))]
    ]


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
    return ContactDetail(made(ContactSummary, contact), [Belonging(*row) for row in found])


def _accounts() -> Any:
    running = (
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
    whole: Any = select(
        Account,
        col(User.email).label("owner"),
        col(User.name).label("owner_name"),
        running.label("running"),
    )
    return (
        whole.add_columns(col(AccountHealth.band).label("band"))
        .outerjoin(User, col(User.id) == col(Account.owner_id))
        .outerjoin(AccountHealth, col(AccountHealth.account_id) == col(Account.id))
    )


def _matching(search: str) -> Any:
    in_contacts = (
        select(Membership.account_id)
        .join(Contact, col(Contact.id) == Membership.contact_id)
        .where(
            col(Membership.ended_at).is_(None),
            or_(*mentioning(search, Contact.name, Contact.email)),
        )
    )
    named = mentioning(search, Account.name, Account.external_id)
    return or_(*named, col(Account.id).in_(in_contacts))
