"""What is known about the customers some calls mention, and what those calls change about it.

The records are working copies: the store fills them, the ledger changes them, the store writes the
differences. They know their differences, so that what others write meanwhile is not overwritten.
Ids are text, as they come and go: there are many, and nothing here takes them apart.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import JsonValue

from engine.tracking.calls import JsonObject

Columns = Callable[[Mapping[str, JsonValue], JsonObject], dict[str, Any]]


@dataclass(slots=True)
class Profile:
    """An account or a contact: its traits, the columns beside them, and their differences."""

    id: str
    external_id: str | None
    traits: JsonObject = field(default_factory=dict)
    columns: dict[str, Any] = field(default_factory=dict)
    """As JSON: dates and ids are text."""
    is_new: bool = False
    given: JsonObject = field(default_factory=dict)
    """Traits that got a value."""
    taken: set[str] = field(default_factory=set)
    """Traits that were taken back, by an explicit null."""
    filled: dict[str, Any] = field(default_factory=dict)
    """Columns that got a value."""

    @property
    def differs(self) -> bool:
        return bool(self.given or self.taken or self.filled)

    def describe(self, traits: Mapping[str, JsonValue], columns: Columns) -> list[str]:
        """Take these traits over. Returns the names of those whose value really changed."""
        changed = [name for name, value in traits.items() if self._take_over(name, value)]
        if changed:
            self.fill(columns({name: traits[name] for name in changed}, self.traits))
        return changed

    def fill(self, columns: Mapping[str, Any]) -> None:
        for name, value in columns.items():
            if self.columns.get(name) != value:
                self.columns[name] = self.filled[name] = value

    def _take_over(self, name: str, value: JsonValue) -> bool:
        if value is None:
            if name not in self.traits:
                return False
            del self.traits[name]
            self.given.pop(name, None)
            self.taken.add(name)
            return True
        if name in self.traits and same(self.traits[name], value):
            return False
        self.traits[name] = self.given[name] = value
        self.taken.discard(name)
        return True


@dataclass(slots=True)
class Belonging:
    """A contact's membership in an account."""

    account_id: str
    contact_id: str
    roles: list[str] = field(default_factory=list)
    is_primary: bool = False
    is_ended: bool = False
    differs: bool = False
    """It is new, or was changed."""


@dataclass(slots=True)
class Person(Profile):
    """A contact."""

    belongings: list[Belonging] = field(default_factory=list)
    """Oldest first, ended ones included."""
    merged_into: str | None = None

    def belonging(self, account_id: str) -> Belonging | None:
        return next((each for each in self.belongings if each.account_id == account_id), None)

    @property
    def home(self) -> str | None:
        """The account an event of theirs is about when it names none: where they are the primary
        contact, else the one they joined first."""
        active = [each for each in self.belongings if not each.is_ended]
        chosen = next((each for each in active if each.is_primary), active[0] if active else None)
        return chosen.account_id if chosen else None


@dataclass(slots=True)
class Known:
    """Everything the store holds about what some calls mention."""

    people: dict[str, Person] = field(default_factory=dict)
    identities: dict[tuple[str, str], str] = field(default_factory=dict)
    """(kind, value) → contact."""
    companies: dict[str, Profile] = field(default_factory=dict)
    """Accounts by external id."""
    company_ids: dict[tuple[str, str], str] = field(default_factory=dict)
    """Ids that other products know accounts by: (kind, value) → external id."""
    have_primary: set[str] = field(default_factory=set)
    """Accounts that have a primary contact."""
    owners: dict[str, str] = field(default_factory=dict)
    """Ids of users, by email address in lower case."""
    overtaken: set[tuple[str, str]] = field(default_factory=set)
    """Traits that a call concludes although something later told of them: (message id, name)."""


def same(one: JsonValue, other: JsonValue) -> bool:
    """Equal as JSON: true is not 1, whatever Python says."""
    return one == other and isinstance(one, bool) == isinstance(other, bool)
