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
        """The number without what only people read. Empty: there is none in it."""
        return re.sub(r"[^\d+]|(?<!^)\+", "", self.phone or "")


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
