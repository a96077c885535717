"""Weekends and public holidays among the days of a walk: for whoever reads when things happen."""

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from engine.holidays import holiday_on, region_of
from engine.simulation.customers import Customer
from engine.walking.outcome import Walk

_SATURDAY = 5


def region_for(customer: Customer, usual: str | None) -> str | None:
    """Whose public holidays count: as for what is sent to them. `usual` is taken for customers
    whose country is not known."""
    traits = customer.traits
    return region_of(traits["contact"], traits["account"]) or usual


def day_off(at: datetime, zone: str, region: str | None) -> str | None:
    """What keeps people from work on that day in a zone, in words. None: nothing known."""
    day = at.astimezone(ZoneInfo(zone)).date()
    if region is not None and (name := holiday_on(region, day)):
        return f"a public holiday, {name}"
    return "a weekend" if day.weekday() >= _SATURDAY else None


def with_days_off(walk: Walk, region: str | None) -> Walk:
    """The walk, with what is told and offered on such a day marked."""

    def off(at: datetime) -> str | None:
        return day_off(at, walk.zone, region)

    trace = tuple(replace(line, off=off(line.at)) for line in walk.trace)
    waiting = walk.waiting
    if waiting is not None:
        options = tuple(replace(each, off=off(each.at)) for each in waiting.options)
        waiting = replace(waiting, options=options)
    return replace(walk, trace=trace, waiting=waiting)
