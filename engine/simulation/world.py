"""One customer as they are at a moment of a simulation: their traits, and what has happened."""

from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from engine.advancing.passage import Colleague, Company, Person
from engine.clock import known_zone
from engine.simulation.customers import Customer, company, person
from engine.simulation.happenings import Event
from engine.simulation.log import Log, Logged
from engine.tracking.traits import owner_in


class World:
    """Changes as things happen. `colleagues` are the users there are, by address."""

    def __init__(self, customer: Customer, colleagues: dict[str, Colleague], zone: str) -> None:
        self.customer = customer
        self.account: Company | None = customer.account
        self.people: dict[UUID, Person] = {each.id: each for each in customer.people}
        self.owner = customer.owner
        self.colleagues = colleagues
        self.default_zone = zone
        self.segments = set(customer.segments)
        self.unsubscribed: dict[UUID, set[str]] = {
            who: set(topics) for who, topics in (customer.unsubscribed or {}).items()
        }
        self.heard = 0
        """How many events have come in."""
        self._latest_id = 0
        self._all = Log()
        self._own: dict[UUID, Log] = {}

    @property
    def primary(self) -> Person | None:
        return next(iter(self.people.values()), None)

    def zone(self, contact: Person | None) -> str:
        """The customer's zone: in a contact's journey the contact's, else the account's."""
        main = self.primary if self.account else None
        return known_zone(
            contact.time_zone if contact else None,
            self.account.time_zone if self.account else None,
            main.time_zone if main else None,
            self.default_zone,
        )

    def log(self, contact: UUID | None) -> Log:
        """The events of the account, or of one contact."""
        return self._all if contact is None else self._own.setdefault(contact, Log())

    def last_heard(self, keys: set[str], since: datetime) -> datetime | None:
        return self._all.last_heard(keys, since)

    def take(self, event: Event) -> Logged:
        """The event has come in."""
        self._latest_id = event.id if event.id is not None else self._latest_id + 1
        self.heard += 1
        segments = tuple(path for path in event.changes if path.startswith("segment."))
        logged = Logged(
            id=self._latest_id,
            at=event.at,
            name=event.name,
            properties=event.properties,
            contact=event.contact,
            changed=(*self._change(event), *segments),
        )
        self._all.add(logged)
        if event.contact is not None:
            self.log(event.contact).add(logged)
        return logged

    def change(self, path: str, value: Any, contact: UUID | None = None) -> bool:
        """Give a trait a value. Whether it had another."""
        whose, _, name = path.partition(".")
        if whose == "account" and self.account is not None:
            traits = _changed(self.account.traits, name, value)
            if traits is not None:
                account = company(self.account.external_id, traits, identifier=self.account.id)
                self.account = replace(account, name=account.name or self.account.name)
                if name in ("owner", "owner_email", "ownerEmail"):
                    self.owner = self.colleagues.get(owner_in(traits) or "")
            return traits is not None
        someone = self.people.get(contact) if contact else self.primary
        if whose == "contact" and someone is not None:
            traits = _changed(someone.traits, name, value)
            if traits is not None:
                self.people[someone.id] = _described(someone, traits)
            return traits is not None
        return False

    def _change(self, event: Event) -> tuple[str, ...]:
        return tuple(
            path for path, value in event.changes.items() if self.change(path, value, event.contact)
        )


def _changed(traits: Any, name: str, value: Any) -> dict[str, Any] | None:
    """The traits with this one changed. None: they are that way already."""
    if value is None:
        return {key: each for key, each in traits.items() if key != name} if name in traits else None
    if name in traits and traits[name] == value and type(traits[name]) is type(value):
        return None
    return {**traits, name: value}


def _described(someone: Person, traits: dict[str, Any]) -> Person:
    read = person(
        someone.external_id or "", traits, roles=someone.roles, identifier=someone.id
    )
    return replace(
        read,
        external_id=someone.external_id,
        email=read.email or someone.email,
        name=read.name or someone.name,
    )
