"""Whether an event starts a journey for a customer. Pure: who asks has gathered the facts.

Segments, health and dates start journeys by the events that tell of them, so that every start, and
every one that did not come about, is the consequence of one event.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import Any, Literal, assert_never
from uuid import UUID

from engine.clock import after
from engine.definition.conditions import Condition
from engine.definition.journey import Journey, ReentryAfter
from engine.definition.times import Percentage
from engine.definition.triggers import (
    DateTrigger,
    EventTrigger,
    HealthTrigger,
    ScheduleTrigger,
    SegmentTrigger,
    Trigger,
)
from engine.evaluation import Finding, evaluate
from engine.facts import DATE_REACHED, HEALTH_CHANGED, SEGMENT_ENTERED, SEGMENT_LEFT, Facts

OLDEST_TRIGGER = timedelta(days=7)
"""An event that comes in later than this after it happened does not start a journey: imported
history sends no welcome."""


def history(occurred_at: datetime, received_at: datetime) -> datetime | None:
    """When it happened, if it came in too late to start a journey. None: it is news."""
    return occurred_at if received_at - occurred_at > OLDEST_TRIGGER else None


Code = Literal[
    "enrolled", "trigger_filter", "audience", "already_running", "already_been", "too_soon",
    "no_subject", "too_old", "journey_not_live", "unknown_journey", "never_published", "test_run",
    "holdout", "global_holdout",
]  # fmt: skip


@dataclass(frozen=True)
class Refusal:
    """Why a customer does not enter."""

    code: Code
    reason: str
    because: Finding | None = None


@dataclass(frozen=True)
class Past:
    """The customer's latest passage through the same journey."""

    running: bool
    enrolled_at: datetime


def event_of(trigger: Trigger) -> str | None:
    """The name of the event a trigger hears. None: it hears none, as it goes by the calendar."""
    match trigger:
        case EventTrigger():
            return trigger.event
        case SegmentTrigger(change="enters"):
            return SEGMENT_ENTERED
        case SegmentTrigger():
            return SEGMENT_LEFT
        case HealthTrigger():
            return HEALTH_CHANGED
        case DateTrigger():
            return DATE_REACHED
        case ScheduleTrigger():
            return None
        case _:
            assert_never(trigger)


def starts_by_what_is_known(journey: Journey) -> bool:
    """Whether learning more about customers may start it, be it by a list of them."""
    known = SegmentTrigger | HealthTrigger | DateTrigger
    return any(isinstance(each, known) for each in journey.entry.triggers)


def usual_event(journey: Journey) -> str | None:
    """The first event that starts it whatever else it says. None: there is no such trigger."""
    for trigger in journey.entry.triggers:
        if isinstance(trigger, EventTrigger) and trigger.where is None:
            return trigger.event
    return None


def triggers_for(journey: Journey, event: str, properties: Mapping[str, Any]) -> Iterator[Trigger]:
    """The triggers that such an event is meant for, whatever their filters say of it."""
    for trigger in journey.entry.triggers:
        if event_of(trigger) == event and _is_meant(trigger, journey, properties):
            yield trigger


def _is_meant(trigger: Trigger, journey: Journey, properties: Mapping[str, Any]) -> bool:
    match trigger:
        case SegmentTrigger():
            return properties.get("segment") == trigger.segment
        case HealthTrigger():
            return properties.get("to") in trigger.bands
        case DateTrigger():
            told = {name: properties.get(name) for name in ("journey", *told_of(trigger))}
            return told == {"journey": journey.journey, **told_of(trigger)}
        case EventTrigger() | ScheduleTrigger():
            return True
        case _:
            assert_never(trigger)


def told_of(trigger: DateTrigger) -> dict[str, str | None]:
    """How the event that a date has come says which date: `trait`, `offset`, `at`."""
    offset = trigger.date.offset
    return {
        "trait": trigger.date.trait,
        "offset": str(offset) if offset else None,
        "at": trigger.at,
    }


def entered_by(
    event_id: int, name: str, at: datetime, properties: Mapping[str, Any]
) -> dict[str, Any]:
    """What an enrollment keeps of the event that let the customer in; of a date, also which."""
    told = {"by": "event", "event_id": event_id, "name": name, "at": at.isoformat()}
    day, trait = properties.get("date"), properties.get("trait")
    if name == DATE_REACHED and isinstance(trait, str) and _is_day(day):
        return {**told, "trait": trait, "date": day}
    return told


def _is_day(written: Any) -> bool:
    """Anybody may send an event that is called so."""
    try:
        return isinstance(written, str) and bool(date.fromisoformat(written))
    except ValueError:
        return False


def filters_of(journey: Journey, event: str, properties: Mapping[str, Any]) -> Iterator[Condition]:
    """The filters of the triggers that such an event is meant for."""
    for trigger in triggers_for(journey, event, properties):
        if isinstance(trigger, EventTrigger) and trigger.where is not None:
            yield trigger.where


def refused_without_subject(journey: Journey, subject: UUID | None) -> Refusal | None:
    """Why nobody can enter: what the journey is for is not named. It is the first thing to say:
    whatever else is asked, nothing is known of nobody."""
    if subject is not None:
        return None
    return Refusal("no_subject", f"The journey is for {journey.subject}s; none was named.")


def refused_by_event(journey: Journey, event: str, age: timedelta, facts: Facts) -> Refusal | None:
    """Why this event does not start the journey, or None when it may. `age`: how long before it
    came in it happened; how long it then waited for us does not make it old."""
    if age > OLDEST_TRIGGER:
        said = f"“{event}” came {age.days} days after it happened; a journey starts on news."
        return Refusal("too_old", said)
    properties = facts.properties or {}
    findings = [evaluate(where, facts) for where in filters_of(journey, event, properties)]
    if len(findings) < len(list(triggers_for(journey, event, properties))):
        return None
    if any(finding.holds for finding in findings):
        return None
    return Refusal("trigger_filter", f"The trigger’s filter on “{event}” is not met.", findings[0])


def refused_by_audience(journey: Journey, facts: Facts) -> Refusal | None:
    """Why this customer is not meant to be in the journey, or None."""
    if journey.entry.audience is None:
        return None
    finding = evaluate(journey.entry.audience, facts)
    if finding.holds:
        return None
    return Refusal("audience", "The customer is not in the journey’s audience.", finding)


def refused_by_past(
    journey: Journey, past: Past | None, now: datetime, zone: str
) -> Refusal | None:
    """Why re-entry is refused, or None. One passage at a time, and then as the journey says."""
    if past is None:
        return None
    if past.running:
        return Refusal("already_running", "The customer is already in this journey.")
    match journey.entry.reentry:
        case "always":
            return None
        case "never":
            return Refusal("already_been", "The customer has been through; it is entered once.")
        case ReentryAfter(after=pause):
            again = after(past.enrolled_at, pause, zone)
            if now >= again:
                return None
            when = again.strftime("%d %B %Y")
            return Refusal(
                "too_soon", f"May enter again {pause.in_words()} after last time: {when}."
            )


def refused_by_holdout(
    journey: Journey, account: UUID | None, subject: UUID, everywhere: Percentage | None
) -> Refusal | None:
    """Why the customer is kept out for comparison, or None. `everywhere` is the share of accounts
    that no journey reaches.

    By lot, and always with the same outcome: of the account, so that colleagues share it; of the
    contact where there is none. Who is kept out at 5% still is at 10%.
    """
    whom = account or subject
    if everywhere is not None and _lot("everywhere", whom) < everywhere.share:
        return Refusal(
            "global_holdout",
            f"The customer is among the {everywhere} of accounts that no journey reaches, "
            "to compare with.",
        )
    holdout = journey.entry.holdout
    if holdout is not None and _lot(journey.journey, whom) < holdout.share:
        return Refusal(
            "holdout",
            f"The customer is among the {holdout} kept out of this journey, to compare with.",
        )
    return None


def _lot(what: str, whom: UUID) -> float:
    """A number from 0 to 1, evenly spread over customers."""
    digest = sha256(f"holdout/{what}/{whom}".encode()).digest()
    return int.from_bytes(digest[:8], "big") / 2**64


def entry_key(journey: Journey, cause: str) -> str:
    """What tells one entry of a customer from the next: empty where there is only ever one."""
    return "" if journey.entry.reentry == "never" else cause


def subject_of(journey: Journey, account_id: UUID | None, contact_id: UUID | None) -> UUID | None:
    """Whose passage it would be. None: the event names no such subject."""
    return account_id if journey.subject == "account" else contact_id
