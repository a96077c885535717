"""What calls, taken in order, make of what is known: who and which account each is about, what
became of their traits, and the events to store. Pure; the store loads `Known` and writes the rest.

Who is who: a call that carries a userId and an anonymousId says that both are one person. A contact
with a userId is never merged into another, whoever asks: a write key is public.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, assert_never

from pydantic import JsonValue

from engine.identifiers import account_id, contact_id
from engine.tracking.calls import (
    Alias,
    BadItem,
    Call,
    Group,
    Identify,
    JsonObject,
    Page,
    Screen,
    Track,
)
from engine.tracking.people import Belonging, Known, Person, Profile
from engine.tracking.traits import (
    account_columns,
    contact_columns,
    owner_in,
    roles_in,
    short_text,
    zone,
)

EXTERNAL, ANONYMOUS = "external_id", "anonymous_id"

# Segment's B2B SaaS vocabulary says with a `track` who joins and leaves an account.
_JOINING = ("Account Created", "Account Added User", "Signed Up")
_LEAVING = "Account Removed User"


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


@dataclass(slots=True)
class NewEvent:
    message_id: str
    type: str
    name: str
    account_id: str | None
    contact_id: str | None
    properties: JsonObject
    context: JsonObject
    changed: list[str]
    occurred_at: datetime


@dataclass
class Ledger:
    """Apply calls in their order of arrival, then read `events`, `known` and the rest."""

    known: Known
    events: list[NewEvent] = field(default_factory=list)
    new_identities: set[tuple[str, str]] = field(default_factory=set)
    merged: dict[str, str] = field(default_factory=dict)
    """Contacts that turned out to be another, and which."""

    def apply(self, call: Call) -> None:
        """Raises BadItem, and leaves everything as it was, when the call must not be followed."""
        self._refuse_uniting_known(call)
        changed: list[str] = []
        person = self._person(call, changed)
        company = self._company(call.group_id) if call.group_id is not None else None
        home = company.id if company else person.home if person else None
        match call:
            case Identify(traits=traits):
                name, properties = "identify", traits
                if person:
                    self._describe_person(person, traits, changed)
                    self._give_roles(person, home, roles_in(traits))
            case Group(traits=traits):
                name, properties = "group", traits
                if company:
                    self._describe_company(company, traits, changed)
                    self._join(person, company)
            case Track(event=name, properties=properties):
                if company:
                    self._follow_track(name, properties, person, company, changed)
            case Page() | Screen():
                name, properties = call.name or _kind(call), call.properties
            case Alias():
                name, properties = "alias", {"previousId": call.previous_id}
            case _:
                assert_never(call)
        if person:
            _hint(person, call.context)
        self.events.append(
            NewEvent(
                call.message_id,
                _kind(call),
                name,
                home,
                person.id if person else None,
                properties,
                call.context,
                changed,
                call.occurred_at,
            )
        )

    def survivor(self, contact: str | None) -> str | None:
        """The contact itself, or the one it was merged into since."""
        return self.merged.get(contact, contact) if contact else None

    def subjects(self) -> set[str]:
        """Every account and contact, new ones aside, that is looked at or named by an event."""
        known = (*self.known.companies.values(), *self.known.people.values())
        found = {profile.id for profile in known if not profile.is_new}
        new = {profile.id for profile in known if profile.is_new}
        named = {event.account_id for event in self.events if event.account_id}
        return found | (named - new)

    # Who it is about

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

    def _person(self, call: Call, changed: list[str]) -> Person | None:
        person = None
        if call.user_id is not None:
            person = self._meet(call.user_id, call.anonymous_id, changed)
            if isinstance(call, Alias) and call.previous_id != call.user_id:
                person = self._meet(call.user_id, call.previous_id, changed)
        elif call.anonymous_id is not None:
            person = self._found(ANONYMOUS, call.anonymous_id)
            person = person or self._create(ANONYMOUS, call.anonymous_id)
        return person

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
        self.new_identities.add((kind, value))

    def _merge(self, nameless: Person, person: Person, changed: list[str]) -> None:
        for identity, contact in self.known.identities.items():
            if contact == nameless.id:
                self.known.identities[identity] = person.id
        missing = {
            name: value for name, value in nameless.traits.items() if name not in person.traits
        }
        self._describe_person(person, missing, changed)
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

    # What it says about them

    def _company(self, external_id: str) -> Profile:
        company = self.known.companies.get(external_id)
        if company is None:
            company = Profile(str(account_id(external_id)), external_id, is_new=True)
            self.known.companies[external_id] = company
        return company

    def _describe_person(
        self, person: Person, traits: Mapping[str, JsonValue], changed: list[str]
    ) -> None:
        names = person.describe(traits, contact_columns)
        changed.extend(f"contact.{name}" for name in names)

    def _describe_company(
        self, company: Profile, traits: Mapping[str, JsonValue], changed: list[str]
    ) -> None:
        names = company.describe(traits, self._company_columns)
        changed.extend(f"account.{name}" for name in names)

    def _company_columns(
        self, given: Mapping[str, JsonValue], traits: JsonObject
    ) -> dict[str, Any]:
        columns = account_columns(given, traits)
        if "owner" in columns:
            email = columns.pop("owner")
            owner = self.known.owners.get(email) if email else None
            if owner or email is None:
                columns["owner_id"] = owner
        return columns

    def _follow_track(
        self,
        name: str,
        properties: JsonObject,
        person: Person | None,
        company: Profile,
        changed: list[str],
    ) -> None:
        called = short_text(properties.get("account_name"))
        if name == "Account Created" and called and "name" not in company.traits:
            self._describe_company(company, {"name": called}, changed)
        if name in _JOINING:
            self._join(person, company, roles_in(properties), again=name == "Account Added User")
        elif name == _LEAVING and person and (left := person.belonging(company.id)):
            left.is_ended, left.differs = True, True
            if left.is_primary:
                left.is_primary = False
                self.known.have_primary.discard(company.id)

    def _join(
        self,
        person: Person | None,
        company: Profile,
        roles: list[str] | None = None,
        *,
        again: bool = False,
    ) -> None:
        """Make the person a member. Who was taken out comes back only by being added `again`: a
        browser repeats its group call with every page, and must not undo what a person did."""
        if person is None:
            return
        belonging = person.belonging(company.id)
        if belonging is None:
            belonging = Belonging(company.id, person.id, roles or roles_in(person.traits))
            belonging.differs = True
            person.belongings.append(belonging)
        elif belonging.is_ended and not again:
            return
        if belonging.is_ended:
            belonging.is_ended, belonging.differs = False, True
        if roles:
            self._give_roles(person, company.id, roles)
        if company.id not in self.known.have_primary:
            belonging.is_primary, belonging.differs = True, True
            self.known.have_primary.add(company.id)

    def _give_roles(self, person: Person, account: str | None, roles: list[str]) -> None:
        belonging = person.belonging(account) if account and roles else None
        if belonging and belonging.roles != roles:
            belonging.roles, belonging.differs = roles, True


def _hint(person: Person, context: JsonObject) -> None:
    """A zone or locale of the device, for as long as nobody said a better one."""
    if person.columns.get("time_zone") is None and (found := zone(context.get("timezone"))):
        person.fill({"time_zone": found})
    if person.columns.get("locale") is None and (named := short_text(context.get("locale"))):
        person.fill({"locale": named})


def _kind(call: Call) -> str:
    return type(call).__name__.lower()
