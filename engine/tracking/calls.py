"""The six calls of the tracking API, as they are once read: a small closed union."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from pydantic import JsonValue

JsonObject = dict[str, JsonValue]

CallType = Literal["identify", "group", "track", "page", "screen", "alias"]


class BadItem(Exception):
    """An item that cannot be stored. `reason` says what is wrong and what to send instead."""

    def __init__(self, code: str, reason: str) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason


# Dataclasses, not Pydantic models: `reading` has checked every field already, and a second
# validation of each of thousands of items a second buys nothing.
@dataclass(frozen=True, slots=True, kw_only=True)
class _Call:
    message_id: str
    user_id: str | None
    anonymous_id: str | None
    """At least one of the two is given, unless an account or another id is."""
    group_id: str | None
    """The account it is about, when the call says so itself."""
    others: tuple[tuple[str, str], ...] = ()
    """Ids that other products know the person or the account by, as (kind, value): at most ten."""
    context: JsonObject
    occurred_at: datetime
    """By our clock, aware UTC, never in the future."""
    joins: bool = False
    """Whether the call, whatever its type, says that its user belongs to its account."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Identify(_Call):
    """Who the user is."""

    traits: JsonObject = field(default_factory=dict)
    traits_once: JsonObject = field(default_factory=dict)
    """Traits that count only as long as nothing is known by their names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Group(_Call):
    """Which account the user belongs to, and what the account is. `group_id` is always given."""

    traits: JsonObject = field(default_factory=dict)
    concluded: bool = False
    """Whether the traits are concluded from what happened then: what was told of a later time
    counts for more, whichever comes first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Track(_Call):
    """What the user did."""

    event: str
    properties: JsonObject = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class _View(_Call):
    """What a page and a screen have in common."""

    name: str | None
    properties: JsonObject = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Page(_View):
    """Which page the user saw."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Screen(_View):
    """Which screen of an app the user saw."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Alias(_Call):
    """The user was known by another id before. `user_id` is always given."""

    previous_id: str


Call = Identify | Group | Track | Page | Screen | Alias


@dataclass(frozen=True, slots=True)
class BadCall:
    """An item kept aside: what it was, and why it could not be stored."""

    message_id: str | None
    code: str
    reason: str
    payload: JsonObject
    """As sent, except for what JSON in PostgreSQL cannot hold."""
