"""Whether an event starts a journey for a customer. Pure: who asks has gathered the facts."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

from engine.clock import after
from engine.definition.journey import EventTrigger, Journey, ReentryAfter
from engine.evaluation import Finding, evaluate
from engine.facts import Facts

OLDEST_TRIGGER = timedelta(days=7)
"""An event that happened longer ago does not start a journey: imported history sends no welcome."""

Code = Literal[
    "enrolled", "trigger_filter", "audience", "already_running", "already_been", "too_soon",
    "no_subject", "too_old", "journey_not_live", "unknown_journey", "never_published", "test_run",
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


def triggers_for(journey: Journey, event: str) -> list[EventTrigger]:
    return [trigger for trigger in journey.entry.triggers if trigger.event == event]


def refused_by_event(
    journey: Journey, event: str, occurred_at: datetime, facts: Facts
) -> Refusal | None:
    """Why this event does not start the journey, or None when it may."""
    if facts.now - occurred_at > OLDEST_TRIGGER:
        days = (facts.now - occurred_at).days
        return Refusal("too_old", f"“{event}” happened {days} days ago; a journey starts on news.")
    findings = [
        evaluate(trigger.where, facts)
        for trigger in triggers_for(journey, event)
        if trigger.where is not None
    ]
    if len(findings) < len(triggers_for(journey, event)):
        return None
    if any(finding.holds for finding in findings):
        return None
    return Refusal("trigger_filter", f"The trigger's filter on “{event}” is not met.", findings[0])


def refused_by_audience(journey: Journey, facts: Facts) -> Refusal | None:
    """Why this customer is not meant to be in the journey, or None."""
    if journey.entry.audience is None:
        return None
    finding = evaluate(journey.entry.audience, facts)
    if finding.holds:
        return None
    return Refusal("audience", "The customer is not in the journey's audience.", finding)


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


def entry_key(journey: Journey, cause: str) -> str:
    """What tells one entry of a customer from the next: empty where there is only ever one."""
    return "" if journey.entry.reentry == "never" else cause


def subject_of(journey: Journey, account_id: UUID | None, contact_id: UUID | None) -> UUID | None:
    """Whose passage it would be. None: the event names no such subject."""
    return account_id if journey.subject == "account" else contact_id
