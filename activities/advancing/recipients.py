"""Who a message is for, resolved at the moment it is due."""

from dataclasses import dataclass
from typing import assert_never

from engine.definition.steps import Recipient, ToRole
from engine.store.database import Session
from engine.store.passages import Member, Passage, members
from engine.store.tables import Contact


@dataclass(frozen=True)
class Found:
    """The person, and how they came to be it: `champion`, `primary contact`."""

    contact: Contact
    because: str


@dataclass(frozen=True)
class Nobody:
    """There is no such person, and the step names no other."""

    reason: str


async def recipient(session: Session, passage: Passage, to: Recipient) -> Found | Nobody:
    """In a contact's journey the contact; in an account's, whom the step means."""
    if passage.journey.subject == "contact":
        if passage.contact is None:
            return Nobody("The contact no longer exists.")
        return Found(passage.contact, "the contact this journey is about")
    if passage.row.account_id is None:
        return Nobody("The account no longer exists.")
    match to:
        case "primary":
            return _primary(passage, "")
        case ToRole():
            return _in_role(await members(session, passage.row.account_id), passage, to)
        case _:
            assert_never(to)


def _in_role(people: list[Member], passage: Passage, to: ToRole) -> Found | Nobody:
    words = to.role.replace("_", " ")
    for member in people:
        if to.role in member.roles:
            return Found(member.contact, words)
    if to.otherwise == "nobody":
        return Nobody(f"No contact of this account is its {words}.")
    return _primary(passage, f"; nobody is its {words}")


def _primary(passage: Passage, aside: str) -> Found | Nobody:
    if passage.primary is None:
        return Nobody("This account has no contacts.")
    return Found(passage.primary, f"primary contact{aside}")
