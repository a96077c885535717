"""Customers who may be meant by what somebody has written: to let one of them into a journey."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel.ext.asyncio.session import AsyncSession

from engine.errors import NotFound
from engine.store.customers import Whom
from engine.store.reading.accounts import (
    AccountSummary,
    ContactSummary,
    get_account,
    get_contact,
    list_accounts,
    list_contacts,
)
from engine.store.subjects import Kind

MOST = 8


@dataclass(frozen=True)
class Candidate:
    whom: Whom
    id: str
    """By which `whom_by_id` finds the same one."""
    called: str
    beside: str
    """What tells them from others who are called so."""


def whom_by_id(kind: Kind, identifier: str) -> Whom:
    return Whom(account=identifier) if kind == "account" else Whom(contact=identifier)


async def candidates(session: AsyncSession, kind: Kind, written: str) -> Sequence[Candidate]:
    """By their id exactly one, else a few by parts of their names and addresses; contacts also by
    those of their account."""
    if not written:
        return ()
    try:
        if kind == "account":
            return [_account((await get_account(session, written)).account)]
        return [_contact((await get_contact(session, written)).contact)]
    except NotFound:
        accounts = (await list_accounts(session, search=written, limit=MOST)).rows
    if kind == "account":
        return [_account(each) for each in accounts]
    found = (await list_contacts(session, search=written, limit=MOST)).rows
    if found:
        return [_contact(each, each.account_name or each.account) for each in found]
    inside = [await get_account(session, each.external_id) for each in accounts]
    return [
        _contact(member.contact, each.account.name or each.account.external_id)
        for each in inside
        for member in each.members
    ][:MOST]


def _account(found: AccountSummary) -> Candidate:
    whom = Whom(account=found.external_id)
    return Candidate(whom, found.external_id, found.name or found.external_id, found.external_id)


def _contact(found: ContactSummary, account: str | None = None) -> Candidate:
    called = found.name or found.email or found.external_id or "A contact"
    return Candidate(
        Whom(contact=str(found.id)),
        str(found.id),
        called,
        ", ".join(each for each in (found.email, account) if each and each != called),
    )
