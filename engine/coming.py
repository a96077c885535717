"""When a customer's own date starts a journey. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from engine.definition.journey import Journey
from engine.definition.triggers import DateTrigger
from engine.entry import told_of
from engine.facts import MISSING, Facts
from engine.listening import ZONE_TRAITS, first_level
from engine.reckoning import date_of, moment_of


@dataclass(frozen=True)
class Coming:
    """A date a customer has, and when it starts the journey for them."""

    date: str
    """`2026-12-06`"""
    at: datetime
    is_past: bool
    """The date itself, whatever the offset, lies behind us."""

    def counts(self, trigger: DateTrigger, since: datetime) -> bool:
        """Whether it starts the journey although nobody knew of it before `since`."""
        return self.at > since or (trigger.passed == "now" and not self.is_past)


def coming(
    trigger: DateTrigger, traits: Mapping[str, Mapping[str, Any]], zone: str, now: datetime
) -> Coming | None:
    """`traits` are of the account and the contact. None: there is no such date."""
    value = Facts(now, traits=traits).trait(trigger.date.trait)
    if value is MISSING:
        return None
    day, moment = date_of(value, zone), moment_of(trigger, value, zone)
    if day is None or moment is None:
        return None
    today = now.astimezone(ZoneInfo(zone)).date()
    return Coming(day.isoformat(), moment, is_past=day < today)


def date_triggers(journey: Journey) -> Iterator[DateTrigger]:
    return (each for each in journey.entry.triggers if isinstance(each, DateTrigger))


def date_mark(trigger: DateTrigger) -> str:
    """Which date is meant: `account.renewal_date -90d 09:00`. It starts a journey once."""
    return " ".join(part for part in told_of(trigger).values() if part)


def mark_of(trigger: DateTrigger) -> str:
    """What tells a journey's date triggers apart, with what becomes of dates that have passed."""
    return f"{date_mark(trigger)} {trigger.passed}"


def told_key(journey_id: UUID, trigger: DateTrigger, subject: UUID, date: str) -> str:
    """Under which it is told that a date has come: once, whatever becomes of the journey."""
    return f"date/{journey_id}/{date_mark(trigger)}/{subject}/{date}"


def moved_by(trigger: DateTrigger) -> frozenset[str]:
    """The traits that move it, as events tell of changes."""
    zones = {f"{whose}.{name}" for whose in ("account", "contact") for name in ZONE_TRAITS}
    return frozenset({first_level(trigger.date.trait), *zones})
