"""One passage of one customer through the simulated journey, and what is noted of it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from typing import Any
from uuid import UUID

from engine.advancing.journal import Entry
from engine.advancing.stretch import Stance
from engine.advancing.surroundings import Channel
from engine.arbiter import GATHERING
from engine.arbiter.pressure import STALE
from engine.definition.base import StepId
from engine.effects import Finish
from engine.facts import MARK_EVENTS, SURVEY_ANSWERED, Fate, MessageState, TaskState
from engine.interpreter import Position
from engine.simulation.log import Logged

_BEST: tuple[Fate, ...] = ("sent", "failed", "skipped")
_MARKS = {name: mark for mark, name in MARK_EVENTS.items()}


@dataclass(frozen=True)
class Noted:
    """One line of the timeline, and when it was written."""

    at: datetime
    entry: Entry


@dataclass(frozen=True)
class Letter:
    """A message, or a call, and what became of it."""

    id: UUID
    at: datetime
    step: StepId
    visit: int
    channel: Channel
    fate: Fate
    contact: UUID | None = None
    """Whom it was for. None: nobody could be found, or it was a call."""
    reason: str | None = None
    is_reminder: bool = False

    @cached_property
    def told_as(self) -> str:
        """The id as events name it."""
        return str(self.id)


@dataclass(frozen=True)
class Handout:
    """A task or an approval as it was handed over."""

    at: datetime
    step: StepId
    visit: int
    kind: str
    assignee: str | None
    """A mail address."""
    outcomes: tuple[str, ...]
    due_at: datetime | None
    title: str = ""
    pool: str | None = None
    """The pool that gives it out: to whom of it, nobody can say."""


@dataclass(frozen=True)
class Stay:
    """From when on a customer rested at a step."""

    at: datetime
    step: StepId


@dataclass
class Run:
    """Changes as the customer goes on. Times are aware UTC."""

    id: UUID
    subject_id: UUID
    contact: UUID | None
    """The subject of a contact's journey, else None."""
    enrolled_at: datetime
    since: datetime
    entered_by: Mapping[str, Any]
    position: Position | None = None
    waiting_for: str | None = None
    wakes_at: datetime | None = None
    held_because: str | None = None
    goal_met_at: datetime | None = None
    exit_request: Mapping[str, Any] | None = None
    ended: Finish | None = None
    ended_at: datetime | None = None
    looked_at: datetime | None = None
    listens: frozenset[str] = frozenset()
    tasks: dict[tuple[StepId, int], TaskState] = field(default_factory=dict)
    answers: dict[UUID, tuple[int, datetime]] = field(default_factory=dict)
    """The first score each survey was answered with."""
    letters: dict[StepId, Letter] = field(default_factory=dict)
    """The latest of each step; of several at once, one that was sent."""
    states: dict[StepId, MessageState] = field(default_factory=dict)
    """What became of all that the latest visit has sent."""
    known: dict[str, Letter] = field(default_factory=dict)
    """All but reminders, as events name them."""
    sent: list[Letter] = field(default_factory=list)
    performed: int = 0
    """How many effects were looked after."""
    handed: list[Handout] = field(default_factory=list)
    timeline: list[Noted] = field(default_factory=list)
    stays: list[Stay] = field(default_factory=list)
    reached: dict[StepId, datetime] = field(default_factory=dict)
    """When each step was first come to, in that order."""

    def keep(self, stance: Stance, entries: list[Entry], now: datetime) -> None:
        """Write down how it has come to rest."""
        moved = self.position is None or self.position.step != stance.position.step
        if moved:
            self.stays.append(Stay(now, stance.position.step))
            for step in stance.position.visits:
                self.reached.setdefault(step, now)
        self.position = stance.position
        self.waiting_for = stance.waiting_for
        self.wakes_at = stance.wakes_at
        self.held_because = stance.held_because
        self.goal_met_at = stance.goal_met_at
        self.looked_at = now
        self.timeline.extend(Noted(now, entry) for entry in entries)
        if stance.ended is not None:
            self.ended, self.ended_at = stance.ended, now

    def is_about_to_wake(self, now: datetime) -> bool:
        """Whether it is to be looked at in this very moment, and has not been."""
        return (
            self.held_because is None
            and self.wakes_at is not None
            and now - STALE < self.wakes_at <= now + GATHERING
            and (self.looked_at is None or self.looked_at < self.wakes_at)
        )

    def sent_of(self, step: StepId, fate: Fate) -> Iterator[Letter]:
        """What came of a step in this way."""
        return (each for each in self.sent if each.step == step and each.fate == fate)

    def note(self, letter: Letter) -> None:
        self.sent.append(letter)
        if letter.is_reminder:
            return
        self.known[letter.told_as] = letter
        latest = self.letters.get(letter.step)
        if latest is None or latest.visit != letter.visit:
            self.letters[letter.step] = letter
            self.states[letter.step] = MessageState(letter.fate)
            return
        state = self.states[letter.step]
        if _BEST.index(letter.fate) <= _BEST.index(latest.fate):
            self.letters[letter.step] = letter
            self.states[letter.step] = replace(state, fate=letter.fate)

    def answer_to(self, step: StepId, visit: int) -> tuple[int, datetime] | None:
        """The first answer to a survey, whoever of those who were asked gave it."""
        asked = (each for each in self.sent if (each.step, each.visit) == (step, visit))
        given = [self.answers[each.id] for each in asked if each.id in self.answers]
        return min(given, key=lambda each: each[1], default=None)

    def hear_of_letter(self, event: Logged) -> None:
        """A message, of this passage or another, was opened, clicked, answered and so on."""
        letter = self.known.get(str(event.properties["message_id"]))
        if letter is None or letter.visit != self.letters[letter.step].visit:
            return
        if event.name in _MARKS:
            state = self.states[letter.step]
            self.states[letter.step] = replace(state, marks=state.marks | {_MARKS[event.name]})
        score = event.properties.get("score")
        if event.name == SURVEY_ANSWERED and isinstance(score, int):
            self.answers.setdefault(letter.id, (score, event.at))

    def latest_tasks(self) -> dict[StepId, TaskState]:
        """Where the latest task of each step stands."""
        return {step: self.tasks[step, visit] for step, visit in sorted(self.tasks)}
