"""What can become of a mail: one vocabulary for every provider."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal
from uuid import UUID

from pydantic import JsonValue

from engine.definition.conditions import Mark
from engine.sources.looking import number_at, text_at

Kind = Literal[
    "queued",
    "sent",
    "deferred",
    "delivered",
    "bounced",
    "rejected",
    "complained",
    "unsubscribed",
    "opened",
    "clicked",
    "failed",
]
Bounce = Literal["hard", "soft"]

TAG = "onward_message"
"""Under which name providers are told our message's id, and tell it back."""

_LONGEST = 500


@dataclass(frozen=True, kw_only=True)
class MailEvent:
    """One thing that became of one mail."""

    message_id: UUID
    key: str
    """What the provider knows this very event by; told again under it, it is the same."""
    kind: Kind
    at: datetime | None = None
    """When it happened, aware UTC. None: it was not said."""
    bounce: Bounce | None = None
    """Of a bounce. `hard`: the address takes no mail."""
    detail: str | None = None
    """What was said of it, by a mail server or the provider."""
    url: str | None = None
    """What was clicked."""
    agent: str | None = None
    """The program that opened or clicked, as it names itself."""
    suspected: bool = False
    """It was probably a machine that opened or clicked."""


def mark_of(event: MailEvent) -> Mark | None:
    """What journeys hear of it, if anything. What a machine did is no deed of the customer's."""
    match event.kind:
        case "opened" | "clicked" if event.suspected:
            return None
        case "delivered" | "opened" | "clicked" | "bounced":
            return event.kind
        case _:
            return None


def message_named(written: str | None) -> UUID | None:
    """The message an id written by a provider names. None: it is none of ours."""
    try:
        return UUID(written) if written else None
    except ValueError:
        return None


def detail_at(data: JsonValue, *paths: str) -> str | None:
    """The first of these that is text, on one line and not endless."""
    found = text_at(data, *paths)
    return " ".join(found.split())[:_LONGEST] if found else None


def seconds_at(data: JsonValue, *paths: str) -> datetime | None:
    """A time written as seconds since 1970."""
    found = number_at(data, *paths)
    try:
        return datetime.fromtimestamp(found, UTC) if found is not None else None
    except (ValueError, OverflowError, OSError):
        return None


def instant_at(data: JsonValue, *paths: str) -> datetime | None:
    """A time written as ISO 8601."""
    try:
        found = datetime.fromisoformat(text_at(data, *paths) or "")
        return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
