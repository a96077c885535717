"""Whom people mean by what they type into a list's search."""

from typing import Any
from uuid import UUID

from sqlalchemy import false
from sqlmodel import col, func, or_, select
from sqlmodel.ext.asyncio.session import AsyncSession

from engine.store.reading.listing import mentioning
from engine.store.tables import Account, Contact

MOST = 20
"""Of each, where several fit."""


async def customers_meant(session: AsyncSession, written: str) -> tuple[list[UUID], list[UUID]]:
    """The accounts and the contacts who are called exactly so, by id, name or mail address; where
    nobody is, those whose names hold it."""
    accounts = await _ids(session, Account, _named(Account.external_id, Account.name, written))
    of_contact = _named(Contact.email, Contact.name, written)
    contacts = await _ids(session, Contact, [Contact.external_id == written, *of_contact])
    if accounts or contacts:
        return accounts, contacts
    return (
        await _ids(session, Account, mentioning(written, Account.name, Account.external_id)),
        await _ids(session, Contact, mentioning(written, Contact.name, Contact.email)),
    )


def _named(one: Any, other: Any, written: str) -> list[Any]:
    return [func.lower(column) == written.lower() for column in (one, other)]


async def _ids(session: AsyncSession, table: Any, matching: list[Any]) -> list[UUID]:
    found = await session.exec(
        select(table.id).where(or_(false(), *matching)).order_by(col(table.id)).limit(MOST)
    )
    return list(found)
