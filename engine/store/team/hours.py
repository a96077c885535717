"""When a user works, as their row says."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from pydantic import JsonValue

from engine.clock import known_zone
from engine.store.tables import User
from engine.working import TimeOff, WorkingTime, office


def working_of(user: User) -> WorkingTime | None:
    """None: nobody has said anything about it."""
    if not (user.working_days or user.working_from or user.holidays or user.time_off):
        return None
    usual = office(known_zone(user.time_zone))
    return WorkingTime(
        usual.zone,
        user.working_days or usual.days,
        user.working_from or usual.opens,
        user.working_to or usual.closes,
        user.holidays,
        tuple(time_off(each) for each in user.time_off),
    )


def hours_of(user: User, default_zone: str = "UTC") -> WorkingTime:
    """As `working_of`; what nobody has said is usual. `default_zone`: an IANA zone, for whoever has
    named none."""
    usual = office(known_zone(user.time_zone, default_zone))
    said = working_of(user)
    return replace(said, zone=usual.zone) if said else usual


def time_off(written: JsonValue | Mapping[str, Any]) -> TimeOff:
    assert isinstance(written, Mapping)
    first, last = (date.fromisoformat(str(written[end])) for end in ("from", "to"))
    note = written.get("note")
    return TimeOff(first, last, str(note) if note else None)
