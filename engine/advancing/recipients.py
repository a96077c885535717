"""Who a message is for, resolved at the moment it is due, and on whose clock it goes out."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import assert_never
from uuid import UUID

from engine.advancing.passage import Passage, Person
from engine.advancing.surroundings import Recipient, Surroundings
from engine.clock import known_zone
from engine.definition import steps
from engine.definition.steps import ToRole, ToRoles, TouchStep, UntilEvent, Window


@dataclass(frozen=True)
class Nobody:
    """There is no such person, and the step names no other."""

    reason: str


async def recipient(
    around: Surroundings, passage: Passage, to: steps.Recipient
) -> Recipient | Nobody:
    """In a contact's journey the contact; in an account's, whom the step means: of several the
    first."""
    if passage.journey.subject == "contact":
        if passage.contact is None:
            return Nobody("The contact no longer exists.")
        return Recipient(passage.contact, "the contact this journey is about")
    if passage.account is None:
        return Nobody("The account no longer exists.")
    match to:
        case "primary":
            return _primary(passage.primary, "")
        case ToRole() | ToRoles():
            return _meant(await around.people(), passage.primary, to)
        case _:
            assert_never(to)


def to_several(passage: Passage, touch: TouchStep) -> bool:
    """Whether a message may go to more than one person."""
    return isinstance(touch.to, ToRoles) and passage.journey.subject == "account"


async def recipients(
    around: Surroundings, passage: Passage, to: steps.Recipient
) -> Sequence[Recipient] | Nobody:
    """Everybody a step means, in the order in which they are written to."""
    if isinstance(to, ToRoles) and passage.journey.subject == "account" and passage.account:
        people = await around.people()
        if those := in_roles(people, to.roles):
            return those
    one = await recipient(around, passage, to)
    return one if isinstance(one, Nobody) else [one]


def in_roles(people: Sequence[Person], roles: Sequence[str]) -> list[Recipient]:
    """Whoever of an account's people has one of the roles: each once, by the first they have."""
    found: dict[UUID, Recipient] = {}
    for role in roles:
        for person in people:
            if role in person.roles:
                found.setdefault(person.id, Recipient(person, role.replace("_", " ")))
    return list(found.values())


def whose_event_counts(people: Sequence[Person], wanted: UntilEvent) -> frozenset[UUID]:
    """The contacts a wait for an event looks at, of those who are there now."""
    roles = wanted.roles
    return frozenset(
        each.id for each in people if roles is None or not set(roles).isdisjoint(each.roles)
    )


def among(people: Sequence[Person], to: steps.Recipient) -> Recipient | Nobody:
    """Whom of an account's people a step means, the primary contact being the first of them."""
    primary = people[0] if people else None
    return _primary(primary, "") if to == "primary" else _meant(people, primary, to)


def _meant(
    people: Sequence[Person], primary: Person | None, to: ToRole | ToRoles
) -> Recipient | Nobody:
    if isinstance(to, ToRole):
        return _in_role(people, primary, to)
    if those := in_roles(people, to.roles):
        return those[0]
    words = " or ".join(role.replace("_", " ") for role in to.roles)
    if to.otherwise == "nobody":
        return Nobody(f"No contact of this account is its {words}.")
    return _primary(primary, f"; nobody is its {words}")


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
