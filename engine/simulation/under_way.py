"""The passages of one customer that are under way, and how each goes on: what the courier and the
workflow do for real."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from engine.advancing.passage import Passage
from engine.advancing.stretch import Stretch
from engine.arbiter import Place
from engine.errors import BrokenJourney
from engine.simulation.arrivals import Arrivals
from engine.simulation.ledger import Ledger
from engine.simulation.pausing import Pauses
from engine.simulation.reactions import Reactions
from engine.simulation.runs import Noted, Run
from engine.simulation.setting import Setting
from engine.simulation.surroundings import MemorySurroundings, play
from engine.simulation.world import World

SHORTEST_SLEEP = timedelta(milliseconds=100)
"""A customer who asks to be woken at once is looked at again after this, as the workflow does."""


@dataclass
class UnderWay:
    """Times are aware UTC."""

    setting: Setting
    world: World
    ledger: Ledger
    pauses: Pauses
    arrivals: Arrivals
    """Where reactions are put to."""
    reactions: Reactions | None
    patience: int | None
    """After how many looks they are given up; None: never."""
    looks: int = 0
    """How often it was looked at the customer."""
    _running: list[Run] = field(default_factory=list)
    _woken: set[UUID] = field(default_factory=set)
    """Who is to be looked at in this moment, and has not been."""

    @property
    def exhausted(self) -> bool:
        """They were given up."""
        return self.patience is not None and self.looks > self.patience

    def __contains__(self, enrollment: UUID) -> bool:
        return any(run.id == enrollment for run in self._running)

    def next_to_wake(self) -> tuple[Run | None, datetime | None]:
        """Who sleeps, and wakes first, and when."""
        first: Run | None = None
        earliest: datetime | None = None
        for run in self._running:
            if run.wakes_at is None or run.looked_at is None:
                continue
            moment = max(run.wakes_at, run.looked_at + SHORTEST_SLEEP)
            if earliest is None or moment < earliest:
                first, earliest = run, moment
        return first, earliest

    def may_want(self, place: Place, now: datetime) -> bool:
        """Whether somebody else may in this very moment want the place."""
        return any(
            self._may_want(run, place)
            and (run.id in self._woken or run.is_about_to_wake(now))
            and not self.ledger.heard(run.id, now)
            for run in self._running
        )

    def listens_for(self, keys: Collection[str], place: Place) -> bool:
        """Whether somebody does who may want the place."""
        return any(
            self._may_want(run, place)
            and run.held_because is None
            and not run.listens.isdisjoint(keys)
            for run in self._running
        )

    @staticmethod
    def _may_want(run: Run, place: Place) -> bool:
        return run.id != place.enrollment and place.may_be_wanted(run.contact)

    def begin(self, run: Run, now: datetime) -> None:
        self._running.append(run)
        self.look(run, now)

    def wake(self, keys: Collection[str], now: datetime, but: Run | None = None) -> None:
        """Look at all who listen for any of these, and at nobody twice."""
        self._look_at(
            [run for run in self._running if run is not but and not run.listens.isdisjoint(keys)],
            now,
        )

    def take_out(self, request: Mapping[str, Any], now: datetime) -> None:
        """Somebody has asked for it. The first who did is kept."""
        for run in list(self._running):
            run.exit_request = run.exit_request or request
            self.look(run, now)

    def resume(self, now: datetime, *, stopped: bool) -> None:
        """Look at who was held up: everybody, where the clock was stopped."""
        concerned = [run for run in self._running if run.held_because or stopped]
        self._look_at(concerned, now, resumed=True)

    def _look_at(self, woken: Sequence[Run], now: datetime, *, resumed: bool = False) -> None:
        self._woken.update(run.id for run in woken if resumed or run.held_because is None)
        for run in woken:
            self._woken.discard(run.id)
            if run.ended is None:
                self.look(run, now)

    def look(self, run: Run, now: datetime) -> None:
        """Take the passage as far as it can go now."""
        while run.ended is None and not self.exhausted:
            self.looks += 1
            heard = self.world.heard
            letters, handed = len(run.sent), len(run.handed)
            passage = self.passage(run, now)
            around = MemorySurroundings(self.setting, self.world, run, passage, self.ledger, now)
            stretch = Stretch(around, passage, now)
            try:
                stance = play(stretch.run())
            except BrokenJourney:
                # Whoever asks what is broken wants to know how far it went.
                run.timeline += (Noted(now, entry) for entry in stretch.journal.entries)
                raise
            run.keep(stance, stretch.journal.entries, now)
            run.performed += stretch.performed
            run.listens = self.setting.listens(stance.position.step) | stance.hears
            if run.ended is not None:
                self._running.remove(run)
            self._react(run, letters, handed, now)
            self._tell(run, around, now)
            # Nothing comes in during a look but what the look itself did.
            if not stance.look_again or self.world.heard == heard:
                return

    def _react(self, run: Run, letters: int, handed: int, now: datetime) -> None:
        """To what has come since there were so many messages and tasks."""
        if self.reactions is None:
            return
        for letter in run.sent[letters:]:
            if letter.fate == "sent":
                self.arrivals.add(self.reactions.to_letter(letter, now))
        for handout in run.handed[handed:]:
            self.arrivals.add(self.reactions.to_task(handout, now))

    def _tell(self, run: Run, around: MemorySurroundings, now: datetime) -> None:
        """What an update changed is heard by the others, and then by its own passage too."""
        for logged in around.news:
            self.wake(logged.keys, now, but=run)
            if not run.listens.isdisjoint(logged.keys):
                self.look(run, now)

    def passage(self, run: Run, now: datetime) -> Passage:
        """What the journey sees of a customer."""
        world = self.world
        contact = world.people.get(run.contact) if run.contact else None
        return Passage(
            id=run.id,
            journey=self.setting.journey,
            version=1,
            subject_id=run.subject_id,
            account=world.account,
            contact=contact,
            primary=world.primary if world.account else None,
            owner=world.owner,
            zone=world.zone(contact),
            enrolled_at=run.enrolled_at,
            since=run.since,
            entered_by=run.entered_by,
            position=run.position,
            paused=self.pauses.paused,
            stopped=self.pauses.stopped_since is not None,
            freezes=self.pauses.freezes(now),
            exit_request=run.exit_request,
            goal_met_at=run.goal_met_at,
            waiting_for=run.waiting_for,
            wakes_at=run.wakes_at,
            held_because=run.held_because,
        )
