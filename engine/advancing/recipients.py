"""Who a message is for, resolved at the moment it is due, and on whose clock it goes out."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import assert_never

from engine.advancing.passage import Passage, Person
from engine.advancing.surroundings import Recipient, Surroundings
from engine.clock import known_zone
from engine.definition import steps
from engine.definition.steps import ToRole, Window


@dataclass(frozen=True)
class Nobody:
    """There is no such person, and the step names no other."""

    reason: str


async def recipient(
    around: Surroundings, passage: Passage, to: steps.Recipient
) -> Recipient | Nobody:
    """In a contact's journey the contact; in an account's, whom the step means."""
    if passage.journey.subject == "contact":
        if passage.contact is None:
            return Nobody("The contact no longer exists.")
        return Recipient(passage.contact, "the contact this journey is about")
    if passage.account is None:
        return Nobody("The account no longer exists.")
    match to:
        case "primary":
            return _primary(passage.primary, "")
        case ToRole():
            return _in_role(await around.people(), passage.primary, to)
        case _:
            assert_never(to)


def among(people: Sequence[Person], to: steps.Recipient) -> Recipient | Nobody:
    """Whom of an account's people a step means, the primary contact being the first of them."""
    primary = people[0] if people else None
    return _primary(primary, "") if to == "primary" else _in_role(people, primary, to)


def _in_role(people: Sequence[Person], primary: Person | None, to: ToRole) -> Recipient | Nobody:
    words = to.role.replace("_", " ")
    for person in people:
        if to.role in person.roles:
            return Recipient(person, words)
    if to.otherwise == "nobody":
        return Nobody(f"No contact of this account is its {words}.")
    return _primary(primary, f"; nobody is its {words}")


def _primary(primary: Person | None, aside: str) -> Recipient | Nobody:
    if primary is None:
        return Nobody("This account has no contacts.")
    return Recipient(primary, f"primary contact{aside}")


def zone_for(window: Window | None, passage: Passage, person: Person) -> str:
    """The zone a sending window is read in."""
    match window.zone if window else "contact":
        case "contact":
            return known_zone(person.time_zone, passage.zone)
        case "account":
            account = passage.account
            return known_zone(account.time_zone if account else None, passage.zone)
        case name:
            return known_zone(name, passage.zone)
