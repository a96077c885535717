"""When waits would end for a customer who came to them now: for whoever chooses a time."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from engine.clock import in_words
from engine.definition.steps import UntilDate, UntilTime
from engine.definition.times import DayOfJourney, Duration
from engine.reckoning import end_of, moment_of, next_time
from engine.simulation.customers import Customer
from engine.walking.days_off import day_off, region_for

Waited = Duration | DayOfJourney | UntilTime | UntilDate


@dataclass(frozen=True)
class Dated:
    at: datetime | None
    """Aware UTC. None: nobody can say."""
    words: str
    whose: str | None = None
    """Whom it is said for, where nobody was named."""


def dated(
    asked: Waited,
    customer: Customer,
    *,
    since: datetime,
    zone: str,
    region: str | None = None,
) -> Dated:
    """`since` is when they entered and came to the wait at once, aware UTC. `region`: whose public
    holidays are named where nobody knows where they are."""
    match asked:
        case UntilTime():
            at: datetime | None = next_time(asked, since, zone)
        case UntilDate():
            at = moment_of(asked, trait_of(customer, asked.date.trait), zone)
        case _:
            at = end_of(asked, enrolled_at=since, since=since, zone=zone)
    if at is None:
        return Dated(None, "the date is not known")
    past = ", which is past" if at < since else ""
    off = day_off(at, zone, region_for(customer, region))
    return Dated(at, f"{in_words(at, zone)}{f' · {off}' if off else ''}{past}")


def trait_of(customer: Customer, path: str) -> Any:
    """The value of `account.plan` or `contact.title`. None: nobody knows it."""
    whose, _, name = path.partition(".")
    holder = customer.account if whose == "account" else next(iter(customer.people), None)
    value: Any = holder.traits if holder else None
    for part in name.split("."):
        value = value.get(part) if isinstance(value, dict) else None
    return value
