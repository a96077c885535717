"""Who is let into the journey, and why somebody is not: what the dispatcher does for real."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from engine.clock import zone_of_customer
from engine.definition.conditions import Condition
from engine.definition.triggers import Schedule
from engine.entry import (
    Past,
    Refusal,
    entered_by,
    entry_key,
    filters_of,
    refused_by_audience,
    refused_by_event,
    refused_by_holdout,
    refused_by_past,
    refused_without_subject,
    subject_of,
)
from engine.identifiers import enrollment_id
from engine.simulation.facts import View, gather
from engine.simulation.happenings import LetIn
from engine.simulation.log import Logged
from engine.simulation.runs import Run
from engine.simulation.setting import Setting
from engine.simulation.world import World

NOTHING = "nothing"
"""Why somebody did not enter for whom nothing was decided."""


@dataclass(frozen=True)
class Decision:
    """Why something did, or did not, let the customer in."""

    at: datetime
    cause: str
    """The event's name; who enrolled them."""
    code: str
    reason: str
    subject: UUID | None
    """None: nobody was named."""


@dataclass(frozen=True)
class Entrance:
    """By what somebody comes to the door."""

    by: str
    """As `Decision.cause`."""
    cause: str
    """See `engine.entry.entry_key`."""
    entered_by: Mapping[str, Any]
    since: datetime
    """When it happened, aware UTC."""


class Door:
    """Each way in answers with the passage that begins, if any does. `runs` are those before it."""

    def __init__(self, setting: Setting, world: World, runs: Sequence[Run]) -> None:
        self.setting = setting
        self.journey = setting.journey
        self.world = world
        self.runs = runs
        self.decisions: list[Decision] = []
        self.held_out: set[UUID] = set()
        """Who would have entered, and is kept out to compare with."""
        self._passed_over: set[UUID] = set()
        """Who was not in the audience when a schedule came."""

    def outside(self) -> Iterator[str]:
        """Why each of them who never entered did not, by the code of what was decided last."""
        entered = {run.subject_id for run in self.runs}
        last = dict.fromkeys(self._passed_over, "audience")
        last |= {each.subject: each.code for each in self.decisions if each.subject}
        nobody = next((each.code for each in self.decisions if each.subject is None), NOTHING)
        for subject in self._subjects():
            if subject not in entered:
                yield last.get(subject, nobody)

    def _subjects(self) -> list[UUID]:
        if self.journey.subject == "contact":
            return list(self.world.people)
        return [self._account] if self._account else []

    def by_event(self, event: Logged, now: datetime) -> Run | None:
        """For an event that some trigger is meant for."""
        conditions = filters_of(self.journey, event.name, event.properties)
        facts = gather([*conditions, *self._audience()], self._view(event, now))
        refusal = refused_by_event(self.journey, event.name, now - event.at, facts)
        refusal = refusal or refused_by_audience(self.journey, facts)
        told = entered_by(event.id, event.name, event.at, event.properties)
        entrance = Entrance(event.name, f"event/{event.id}", told, event.at)
        return self._enter(entrance, self._subject(event.contact), refusal, facts.zone, now)

    def by_hand(self, happening: LetIn, now: datetime) -> Run | None:
        contact = happening.contact
        if contact is None and self.journey.subject == "contact" and self.world.primary:
            contact = self.world.primary.id
        refusal, zone = self._outside(contact, now)
        told = happening.entered_by or {"by": happening.by}
        entrance = Entrance(happening.by, f"hand/{now.isoformat()}", told, now)
        return self._enter(entrance, self._subject(contact), refusal, zone, now)

    def by_schedule(self, schedule: Schedule, now: datetime) -> Iterator[Run]:
        """Everybody who is in the audience; the others are not meant, and not refused either. Each
        is asked once the one before has gone as far as they can."""
        moment = now.isoformat()
        written = {"cron": schedule.cron, "time_zone": schedule.time_zone, "at": moment}
        told = {"by": "schedule", **written}
        entrance = Entrance("schedule", f"schedule/{moment}", told, now)
        by_contact = self.journey.subject == "contact"
        for contact in list(self.world.people) if by_contact else [None]:
            refusal, zone = self._outside(contact, now)
            subject = self._subject(contact)
            if refusal is None and subject is not None:
                run = self._enter(entrance, subject, None, zone, now)
                if run is not None:
                    yield run
            elif subject is not None:
                self._passed_over.add(subject)

    def _outside(self, contact: UUID | None, now: datetime) -> tuple[Refusal | None, str]:
        """Why whom nothing but the audience decides about is not in it, and their time zone."""
        nothing = Logged(0, now, "", {}, contact, ())
        facts = gather(self._audience(), self._view(nothing, now))
        return refused_by_audience(self.journey, facts), facts.zone

    def _enter(
        self,
        entrance: Entrance,
        subject: UUID | None,
        refusal: Refusal | None,
        zone: str,
        now: datetime,
    ) -> Run | None:
        if subject is None:
            refusal = refused_without_subject(self.journey, subject)
        else:
            refusal = refusal or self._refused(subject, zone, now)
        if refusal is not None:
            self._decide(entrance, subject, refusal, now)
            return None
        assert subject is not None, "nobody is refused"
        self._decide(entrance, subject, None, now)
        return self._begun(entrance, subject, now)

    def _refused(self, subject: UUID, zone: str, now: datetime) -> Refusal | None:
        past = refused_by_past(self.journey, self._past(subject), now, zone)
        return past or self._kept_out(subject)

    def _decide(
        self, entrance: Entrance, subject: UUID | None, refusal: Refusal | None, now: datetime
    ) -> None:
        code = refusal.code if refusal else "enrolled"
        reason = refusal.reason if refusal else f"Entered by “{entrance.by}”."
        self.decisions.append(Decision(now, entrance.by, code, reason, subject))

    def _begun(self, entrance: Entrance, subject: UUID, now: datetime) -> Run:
        key = entry_key(self.journey, entrance.cause)
        return Run(
            id=enrollment_id(self.journey.journey, subject, key),
            subject_id=subject,
            contact=subject if self.journey.subject == "contact" else None,
            enrolled_at=now,
            since=min(entrance.since, now),
            entered_by=entrance.entered_by,
        )

    def _kept_out(self, subject: UUID) -> Refusal | None:
        if not self.setting.holds_out:
            return None
        everywhere = self.setting.everywhere
        refusal = refused_by_holdout(self.journey, self._account, subject, everywhere)
        if refusal is not None:
            self.held_out.add(subject)
        return refusal

    def _subject(self, contact: UUID | None) -> UUID | None:
        return subject_of(self.journey, self._account, contact)

    @property
    def _account(self) -> UUID | None:
        return self.world.account.id if self.world.account else None

    def _past(self, subject: UUID) -> Past | None:
        mine = [run for run in self.runs if run.subject_id == subject]
        return Past(mine[-1].ended is None, mine[-1].enrolled_at) if mine else None

    def _audience(self) -> list[Condition]:
        audience = self.journey.entry.audience
        return [audience] if audience is not None else []

    def _view(self, event: Logged, now: datetime) -> View:
        """As the dispatcher sees whoever an event is about."""
        world = self.world
        contact = world.people.get(event.contact) if event.contact else None
        own = event.contact if self.journey.subject == "contact" else None
        return View(
            now=now,
            zone=zone_of_customer(
                self.journey.subject,
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
