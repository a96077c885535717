"""Who is who: which contact a call is about, and when two turn out to be one. Pure.

A call that carries a userId and an anonymousId says that both are one person. A contact with a
userId is never merged into another, whoever asks: a write key is public.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from pydantic import JsonValue

from engine.identifiers import contact_id
from engine.tracking.calls import Alias, BadItem, Call, Group
from engine.tracking.people import Belonging, Known, Person
from engine.tracking.traits import contact_columns, owner_in

EXTERNAL, ANONYMOUS = "external_id", "anonymous_id"


@dataclass(frozen=True, slots=True)
class Mentions:
    """Whom calls are about, before anything is looked up."""

    identities: frozenset[tuple[str, str]]
    accounts: frozenset[str]
    owners: frozenset[str]


def mentions(calls: Iterable[Call]) -> Mentions:
    identities, accounts, owners = set(), set(), set()
    for call in calls:
        if call.user_id is not None:
            identities.add((EXTERNAL, call.user_id))
        if call.anonymous_id is not None:
            identities.add((ANONYMOUS, call.anonymous_id))
        if call.group_id is not None:
            accounts.add(call.group_id)
        match call:
            case Alias(previous_id=previous):
                identities.update({(ANONYMOUS, previous), (EXTERNAL, previous)})
            case Group(traits=traits) if owner := owner_in(traits):
                owners.add(owner)
            case _:
                pass
    return Mentions(frozenset(identities), frozenset(accounts), frozenset(owners))


@dataclass
class Identities:
    """Resolves calls in their order of arrival; `known` is kept up to date on the way."""

    known: Known
    new: set[tuple[str, str]] = field(default_factory=set)
    merged: dict[str, str] = field(default_factory=dict)
    """Contacts that turned out to be another, and which."""

    def person(self, call: Call, changed: list[str]) -> Person | None:
        """Whom the call is about; None: nobody. Traits a merge gave them are added to `changed`.

        Raises BadItem, and leaves everything as it was, when the call must not be followed.
        """
        self._refuse_uniting_known(call)
        person = None
        if call.user_id is not None:
            person = self._meet(call.user_id, call.anonymous_id, changed)
            if isinstance(call, Alias) and call.previous_id != call.user_id:
                person = self._meet(call.user_id, call.previous_id, changed)
        elif call.anonymous_id is not None:
            person = self._found(ANONYMOUS, call.anonymous_id)
            person = person or self._create(ANONYMOUS, call.anonymous_id)
        return person

    def survivor(self, contact: str | None) -> str | None:
        """The contact itself, or the one it was merged into since."""
        return self.merged.get(contact, contact) if contact else None

    def _refuse_uniting_known(self, call: Call) -> None:
        if not isinstance(call, Alias):
            return
        user = self.known.identities.get((EXTERNAL, call.user_id or ""))
        for kind in (ANONYMOUS, EXTERNAL):
            previous = self._found(kind, call.previous_id)
            if previous and previous.external_id is not None and previous.id != user:
                raise BadItem(
                    "both_known",
                    f"The previousId {call.previous_id!r} belongs to the contact"
                    f" {previous.external_id!r}, who has a userId of their own. Only an anonymous"
                    " contact is merged by an alias call.",
                )

    def _meet(self, user: str, anonymous: str | None, changed: list[str]) -> Person:
        """The contact with this userId, who turns out to be the one known by an anonymous id."""
        person = self._found(EXTERNAL, user)
        nameless = self._found(ANONYMOUS, anonymous) if anonymous is not None else None
        if nameless and nameless.external_id is not None:
            # Somebody else used the same browser before. The anonymous id stays theirs.
            return person or self._create(EXTERNAL, user)
        if person is None and nameless is not None:
            nameless.external_id = user
            nameless.fill({"external_id": user})
            self._bind(EXTERNAL, user, nameless)
            return nameless
        person = person or self._create(EXTERNAL, user)
        if nameless is not None:
            self._merge(nameless, person, changed)
        elif anonymous is not None:
            self._bind(ANONYMOUS, anonymous, person)
        return person

    def _found(self, kind: str, value: str) -> Person | None:
        contact = self.known.identities.get((kind, value))
        return self.known.people[contact] if contact else None

    def _create(self, kind: str, value: str) -> Person:
        external = value if kind == EXTERNAL else None
        person = Person(str(contact_id(kind, value)), external, is_new=True)
        self.known.people[person.id] = person
        self._bind(kind, value, person)
        return person

    def _bind(self, kind: str, value: str, person: Person) -> None:
        self.known.identities[kind, value] = person.id
        self.new.add((kind, value))

    def _merge(self, nameless: Person, person: Person, changed: list[str]) -> None:
        for identity, contact in self.known.identities.items():
            if contact == nameless.id:
                self.known.identities[identity] = person.id
        missing = {
            name: value for name, value in nameless.traits.items() if name not in person.traits
        }
        describe_person(person, missing, changed)
        person.fill(
            {
                name: value
                for name, value in nameless.columns.items()
                if name != "external_id" and person.columns.get(name) is None
            }
        )
        for belonging in nameless.belongings:
            self._hand_over(belonging, person)
        nameless.merged_into = person.id
        self.merged[nameless.id] = person.id

    def _hand_over(self, belonging: Belonging, person: Person) -> None:
        if belonging.is_ended:
            return
        taken = person.belonging(belonging.account_id)
        if taken is None:
            taken = Belonging(belonging.account_id, person.id, list(belonging.roles))
            person.belongings.append(taken)
        taken.is_primary = taken.is_primary or (belonging.is_primary and not taken.is_ended)
        taken.differs = True
        belonging.is_primary, belonging.is_ended, belonging.differs = False, True, True


def describe_person(person: Person, traits: Mapping[str, JsonValue], changed: list[str]) -> None:
    """Tell the person's traits; those with a new value are added to `changed`."""
    names = person.describe(traits, contact_columns)
    changed.extend(f"contact.{name}" for name in names)
