"""What is known of an event, a journey and a customer, and what an answer says."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from engine.clock import in_words
from engine.definition.journey import Journey
from engine.sentences import NO_NAMES, Names, Sentence, say, strong
from engine.sentences.words import Piece

Finding = Mapping[str, Any]
"""What was checked and found, as `engine.evaluation.Finding` is stored."""


@dataclass(frozen=True)
class Told:
    """An event, as far as it says which journeys it is meant for."""

    name: str
    properties: Mapping[str, Any]
    names_account: bool
    names_contact: bool
    dispatched_at: datetime | None
    """When it was acted on. None: not yet."""
    error: str | None = None
    """Why it could not be acted on, while it waits to be tried again."""
    again_at: datetime | None = None

    def names(self, journey: Journey) -> bool:
        return self.names_account if journey.subject == "account" else self.names_contact


@dataclass(frozen=True)
class Decided:
    """What was written down when an event was looked at for a journey."""

    enrolled: bool
    code: str
    reason: str
    explanation: Finding | None
    enrollment_id: UUID | None


@dataclass(frozen=True)
class Live:
    """A version that customers entered, or enter."""

    number: int
    published_at: datetime
    journey: Journey | None
    """None: this code cannot read it."""


@dataclass(frozen=True)
class Standing:
    """A journey."""

    key: str
    name: str
    status: str
    """draft, live, paused or archived, as it is now."""
    now: Live | None
    """What customers enter. None: it has never been published."""
    then: Live | None
    """What they entered when the event was acted on. None: nothing, as it was not published yet."""
    draft: Journey | None = None
    """What has been edited since, where that is a journey."""
    archived_at: datetime | None = None
    called: Names = NO_NAMES
    """What segments are called, among others."""


@dataclass(frozen=True)
class Passage:
    """A customer's passage through the journey."""

    enrollment_id: UUID
    enrolled_at: datetime
    ended_at: datetime | None = None
    """None: it goes on."""
    end_reason: str | None = None


@dataclass(frozen=True)
class Answer:
    """Why an event did, or did not, start a journey."""

    code: str
    """`enrolled`, or why not: what was decided, such as `audience`; or why nothing was, such as
    `not_heard`. Stable, for programs."""
    answer: Sentence
    more: tuple[Sentence, ...] = ()
    """What else stands in the way, or is worth knowing."""
    starts_by: tuple[Sentence, ...] = ()
    """What the journey does start by, where it does not by this."""
    because: Finding | None = None
    """What was checked and found, when a condition decided."""
    enrollment_id: UUID | None = None
    """The passage it began, or the one that was in the way."""


@dataclass(frozen=True)
class Looked:
    """An event of the customer's that was looked at for the journey."""

    event_id: int
    name: str
    at: datetime
    """When it happened."""
    decided: Decided


@dataclass(frozen=True)
class Way:
    """One of the things that start a journey, and how it stands for a customer."""

    starts_by: Sentence
    says: Sentence


@dataclass(frozen=True)
class Whereabouts:
    """Why a customer is, or is not, in a journey."""

    code: str
    """`inside`, `been`, `held_out`, `not_live`, `never_published`, `other_subject`, `not_yet`; or,
    of an event that may let them in, `waiting` or `set_aside`. Stable, for programs."""
    answer: Sentence
    enrollment_id: UUID | None = None
    """Their latest passage."""
    more: tuple[Sentence, ...] = ()
    ways: tuple[Way, ...] = ()
    audience: Finding | None = None
    """How the journey's audience comes out for them now. None: it has none."""
    looked: tuple[Looked, ...] = ()
    """Their latest events that were looked at for it, the latest first."""


def when(moment: datetime, zone: str) -> Piece:
    return strong(in_words(moment, zone))


def quoted(name: str) -> Piece:
    return strong(f"“{name}”")


def has_passed(passage: Passage, zone: str) -> Sentence:
    """`They are in it since …`, `They went through it from … to …: Done.`"""
    entered = when(passage.enrolled_at, zone)
    if passage.ended_at is None:
        return say("They have been in it since ", entered, ".")
    reason = (passage.end_reason or "").rstrip(".")
    how = f": {reason[:1].lower()}{reason[1:]}." if reason else "."
    return say(
        "They entered it on ", entered, " and left it on ", when(passage.ended_at, zone), how
    )
