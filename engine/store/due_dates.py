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

from engine.coming import coming, date_mark, date_triggers, mark_of, moved_by
from engine.definition.triggers import DateTrigger
from engine.entry import told_of
from engine.facts import DATE_REACHED
from engine.store.dispatching import Entrance, entrances
from engine.store.internal import internal_event
from engine.store.people import hold
from engine.store.statements import run
from engine.store.subjects import Kind, Subject, members_of, subjects, subjects_after
from engine.store.tables import DateSweep, DueDate, Event, JourneyVersion

AT_A_TIME = 200
"""Customers in one transaction: no more than locks are taken for one by one."""

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
    session: AsyncSession,
    events: Sequence[Event],
    doors: Iterable[Entrance],
    now: datetime,
    default_zone: str,
) -> None:
    """Reckon the dates again of whom these events changed."""
    found = list[tuple[Dated, list[UUID], datetime]]()
    for journey in dated(doors):
        concerned = [event for event in events if event.changed and journey.heeds(event.changed)]
        if concerned:
            since = min(event.received_at for event in concerned)
            found.append((journey, await _concerned(session, journey, concerned), since))
    # Everybody at once: locks taken one after the other would be in no order that others keep to,
    # and would add up to more than there is room for.
    await hold(session, {each for _, whose, _ in found for each in whose})
    for journey, whose, since in found:
        for start in range(0, len(whose), AT_A_TIME):
            some = whose[start : start + AT_A_TIME]
            await _reckon(session, journey, some, now, default_zone, since)


async def sweep(session: AsyncSession, now: datetime, default_zone: str) -> int:
    """Look through some customers of one journey that has not been looked through since it was
    published, or for a day. Returns how many; 0: there is nothing to do."""
    doors = (await entrances(session)).get(DATE_REACHED, [])
    rows = await session.exec(select(DateSweep))
    swept = {row.journey_id: row for row in rows}
    await _forget_journeys(session, swept.keys() - {each.journey_id for each in doors})
    for journey in dated(doors):
        entrance = journey.entrance
        row = swept.get(entrance.journey_id)
        if row is None:
            row = DateSweep(journey_id=entrance.journey_id, version_id=entrance.version_id)
            session.add(row)
        elif row.version_id != entrance.version_id or _is_old(row, now):
            row.version_id, row.cursor, row.finished_at = entrance.version_id, None, None
        if row.finished_at is not None:
            continue
        some = await subjects_after(session, journey.kind, row.cursor, AT_A_TIME)
        await hold(session, some)
        if row.cursor is None:
            await _forget_others(session, journey)
        if not some:
            row.finished_at = now
            continue
        version = await session.get_one(JourneyVersion, entrance.version_id)
        # What has come since the publish was not past then, however late it is looked at.
        is_first = version.published_at > now - SWEEP_AGAIN
        since = min(version.published_at, now) if is_first else now
        await _reckon(session, journey, some, now, default_zone, since)
        row.cursor = some[-1]
        return len(some)
    return 0


def _is_old(row: DateSweep, now: datetime) -> bool:
    return row.finished_at is not None and row.finished_at <= now - SWEEP_AGAIN


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
    known = await _known(session, live, rows, default_zone)
    await hold(session, {each for one in known.values() for each in one.concerned})
    known = await _known(session, live, rows, default_zone)  # as they are while they are held
    told = 0
    for key in [(row.journey_id, row.trigger, row.subject_id) for row in rows]:
        # It may have moved, gone or been told before it was held.
        row = await session.get(DueDate, key, with_for_update=True, populate_existing=True)
        if row is None or row.told_at is not None or row.due_at > now:
            continue
        journey, trigger = live[row.journey_id, row.trigger]
        subject = known.get(row.subject_id)
        if subject is None:
            row.told_at = now
            continue
        found = coming(trigger, subject.traits, subject.zone, now)
        if found is None or found.date != row.date:
            continue  # the event that tells of the change has yet to be dispatched
        row.told_at = now
        await _tell(session, journey, trigger, row, subject, now)
        told += 1
    return told


async def _tell(
    session: AsyncSession,
    journey: Dated,
    trigger: DateTrigger,
    row: DueDate,
    subject: Subject,
    now: datetime,
) -> None:
    key = journey.entrance.journey.journey
    await internal_event(
        session,
        name=DATE_REACHED,
        account_id=subject.account_id,
        contact_id=subject.contact_id,
        properties={"journey": key, **told_of(trigger), "date": row.date},
        changed=[],
        now=now,
        key=f"date/{row.journey_id}/{date_mark(trigger)}/{row.subject_id}/{row.date}",
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
    whose: Sequence[UUID],
    now: datetime,
    default_zone: str,
    since: datetime,
) -> None:
    """Write when each of the journey's dates comes for these customers, whom the caller holds.
    `since`: what had not come by then is not past, however late it is looked at."""
    rows, gone = list[dict[str, Any]](), defaultdict[str, list[UUID]](list)
    for subject in await subjects(session, journey.kind, whose, default_zone):
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
                    "counts": found.counts(trigger, since),
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


async def _concerned(session: AsyncSession, journey: Dated, events: Sequence[Event]) -> list[UUID]:
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
