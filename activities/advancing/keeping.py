"""Writing down how an enrollment has come to rest. What changes nothing writes nothing."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from activities.advancing.rest import Rest
from engine.advancing.journal import Entry
from engine.advancing.passage import Passage
from engine.advancing.stretch import Stance
from engine.listening import listens
from engine.store.database import Session
from engine.store.messages import withdraw_what_waits
from engine.store.passages import Stored, move


@dataclass(frozen=True)
class Kept:
    """It is written, and how the workflow goes on."""

    rest: Rest
    look_again: bool
    """What came in just before the commit may have woken nobody."""
    stored: Stored
    """The enrollment as it stands now."""


async def keep(
    session: Session, stored: Stored, stance: Stance, entries: Sequence[Entry], now: datetime
) -> Kept:
    """Write the move, unless nothing has changed. `now` is real time, aware UTC.

    What is claimed counts as a change, also when it is claimed again: whoever moves the customer
    from outside must either see the claim or lose the race against it.
    """
    row = stored.row
    if row.trouble is not None and stance.outgoing is None and stance.ended is None:
        await withdraw_what_waits(session, row.id)
    heard = listens(stored.passage.journey, stance.position.step) | stance.hears
    keys = [] if stance.ended else sorted(heard)
    new = _columns(stored, stance, now) | {"listens": keys}
    changes = any(getattr(row, name) != value for name, value in new.items())
    if entries or changes or stance.outgoing is not None:
        stored = await move(session, stored, entries, new, now)
        stored = replace(stored, passage=_standing(stored.passage, stance))
    rest = Rest(
        wake_at=stance.wakes_at,
        ended=stance.ended.outcome if stance.ended else None,
        step=stance.position.step,
    )
    return Kept(rest, stance.look_again or bool(set(keys) - set(row.listens)), stored)


def _standing(passage: Passage, stance: Stance) -> Passage:
    return replace(
        passage,
        position=stance.position,
        waiting_for=stance.waiting_for,
        wakes_at=stance.wakes_at,
        held_because=stance.held_because,
        goal_met_at=stance.goal_met_at,
    )


def _columns(stored: Stored, stance: Stance, now: datetime) -> dict[str, Any]:
    finish = stance.ended
    # Trouble with what is on its way is over only once it has gone.
    tried_again = stance.outgoing is not None and stance.position == stored.passage.position
    columns: dict[str, Any] = {
        "status": "ended" if finish else "running",
        "position": stance.position.model_dump(mode="json"),
        "current_step": stance.position.step,
        "time_zone": stored.passage.zone,
        "trouble": stored.row.trouble if tried_again else None,
        "goal_met_at": stance.goal_met_at,
        "waiting_for": stance.waiting_for,
        "wakes_at": stance.wakes_at,
        "held_because": stance.held_because,
    }
    if finish is not None:
        columns |= {"outcome": finish.outcome, "end_reason": finish.reason, "ended_at": now}
    return columns
