"""What calls, taken in order, make of what is known: what became of traits and memberships, and
the events to store. Pure; the store loads `Known` and writes the rest.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, assert_never

from pydantic import JsonValue

from engine.identifiers import account_id
from engine.tracking.calls import (
    Alias,
    Call,
    Group,
    Identify,
    JsonObject,
    Page,
    Screen,
    Track,
)
from engine.tracking.identities import Identities, describe_person
from engine.tracking.people import Belonging, Known, Person, Profile
from engine.tracking.traits import (
    account_columns,
    roles_in,
    short_text,
    zone,
)

# Segment's B2B SaaS vocabulary says with a `track` who joins and leaves an account.
_JOINING = ("Account Created", "Account Added User", "Signed Up")
_LEAVING = "Account Removed User"


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
    """Apply calls in their order of arrival, then read `events`, `known` and `who`."""

    known: Known
    events: list[NewEvent] = field(default_factory=list)
    recast: set[str] = field(default_factory=set)
    """Accounts in which somebody has another role now."""
    told_at: dict[tuple[str, str], datetime] = field(default_factory=dict)
    """The latest time of which one of these calls told a trait, as `engine.store.people.overtaken`
    finds it of stored ones: (account, name) → time."""
    who: Identities = field(init=False)

    def __post_init__(self) -> None:
        self.who = Identities(self.known)

    def apply(self, call: Call) -> None:
        """Raises BadItem, and leaves everything as it was, when the call must not be followed."""
        changed: list[str] = []
        person = self.who.person(call, changed)
        self.who.learn_company(call)
        named = self.who.company(call)
        company = self._company(named) if named is not None else None
        home = company.id if company else person.home if person else None
        if company and call.joins:
            self._join(person, company)
        name, properties = self._follow(call, person, company, home, changed)
        if company:
            self._note_told(call, company, changed)
        if person:
            _hint(person, call.context, changed)
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

    def _follow(
        self,
        call: Call,
        person: Person | None,
        company: Profile | None,
        home: str | None,
        changed: list[str],
    ) -> tuple[str, JsonObject]:
        """Do what the call says. The name and the properties of its event."""
        match call:
            case Identify(traits=given, traits_once=once):
                traits = {**_where_unknown(once, person), **given}
                if person:
                    describe_person(person, traits, changed)
                    self.who.addresses.note(person)
                    self._give_roles(person, home, roles_in(traits))
                return "identify", traits
            case Group(traits=traits):
                if company:
                    self.describe_company(company, self._timely(call, company), changed)
                    self._join(person, company)
                return "group", traits
            case Track(event=name, properties=properties):
                if company:
                    self._follow_track(name, properties, person, company, changed)
                return name, properties
            case Page() | Screen():
                return call.name or _kind(call), call.properties
            case Alias():
                return "alias", {"previousId": call.previous_id}
            case _:
                assert_never(call)

    def subjects(self) -> set[str]:
        """Every account and contact, new ones aside, that is looked at or named by an event."""
        known = (*self.known.companies.values(), *self.known.people.values())
        found = {profile.id for profile in known if not profile.is_new}
        new = {profile.id for profile in known if profile.is_new}
        named = {event.account_id for event in self.events if event.account_id}
        return found | (named - new)

    def describe_company(
        self, company: Profile, traits: Mapping[str, JsonValue], changed: list[str]
    ) -> None:
        """Tell the account's traits; those with a new value are added to `changed`."""
        names = company.describe(traits, self._company_columns)
        changed.extend(f"account.{name}" for name in names)

    def _timely(self, call: Group, company: Profile) -> JsonObject:
        """The traits of a call but those it concludes although something later told of them."""
        if not call.concluded:
            return call.traits
        return {
            name: value
            for name, value in call.traits.items()
            if (call.message_id, name) not in self.known.overtaken
            and self.told_at.get((company.id, name), call.occurred_at) <= call.occurred_at
        }

    def _note_told(self, call: Call, company: Profile, changed: list[str]) -> None:
        """A `group` call tells of what it names, whether or not that changes anything."""
        told = list(call.traits) if isinstance(call, Group) else []
        told += [path.removeprefix("account.") for path in changed if path.startswith("account.")]
        for name in told:
            told_at = self.told_at.get((company.id, name), call.occurred_at)
            self.told_at[company.id, name] = max(told_at, call.occurred_at)

    def _company(self, external_id: str) -> Profile:
        company = self.known.companies.get(external_id)
        if company is None:
            company = Profile(str(account_id(external_id)), external_id, is_new=True)
            self.known.companies[external_id] = company
        return company

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
            self.describe_company(company, {"name": called}, changed)
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
            self.recast.add(belonging.account_id)


def _where_unknown(traits: JsonObject, person: Person | None) -> JsonObject:
    known = person.traits if person else {}
    return {name: value for name, value in traits.items() if name not in known}


def _hint(person: Person, context: JsonObject, changed: list[str]) -> None:
    """A zone or locale of the device, for as long as nobody said a better one. The zone is no trait
    and yet a change: their days go by another clock now."""
    if person.columns.get("time_zone") is None and (found := zone(context.get("timezone"))):
        person.fill({"time_zone": found})
        changed.append("contact.time_zone")
    if person.columns.get("locale") is None and (named := short_text(context.get("locale"))):
        person.fill({"locale": named})


def _kind(call: Call) -> str:
    return type(call).__name__.lower()
