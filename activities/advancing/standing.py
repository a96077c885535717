"""How an enrollment comes to rest, and what of that is written down.

A wake-up that changes nothing writes nothing.
"""

from datetime import datetime
from typing import Any

from activities.advancing.rest import Rest
from engine.clock import in_words
from engine.effects import Finish
from engine.interpreter import Position
from engine.listening import listens
from engine.store.database import Session
from engine.store.passages import Journal, Passage, move


class Standing:
    """Collects where the enrollment rests; `save` writes it."""

    def __init__(self, session: Session, passage: Passage, journal: Journal) -> None:
        self.session = session
        self.passage = passage
        """After `save`: as it stands then."""
        self.journal = journal
        self.look_again = False
        """After `save`: what came in just before it was committed may have woken nobody."""
        self._new: dict[str, Any] = {}

    def rest(
        self, position: Position, waiting_for: str, wakes_at: datetime | None, *, for_event: bool
    ) -> Rest:
        """Stand at a wait."""
        row = self.passage.row
        arrived = self.passage.position is None or position != self.passage.position
        if arrived or row.wakes_at != wakes_at or row.held_because:
            self.journal.write("waiting", f"Waiting for {waiting_for}.", step=position.step)
        self._new |= {
            "waiting_for": waiting_for,
            "wakes_at": wakes_at,
            "held_because": None,
        }
        self.look_again = arrived and for_event
        return Rest(wake_at=wakes_at, step=position.step)

    def defer(self, until: datetime, reason: str, step: str) -> Rest:
        """Stand before a touch that may not go out yet. `until` is on the journey's clock."""
        wakes_at = self.passage.clock.real_time(until)
        when = in_words(until, self.passage.zone)
        if self.passage.row.wakes_at != wakes_at:
            self.journal.write("deferred", f"Put off until {when}: {reason}", step=step)
        self._new |= {
            "waiting_for": f"the moment it may be sent, {when}",
            "wakes_at": wakes_at,
            "held_because": None,
        }
        return Rest(wake_at=wakes_at, step=step)

    def send(self, position: Position) -> None:
        """Stand before a mail that is on its way. Trouble with it is over once it is sent."""
        self._new |= {"waiting_for": None, "wakes_at": None, "held_because": None}
        if position == self.passage.position:
            self._new["trouble"] = self.passage.row.trouble

    def hold(self, reason: str, step: str) -> Rest:
        """Stand still, whatever is due, until the journey is resumed."""
        if not self.passage.row.held_because:
            self.journal.write("held", f"Held: {reason}", step=step)
            self.look_again = True
        self._new |= {"held_because": reason, "wakes_at": None, "waiting_for": None}
        return Rest(step=step)

    def end(self, finish: Finish, step: str, now: datetime) -> Rest:
        """The journey is over for this customer."""
        because = finish.because.model_dump(mode="json") if finish.because else None
        self.journal.write(
            "ended",
            finish.reason,
            step=step,
            detail={"outcome": finish.outcome, "because": because},
        )
        self._new |= {
            "status": "ended",
            "outcome": finish.outcome,
            "end_reason": finish.reason,
            "ended_at": now,
            "wakes_at": None,
            "waiting_for": None,
            "held_because": None,
        }
        return Rest(ended=finish.outcome, step=step)

    async def save(self, position: Position, *, goal_met_at: datetime | None) -> None:
        """Write the move, unless nothing has changed."""
        row = self.passage.row
        ends = self._new.get("status") == "ended"
        keys = [] if ends else sorted(listens(self.passage.journey, position.step))
        new = {
            "status": "running",
            "position": position.model_dump(mode="json"),
            "current_step": position.step,
            "listens": keys,
            "time_zone": self.passage.zone,
            "trouble": None,
            "goal_met_at": goal_met_at,
            **self._new,
        }
        self.look_again |= bool(set(keys) - set(row.listens))
        if self.journal.entries or any(getattr(row, name) != value for name, value in new.items()):
            self.passage = await move(self.session, self.journal, new)
