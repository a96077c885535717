"""What an import would do: its first rows as what they would become, or all of them counted."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from engine.entry import OLDEST_TRIGGER
from engine.importing.rows import Rejected, Rules, call_of
from engine.importing.sheets import Row
from engine.tracking.calls import Call, Group, Identify, JsonObject, Track

SHOWN = 20


@dataclass(frozen=True)
class Tried:
    """A row, and what it would become."""

    line: int
    about: str | None
    """Whom, in a word; None: it would be rejected."""
    did: str | None
    """What they did, of an event."""
    at: datetime | None
    values: JsonObject
    """Traits or properties."""
    problem: str | None


@dataclass
class Count:
    """How many rows would become what."""

    rows: int = 0
    taken: int = 0
    repeated: int = 0
    """Rows that say the same as one before."""
    old: int = 0
    """Events that are too old to start a journey."""
    rejected: list[Rejected] = field(default_factory=list)


def preview(rows: Iterable[Row], rules: Rules, now: datetime) -> list[Tried]:
    return [_tried(row, call_of(row, rules, now)) for row in rows]


def count(rows: Iterable[Row], rules: Rules, now: datetime) -> Count:
    found, seen = Count(), set[str]()
    for row in rows:
        found.rows += 1
        call = call_of(row, rules, now)
        if isinstance(call, Rejected):
            found.rejected.append(call)
        elif call.message_id in seen:
            found.repeated += 1
        else:
            seen.add(call.message_id)
            found.taken += 1
            found.old += is_old(call, now)
    return found


def is_old(call: Call, now: datetime) -> bool:
    """Whether it is history: it counts in conditions, and starts nothing."""
    return isinstance(call, Track) and now - call.occurred_at > OLDEST_TRIGGER


def _tried(row: Row, call: Call | Rejected) -> Tried:
    if isinstance(call, Rejected):
        return Tried(row.line, None, None, None, {}, call.reason)
    email = next((value for kind, value in call.others if kind == "email"), None)
    person = call.user_id or email
    match call:
        case Group():
            return Tried(row.line, call.group_id, None, None, call.traits, None)
        case Identify():
            told = {**call.traits, **({"account": call.group_id} if call.group_id else {})}
            return Tried(row.line, person, None, None, told, None)
        case Track():
            about = person or call.group_id
            return Tried(row.line, about, call.event, call.occurred_at, call.properties, None)
        case _:
            raise AssertionError("Rows become no other calls")
