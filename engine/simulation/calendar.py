"""What comes for one customer by the calendar: their own dates, and the journey's schedules.

Keeps of each date what production keeps: when it comes as it is known now, and whether it has been
told. So each date starts the journey once, however often it is moved.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from engine.arbiter import Place
from engine.coming import coming, date_mark, date_triggers, mark_of, moved_by
from engine.definition.journey import Journey
from engine.definition.triggers import DateTrigger, Schedule, ScheduleTrigger
from engine.entry import told_of
from engine.facts import DATE_REACHED
from engine.schedules import next_time
from engine.simulation.happenings import Event
from engine.simulation.world import World


@dataclass
class _Known:
    """A date as it is known now."""

    date: str
    at: datetime
    told: bool


class Calendar:
    """From `begins` on, aware UTC: then everybody's dates are looked through, as when the journey
    is published."""

    def __init__(
        self, journey: Journey, world: World, begins: datetime, schedules: Iterable[Schedule]
    ) -> None:
        self.journey = journey
        self.world = world
        self.begins = begins
        self._dates = tuple(date_triggers(journey))
        self._looked = not self._dates
        self._known: dict[tuple[str, UUID], _Known] = {}
        self._told = set[tuple[str, UUID, str]]()
        self._times = {schedule: _after(schedule, begins) for schedule in schedules}

    def next(self) -> datetime | None:
        """When something comes. None: nothing will, as far as is known."""
        if not self._looked:
            return self.begins
        dates = (known.at for known in self._known.values() if not known.told)
        return min([*dates, *filter(None, self._times.values())], default=None)

    def may_want(self, place: Place, by: datetime) -> bool:
        """Whether something is known to come by then that lets in somebody who may want the place.
        Whom a schedule lets in is not asked."""
        if not self._looked and self.begins <= by:
            self._look()
        dates = (
            known.at
            for (_, subject), known in self._known.items()
            if not known.told and place.may_be_wanted(self._contact(subject))
        )
        return any(at <= by for at in (*dates, *filter(None, self._times.values())))

    def moved(self, changed: Collection[str], now: datetime) -> None:
        """These traits of the customer have other values now."""
        if self._looked and any(not moved_by(each).isdisjoint(changed) for each in self._dates):
            self._reckon(now)

    def come(self, now: datetime) -> Iterator[Event | Schedule]:
        """What has come. A schedule is for everybody there is."""
        if not self._looked:
            self._look()
        for trigger in self._dates:
            for subject in self._subjects():
                known = self._known.get((mark_of(trigger), subject))
                if known is not None and not known.told and known.at <= now:
                    known.told = True
                    yield from self._tell(trigger, subject, known, now)
        for schedule, at in self._times.items():
            if at is not None and at <= now:
                self._times[schedule] = _after(schedule, now)
                yield schedule

    def _look(self) -> None:
        self._looked = True
        self._reckon(self.begins)

    def _tell(
        self, trigger: DateTrigger, subject: UUID, known: _Known, now: datetime
    ) -> Iterator[Event]:
        key = (date_mark(trigger), subject, known.date)
        if key in self._told:
            return
        self._told.add(key)
        said = {"journey": self.journey.journey, **told_of(trigger), "date": known.date}
        yield Event(now, DATE_REACHED, said, self._contact(subject))

    def _reckon(self, now: datetime) -> None:
        for trigger in self._dates:
            for subject in self._subjects():
                self._reckon_one(trigger, subject, now)

    def _reckon_one(self, trigger: DateTrigger, subject: UUID, now: datetime) -> None:
        key = (mark_of(trigger), subject)
        person = self.world.people.get(subject)
        found = coming(trigger, self._traits(subject), self.world.zone(person), now)
        known = self._known.get(key)
        if found is None:
            self._known.pop(key, None)
        elif known is None or known.date != found.date:
            self._known[key] = _Known(found.date, found.at, told=not found.counts(trigger, now))
        elif not known.told and known.at > now and known.at != found.at:
            known.at, known.told = found.at, not found.counts(trigger, now)

    def _contact(self, subject: UUID) -> UUID | None:
        return subject if self.journey.subject == "contact" else None

    def _subjects(self) -> list[UUID]:
        if self.journey.subject == "contact":
            return list(self.world.people)
        return [self.world.account.id] if self.world.account else []

    def _traits(self, subject: UUID) -> Mapping[str, Mapping[str, Any]]:
        account, person = self.world.account, self.world.people.get(subject)
        return {
            "account": account.traits if account else {},
            "contact": person.traits if person else {},
        }


def calendar_of(
    journey: Journey, world: World, begins: datetime, on_schedule: bool
) -> Calendar | None:
    """None: nothing goes by it."""
    schedules = list(schedules_of(journey)) if on_schedule else []
    if not schedules and not any(date_triggers(journey)):
        return None
    return Calendar(journey, world, begins, schedules)


def schedules_of(journey: Journey) -> Iterator[Schedule]:
    for trigger in journey.entry.triggers:
        if isinstance(trigger, ScheduleTrigger):
            yield trigger.schedule


@lru_cache(maxsize=16_384)
def _after(schedule: Schedule, moment: datetime) -> datetime | None:
    """The next time. Customers share them, so it is kept."""
    return next_time(schedule, moment)
