"""How a customer came into a journey, in words."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from engine.sentences.words import name_in_words


def how_entered(entered_by: Mapping[str, Any], zone: str) -> str:
    """What follows “Entered”, as an enrollment keeps it: `by “Account Created”`. `zone` is the
    customer's: dates are so far ahead or past by their calendar."""
    match entered_by:
        case {"date": str(day), "trait": str(trait), "at": str(at)}:
            return _by_date(date.fromisoformat(day), trait, datetime.fromisoformat(at), zone)
        case {"by": "journey", "journey": name}:
            return f"from the journey “{name}”"
        case {"by": "schedule"}:
            return "by its schedule"
        case {"by": "audience", "called": who} | {"by": "audience", "who": who}:
            return f"with an audience, by {who}"
        case {"called": somebody}:
            return f"by {somebody}"
        case {"name": name}:
            return f"by “{name}”"
        case _:
            return f"by {entered_by.get('by')}"


def _by_date(day: date, trait: str, at: datetime, zone: str) -> str:
    """`because the account’s renewal date, 6 Dec 2026, was 90 days ahead`"""
    whose, _, name = trait.partition(".")
    away = (day - at.astimezone(ZoneInfo(zone)).date()).days
    days = "1 day" if abs(away) == 1 else f"{abs(away)} days"
    then = "had come" if away == 0 else f"was {days} {'ahead' if away > 0 else 'ago'}"
    which = f"the {whose}’s {name_in_words(name)}"
    return f"because {which}, {day.day} {day:%b %Y}, {then}"
