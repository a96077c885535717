"""Somebody can enter, and who leaves the audience had one."""

from collections.abc import Iterator

from engine.definition.journey import Journey, LeavesAudience
from engine.definition.problems import Link, Problem
from engine.definition.triggers import (
    DateTrigger,
    EventTrigger,
    HealthTrigger,
    SegmentTrigger,
    Trigger,
)
from engine.validation.finding import Path, found, no_segment, warning
from engine.validation.known import Known


def problems(journey: Journey, known: Known) -> Iterator[Problem]:
    if not journey.entry.triggers:
        message = "Nothing starts this journey: customers come by hand, by the API, or from another"
        hint = "Add “triggers:” with an event, or fine if that is meant."
        yield warning("no_triggers", ("entry", "triggers"), f"{message} journey.", hint)
    for number, trigger in enumerate(journey.entry.triggers):
        yield from _trigger(journey, trigger, ("entry", "triggers", number), known)
    yield from started_too(journey, known)
    for number, exit_ in enumerate(journey.exit):
        if isinstance(exit_, LeavesAudience) and journey.entry.audience is None:
            message = "This journey has no audience that anybody could leave."
            hint = "Add “audience:” under “entry”, or say what ends it with “when:”."
            yield found("no_audience_to_leave", ("exit", number), message, hint)


def _trigger(journey: Journey, trigger: Trigger, path: Path, known: Known) -> Iterator[Problem]:
    match trigger:
        case SegmentTrigger(segment=name):
            if known.segments is not None and name not in known.segments:
                where = (*path, "segment")
                so = "nobody enters by this"
                yield no_segment(where, name, known.segments, journey.subject, so)
        case HealthTrigger() if journey.subject == "contact":
            message = "Only accounts have health, and contacts go through this journey."
            hint = "Let accounts go through it, or begin with an event."
            yield found("trigger_of_account", (*path, "health"), message, hint)
        case DateTrigger(date=date):
            if journey.subject == "account" and date.trait.startswith("contact."):
                message = "Accounts go through this journey, and the date is a contact’s."
                hint = "Choose a date of the account, or let contacts go through it."
                yield found("date_of_contact", (*path, "date", "trait"), message, hint)
        case _:
            pass


def started_too(journey: Journey, known: Known) -> Iterator[Problem]:
    """Other live journeys that let customers in by the same event."""
    for number, trigger in enumerate(journey.entry.triggers):
        if isinstance(trigger, EventTrigger):
            for key, name in (known.starting or {}).get(trigger.event, ()):
                if key != (known.itself or journey.journey):
                    path = ("entry", "triggers", number)
                    yield _started_too(trigger.event, path, key, name)


def _started_too(event: str, path: Path, key: str, name: str) -> Problem:
    """By an event of which another live journey lets customers in."""
    message = f"“{name}” is live and starts on {event}, too: customers may get both."
    hint = "Fine if that is meant. Else pause or archive the other one, or say whom each is for."
    link = Link(f"Look at “{name}”", f"/journeys/{key}")
    return warning("started_too", (*path, "event"), message, hint, link)
