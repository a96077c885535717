"""One customer's life on a virtual clock: what happens to them, and the journey that looks on.

Says what comes next and who hears of it. Who is let in is decided in `entering`; how a passage goes
on, in `under_way`.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, assert_never
from uuid import UUID

from engine import consent
from engine.advancing.journal import Entry
from engine.advancing.passage import Passage
from engine.arbiter import GATHERING, Place
from engine.definition.triggers import Schedule
from engine.entry import triggers_for
from engine.interpreter import Position
from engine.sentences import step_title
from engine.simulation.arrivals import Arrivals
from engine.simulation.calendar import calendar_of
from engine.simulation.customers import Customer
from engine.simulation.entering import Decision, Door
from engine.simulation.happenings import (
    ApprovalHeld,
    ApprovalReleased,
    Event,
    ExitRequested,
    Happening,
    LetIn,
    MessageMarked,
    Missed,
    OfTask,
    Paused,
    Resumed,
    SegmentChanged,
    SurveyAnswered,
    TaskAnswered,
    TaskCancelled,
    Unsubscribed,
)
from engine.simulation.ledger import Ledger
from engine.simulation.pausing import Pauses
from engine.simulation.reactions import Reactions
from engine.simulation.runs import Letter, Noted, Run
from engine.simulation.setting import Setting
from engine.simulation.tasking import do_task, put_off_answers
from engine.simulation.telling import told_of_answer, told_of_mark, told_of_segment
from engine.simulation.under_way import UnderWay
from engine.simulation.world import World


@dataclass(frozen=True)
class Coming:
    """What comes next, and when: something that happens, a date of the calendar, or a passage that
    wakes."""

    at: datetime
    what: Literal["arrival", "date"] | Run | None


@dataclass
class Life:
    """`live` it once, and read what came of it. `until` is aware UTC."""

    setting: Setting
    customer: Customer
    until: datetime
    reactions: Reactions | None = None
    begins: datetime | None = None
    """What happened before is remembered, and lets nobody in. None: everything may."""
    calendar_from: datetime | None = None
    """From when on dates of theirs, and schedules, let the customer in. None: they do not."""
    on_schedule: bool = True
    """Whether schedules do as well."""
    patience: int | None = None
    """After how many looks it is given up; None: never."""
    ledger: Ledger = field(default_factory=Ledger)
    """What reaches them, by this journey and by those they live in beside it."""
    runs: list[Run] = field(default_factory=list, init=False)
    """Every passage, in the order of entry."""
    missed: list[Missed] = field(default_factory=list, init=False)

    def __post_init__(self) -> None:
        setting = self.setting
        self.world = World(self.customer, setting.by_address, setting.time_zone)
        self.calendar = (
            calendar_of(setting.journey, self.world, self.calendar_from, self.on_schedule)
            if self.calendar_from is not None
            else None
        )
        self._arrivals = Arrivals(self.customer.happenings)
        self._pauses = Pauses()
        self._door = Door(setting, self.world, self.runs)
        self._under_way = UnderWay(
            setting,
            self.world,
            self.ledger,
            self._pauses,
            self._arrivals,
            self.reactions,
            self.patience,
        )
        self.ledger.watchers.append(self._about_to_go_on)

    @property
    def decisions(self) -> list[Decision]:
        """About all who came to the door, in that order."""
        return self._door.decisions

    @property
    def held_out(self) -> set[UUID]:
        """Who would have entered, and is kept out to compare with."""
        return self._door.held_out

    def outside(self) -> Iterator[str]:
        """Why each of them who never entered did not, by code."""
        return self._door.outside()

    @property
    def looks(self) -> int:
        """How often it was looked at the customer."""
        return self._under_way.looks

    @property
    def exhausted(self) -> bool:
        """It was given up."""
        return self._under_way.exhausted

    # What comes next

    def live(self) -> "Life":
        """Let time pass until `until`."""
        while coming := self.coming():
            self.go_on(coming)
        return self

    def coming(self) -> Coming | None:
        """What comes next. None: nothing does, until `until`."""
        if self.exhausted:
            return None
        sleeper, wakes_at = self._under_way.next_to_wake()
        arrives = self._arrivals.next_at
        comes = self.calendar.next() if self.calendar else None
        following = min(filter(None, (arrives, comes, wakes_at)), default=None)
        if following is None or following > self.until:
            return None
        if following == arrives:
            return Coming(following, "arrival")
        return Coming(following, "date") if following == comes else Coming(following, sleeper)

    def go_on(self, coming: Coming) -> None:
        """Let it come."""
        match coming.what:
            case "arrival":
                self._hear(self._arrivals.pop(), coming.at)
            case "date":
                self._come(coming.at)
            case Run() as sleeper:
                self._under_way.look(sleeper, coming.at)
            case None:
                raise AssertionError("somebody wakes")

    def add(self, happenings: Iterable[Happening]) -> None:
        """More that is going to happen."""
        self._arrivals.add(happenings)

    def place(self, run: Run, position: Position, entry: Entry, now: datetime) -> None:
        """Have somebody stand elsewhere, as the entry says. `now` is aware UTC."""
        run.timeline.append(Noted(now, entry))
        run.position = position
        run.waiting_for = run.wakes_at = None
        self._under_way.look(run, now)

    def passage(self, run: Run, now: datetime) -> Passage:
        """What the journey sees of a customer."""
        return self._under_way.passage(run, now)

    def _about_to_go_on(self, place: Place, now: datetime) -> bool:
        """Whether somebody else may in this very moment want the place."""
        if self._under_way.may_want(place, now):
            return True
        others = place.enrollment not in self._under_way
        if others and self.calendar is not None and self.calendar.may_want(place, now + GATHERING):
            return True
        return any(self._concerns(each, place, others) for each in self._arrivals.at(now))

    def _concerns(self, happening: Happening, place: Place, others: bool) -> bool:
        """Whether it lets in somebody who may want the place, or is what such a one waits for.
        `others`: the place is wanted by another journey."""
        if isinstance(happening, LetIn):
            return others and self._lets_in_beside(happening, place)
        event = (
            self._segment_told(happening) if isinstance(happening, SegmentChanged) else happening
        )
        if not isinstance(event, Event):
            return False
        journey = self.setting.journey
        about = event.contact if journey.subject == "contact" else None
        lets_in = any(triggers_for(journey, event.name, event.properties))
        if others and lets_in and place.may_be_wanted(about):
            return True
        return self._under_way.listens_for(self.world.heard_as(event), place)

    def _lets_in_beside(self, happening: LetIn, place: Place) -> bool:
        if not self._is_let_in_here(happening):
            return False
        whom = happening.contact or (self.world.primary.id if self.world.primary else None)
        about = whom if self.setting.journey.subject == "contact" else None
        return place.may_be_wanted(about)

    def _segment_told(self, happening: SegmentChanged) -> Event:
        main = self.world.primary if self.setting.journey.subject == "contact" else None
        return told_of_segment(happening, main.id if main else None)

    # What happens

    def _hear(self, happening: Happening, now: datetime) -> None:
        match happening:
            case Event():
                self._event(happening, now)
            case LetIn():
                if self._is_let_in_here(happening):
                    self._begin(self._door.by_hand(happening, now), now)
            case MessageMarked():
                self._mark(happening, now)
            case SurveyAnswered():
                self._answer(happening, now)
            case TaskAnswered() | TaskCancelled() | ApprovalHeld() | ApprovalReleased():
                self._task(happening, now)
            case Unsubscribed():
                self._unsubscribe(happening)
            case ExitRequested(reason=reason, by=by, at=at):
                request = {"reason": reason, "by": by, "at": at.isoformat()}
                self._under_way.take_out(request, now)
            case SegmentChanged():
                self._event(self._segment_told(happening), now)
            case Paused():
                self._pauses.pause(happening)
            case Resumed():
                self._resume(now)
            case _:
                assert_never(happening)

    def _come(self, now: datetime) -> None:
        """By the calendar."""
        assert self.calendar is not None, "somebody has asked it"
        for what in list(self.calendar.come(now)):
            match what:
                case Event():
                    self._event(what, now)
                case Schedule():
                    for run in self._door.by_schedule(what, now):
                        self._begin(run, now)

    def _event(self, event: Event, now: datetime) -> None:
        logged = self.world.take(event)
        if self.calendar is not None:
            self.calendar.moved(logged.changed, now)
        if "message_id" in event.properties:
            for run in self.runs:
                run.hear_of_letter(logged)
        early = self.begins is not None and event.at < self.begins
        meant = triggers_for(self.setting.journey, event.name, event.properties)
        if not early and any(meant):
            self._begin(self._door.by_event(logged, now), now)
        self._under_way.wake(logged.keys, now)

    def _is_let_in_here(self, happening: LetIn) -> bool:
        """Into this journey, and since it is watched."""
        early = self.begins is not None and happening.at < self.begins
        return not early and happening.journey in (None, self.setting.journey.journey)

    def _begin(self, run: Run | None, now: datetime) -> None:
        """None: nobody was let in."""
        if run is not None:
            self.runs.append(run)
            self._under_way.begin(run, now)

    def _unsubscribe(self, happening: Unsubscribed) -> None:
        main = self.world.primary
        who = happening.contact or (main.id if main else None)
        if who is not None:
            self.world.refuse(who, consent.Refusal(happening.topic, happening.way))

    def _resume(self, now: datetime) -> None:
        stopped_since = self._pauses.stopped_since
        self._pauses.resume(now)
        if stopped_since is not None:
            for run in self.runs:
                put_off_answers(run, stopped_since, now)
        self._under_way.resume(now, stopped=stopped_since is not None)

    # What people do about messages and tasks

    def _task(self, happening: OfTask, now: datetime) -> None:
        run = self._latest(lambda run: happening.step in run.latest_tasks(), happening.contact)
        if run is None:
            self._miss(happening, f"no task “{self._title(happening)}” had been handed out.")
        elif wrong := do_task(run, happening, now, self._title(happening)):
            self._miss(happening, wrong)
        else:
            self._under_way.look(run, now)

    def _mark(self, happening: MessageMarked, now: datetime) -> None:
        found = self._sent(happening)
        if found is None:
            return
        run, letter = found
        if happening.mark not in run.states[happening.step].marks:
            self._event(told_of_mark(self.setting.journey, letter, happening), now)

    def _answer(self, happening: SurveyAnswered, now: datetime) -> None:
        found = self._sent(happening)
        if found is None:
            return
        run, letter = found
        told = told_of_answer(self.setting.journey, letter, happening)
        if told is None:
            self._miss(
                happening, f"“{self._title(happening)}” takes no answer of {happening.score}."
            )
        elif letter.id not in run.answers:
            self._event(told, now)

    def _sent(self, happening: MessageMarked | SurveyAnswered) -> tuple[Run, Letter] | None:
        """The message it is about. None: there is none, so it is missed."""
        run = self._latest(lambda run: happening.step in run.letters, happening.contact)
        if run is None or run.letters[happening.step].fate != "sent":
            self._miss(happening, f"the message “{self._title(happening)}” had not gone out.")
            return None
        return run, run.letters[happening.step]

    def _latest(self, has: Callable[[Run], bool], contact: UUID | None) -> Run | None:
        """The latest passage that has something, of this contact if one is named."""
        return next(
            (
                run
                for run in reversed(self.runs)
                if has(run) and (contact is None or contact == run.contact)
            ),
            None,
        )

    def _title(self, happening: OfTask | MessageMarked | SurveyAnswered) -> str:
        return step_title(self.setting.journey, happening.step)

    def _miss(self, happening: Happening, reason: str) -> None:
        self.missed.append(Missed(happening, reason))


def live(
    setting: Setting, customer: Customer, until: datetime, reactions: Reactions | None = None
) -> Life:
    """A customer's life up to `until`, aware UTC."""
    return Life(setting, customer, until, reactions).live()
