"""One enrollment with everything about it that decisions and templates look at, as plain values."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any, TypeVar
from uuid import UUID

from engine.clock import JourneyClock, known_zone
from engine.definition.journey import Journey
from engine.interpreter import Position
from engine.reckoning import Freeze
from engine.tracking.traits import account_columns, contact_columns, with_values
from engine.working import WorkingTime


@dataclass(frozen=True)
class Company:
    """The account."""

    id: UUID
    external_id: str
    name: str | None = None
    traits: Mapping[str, Any] = field(default_factory=dict)
    time_zone: str | None = None
    renewal_date: date | None = None


@dataclass(frozen=True)
class Person:
    """A contact, and what they are at the account."""

    id: UUID
    external_id: str | None = None
    email: str | None = None
    name: str | None = None
    traits: Mapping[str, Any] = field(default_factory=dict)
    time_zone: str | None = None
    roles: tuple[str, ...] = ()
    locale: str | None = None
    """The language they read: `de-AT`."""

    @property
    def called(self) -> str:
        return self.name or self.email or self.external_id or "a contact"


@dataclass(frozen=True)
class Colleague:
    """A user: the account's owner, or whom a step names."""

    id: UUID
    name: str
    email: str
    meeting_url: str | None = None
    working: WorkingTime | None = None
    """When they work. None: nobody has said, so it is reckoned as for the customer."""


@dataclass(frozen=True)
class Passage:
    """How an enrollment stood when it was read. Times are real, aware UTC."""

    id: UUID
    journey: Journey
    version: int
    subject_id: UUID
    account: Company | None
    contact: Person | None
    """The subject of a contact's journey, else None."""
    primary: Person | None
    """The account's primary contact, or whoever has been there longest."""
    owner: Colleague | None
    """The CSM who looks after the account. None also when that person no longer works here."""
    zone: str
    """The customer's zone: the contact's, else the account's, else its primary contact's."""
    enrolled_at: datetime
    since: datetime
    """From when on events are events in this enrollment: since what let the customer in."""
    entered_by: Mapping[str, Any] = field(default_factory=dict)
    position: Position | None = None
    """None: recorded, and not yet begun."""
    seconds_per_day: float | None = None
    is_test: bool = False
    diverted_to: str | None = None
    """The mail address that gets everything in everybody's place. Nothing is called then."""
    paused: bool = False
    """Whether nothing may go out now. A test run is never paused."""
    stopped: bool = False
    """Whether the clock stands still while it is paused."""
    superseded: bool = False
    """Whether they are to be moved to another version before anything more goes out."""
    freezes: tuple[Freeze, ...] = ()
    """When the clock stood still; what is going on still ends now."""
    exit_request: Mapping[str, Any] | None = None
    """`{"reason", "by", "called", "at"}` once somebody asked to take the customer out; without
    `called` they have no other name."""
    goal_met_at: datetime | None = None
    waiting_for: str | None = None
    wakes_at: datetime | None = None
    held_because: str | None = None
    library: Mapping[str, int] = field(default_factory=dict)
    """Templates of the library the journey uses, `library/welcome`, and which version each is."""

    @property
    def clock(self) -> JourneyClock:
        return JourneyClock(self.enrolled_at, self.seconds_per_day)

    @property
    def who(self) -> UUID:
        """Whom a split parts by: the account, so that its people go one way; else the contact."""
        return self.account.id if self.account else self.subject_id

    @property
    def person(self) -> Person | None:
        """The contact whose traits count where none is named."""
        return self.contact or self.primary

    def came_to(self, position: Position) -> bool:
        """Whether a position was reached in this very stretch. Every way on makes a new one, which
        is never as any before: so it need not be compared."""
        return position is not self.position

    def woken_at(self, now: datetime) -> datetime | None:
        """The moment they slept towards, when that has come. On the journey's clock, as `now`."""
        moment = self.clock.journey_time(self.wakes_at) if self.wakes_at else None
        return moment if moment is not None and moment <= now else None

    @property
    def entered_event(self) -> int | None:
        """The event that let the customer in."""
        event_id = self.entered_by.get("event_id")
        return event_id if isinstance(event_id, int) else None


def with_traits(passage: Passage, given: Mapping[str, Any]) -> Passage:
    """The passage with traits set as said, by their paths, and all that Onward reads from them but
    the owner; None takes one away."""
    account, contact, primary = passage.account, passage.contact, passage.primary
    if account is not None:
        account = _described(account, given, "account.", account_columns, _OF_ACCOUNT)
    if contact is not None:
        contact = _described(contact, given, "contact.", contact_columns, _OF_CONTACT)
    elif primary is not None:
        primary = _described(primary, given, "contact.", contact_columns, _OF_CONTACT)
    zones = (each.time_zone for each in (contact, account, primary) if each is not None)
    zone = known_zone(*zones, passage.zone)
    return replace(passage, account=account, contact=contact, primary=primary, zone=zone)


_OF_ACCOUNT = ("name", "time_zone", "renewal_date")
_OF_CONTACT = ("email", "name", "time_zone", "locale")
_Described = TypeVar("_Described", Company, Person)


def _described(
    who: _Described,
    given: Mapping[str, Any],
    whose: str,
    columns_of: Callable[[dict[str, Any], dict[str, Any]], dict[str, Any]],
    wanted: Sequence[str],
) -> _Described:
    below = {
        path.removeprefix(whose): value for path, value in given.items() if path.startswith(whose)
    }
    if not below:
        return who
    changed = with_values(who.traits, below)
    traits = {name: value for name, value in {**who.traits, **changed}.items() if value is not None}
    columns = columns_of(changed, traits)
    if isinstance(renewal := columns.get("renewal_date"), str):
        columns["renewal_date"] = date.fromisoformat(renewal)
    known = {name: columns[name] for name in wanted if name in columns}
    return replace(who, traits=traits, **known)
