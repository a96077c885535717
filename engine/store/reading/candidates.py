"""Customers who may be meant by what somebody has written: to let one of them into a journey."""

from collections.abc import Awaitable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from sqlmodel.ext.asyncio.session import AsyncSession

from engine.errors import NotFound
from engine.store.customers import Whom
from engine.store.reading.accounts import (
    AccountDetail,
    AccountSummary,
    ContactDetail,
    ContactSummary,
    get_account,
    get_contact,
    list_accounts,
    list_contacts,
)
from engine.store.subjects import Kind

MOST = 8
Found = TypeVar("Found")


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
    their account. Whoever has the id of an account is one among its contacts: they may be
    anybody."""
    if not written:
        return ()
    account = await _found(get_account(session, written))
    if kind == "account" and account:
        return [_account(account.account)]
    contact = await _found(get_contact(session, written)) if kind == "contact" else None
    if contact and not account:
        return [_its_own(contact)]
    if account:
        exactly = [_its_own(contact)] if contact else []
        return list({each.id: each for each in [*exactly, *_members(account)]}.values())[:MOST]
    accounts = (await list_accounts(session, search=written, limit=MOST)).rows
    if kind == "account":
        return [_account(each) for each in accounts]
    found = (await list_contacts(session, search=written, limit=MOST)).rows
    if found:
        return [_contact(each, each.account_name or each.account) for each in found]
    inside = list[Candidate]()
    for each in accounts:
        inside += _members(await get_account(session, each.external_id))
        if len(inside) >= MOST:  # each account may have a thousand
            break
    return inside[:MOST]


async def _found(looked_up: Awaitable[Found]) -> Found | None:
    try:
        return await looked_up
    except NotFound:
        return None


def _members(inside: AccountDetail) -> list[Candidate]:
    called = inside.account.name or inside.account.external_id
    return [_contact(member.contact, called) for member in inside.members]


def _its_own(found: ContactDetail) -> Candidate:
    names = ", ".join(each.name or each.account for each in found.accounts[:3])
    return _contact(found.contact, names)


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
