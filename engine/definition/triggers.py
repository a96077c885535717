"""What starts a journey: one kind of trigger each for what happens, for segments, health, dates and
calendars."""

from datetime import date
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, Discriminator, Field, Tag, model_validator

from engine.crontab import of_month
from engine.definition.base import EventName, Key, Part
from engine.definition.conditions import Condition
from engine.definition.moving import MovingDate
from engine.definition.times import TimeOfDay
from engine.schedules import checked_cron, checked_zone

__all__ = [
    "Band",
    "DateTrigger",
    "EventTrigger",
    "HealthTrigger",
    "Schedule",
    "ScheduleTrigger",
    "SegmentTrigger",
    "Trigger",
]

Band = Literal["green", "yellow", "red"]


class EventTrigger(Part):
    """The event starts the journey for the customer it happened to."""

    event: EventName
    where: Condition | None = None


class SegmentTrigger(Part):
    """Whoever comes into the segment, or goes out of it, starts the journey."""

    segment: Key
    change: Literal["enters", "leaves"] = "enters"


class HealthTrigger(Part):
    """The account's health turns to this band, or one of these, from another."""

    health: Band | Annotated[tuple[Band, ...], Field(min_length=1, max_length=3)]

    @property
    def bands(self) -> tuple[Band, ...]:
        return (self.health,) if isinstance(self.health, str) else self.health


class DateTrigger(Part):
    """A date of the customer's own comes, or so long before or after it. Each date starts the
    journey once; when the date is moved, so is the start."""

    date: MovingDate
    at: TimeOfDay = "09:00"
    passed: Literal["skip", "now"] = "skip"
    """When that moment is past already as the date becomes known, or as the journey is published,
    and the date itself is still to come: let it pass, or start at once."""


class Schedule(Part):
    cron: Annotated[str, AfterValidator(checked_cron)]
    """Minute, hour, day of month, month, day of week: `0 9 1 * *` is 09:00 on the first."""
    time_zone: Annotated[str, AfterValidator(checked_zone)] = "UTC"
    """IANA name: on whose clock."""
    weeks: Annotated[int, Field(ge=1, le=52)] = 1
    """2: only in every second week, counted from the one of `starting`."""
    starting: date | None = None
    """The first day on which it may come."""

    @model_validator(mode="after")
    def _weeks_have_a_beginning(self) -> Self:
        if self.weeks == 1:
            return self
        if self.starting is None:
            raise ValueError("Say with `starting` from which day on the weeks are counted.")
        _, _, day, _, weekday = self.cron.lower().split()
        if day != "*" or weekday == "*" or of_month(weekday) is not None:
            raise ValueError("Only times on days of the week can be in every second or third week.")
        return self


class ScheduleTrigger(Part):
    """At these times everybody in the journey's audience starts it."""

    schedule: Schedule


_KINDS = ("event", "segment", "health", "date", "schedule")


def _kind(value: Any) -> str | None:
    for kind in _KINDS:
        if kind in value if isinstance(value, dict) else hasattr(value, kind):
            return kind
    return None


Trigger = Annotated[
    Annotated[EventTrigger, Tag("event")]
    | Annotated[SegmentTrigger, Tag("segment")]
    | Annotated[HealthTrigger, Tag("health")]
    | Annotated[DateTrigger, Tag("date")]
    | Annotated[ScheduleTrigger, Tag("schedule")],
    Discriminator(
        _kind,
        custom_error_type="unknown_trigger",
        custom_error_message=(
            "A trigger starts with one of event, segment, health, date or schedule."
        ),
    ),
]
