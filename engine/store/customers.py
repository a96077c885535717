"""Whom people and programs mean: customers by the ids their own systems use."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from engine.errors import NotFound
from engine.store import tables
from engine.store.people import hold


@dataclass(frozen=True)
class Whom:
    """The customer a person means, by the ids their own systems use."""

    account: str | None = None
    """An account's external id."""
    contact: str | None = None
    """A contact's external id, id or mail address."""


PRIMARY_FIRST = (
    col(tables.Membership.is_primary).desc().nulls_last(),
    col(tables.Membership.created_at).asc(),
    col(tables.Membership.contact_id).asc(),
)
"""The order of an account's contacts: the primary one, then whoever has been there longest."""


@dataclass(frozen=True)
class Customer:
    account: tables.Account | None
    contact: tables.Contact | None

    @property
    def account_id(self) -> UUID | None:
        return self.account.id if self.account else None

    @property
    def contact_id(self) -> UUID | None:
        return self.contact.id if self.contact else None


async def customer_meant(session: AsyncSession, whom: Whom) -> Customer:
    """Raises NotFound. A contact who belongs to one account alone is meant as a member of it."""
    account = contact = None
    if whom.account is not None:
        account = await account_called(session, whom.account)
    if whom.contact is not None:
        contact = await contact_called(session, whom.contact)
        if account is None:
            account = await only_account(session, contact.id)
    return Customer(account, contact)


async def account_called(session: AsyncSession, external_id: str) -> tables.Account:
    """Raises NotFound."""
    found = await session.exec(
        select(tables.Account).where(tables.Account.external_id == external_id)
    )
    account = found.first()
    if account is None:
        raise NotFound(f"There is no account “{external_id}”.", code="unknown_account")
    return account


async def contact_called(session: AsyncSession, written: str) -> tables.Contact:
    """The contact with this external id, id or mail address. Raises NotFound."""
    contacts = tables.Contact
    try:
        by_id = select(contacts).where(contacts.id == UUID(written))
    except ValueError:
        by_id = None
    for query in (
        select(contacts).where(contacts.external_id == written),
        by_id,
        select(contacts)
        .join(tables.Identity, col(tables.Identity.contact_id) == col(contacts.id))
        .where(tables.Identity.kind == "email", tables.Identity.value == written.lower()),
    ):
        found = (await session.exec(query)).first() if query is not None else None
        if found is not None:
            return await _merged(session, found)
    raise NotFound(f"There is no contact “{written}”.", code="unknown_contact")


async def _merged(session: AsyncSession, contact: tables.Contact) -> tables.Contact:
    """Who a contact has become; chains are short, since merging moves them."""
    for _ in range(10):
        if contact.merged_into is None:
            break
        contact = await session.get(tables.Contact, contact.merged_into) or contact
    return contact


async def held(session: AsyncSession, customer: Customer) -> Customer:
    """The customer as they are while the caller holds them, until commit: see
    `engine.store.people.hold`. A contact who was merged into another meanwhile is the other."""
    account, contact = customer.account, customer.contact
    while True:
        attempt = await session.begin_nested()
        await hold(session, [each.id for each in (account, contact) if each is not None])
        for each in (account, contact):
            if each is not None:
                await session.refresh(each)
        if contact is None or contact.merged_into is None:
            await attempt.commit()
            return Customer(account, contact)
        # Letting go of whom it holds: one more held later would be in no order others keep to.
        await attempt.rollback()
        contact = await _merged(session, contact)


async def only_account(session: AsyncSession, contact_id: UUID) -> tables.Account | None:
    """The account of a contact who belongs to exactly one."""
    found = await session.exec(
        select(tables.Account)
        .join(tables.Membership, col(tables.Membership.account_id) == col(tables.Account.id))
        .where(
            tables.Membership.contact_id == contact_id, col(tables.Membership.ended_at).is_(None)
        )
        .limit(2)
    )
    accounts = list(found)
    return accounts[0] if len(accounts) == 1 else None


async def only_accounts(session: AsyncSession, contacts: Collection[UUID]) -> dict[UUID, UUID]:
    """The account of each contact who belongs to exactly one."""
    found = await session.exec(
        select(tables.Membership.contact_id, func.array_agg(col(tables.Membership.account_id)))
        .where(
            col(tables.Membership.contact_id).in_(contacts),
            col(tables.Membership.ended_at).is_(None),
        )
        .group_by(col(tables.Membership.contact_id))
        .having(func.count() == 1)
    )
    return {contact: accounts[0] for contact, accounts in found}
