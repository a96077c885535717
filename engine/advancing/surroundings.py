"""What a driver gives the loop: eyes to see what is known, and hands to act.

Times are on the journey's clock unless said otherwise, aware UTC. Everything is asked and done
inside what the driver regards as one transaction.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, Protocol
from uuid import UUID

from engine.advancing.passage import Colleague, Passage, Person
from engine.arbiter import Cap, Defer, Policy, Pressure, Rules, Touch
from engine.consent import Consent
from engine.definition.base import Key, StepId
from engine.definition.conditions import Condition
from engine.definition.steps import Escalation, UntilEvent
from engine.definition.times import Duration
from engine.effects import Call, Deliver, Enroll, Update
from engine.evaluation import Finding
from engine.facts import Facts, Fate, TaskState
from engine.interpreter import Position

Channel = Literal["email", "in_app", "webhook", "notify"]


@dataclass(frozen=True)
class Occurred:
    """An event that was waited for."""

    event_id: int | None
    """None: nobody knows which it was."""
    at: datetime


@dataclass(frozen=True)
class Outgoing:
    """Something claimed that must now be handed over, between two transactions."""

    message_id: UUID
    step: StepId
    visit: int
    not_before: datetime | None = field(default=None, kw_only=True)
    """When it is to be tried again, real time. None: at once."""


@dataclass(frozen=True)
class Settled:
    """What became of a message or a call, and what to say about it."""

    message_id: UUID
    step: StepId
    channel: Channel
    fate: Fate
    title: str
    """Its subject or title; what colleagues were told. Empty for a webhook."""
    to: str
    """The address, whom it was shown to, or what was called (`called`). Empty: it got nowhere
    near."""
    because: str | None = None
    """How the recipient came to be it. None: it has none."""
    reason: str | None = None
    """Why it was left out or could not go out."""
    is_test: bool = False
    """Whether it was kept from whom it is for: products show nobody what a test run has."""


@dataclass(frozen=True)
class SoFar:
    """What became of a message to several people so far, by contact."""

    fates: Mapping[UUID | None, Fate] = field(default_factory=dict)
    tries: Mapping[UUID, int] = field(default_factory=dict)
    """How often it was tried for whom it is to be tried once more."""
    claimed: Collection[UUID] = ()
    """Who may have had it, or gets it next: they do, whoever is meant by now."""


@dataclass(frozen=True)
class Handing:
    """A task or an approval as it is to be handed over."""

    step: StepId
    visit: int
    kind: Literal["task", "approval"]
    title: str
    instructions: str
    outcomes: tuple[str, ...]
    assignee: Colleague | None
    because: str
    """How the assignee was found."""
    due_at: datetime | None
    message: StepId | None = None
    """The message an approval is about."""
    silence: Literal["approved", "cancelled"] | None = None
    """How an approval comes out when nobody answers."""
    due_in: Duration | None = None
    pool: Key | None = None
    """The pool it was given out by, or waits in."""
    checklist: tuple[str, ...] = ()
    levels: tuple[Escalation, ...] = ()
    """To whom it goes when it is late."""
    takes: Duration | None = None


@dataclass(frozen=True)
class Given:
    """What a pool says of a task."""

    assignee: Colleague | None
    because: str
    waits: bool = False
    """Nobody has room: it waits in the pool's queue."""
    fails: bool = False
    """There is no such pool, or nobody in it."""
    pool_name: str | None = None
    """None: there is no such pool."""


@dataclass(frozen=True)
class Handed:
    """A task as it was handed over."""

    task_id: UUID
    title: str


@dataclass(frozen=True)
class Recipient:
    """The person, and how they came to be it: `champion`, `primary contact`."""

    person: Person
    because: str


class Surroundings(Protocol):
    """One customer's world, as the driver knows it now."""

    # Seeing

    async def orders(self, passage: Passage) -> Passage:
        """The passage as it was read, with what people have ordered since: a pause, an exit."""
        ...

    async def facts(
        self,
        conditions: Iterable[Condition],
        position: Position | None,
        person: Person | None,
        as_of: datetime | None = None,
    ) -> Facts:
        """What these conditions look at, now. `person` is who is about to be written to; None: the
        passage's own. `as_of`: counts of events, and the clock, are those of an earlier moment."""
        ...

    async def first_event(
        self,
        wanted: UntilEvent,
        since: datetime,
        after_event: int | None,
        until: datetime | None,
    ) -> Occurred | None:
        """The first such event after `since` and no later than `until`. At the very instant of
        `since`, one that came in after `after_event` counts too."""
        ...

    async def first_events(
        self,
        wanted: UntilEvent,
        since: datetime,
        after_event: int | None,
        until: datetime | None,
        people: Collection[UUID],
    ) -> Mapping[UUID, Occurred]:
        """As `first_event`, for each of these contacts who has done it."""
        ...

    async def last_heard(
        self, keys: Collection[str], since: datetime, before: datetime | None = None
    ) -> datetime | None:
        """When the customer's latest event after `since`, and before `before`, came that is heard
        by any of these keys of `engine.listening`."""
        ...

    async def heard_at(self, keys: Collection[str], at: datetime) -> int | None:
        """The customer's event of that very moment that is heard by any of these keys. None: there
        is none."""
        ...

    async def task(self, step: StepId, visit: int | None) -> TaskState | None:
        """Where a task or an approval stands. `visit` None: the latest of the step."""
        ...

    async def survey_answer(self, step: StepId, visit: int) -> tuple[str, datetime] | None:
        """The outlet a survey's answer leads to, and when it was given."""
        ...

    async def people(self) -> Sequence[Person]:
        """The account's contacts: the primary one first, then by how long they have been there."""
        ...

    async def colleague(self, email: str) -> Colleague | None:
        """The user who signs in with this address."""
        ...

    async def manager(self, of: Colleague) -> Colleague | None:
        """Whom a colleague reports to."""
        ...

    async def consent(self, person: Person) -> Consent:
        """What this person wants to be told about."""
        ...

    async def policy(self) -> Policy:
        """What the organization has decided for every touch."""
        ...

    async def pressure(self, touch: Touch, caps: Sequence[Cap]) -> Pressure:
        """What has reached, and is about to reach, whom a touch is for, as far as these caps count
        it. Until all this is committed nobody else decides about the same people."""
        ...

    async def suppression(self, person: Person) -> str | None:
        """Why no mail may go to this person's address, as a sentence. None: it may."""
        ...

    # Acting

    async def put_off(self, touch: Touch, step: StepId, visit: int, until: Defer) -> None:
        """Note that a touch waits, for others who want the same place."""
        ...

    async def waits_no_longer(self, touch: Touch) -> None:
        """What was put off is decided."""
        ...

    async def taken_up(self, effect: Deliver | Call) -> Settled | Outgoing | None:
        """An earlier attempt at this very message or call that got further than being put off."""
        ...

    async def reached(self, effect: Deliver, meant: Collection[UUID]) -> SoFar:
        """Of a message to several people: what became of it for whom. Forgets what was put off for
        who is not `meant`."""
        ...

    async def once_more(self, effect: Deliver, contact: UUID) -> Fate | Outgoing:
        """Go on with what `reached` said is claimed for this contact."""
        ...

    async def deliver(
        self, effect: Deliver, recipient: Recipient, sending: Rules
    ) -> Settled | Outgoing:
        """Write the message and store it: as sent, as left out, or as claimed to be sent."""
        ...

    async def leave_out(
        self,
        effect: Deliver,
        recipient: Recipient | None,
        fate: Fate,
        reason: str,
        sending: Rules,
    ) -> UUID:
        """Store that this message does not go out. Returns the message's id."""
        ...

    async def call(self, effect: Call) -> Settled | Outgoing:
        """Make the call, or claim it to be made."""
        ...

    async def next_in_pool(
        self, pool: Key, step: StepId, visit: int, takes: Duration | None
    ) -> Given:
        """Take the next turn in a pool for a task of so much work. The same task takes one turn,
        however often it is asked for."""
        ...

    async def hand_over(self, handing: Handing) -> Handed:
        """Store the task once, its texts filled in."""
        ...

    async def settle_silence(
        self, step: StepId, visit: int, outcome: Literal["approved", "cancelled"]
    ) -> bool:
        """Close an approval that nobody answered in time. False: somebody did just now."""
        ...

    async def update(self, effect: Update) -> Mapping[str, Any]:
        """Change the traits, for all that is asked from now on. Returns what they were set to; None
        for one taken away."""
        ...

    async def enroll(self, effect: Enroll) -> str:
        """Let the customer into another journey. Returns a sentence that says what came of it."""
        ...

    async def close(self, reason: str, needless: Collection[StepId]) -> None:
        """The journey is over, for this reason: say of what is still open what becomes of it.

        The tasks of `needless` steps are called off.
        """
        ...


def by_event(event_id: int | None) -> dict[str, Any]:
    """What came about by an event, as part of an entry's evidence: pages of events find it so."""
    return {} if event_id is None else {"event_id": event_id}


def because(finding: Finding | None) -> dict[str, Any]:
    """A finding as the evidence of an entry."""
    return {"because": finding.as_json()} if finding else {}
