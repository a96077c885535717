"""Customers' own dates at which journeys start: kept as they move, and told when they come.

Each is a row, so what came while nothing ran is still there afterwards. It is told as an event of
the customer's, which the dispatcher lets in like any other. Whoever writes rows holds the customers
they are about first, as whoever changes their traits does: so what is reckoned is never older than
what it was reckoned from.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import delete, text
from sqlmodel import col, select, tuple_
from sqlmodel.ext.asyncio.session import AsyncSession

from engine.coming import coming, date_triggers, mark_of, moved_by, told_key
from engine.definition.triggers import DateTrigger
from engine.entry import OLDEST_TRIGGER, told_of
from engine.facts import DATE_REACHED
from engine.store.dispatching import Entrance, entrances
from engine.store.internal import Told, internal_events
from engine.store.people import hold
from engine.store.statements import run
from engine.store.subjects import Kind, Subject, members_of, subjects, subjects_after
from engine.store.tables import DateSweep, DateTurn, DueDate, JourneyVersion
from engine.store.taking import TakenEvent

AT_A_TIME = 100
"""Customers in one transaction: with a contact's account there are two to hold for each, and no
more than are held one by one."""

SWEEP_AGAIN = timedelta(days=1)
"""Nothing is known to be missed between; but who joins an account comes by its dates without a
change of their own."""


@dataclass(frozen=True)
class Dated:
    """A live journey that starts at dates."""

    entrance: Entrance
    triggers: tuple[DateTrigger, ...]

    @property
    def kind(self) -> Kind:
        return self.entrance.journey.subject

    def heeds(self, changed: Collection[str]) -> bool:
        return any(not moved_by(each).isdisjoint(changed) for each in self.triggers)


def dated(doors: Iterable[Entrance]) -> list[Dated]:
    """Of those that can be read, the journeys that start at dates."""
    return [Dated(each, tuple(date_triggers(each.journey))) for each in doors if not each.is_broken]


async def follow(
    session: AsyncSession, events: Sequence[TakenEvent], doors: Iterable[Entrance]
) -> None:
    """Note whose dates these events changed. Reckoning them is a transaction of its own: whoever
    does holds the customers first, and a dispatcher that waits for them has events others want."""
    for journey in dated(doors):
        concerned = [event for event in events if event.changed and journey.heeds(event.changed)]
        if concerned:
            noted = {
                "journey": journey.entrance.journey_id,
                "subjects": await _concerned(session, journey, concerned),
                "since": min(event.received_at for event in concerned),
            }
            await run(session, _NOTE, noted)


_NOTE = text("""
    INSERT INTO date_turns (journey_id, subject_id, since)
    SELECT CAST(:journey AS uuid), subject, CAST(:since AS timestamptz)
    FROM unnest(CAST(:subjects AS uuid[])) AS subject
""")


async def reckon_again(session: AsyncSession, now: datetime, default_zone: str) -> int:
    """Reckon the dates of some whom events changed. Returns of how many; 0: nobody's are to be.
    Begins its transaction."""
    waiting = select(DateTurn).order_by(col(DateTurn.id)).limit(AT_A_TIME)
    turns = list(await session.exec(waiting.with_for_update(skip_locked=True)))
    if not turns:
        return 0
    await hold(session, {each.subject_id for each in turns})
    for journey in dated((await entrances(session)).get(DATE_REACHED, [])):
        since = dict[UUID, datetime]()
        for each in turns:
            if each.journey_id == journey.entrance.journey_id:
                since[each.subject_id] = min(each.since, since.get(each.subject_id, each.since))
        await _reckon(session, journey, since, now, default_zone)
    await session.execute(delete(DateTurn).where(col(DateTurn.id).in_([each.id for each in turns])))
    return len(turns)


async def sweep(session: AsyncSession, now: datetime, default_zone: str) -> int:
    """Look through some customers of one journey that has not been looked through since it was
    published, or for a day. Returns how many; 0: there is nothing to do."""
    doors = (await entrances(session)).get(DATE_REACHED, [])
    rows = await session.exec(select(DateSweep))
    swept = {row.journey_id: row for row in rows}
    await _forget_journeys(session, swept.keys() - {each.journey_id for each in doors})
    for journey in dated(doors):
        known = swept.get(journey.entrance.journey_id)
        row = await _current_sweep(session, journey.entrance, known, now)
        if row.finished_at is not None:
            continue
        some = await subjects_after(session, journey.kind, row.cursor, AT_A_TIME)
        await hold(session, some)
        if row.cursor is None:
            await _forget_others(session, journey)
        if not some:
            row.finished_at = now
            continue
        await _reckon(session, journey, dict.fromkeys(some, row.since), now, default_zone)
        row.cursor = some[-1]
        return len(some)
    return 0


async def is_letting_in(session: AsyncSession, key: str, now: datetime) -> bool:
    """Whether customers are still to enter a journey by a publish of the last day: some have not
    been looked through, or their date has come and has not been told, or the telling not been
    heard."""
    found = await run(session, _LETTING_IN, {"journey": key, "now": now})
    is_so: bool = found.scalar_one()
    return is_so


# Of events, those that wait and those that were set aside have an index each.
_LETTING_IN = text("""
    SELECT EXISTS (
        SELECT FROM journeys j
        JOIN journey_versions v ON v.journey_id = j.id AND v.number = j.live_version
        LEFT JOIN date_sweeps s ON s.journey_id = j.id AND s.version_id = v.id
        WHERE j.key = :journey AND j.status IN ('live', 'paused')
          AND v.published_at > CAST(:now AS timestamptz) - INTERVAL '1 day'
          AND jsonb_path_exists(CAST(v.definition AS jsonb), 'lax $.entry.triggers[*].date')
          AND (s.version_id IS NULL OR s.finished_at IS NULL
               OR EXISTS (SELECT FROM due_dates d WHERE d.journey_id = j.id AND d.told_at IS NULL
                          AND d.due_at <= CAST(:now AS timestamptz))
               OR EXISTS (SELECT FROM events e WHERE e.dispatched_at IS NULL
                          AND e.dispatch_again_at IS NULL AND e.name = :told
                          AND e.properties ->> 'journey' = j.key)
               OR EXISTS (SELECT FROM events e WHERE e.dispatched_at IS NULL
                          AND e.dispatch_again_at IS NOT NULL AND e.name = :told
                          AND e.properties ->> 'journey' = j.key))
    )
""").bindparams(told=DATE_REACHED)


async def _current_sweep(
    session: AsyncSession, entrance: Entrance, row: DateSweep | None, now: datetime
) -> DateSweep:
    """The journey's sweep: a new one where the last is a day old, or was of another version.

    What has come since the last began was not past then, however long nothing ran in between.
    """
    if row is not None and row.version_id == entrance.version_id:
        if row.finished_at is not None and row.finished_at <= now - SWEEP_AGAIN:
            row.since, row.began_at, row.cursor, row.finished_at = row.began_at, now, None, None
        return row
    version = await session.get_one(JourneyVersion, entrance.version_id)
    # A journey may come back from the archive years after its publish: what is older than any
    # other news that starts a journey has passed.
    since = min(max(version.published_at, now - OLDEST_TRIGGER), now)
    first = DateSweep(
        journey_id=entrance.journey_id, version_id=entrance.version_id, since=since, began_at=now
    )
    return await session.merge(first)


async def tell(session: AsyncSession, now: datetime, default_zone: str) -> int:
    """Tell of dates that have come. Returns of how many; 0: of none."""
    doors = (await entrances(session)).get(DATE_REACHED, [])
    live = {
        (each.entrance.journey_id, mark_of(trigger)): (each, trigger)
        for each in dated(doors)
        for trigger in each.triggers
    }
    if not live:
        return 0
    due = select(DueDate).where(
        col(DueDate.told_at).is_(None),
        col(DueDate.due_at) <= now,
        tuple_(col(DueDate.journey_id), col(DueDate.trigger)).in_(live),
    )
    rows = list(await session.exec(due.order_by(col(DueDate.due_at)).limit(AT_A_TIME)))
    if not rows:
        return 0
    known = await _known(session, live, rows, default_zone)
    await hold(session, {each for one in known.values() for each in one.concerned})
    known = await _known(session, live, rows, default_zone)  # as they are while they are held
    told = list[Told]()
    for row in await _still_due(session, rows, now):
        journey, trigger = live[row.journey_id, row.trigger]
        subject = known.get(row.subject_id)
        if subject is None:
            row.told_at = now
            continue
        found = coming(trigger, subject.traits, subject.zone, now)
        if found is None or found.date != row.date:
            continue  # what the change of it sets off is yet to be done
        row.told_at = now
        told.append(_told(journey, trigger, row, subject))
    await internal_events(session, told, now)
    return len(told)


async def _still_due(
    session: AsyncSession, rows: Sequence[DueDate], now: datetime
) -> list[DueDate]:
    """Those of the rows that have not moved, gone or been told before their customers were held.
    Nobody else changes them until commit."""
    key = tuple_(col(DueDate.journey_id), col(DueDate.trigger), col(DueDate.subject_id))
    found = await session.exec(
        select(DueDate)
        .where(
            key.in_([(row.journey_id, row.trigger, row.subject_id) for row in rows]),
            col(DueDate.told_at).is_(None),
            col(DueDate.due_at) <= now,
        )
        .order_by(col(DueDate.due_at))
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return list(found)


def _told(journey: Dated, trigger: DateTrigger, row: DueDate, subject: Subject) -> Told:
    key = journey.entrance.journey.journey
    return Told(
        name=DATE_REACHED,
        account_id=subject.account_id,
        contact_id=subject.contact_id,
        properties={"journey": key, **told_of(trigger), "date": row.date},
        changed=[],
        key=told_key(row.journey_id, trigger, row.subject_id, row.date),
        happens_once=True,
    )


async def _known(
    session: AsyncSession,
    live: Mapping[Any, tuple[Dated, DateTrigger]],
    rows: Sequence[DueDate],
    default_zone: str,
) -> dict[UUID, Subject]:
    found = dict[UUID, Subject]()
    for kind in ("account", "contact"):
        ids = {row.subject_id for row in rows if live[row.journey_id, row.trigger][0].kind == kind}
        found |= {each.id: each for each in await subjects(session, kind, ids, default_zone)}
    return found


async def _reckon(
    session: AsyncSession,
    journey: Dated,
    since: Mapping[UUID, datetime],
    now: datetime,
    default_zone: str,
) -> None:
    """Write when each of the journey's dates comes for these customers, whom the caller holds.
    `since`: what had not come by then is not past, however late it is looked at."""
    rows, gone = list[dict[str, Any]](), defaultdict[str, list[UUID]](list)
    for subject in await subjects(session, journey.kind, since, default_zone):
        for trigger in journey.triggers:
            found = coming(trigger, subject.traits, subject.zone, now)
            if found is None:
                gone[mark_of(trigger)].append(subject.id)
                continue
            rows.append(
                {
                    "trigger": mark_of(trigger),
                    "subject_id": str(subject.id),
                    "date": found.date,
                    "due_at": found.at.isoformat(),
                    "counts": found.counts(trigger, since[subject.id]),
                }
            )
    journey_id = journey.entrance.journey_id
    if rows:
        written = {"journey": journey_id, "rows": orjson.dumps(rows).decode(), "now": now}
        await run(session, _WRITE, written)
    for trigger_mark, those in gone.items():
        await session.execute(
            delete(DueDate).where(
                col(DueDate.journey_id) == journey_id,
                col(DueDate.trigger) == trigger_mark,
                col(DueDate.subject_id).in_(those),
            )
        )


# A date that has come, or was told, stays as it is for as long as it is the same date. What is new
# and past already is kept as told where it does not count, so that looking again changes nothing.
_WRITE = text("""
    INSERT INTO due_dates AS known (journey_id, trigger, subject_id, date, due_at, told_at)
    SELECT CAST(:journey AS uuid), r.trigger, r.subject_id, r.date, r.due_at,
           CASE WHEN NOT r.counts THEN CAST(:now AS timestamptz) END
    FROM jsonb_to_recordset(CAST(:rows AS jsonb))
         AS r(trigger text, subject_id uuid, date text, due_at timestamptz, counts boolean)
    ORDER BY r.subject_id, r.trigger
    ON CONFLICT (journey_id, trigger, subject_id) DO UPDATE
    SET date = EXCLUDED.date, due_at = EXCLUDED.due_at, told_at = EXCLUDED.told_at
    WHERE known.date <> EXCLUDED.date
       OR (known.told_at IS NULL AND known.due_at > CAST(:now AS timestamptz)
           AND known.due_at <> EXCLUDED.due_at)
""")


async def _forget_others(session: AsyncSession, journey: Dated) -> None:
    """Remove what was reckoned for triggers the journey no longer has."""
    await session.execute(
        delete(DueDate).where(
            col(DueDate.journey_id) == journey.entrance.journey_id,
            col(DueDate.trigger).not_in([mark_of(each) for each in journey.triggers]),
        )
    )


async def _forget_journeys(session: AsyncSession, journeys: Collection[UUID]) -> None:
    """Remove what was reckoned for journeys nobody enters by a date any more."""
    for table in (DueDate, DateSweep) if journeys else ():
        await session.execute(delete(table).where(col(table.journey_id).in_(journeys)))


async def _concerned(
    session: AsyncSession, journey: Dated, events: Sequence[TakenEvent]
) -> list[UUID]:
    """Whose dates these events may have moved."""
    of_accounts = journey.kind == "account"
    accounts = {
        event.account_id
        for event in events
        if event.account_id is not None
        and (of_accounts or any(path.startswith("account.") for path in event.changed))
    }
    if of_accounts:
        return sorted(accounts)
    contacts = {event.contact_id for event in events if event.contact_id is not None}
    return sorted(contacts | await members_of(session, accounts))
