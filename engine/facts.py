"""What is known about a customer at one moment, gathered by a driver before anything is decided."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from engine.definition.base import StepId
from engine.definition.conditions import EventHappened, Mark

Fate = Literal["sent", "skipped", "failed"]

MARK_EVENTS: Mapping[Mark, str] = {
    "delivered": "Message Delivered",
    "opened": "Message Opened",
    "clicked": "Message Clicked",
    "replied": "Message Replied",
    "bounced": "Message Bounced",
    "dismissed": "Message Dismissed",
    "completed": "Message Completed",
}
"""The events by which it is told what became of a sent message; `message_id` says of which one."""

OUT_OF_OFFICE = "Out of Office"
"""The event by which it is told that a mail was answered by a holiday notice, which is no reply."""

SURVEY_ANSWERED = "Survey Answered"
"""The event of a survey's answer: `message_id` says to which one, `score` what it is."""

JOINED_ACCOUNT, LEFT_ACCOUNT = "Account Added User", "Account Removed User"
"""As products call it when a contact comes into an account, and goes."""

TAKEN_AWAY = "Identity Removed"
"""The event by which it is told that an address or an id is a contact's no more."""

TRAITS_UPDATED = "Traits Updated"
"""The event by which it is told that a journey changed traits; its properties are what it set."""

DATE_REACHED = "Date Reached"
"""The event by which it is told that a date at which a journey starts has come for a customer. Its
properties are the `journey`, and the `trait`, `offset`, `at` and `date` it was reckoned from."""

HEALTH_CHANGED, HEALTH_SCORED = "health.changed", "health.scored"
"""The events by which it is told that an account's health is in another band (properties `from`,
`to`, `score`, `previous_score`, `why` and `card`), or that only its score is another."""

SEGMENT_ENTERED, SEGMENT_LEFT = "Segment Entered", "Segment Left"
"""The events by which it is told that a customer is in a segment now, or no longer."""


class Missing:
    """There is no value. Not the same as an empty one."""

    def __repr__(self) -> str:
        return "nothing"


MISSING = Missing()


@dataclass(frozen=True)
class Occurrences:
    """What is known of the events one leaf asks about. Times are on the journey's clock."""

    count: int = 0
    first: datetime | None = None
    last: datetime | None = None
    pivots: tuple[datetime, ...] = ()
    """The events on which a count turns, newest first: with n the number asked for, the n-th and
    the one before it, counted back from the latest. As they fall out of a window that looks back,
    the answer may change."""


@dataclass(frozen=True)
class MessageState:
    """What became of the latest message of a step."""

    fate: Fate
    marks: frozenset[Mark] = frozenset()


@dataclass(frozen=True)
class TaskState:
    """Where the latest task or approval of a step stands. Times are on the journey's clock."""

    status: Literal["open", "done", "cancelled"]
    due_at: datetime | None = None
    """None: it is never overdue, or is held."""
    outcome: str | None = None
    completed_at: datetime | None = None


@dataclass(frozen=True)
class Facts:
    """All values a decision may look at. It must answer every leaf of what is to be decided."""

    now: datetime
    """On the journey's clock, aware UTC."""
    zone: str = "UTC"
    """The customer's, an IANA name."""
    enrolled_at: datetime | None = None
    """None: the customer is not in the journey."""
    traits: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """One mapping for `account` and one for `contact`."""
    occurrences: Mapping[EventHappened, Occurrences] = field(default_factory=dict)
    messages: Mapping[StepId, MessageState | None] = field(default_factory=dict)
    """None: there is no such message yet."""
    tasks: Mapping[StepId, TaskState | None] = field(default_factory=dict)
    """None: there is no such task yet."""
    segments: frozenset[str] = frozenset()
    """Those of the segments asked for that the subject is in."""
    health: Mapping[str, Any] = field(default_factory=dict)
    """`band` and `score`, as far as they are known."""
    properties: Mapping[str, Any] | None = None
    """Those of the event being looked at, if any."""

    def trait(self, path: str) -> Any:
        """The value at `account.billing.country`, or MISSING."""
        return trait_in(self.traits, path)


HEALTH_TRAITS: Mapping[str, str] = {"band": "health_band", "score": "health_score"}
"""Under which traits of the account its health is kept."""


def health_of(account: Mapping[str, Any]) -> dict[str, Any]:
    """The account's health, as far as its traits tell."""
    return {
        name: account[trait]
        for name, trait in HEALTH_TRAITS.items()
        if account.get(trait) is not None
    }


def trait_in(traits: Mapping[str, Mapping[str, Any]], path: str) -> Any:
    """The value at `account.billing.country` of the traits of each, or MISSING."""
    whose, _, rest = path.partition(".")
    return dig(traits.get(whose, {}), rest)


def dig(values: Mapping[str, Any], path: str) -> Any:
    """The value under `path`: a key that is spelled so, or else nested keys parted by dots."""
    if path in values:
        value = values[path]
        return MISSING if value is None else value
    head, dot, rest = path.partition(".")
    inner = values.get(head)
    if not dot or not isinstance(inner, Mapping):
        return MISSING
    return dig(inner, rest)
