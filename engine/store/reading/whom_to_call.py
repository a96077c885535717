"""Whom a colleague calls about a task: the contact it is about, and who speaks for the account."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel.ext.asyncio.session import AsyncSession

from engine.store.reading.accounts import ContactSummary, Member, get_account, get_contact
from engine.store.reading.touches import TaskSummary
from engine.store.tables import Task

_PHONES = ("phone", "phoneNumber", "phone_number", "mobile")
"""Traits; the first that is told counts."""
_NUMBER = re.compile(r"(?:\+ ?)?[0-9](?:[()./ \xa0\u2010-\u2015-]*[0-9])*")
"""As people write one. What follows words or a comma is an extension, or another."""


@dataclass(frozen=True)
class Callee:
    called: str
    roles: list[str]
    is_primary: bool
    email: str | None
    phone: str | None
    """As it was told."""

    @property
    def dialled(self) -> str:
        """The first number in it, without what only people read. Empty: there is none."""
        found = _NUMBER.search(self.phone or "")
        number = found[0] if found else ""
        # The zero is for who calls from within the country.
        within = number.replace("(0)", "") if number.startswith(("+", "00")) else number
        return re.sub(r"[^0-9+]", "", within)


async def whom_to_call(session: AsyncSession, task: TaskSummary) -> Sequence[Callee]:
    """The contact the task is about and the account's champions, else its primary contact. Nobody
    for an approval: there is nothing to call about."""
    if task.kind != "task":
        return ()
    members: list[Member] = []
    if task.account_id is not None:
        members = (await get_account(session, task.account_id)).members
    contact = (await session.get_one(Task, task.id)).contact_id
    about = [each for each in members if each.contact.id == contact]
    if contact is not None and not about:
        about = [Member((await get_contact(session, str(contact))).contact, [], False)]
    speak = [each for each in members if "champion" in each.roles]
    speak = speak or [each for each in members if each.is_primary]
    return [_callee(each) for each in (*about, *(one for one in speak if one not in about))]


def _callee(member: Member) -> Callee:
    contact = member.contact
    called = contact.name or contact.email or contact.external_id or "A contact"
    return Callee(called, member.roles, member.is_primary, contact.email, _phone(contact))


def _phone(contact: ContactSummary) -> str | None:
    told = (contact.traits.get(name) for name in _PHONES)
    return next((str(each).strip() for each in told if isinstance(each, (str, int)) and each), None)
