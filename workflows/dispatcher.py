"""From an event to what it sets off: who enters a journey, who is woken in one, whose health may
be another.

Decides only, in one transaction with the mark that the event is dispatched; the courier delivers.
"""

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from engine.clock import known_zone, zone_of_customer
from engine.definition.conditions import Condition, of_event_alone
from engine.definition.steps import UntilEvent, WaitStep
from engine.entry import (
    Refusal,
    entered_by,
    entry_key,
    filters_of,
    refused_by_audience,
    refused_by_event,
    refused_without_subject,
    triggers_for,
)
from engine.errors import BrokenJourney
from engine.evaluation import evaluate
from engine.facts import DATE_REACHED, Facts
from engine.listening import event_key, listens
from engine.sentences.entered import how_entered
from engine.store import due_dates
from engine.store.database import Database, Session
from engine.store.dispatching import (
    Customers,
    Decided,
    Entrance,
    Listener,
    customers_of,
    entrances,
    left_beside,
    listeners,
    record_decisions,
)
from engine.store.enrolling import Enrolled, Entrant, enroll
from engine.store.facts import Witness, gather
from engine.store.faults import is_of_one
from engine.store.health.due import mark
from engine.store.in_app import ticking
from engine.store.outbox import wake_each
from engine.store.segmenting.following import follow
from engine.store.taking import TakenEvent, mark_dispatched, set_aside, take_events
from engine.store.versions import definition_of

BATCH = 100

log = logging.getLogger(__name__)


class Dispatcher:
    """Any number may run side by side. `clock` tells the time now, aware UTC."""

    def __init__(
        self, database: Database, *, time_zone: str, clock: Callable[[], datetime]
    ) -> None:
        self.database = database
        self.time_zone = time_zone
        self.clock = clock

    async def dispatch(self) -> int:
        """Dispatch a batch. Returns how many events it held; 0 when there is nothing to do."""
        try:
            done = await self._batch(BATCH)
        except Exception:
            done = await self._one_by_one()
        async with self.database.transaction() as session:
            left = await left_beside(session)
        done += await self._tick() if left.items else 0
        done += await self._reckon() if left.dates else 0
        return done

    async def _tick(self) -> int:
        """Tick what checklists heard. Returns how many items it looked at."""
        async with self.database.transaction() as session:
            return await ticking.look(session, self.clock(), default_zone=self.time_zone)

    async def _reckon(self) -> int:
        """Reckon the dates that events changed. Returns of how many customers."""
        async with self.database.transaction() as session:
            return await due_dates.reckon_again(session, self.clock(), self.time_zone)

    async def _one_by_one(self) -> int:
        """One event cannot be dispatched; that must not hold up all others.

        It is set aside, with the reason, and tried again: soon at first, then hourly. Raises when
        it is not the event that is at fault.
        """
        for done in range(BATCH):
            taken: list[int] = []
            try:
                if not await self._batch(1, taken):
                    return done
            except Exception as error:
                if not taken or not is_of_one(error):
                    raise
                log.warning("Event %s cannot be dispatched: %r", taken[0], error)
                async with self.database.transaction() as session:
                    await set_aside(session, taken[0], _said(error), self.clock())
        return BATCH

    async def _batch(self, size: int, taken: list[int] | None = None) -> int:
        """Dispatch up to `size` events. Puts into `taken` which it took on."""
        async with self.database.transaction() as session:
            events = await take_events(session, size, self.clock())
            if taken is not None:
                taken.extend(event.id for event in events)
            if not events:
                return 0
            doors = await entrances(session)
            await self._let_in(session, events, doors)
            await self._wake(session, events)
            await due_dates.follow(session, events, doors.get(DATE_REACHED, ()))
            await follow(session, events, self.clock(), self.time_zone)
            await ticking.hear(session, events, self.clock())
            await mark_dispatched(session, events, self.clock())
            await mark(session, events, self.clock())
            return len(events)

    # Entering

    async def _let_in(
        self,
        session: Session,
        events: Sequence[TakenEvent],
        doors: Mapping[str, Sequence[Entrance]],
    ) -> None:
        """Decide for each event and each journey it may start, and keep why."""
        heard = [
            (event, entrance)
            for event in events
            for entrance in doors.get(event.name, ())
            if any(triggers_for(entrance.journey, event.name, event.properties))
        ]
        # In the order in which a run over an audience enrolls, so that neither waits in a circle.
        heard.sort(key=_in_turn)
        whom = await customers_of(session, [event for event, _ in heard])
        decisions = [await self._consider(session, *one, whom) for one in heard]
        await record_decisions(session, decisions)

    async def _consider(
        self, session: Session, event: TakenEvent, entrance: Entrance, whom: Customers
    ) -> Decided:
        """Let the event's subject into the journey, or keep why not. Raises BrokenJourney."""
        witness = self._witness(event, entrance.journey.subject, whom)
        found = await self._enter(session, event, entrance, witness)
        journey, now = entrance.journey_id, self.clock()
        if isinstance(found, Enrolled):
            told = entered_by(event.id, event.name, event.occurred_at, event.properties)
            reason = f"Entered {how_entered(told, known_zone(witness.zone))}."
            return Decided(
                event.id, journey, True, "enrolled", reason, now, enrollment_id=found.enrollment_id
            )
        why = found.because.as_json() if found.because else None
        return Decided(event.id, journey, False, found.code, found.reason, now, why)

    async def _enter(
        self,
        session: Session,
        event: TakenEvent,
        entrance: Entrance,
        witness: Witness,
    ) -> Enrolled | Refusal:
        journey, now = entrance.journey, self.clock()
        if refusal := refused_without_subject(journey, event.of(journey.subject)):
            return refusal
        facts = await gather(session, list(_entry_conditions(entrance, event)), witness, now)
        age = event.received_at - event.occurred_at
        refusal = refused_by_event(journey, event.name, age, facts)
        if refusal := refusal or refused_by_audience(journey, facts):
            return refusal
        return await enroll(
            session,
            journey,
            journey_id=entrance.journey_id,
            version_id=entrance.version_id,
            entrant=Entrant(
                account_id=event.account_id,
                contact_id=event.contact_id if journey.subject == "contact" else None,
                entry_key=entry_key(journey, f"event/{event.id}"),
                entered_by=entered_by(event.id, event.name, event.occurred_at, event.properties),
            ),
            now=now,
            zone=witness.zone,
        )

    def _witness(self, event: TakenEvent, subject: str, whom: Customers) -> Witness:
        account, contact = whom.of(event)
        return Witness(
            account_id=event.account_id,
            contact_id=event.contact_id,
            subject_kind=subject,
            zone=zone_of_customer(
                subject,
                account.time_zone if account else None,
                contact.time_zone if contact else None,
                self.time_zone,
            ),
            traits={
                "account": account.traits if account else {},
                "contact": contact.traits if contact else {},
            },
            properties=event.properties,
        )

    # Waking

    async def _wake(self, session: Session, events: Sequence[TakenEvent]) -> None:
        wakings: list[tuple[UUID, str]] = []
        for listener in await listeners(session, events):
            for event in events:
                if _about(listener, event) and await self._concerns(session, listener, event):
                    wakings.append((listener.id, f"event/{event.id}"))
        await wake_each(session, wakings, self.clock())

    async def _concerns(self, session: Session, listener: Listener, event: TakenEvent) -> bool:
        """Whether to wake it. An event that only its wait hears must pass the wait's filter, if the
        event alone decides that; what else the filter asks, the enrollment decides when it looks.
        """
        heard = listener.listens & event.keys
        if heard != {event_key(event.name)} or listener.current_step is None:
            return bool(heard)
        try:
            journey = await definition_of(session, listener.version_id)
        except BrokenJourney:  # which its own look will show
            return True
        if event_key(event.name) in listens(journey, None):
            return True
        match journey.steps.get(listener.current_step):
            case WaitStep(until=UntilEvent(event=event.name, where=where)) if (
                where is not None and of_event_alone(where)
            ):
                facts = Facts(now=self.clock(), properties=event.properties)
                return bool(evaluate(where, facts).holds)
            case _:
                return True


def _said(error: Exception) -> str:
    """The error as a sentence. A database's is shortened to what went wrong."""
    reason = str(getattr(error, "orig", None) or error).strip().split("\n")[0]
    return f"{type(error).__name__}: {reason}"[:500] if reason else type(error).__name__


def _entry_conditions(entrance: Entrance, event: TakenEvent) -> Iterator[Condition]:
    yield from filters_of(entrance.journey, event.name, event.properties)
    if entrance.journey.entry.audience is not None:
        yield entrance.journey.entry.audience


def _in_turn(heard: tuple[TakenEvent, Entrance]) -> tuple[str, str, int]:
    event, entrance = heard
    is_of_account = entrance.journey.subject == "account"
    subject = event.account_id if is_of_account else event.contact_id
    return str(entrance.journey_id), str(subject), event.id


def _about(listener: Listener, event: TakenEvent) -> bool:
    same_account = event.account_id is not None and event.account_id == listener.account_id
    return same_account or (
        event.contact_id is not None and event.contact_id == listener.contact_id
    )
