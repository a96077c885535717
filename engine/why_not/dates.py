"""How a customer's own date stands to the journey that starts at it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from engine.coming import Coming, coming
from engine.definition.triggers import DateTrigger
from engine.facts import MISSING, Facts
from engine.sentences import Sentence, say, strong
from engine.sentences.words import Piece, trait_in_words
from engine.why_not.parts import when


@dataclass(frozen=True)
class Due:
    """The date as it is kept."""

    date: str
    """`2026-12-06`"""
    at: datetime
    told_at: datetime | None
    """Since when nothing more comes of it."""
    event_id: int | None
    """By which it was told that it has come. None: it has not, or had passed when it was known."""


def date_stands(
    trigger: DateTrigger,
    due: Due | None,
    traits: Mapping[str, Mapping[str, Any]],
    zone: str,
    now: datetime,
) -> Sentence:
    """`zone` is the customer's."""
    name = trait_in_words(trigger.date.trait)
    if due is None:
        return _not_noted(trigger, name, traits, zone, now)
    known = say(f"The {name} is ", _day(due.date))
    if due.told_at is None:
        return say(known, ": it starts on ", when(due.at, zone), ".")
    if due.event_id is not None:
        return say(known, ": its time came on ", when(due.at, zone), ".")
    return say(known, ": its time, ", when(due.at, zone), ", had passed when that became known.")


def _not_noted(
    trigger: DateTrigger,
    name: str,
    traits: Mapping[str, Mapping[str, Any]],
    zone: str,
    now: datetime,
) -> Sentence:
    value = Facts(now, traits=traits).trait(trigger.date.trait)
    if value is MISSING:
        return say("No ", strong(name), " is known.")
    found = coming(trigger, traits, zone, now)
    if found is None:
        return say(f"The {name} is ", strong(f"“{value}”"), ", which is no date.")
    return _about_to_be(found, trigger, name, zone, now)


def _about_to_be(
    found: Coming, trigger: DateTrigger, name: str, zone: str, now: datetime
) -> Sentence:
    known = say(f"The {name} is ", _day(found.date))
    if found.counts(trigger, now):
        return say(known, ": it starts on ", when(found.at, zone), ".")
    return say(known, ": its time, ", when(found.at, zone), ", had passed when that became known.")


def _day(written: str) -> Piece:
    day = date.fromisoformat(written)
    return strong(f"{day.day} {day:%b %Y}")
