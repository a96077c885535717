"""Who is who: which contact and which account a call is about, and when two contacts turn out to be
one. Pure.

A call that carries a userId and an anonymousId says that both are one person; so it does with the
ids of other products. A contact with a userId is never merged into another, whoever asks: a write
key is public. An email address only hints: whoever has it as their own counts for more than whoever
was once sent with it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from pydantic import JsonValue

from engine.identifiers import contact_id
from engine.tracking.addresses import Addresses
from engine.tracking.calls import Alias, BadItem, Call, Group, Identify
from engine.tracking.ids import ACCOUNT_KINDS, EMAIL
from engine.tracking.people import Belonging, Known, Person
from engine.tracking.traits import contact_columns, email_address, owner_in

EXTERNAL, ANONYMOUS = "external_id", "anonymous_id"
Id = tuple[str, str]
"""Its kind and its value."""


@dataclass(frozen=True, slots=True)
class Mentions:
    """Whom calls are about, before anything is looked up."""

    identities: frozenset[tuple[str, str]]
    accounts: frozenset[str]
    owners: frozenset[str]
    addresses: frozenset[str]
    """Email addresses that somebody with a userId says are theirs, in lower case."""


def mentions(calls: Iterable[Call]) -> Mentions:
    identities, accounts, owners, addresses = set(), set(), set(), set()
    for call in calls:
        if call.user_id is not None:
            identities.add((EXTERNAL, call.user_id))
        if call.anonymous_id is not None:
            identities.add((ANONYMOUS, call.anonymous_id))
        if call.group_id is not None:
            accounts.add(call.group_id)
        identities.update(call.others)
        match call:
            case Alias(previous_id=previous):
                identities.update({(ANONYMOUS, previous), (EXTERNAL, previous)})
            case Group(traits=traits) if owner := owner_in(traits):
                owners.add(owner)
            case Identify() if address := _told_address(call):
                addresses.add(address)
            case _:
                pass
    return Mentions(
        frozenset(identities), frozenset(accounts), frozenset(owners), frozenset(addresses)
    )


@dataclass
class Identities:
    """Resolves calls in their order of arrival; `known` is kept up to date on the way."""

    known: Known
    new: set[Id] = field(default_factory=set)
    new_company_ids: set[Id] = field(default_factory=set)
    merged: dict[str, str] = field(default_factory=dict)
    """Contacts that turned out to be another, and which."""
    addresses: Addresses = field(init=False)

    def __post_init__(self) -> None:
        self.addresses = Addresses(self.known.people.values())

    def company(self, call: Call) -> str | None:
        """The external id of the account the call says it is about, in one way or another."""
        if call.group_id is not None:
            return call.group_id
        known = (self.known.company_ids.get(each) for each in call.others)
        return next((company for company in known if company is not None), None)

    def learn_company(self, call: Call) -> None:
        """By which ids other products know the account that the call names."""
        for each in call.others:
            if call.group_id and each[0] in ACCOUNT_KINDS and each not in self.known.company_ids:
                self.known.company_ids[each] = call.group_id
                self.new_company_ids.add(each)

    def person(self, call: Call, changed: list[str]) -> Person | None:
        """Whom the call is about; None: nobody. Traits a merge gave them are added to `changed`.

        Raises BadItem, and leaves everything as it was, when the call must not be followed.
        """
        self._refuse_uniting_known(call)
        own = [each for each in call.others if each[0] not in ACCOUNT_KINDS]
        ids = [*_anonymous_ids(call), *own]
        if call.user_id is not None:
            person = self._user(call.user_id, [*ids, *self._claimed(call)], changed)
        elif call.anonymous_id is not None:
            known = self._found(ANONYMOUS, call.anonymous_id)
            person = known or self._create(ANONYMOUS, call.anonymous_id)
        else:
            found = self._met_elsewhere(call, own, changed)
            if found is None:
                return None
            person = found
        for each in ids:
            self._bind_if_free(*each, person)
        if self.company(call) is None:
            self._stand_for_company(call, person, changed)
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

    def _user(self, user: str, ids: Sequence[Id], changed: list[str]) -> Person:
        """The contact with this userId, who turns out to be every nameless one known by `ids`.

        Where an id is that of somebody else with a userId, it stays theirs: they used the same
        browser before, or share an address.
        """
        person = self._found(EXTERNAL, user)
        for each in ids:
            nameless = self._found(*each)
            if nameless is None or nameless.external_id is not None:
                continue
            if person is None:
                person = nameless
                person.external_id = user
                person.fill({"external_id": user})
                self._bind(EXTERNAL, user, person)
            elif nameless is not person:
                self._merge(nameless, person, changed)
        return person or self._create(EXTERNAL, user)

    def _claimed(self, call: Call) -> list[Id]:
        """The address that the call says is the user's, unless another with a userId has it too:
        whoever is known by it alone, as from an imported file, turns out to be them."""
        address = _told_address(call)
        if address is None or any(
            each.external_id not in (None, call.user_id) for each in self.addresses.holders(address)
        ):
            return []
        return [(EMAIL, address)]

    def _met_elsewhere(self, call: Call, own: Sequence[Id], changed: list[str]) -> Person | None:
        """Whom other products know by the ids of a call that has none of ours.

        An id of a company stands for a person only in a call that has nothing else: two people of
        one company must not become one.
        """
        names_account = self.company(call) is not None
        ids = own or ([] if names_account else call.others)
        person = self._known_by(ids, changed)
        if person is not None or not ids:
            return person
        if names_account and not isinstance(call, Identify) and not _addresses_in(ids):
            return None
        return self._create(*ids[0])

    def _known_by(self, ids: Sequence[Id], changed: list[str]) -> Person | None:
        for kind, value in ids:
            met = self._found(kind, value)
            if met is not None and kind == EMAIL:
                met = self._at_address(met, value, changed)
            if met is not None:
                return met
        shared = None
        for address in _addresses_in(ids):
            holders = self.addresses.holders(address)
            if len(holders) == 1:
                return holders[0]
            shared = shared or (address if holders else None)
        if shared is None:
            return None
        raise BadItem(
            "ambiguous_email",
            f"More than one contact has the email address {shared!r}, so it does not say whom the"
            " call is about. Send their userId with it, or give the address to only one of them,"
            " and try this again.",
        )

    def _at_address(self, met: Person, address: str, changed: list[str]) -> Person | None:
        """Whoever was met by their address, unless somebody with a userId has it as their own: a
        nameless one turns out to be them, and of two with userIds neither is believed here."""
        rivals = [
            each
            for each in self.addresses.holders(address)
            if each is not met and each.external_id is not None
        ]
        if not rivals:
            return met
        if len(rivals) > 1 or met.external_id is not None:
            return None
        self._merge(met, rivals[0], changed)
        return rivals[0]

    def _stand_for_company(self, call: Call, person: Person, changed: list[str]) -> None:
        """A company's id means the first person who came with it, for as long as nobody says which
        account it is. Who was made for that id alone turns out to be whoever it then comes with."""
        for kind, value in call.others:
            if kind not in ACCOUNT_KINDS:
                continue
            self._bind_if_free(kind, value, person)
            holder = self._found(kind, value)
            if (
                holder is not None
                and holder is not person
                and holder.external_id is None
                and holder.id == str(contact_id(kind, value))
            ):
                self._merge(holder, person, changed)

    def _found(self, kind: str, value: str) -> Person | None:
        contact = self.known.identities.get((kind, value))
        return self.known.people[contact] if contact else None

    def _create(self, kind: str, value: str) -> Person:
        external = value if kind == EXTERNAL else None
        person = Person(str(contact_id(kind, value)), external, is_new=True)
        self.known.people[person.id] = person
        self._bind(kind, value, person)
        return person

    def _bind_if_free(self, kind: str, value: str, person: Person) -> None:
        """An address that is somebody else's own is not free."""
        if (kind, value) in self.known.identities:
            return
        if kind != EMAIL or all(each is person for each in self.addresses.holders(value)):
            self._bind(kind, value, person)

    def _bind(self, kind: str, value: str, person: Person) -> None:
        self.known.identities[kind, value] = person.id
        self.new.add((kind, value))
        if kind == EMAIL and person.columns.get("email") is None:
            person.fill({"email": value})
            self.addresses.note(person)

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
        self.addresses.note(person)
        for belonging in nameless.belongings:
            self._hand_over(belonging, person)
        nameless.merged_into = person.id
        for earlier, survivor in self.merged.items():
            if survivor == nameless.id:
                self.merged[earlier] = person.id
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


def _anonymous_ids(call: Call) -> Iterable[Id]:
    """What they are called before they sign in, or were."""
    if call.anonymous_id is not None:
        yield ANONYMOUS, call.anonymous_id
    if isinstance(call, Alias) and call.previous_id != call.user_id:
        yield ANONYMOUS, call.previous_id


def _told_address(call: Call) -> str | None:
    """Which address an `identify` with a userId gives as a trait, in lower case."""
    if not isinstance(call, Identify) or call.user_id is None:
        return None
    return email_address(call.traits.get("email"), lower=True)


def _addresses_in(ids: Iterable[Id]) -> list[str]:
    return [value for kind, value in ids if kind == EMAIL]


def describe_person(person: Person, traits: Mapping[str, JsonValue], changed: list[str]) -> None:
    """Tell the person's traits; those with a new value are added to `changed`."""
    names = person.describe(traits, contact_columns)
    changed.extend(f"contact.{name}" for name in names)
