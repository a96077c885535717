"""One customer as they are at a moment of a simulation: their traits, and what has happened."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from engine.advancing.passage import Colleague, Company, Passage, Person
from engine.advancing.scope import SAMPLE_PREFERENCES_URL, scope
from engine.clock import zone_of_customer
from engine.consent import Consent, Refusal
from engine.facts import SEGMENT_ENTERED, SEGMENT_LEFT
from engine.listening import event_key, trait_key
from engine.simulation.customers import Customer
from engine.simulation.happenings import Event
from engine.simulation.log import Log, Logged
from engine.tracking.people import same
from engine.tracking.traits import account_columns, contact_columns, with_values


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
        self._own_segments = defaultdict[UUID | None, set[str]](set)
        self.consents: dict[UUID, Consent] = dict(customer.consents)
        self.heard = 0
        """How many events have come in."""
        self._latest_id = 0
        self._taken: list[Logged] = []
        self._all = Log()
        self._own: dict[UUID, Log] = {}
        """Of those contacts only whom somebody has asked about."""
        self._scope: tuple[tuple[object, ...], Mapping[str, Any]] | None = None
        self._zones: dict[UUID | None, str] = {}
        """What `zone` has found since traits last changed."""

    @property
    def primary(self) -> Person | None:
        return next(iter(self.people.values()), None)

    def zone(self, contact: Person | None) -> str:
        """The customer's zone: in a contact's journey the contact's, else the account's."""
        who = contact.id if contact else None
        if who not in self._zones:
            main = self.primary if self.account else None
            self._zones[who] = zone_of_customer(
                "contact" if contact else "account",
                self.account.time_zone if self.account else None,
                contact.time_zone if contact else None,
                main.time_zone if main else None,
                self.default_zone,
            )
        return self._zones[who]

    def scope(
        self, passage: Passage, person: Person | None, organization: Mapping[str, Any]
    ) -> Mapping[str, Any]:
        """What templates can name: see `engine.advancing.scope`. Kept while it is the same."""
        seen = (passage.account, person, passage.owner)
        if self._scope is None or any(
            one is not other for one, other in zip(self._scope[0], seen, strict=True)
        ):
            self._scope = (seen, scope(passage, person, organization, SAMPLE_PREFERENCES_URL))
        return self._scope[1]

    def log(self, contact: UUID | None) -> Log:
        """The events of the account, or of one contact."""
        if contact is None:
            return self._all
        if contact not in self._own:
            self._own[contact] = Log()
            for logged in self._taken:
                if logged.contact == contact:
                    self._own[contact].add(logged)
        return self._own[contact]

    def last_heard(
        self,
        contact: UUID | None,
        keys: Collection[str],
        since: datetime,
        before: datetime | None = None,
    ) -> datetime | None:
        """When the subject's latest event came that is heard by any of the keys. An account's
        traits concern its contacts' journeys too, whoever of them the event named."""
        heard = [self.log(contact).last_heard(keys, since, before)]
        if contact is not None:
            heard.append(self._all.last_heard(_of_traits(keys), since, before))
        return max(filter(None, heard), default=None)

    def heard_at(self, contact: UUID | None, keys: Collection[str], at: datetime) -> int | None:
        """The subject's event of that very moment that is heard by any of the keys."""
        for logged in reversed(self._taken):
            if logged.at == at and not logged.keys.isdisjoint(
                keys if contact in (None, logged.contact) else _of_traits(keys)
            ):
                return logged.id
        return None

    def take(self, event: Event) -> Logged:
        """The event has come in."""
        self._latest_id = event.id if event.id is not None else self._latest_id + 1
        self.heard += 1
        logged = Logged(
            id=self._latest_id,
            at=event.at,
            name=event.name,
            properties=event.properties,
            contact=event.contact,
            changed=self._change(event) if event.changes else (),
        )
        self._change_segments(event)
        self._taken.append(logged)
        self._all.add(logged)
        if event.contact in self._own:
            self._own[event.contact].add(logged)
        return logged

    def consent(self, contact: UUID) -> Consent:
        """Pauses that are over included."""
        return self.consents.get(contact, Consent())

    def refuse(self, contact: UUID, refusal: Refusal) -> None:
        self.consents[contact] = self.consent(contact).refusing(refusal)

    def segments_of(self, contact: UUID | None) -> set[str]:
        """Those the account is in, and those of the contact in a journey of theirs."""
        own = self._own_segments.get(contact) if contact else None
        return self.segments | own if own else self.segments

    def _change_segments(self, event: Event) -> None:
        """As it is told of account and contacts alike."""
        segment = event.properties.get("segment")
        if not isinstance(segment, str) or event.name not in (SEGMENT_ENTERED, SEGMENT_LEFT):
            return
        if event.name == SEGMENT_LEFT:
            self.segments.discard(segment)
            self._own_segments[event.contact].discard(segment)
        elif event.contact is None:
            self.segments.add(segment)
        else:
            self._own_segments[event.contact].add(segment)

    def heard_as(self, event: Event) -> set[str]:
        """What it would be heard as if it came in now: see `engine.listening`."""
        changed = [*self._changes(event)] if event.changes else []
        return {event_key(event.name), *(trait_key(path) for path in changed)}

    def _changes(self, event: Event) -> Iterator[str]:
        """The paths of traits to which it gives another value."""
        if self.account is not None:
            given, _ = _changed(self.account.traits, _below("account", event.changes))
            yield from (f"account.{name}" for name in given)
        if someone := self._meant(event):
            given, _ = _changed(someone.traits, _below("contact", event.changes))
            yield from (f"contact.{name}" for name in given)
        yield from (path for path in event.changes if path.startswith("segment."))

    def _meant(self, event: Event) -> Person | None:
        return self.people.get(event.contact) if event.contact else self.primary

    def _change(self, event: Event) -> tuple[str, ...]:
        """Give traits their new values. Returns the paths of those that really changed."""
        changed = tuple(self._changes(event))
        self._zones.clear()
        if self.account is not None:
            self._change_account(self.account, _below("account", event.changes))
        if someone := self._meant(event):
            self._change_person(someone, _below("contact", event.changes))
        return changed

    def _change_account(self, account: Company, wanted: dict[str, Any]) -> None:
        given, traits = _changed(account.traits, wanted)
        if not given:
            return
        columns = account_columns(given, traits)
        if "owner" in columns:
            address = columns.pop("owner")
            owner = self.colleagues.get(address) if address else None
            self.owner = owner if owner or address is None else self.owner
        if isinstance(renewal := columns.get("renewal_date"), str):
            columns["renewal_date"] = date.fromisoformat(renewal)
        known = {name: columns[name] for name in _ACCOUNT_COLUMNS if name in columns}
        self.account = replace(account, traits=traits, **known)

    def _change_person(self, someone: Person, wanted: dict[str, Any]) -> None:
        given, traits = _changed(someone.traits, wanted)
        if not given:
            return
        columns = contact_columns(given, traits)
        known = {name: columns[name] for name in _CONTACT_COLUMNS if name in columns}
        self.people[someone.id] = replace(someone, traits=traits, **known)


_ACCOUNT_COLUMNS = ("name", "time_zone", "renewal_date")
_CONTACT_COLUMNS = ("email", "name", "time_zone")


def _below(whose: str, changes: Mapping[str, Any]) -> dict[str, Any]:
    prefix = f"{whose}."
    return {
        path.removeprefix(prefix): value
        for path, value in changes.items()
        if path.startswith(prefix)
    }


def _of_traits(keys: Iterable[str]) -> list[str]:
    return [key for key in keys if not key.startswith("event:")]


def _changed(
    traits: Mapping[str, Any], wanted: dict[str, Any]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Those that really change, and all traits as they are then."""
    after = dict(traits)
    given: dict[str, Any] = {}
    for name, value in with_values(traits, wanted).items():
        if value is None:
            if name in after:
                del after[name]
                given[name] = None
        elif name not in after or not same(after[name], value):
            after[name] = given[name] = value
    return given, after
