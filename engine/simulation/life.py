"""One customer's life on a virtual clock: what happens to them, and the journey that looks on.

Does what the dispatcher, the courier and the workflow do for real: lets the customer in, wakes them
by what they listen for, and looks again when their time has come.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from heapq import heapify, heappop, heappush
from typing import Any, Literal, Protocol, assert_never
from uuid import UUID

from engine import consent
from engine.advancing.journal import Entry
from engine.advancing.passage import Passage
from engine.advancing.stretch import Stretch
from engine.arbiter import GATHERING
from engine.arbiter.pressure import STALE
from engine.clock import zone_of_customer
from engine.definition.conditions import Condition
from engine.definition.steps import Step, SurveyStep
from engine.definition.triggers import Schedule
from engine.entry import (
    Past,
    Refusal,
    entry_key,
    filters_of,
    refused_by_audience,
    refused_by_event,
    refused_by_holdout,
    refused_by_past,
    triggers_for,
)
from engine.errors import BrokenJourney
from engine.facts import MARK_EVENTS, SEGMENT_ENTERED, SEGMENT_LEFT, SURVEY_ANSWERED, TaskState
from engine.identifiers import enrollment_id
from engine.interpreter import Position
from engine.listening import segment_path
from engine.reckoning import Freeze
from engine.simulation.calendar import calendar_of
from engine.simulation.customers import Customer
from engine.simulation.facts import View, gather
from engine.simulation.happenings import (
    ApprovalHeld,
    ApprovalReleased,
    Event,
    ExitRequested,
    Happening,
    LetIn,
    MessageMarked,
    OfTask,
    Paused,
    Resumed,
    SegmentChanged,
    SurveyAnswered,
    TaskAnswered,
    TaskCancelled,
    Unsubscribed,
    arrival,
)
from engine.simulation.ledger import Ledger
from engine.simulation.log import Logged
from engine.simulation.runs import Handout, Letter, Noted, Run
from engine.simulation.setting import Setting
from engine.simulation.surroundings import MemorySurroundings, play
from engine.simulation.world import World
from engine.surveys import answer_kind

SHORTEST_SLEEP = timedelta(milliseconds=100)
"""A customer who asks to be woken at once is looked at again after this, as the workflow does."""


@dataclass(frozen=True)
class Coming:
    """What comes next, and when: something that happens, a date of the calendar, or a passage that
    wakes."""

    at: datetime
    what: Literal["arrival", "date"] | Run | None


@dataclass(frozen=True)
class Decision:
    """Why something did, or did not, let the customer in."""

    at: datetime
    cause: str
    """The event's name; who enrolled them."""
    code: str
    reason: str


class Reactions(Protocol):
    """What a customer and their CSM do about what reaches them."""

    def to_letter(self, letter: Letter, now: datetime) -> Iterable[Happening]:
        """What follows a message that was sent."""
        ...

    def to_task(self, handout: Handout, now: datetime) -> Iterable[Happening]:
        """What follows a task."""
        ...


@dataclass(frozen=True)
class Missed:
    """Something that was to happen and could not."""

    happening: Happening
    reason: str


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
    runs: list[Run] = field(default_factory=list)
    """Every passage, in the order of entry."""
    decisions: list[Decision] = field(default_factory=list)
    held_out: set[UUID] = field(default_factory=set)
    """Who would have entered, and is kept out to compare with."""
    missed: list[Missed] = field(default_factory=list)
    patience: int | None = None
    """After how many looks it is given up; None: never."""
    looks: int = 0
    """How often it was looked at the customer."""
    ledger: Ledger = field(default_factory=Ledger)
    """What reaches them, by this journey and by those they live in beside it."""

    def __post_init__(self) -> None:
        self.world = World(self.customer, self.setting.by_address, self.setting.time_zone)
        self.calendar = (
            calendar_of(self.setting.journey, self.world, self.calendar_from, self.on_schedule)
            if self.calendar_from is not None
            else None
        )
        self.paused: Paused | None = None
        self.freezes: list[Freeze] = []
        self._arriving = [
            (arrival(each), number, each) for number, each in enumerate(self.customer.happenings)
        ]
        heapify(self._arriving)
        self._arrived = len(self._arriving)
        self._running: list[Run] = []
        self.ledger.watchers.append(self._about_to_go_on)

    @property
    def exhausted(self) -> bool:
        """It was given up."""
        return self.patience is not None and self.looks > self.patience

    def live(self) -> "Life":
        """Let time pass until `until`."""
        while coming := self.coming():
            self.go_on(coming)
        return self

    def coming(self) -> Coming | None:
        """What comes next. None: nothing does, until `until`."""
        if self.exhausted:
            return None
        sleeper, wakes_at = self._next_to_wake()
        arrives = self._arriving[0][0] if self._arriving else None
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
                self._hear(heappop(self._arriving)[2], coming.at)
            case "date":
                self._come(coming.at)
            case Run() as sleeper:
                self._look(sleeper, coming.at)
            case None:
                raise AssertionError("somebody wakes")

    def _about_to_go_on(self, but: UUID, now: datetime) -> bool:
        """Whether somebody else than this passage may in this very moment want to send."""
        mine = any(run.id == but for run in self._running)
        return any(
            run.id != but
            and run.held_because is None
            and run.wakes_at is not None
            and now - STALE < run.wakes_at <= now + GATHERING
            and (run.looked_at is None or run.looked_at < run.wakes_at)
            and not self.ledger.heard(run.id, now)
            for run in self._running
        ) or (not mine and self._about_to_let_in(now))

    def _about_to_let_in(self, now: datetime) -> bool:
        return any(
            at == now
            and isinstance(event, Event)
            and any(triggers_for(self.setting.journey, event.name, event.properties))
            for at, _, event in self._arriving[:1]
        )

    def add(self, happenings: Iterable[Happening]) -> None:
        """More that is going to happen."""
        for each in happenings:
            heappush(self._arriving, (arrival(each), self._arrived, each))
            self._arrived += 1

    def place(self, run: Run, position: Position, entry: Entry, now: datetime) -> None:
        """Have somebody stand elsewhere, as the entry says. `now` is aware UTC."""
        run.timeline.append(Noted(now, entry))
        run.position = position
        run.waiting_for = run.wakes_at = None
        self._look(run, now)

    def _next_to_wake(self) -> tuple[Run | None, datetime | None]:
        first: Run | None = None
        earliest: datetime | None = None
        for run in self._running:
            if run.wakes_at is None or run.looked_at is None:
                continue
            moment = max(run.wakes_at, run.looked_at + SHORTEST_SLEEP)
            if earliest is None or moment < earliest:
                first, earliest = run, moment
        return first, earliest

    # What happens

    def _hear(self, happening: Happening, now: datetime) -> None:
        match happening:
            case Event():
                self._event(happening, now)
            case LetIn():
                self._let_in(happening, now)
            case MessageMarked() | SurveyAnswered():
                self._answer(happening, now)
            case TaskAnswered() | TaskCancelled() | ApprovalHeld() | ApprovalReleased():
                self._task(happening, now)
            case Unsubscribed():
                self._unsubscribe(happening)
            case ExitRequested():
                for run in list(self._running):
                    run.exit_request = run.exit_request or _request(happening)
                    self._look(run, now)
            case SegmentChanged():
                self._event(self._told_of_segment(happening), now)
            case Paused():
                self.paused = happening
            case Resumed():
                self._resume(now)
            case _:
                assert_never(happening)

    def _unsubscribe(self, happening: Unsubscribed) -> None:
        main = self.world.primary
        who = happening.contact or (main.id if main else None)
        if who is not None:
            self.world.refuse(who, consent.Refusal(happening.topic, happening.way))

    def _told_of_segment(self, happening: SegmentChanged) -> Event:
        name = SEGMENT_ENTERED if happening.member else SEGMENT_LEFT
        path, main = segment_path(happening.segment), self.world.primary
        of_contacts = self.setting.journey.subject == "contact"
        return Event(
            happening.at,
            name,
            {"segment": happening.segment},
            main.id if of_contacts and main else None,
            {path: happening.member},
        )

    def _come(self, now: datetime) -> None:
        """By the calendar."""
        assert self.calendar is not None, "somebody has asked it"
        for what in list(self.calendar.come(now)):
            if isinstance(what, Event):
                self._event(what, now)
            else:
                self._on_schedule(what, now)

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
            self._consider(logged, now)
        self._wake(logged, now)

    def _wake(self, logged: Logged, now: datetime) -> None:
        keys = logged.keys
        for run in list(self._running):
            if run.ended is None and not run.listens.isdisjoint(keys):
                self._look(run, now)

    def _resume(self, now: datetime) -> None:
        paused, self.paused = self.paused, None
        stopped = paused is not None and paused.stops_clock
        if paused is not None and stopped:
            self.freezes.append(Freeze(paused.at, now))
            for run in self.runs:
                _put_off_answers(run, paused.at, now)
        for run in list(self._running):
            if run.held_because or stopped:
                self._look(run, now)

    def _task(self, happening: OfTask, now: datetime) -> None:
        run = self._latest(lambda run: happening.step in run.latest_tasks(), happening.contact)
        if run is None:
            self._miss(happening, f"no task “{happening.step}” had been handed out.")
            return
        handout = next(each for each in reversed(run.handed) if each.step == happening.step)
        key = (handout.step, handout.visit)
        if run.tasks[key].status != "open":
            self._miss(happening, f"the task “{happening.step}” was {run.tasks[key].status}.")
        elif wrong := _wrong_outcome(handout, happening):
            self._miss(happening, wrong)
        else:
            run.tasks[key] = turned(run.tasks[key], handout, happening, now)
            self._look(run, now)

    def _miss(self, happening: Happening, reason: str) -> None:
        self.missed.append(Missed(happening, reason))

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

    def _answer(self, happening: MessageMarked | SurveyAnswered, now: datetime) -> None:
        """Told as it is told for real: by an event that names the message, once."""
        run = self._latest(lambda run: happening.step in run.letters, happening.contact)
        letter = run.letters[happening.step] if run else None
        if run is None or letter is None or letter.fate != "sent":
            self._miss(happening, f"the message “{happening.step}” had not been sent.")
            return
        journey = self.setting.journey
        about = {"step": happening.step, "journey": journey.journey}
        if isinstance(happening, MessageMarked):
            if happening.mark in run.states[happening.step].marks:
                return
            name, said = MARK_EVENTS[happening.mark], {"message_id": letter.told_as, **about}
        else:
            answer = _answer_to(journey.steps[happening.step], happening.score)
            if answer is None:
                self._miss(happening, f"“{happening.step}” takes no answer of {happening.score}.")
            if answer is None or letter.id in run.answers:
                return
            name, said = SURVEY_ANSWERED, {"message_id": letter.told_as, **answer, **about}
        at = max(happening.at, letter.at)
        self._event(Event(at, name, said, letter.contact), now)

    # Entering

    def _consider(self, event: Logged, now: datetime) -> None:
        journey = self.setting.journey
        subject = self._subject(event.contact)
        conditions = filters_of(journey, event.name, event.properties)
        facts = gather([*conditions, *self._audience()], self._view(event, now))
        refusal = refused_by_event(journey, event.name, now - event.at, facts)
        refusal = refusal or refused_by_audience(journey, facts)
        entered_by = {
            "by": "event",
            "event_id": event.id,
            "name": event.name,
            "at": event.at.isoformat(),
        }
        cause = f"event/{event.id}"
        self._enter(event.name, subject, event.at, refusal, cause, entered_by, facts.zone, now)

    def _let_in(self, happening: LetIn, now: datetime) -> None:
        contact = happening.contact
        if contact is None and self.setting.journey.subject == "contact" and self.world.primary:
            contact = self.world.primary.id
        refusal, zone = self._outside(contact, now)
        cause = f"hand/{now.isoformat()}"
        entered_by = {"by": happening.by}
        subject = self._subject(contact)
        self._enter(happening.by, subject, now, refusal, cause, entered_by, zone, now)

    def _on_schedule(self, schedule: Schedule, now: datetime) -> None:
        """Everybody who is in the audience; the others are not meant, and not refused either."""
        by_contact = self.setting.journey.subject == "contact"
        written = {"cron": schedule.cron, "time_zone": schedule.time_zone, "at": now.isoformat()}
        for contact in list(self.world.people) if by_contact else [None]:
            refusal, zone = self._outside(contact, now)
            subject = self._subject(contact)
            if refusal is None and subject is not None:
                cause, entered_by = f"schedule/{now.isoformat()}", {"by": "schedule", **written}
                self._enter("schedule", subject, now, None, cause, entered_by, zone, now)

    def _outside(self, contact: UUID | None, now: datetime) -> tuple[Refusal | None, str]:
        """Why whom nothing but the audience decides about is not in it, and their time zone."""
        nothing = Logged(0, now, "", {}, contact, ())
        facts = gather(self._audience(), self._view(nothing, now))
        return refused_by_audience(self.setting.journey, facts), facts.zone

    def _enter(
        self,
        by: str,
        subject: UUID | None,
        since: datetime,
        refusal: Refusal | None,
        cause: str,
        entered_by: Mapping[str, Any],
        zone: str,
        now: datetime,
    ) -> None:
        journey = self.setting.journey
        if refusal is None and subject is None:
            said = f"The journey is for {journey.subject}s; none was named."
            refusal = Refusal("no_subject", said)
        if refusal is None and subject is not None:
            refusal = refused_by_past(journey, self._past(subject), now, zone)
            refusal = refusal or self._held_out(subject)
        if refusal is not None or subject is None:
            code, reason = (refusal.code, refusal.reason) if refusal else ("no_subject", "")
            self.decisions.append(Decision(now, by, code, reason))
            return
        self.decisions.append(Decision(now, by, "enrolled", f"Entered by “{by}”."))
        run = Run(
            id=enrollment_id(journey.journey, subject, entry_key(journey, cause)),
            subject_id=subject,
            contact=subject if journey.subject == "contact" else None,
            enrolled_at=now,
            since=min(since, now),
            entered_by=entered_by,
        )
        self.runs.append(run)
        self._running.append(run)
        self._look(run, now)

    def _held_out(self, subject: UUID) -> Refusal | None:
        if not self.setting.holds_out:
            return None
        account = self.world.account.id if self.world.account else None
        everywhere = self.setting.everywhere
        refusal = refused_by_holdout(self.setting.journey, account, subject, everywhere)
        if refusal is not None:
            self.held_out.add(subject)
        return refusal

    def _subject(self, contact: UUID | None) -> UUID | None:
        if self.setting.journey.subject == "contact":
            return contact
        return self.world.account.id if self.world.account else None

    def _past(self, subject: UUID) -> Past | None:
        mine = [run for run in self.runs if run.subject_id == subject]
        return Past(mine[-1].ended is None, mine[-1].enrolled_at) if mine else None

    def _audience(self) -> list[Condition]:
        audience = self.setting.journey.entry.audience
        return [audience] if audience is not None else []

    def _view(self, event: Logged, now: datetime) -> View:
        """As the dispatcher sees whoever an event is about."""
        world = self.world
        contact = world.people.get(event.contact) if event.contact else None
        own = event.contact if self.setting.journey.subject == "contact" else None
        return View(
            now=now,
            zone=zone_of_customer(
                self.setting.journey.subject,
                world.account.time_zone if world.account else None,
                contact.time_zone if contact else None,
                world.default_zone,
            ),
            log=world.log(own),
            traits={
                "account": world.account.traits if world.account else {},
                "contact": contact.traits if contact else {},
            },
            segments=world.segments_of(own),
            properties=event.properties,
        )

    # Going on

    def _look(self, run: Run, now: datetime) -> None:
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
            self._tell_others(run, around, now)
            # Nothing comes in during a look but what the look itself did.
            if not stance.look_again or self.world.heard == heard:
                return

    def _react(self, run: Run, letters: int, handed: int, now: datetime) -> None:
        if self.reactions is None:
            return
        for letter in run.sent[letters:]:
            if letter.fate == "sent":
                self.add(self.reactions.to_letter(letter, now))
        for handout in run.handed[handed:]:
            self.add(self.reactions.to_task(handout, now))

    def _tell_others(self, run: Run, around: MemorySurroundings, now: datetime) -> None:
        """What an update changed is heard, by its own passage too."""
        for logged in around.news:
            keys = logged.keys
            for other in list(self._running):
                if other is not run and not other.listens.isdisjoint(keys):
                    self._look(other, now)
            if run.ended is None and not run.listens.isdisjoint(keys):
                self._look(run, now)

    def passage(self, run: Run, now: datetime) -> Passage:
        """What the journey sees of a customer."""
        world = self.world
        contact = world.people.get(run.contact) if run.contact else None
        paused = self.paused
        stopped = paused is not None and paused.stops_clock
        freezes = tuple(self.freezes)
        if paused is not None and stopped:
            freezes = (*freezes, Freeze(paused.at, now))
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
            paused=paused is not None,
            stopped=stopped,
            freezes=freezes,
            exit_request=run.exit_request,
            goal_met_at=run.goal_met_at,
            waiting_for=run.waiting_for,
            wakes_at=run.wakes_at,
            held_because=run.held_because,
        )


def turned(task: TaskState, handout: Handout, happening: OfTask, now: datetime) -> TaskState:
    """An open task after somebody has done something about it."""
    approval = handout.kind == "approval"
    match happening:
        case TaskAnswered(outcome="cancelled") | TaskCancelled() if approval:
            return TaskState("cancelled", task.due_at, "cancelled", now)
        case TaskCancelled():
            return TaskState("cancelled", task.due_at, None, now)
        case TaskAnswered():
            return TaskState("done", task.due_at, happening.outcome, now)
        case ApprovalHeld():
            return TaskState("open")
        case ApprovalReleased():
            allowed = handout.due_at - handout.at if handout.due_at else None
            return TaskState("open", now + allowed if allowed else None)


def _put_off_answers(run: Run, stood_since: datetime, now: datetime) -> None:
    """As `engine.store.tasks.put_off_answers`."""
    for handout in run.handed:
        key = (handout.step, handout.visit)
        task = run.tasks[key]
        waited_for = handout.outcomes and task.status == "open"
        if waited_for and task.due_at and handout.due_at and task.due_at > stood_since:
            due_since = task.due_at - (handout.due_at - handout.at)
            put_off = task.due_at + (now - max(due_since, stood_since))
            run.tasks[key] = replace(task, due_at=put_off)


def _wrong_outcome(handout: Handout, happening: OfTask) -> str | None:
    """Why this button cannot be pressed."""
    if not isinstance(happening, TaskAnswered) or happening.outcome in (*handout.outcomes, None):
        return None
    buttons = ", ".join(f"“{each}”" for each in handout.outcomes) or "no outcomes"
    return f"“{happening.step}” has {buttons}, not “{happening.outcome}”."


def _answer_to(step: Step, score: int) -> dict[str, Any] | None:
    """What a score says. None: it is off the scale, and would not be taken."""
    if not isinstance(step, SurveyStep):
        return None
    try:
        said = answer_kind(step.kind, score)
    except ValueError:
        return None
    return {"kind": step.kind, "score": score, "comment": None, "answer": said}


def _request(happening: ExitRequested) -> Mapping[str, Any]:
    return {
        "reason": happening.reason,
        "by": happening.by,
        "at": happening.at.isoformat(),
    }


def live(
    setting: Setting, customer: Customer, until: datetime, reactions: Reactions | None = None
) -> Life:
    """A customer's life up to `until`, aware UTC."""
    return Life(setting, customer, until, reactions).live()
