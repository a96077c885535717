"""Schedules of live journeys: when each comes next, and letting its audience in when it does.

When it comes next is a row, so a time that came while nothing ran is still there afterwards; of
several that did, only the latest counts.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import uuid5

from sqlalchemy import delete
from sqlmodel import col, select, tuple_
from sqlmodel.ext.asyncio.session import AsyncSession

from engine.definition.triggers import Schedule, ScheduleTrigger
from engine.schedules import last_time, next_time
from engine.store.audiences import begin
from engine.store.dispatching import Entrance, live_journeys
from engine.store.tables import Calendar, JourneyVersion

PER_MINUTE = 1_200
"""How many a schedule lets in at most: a small house can start some 100 a second."""


@dataclass(frozen=True)
class _Scheduled:
    entrance: Entrance
    schedule: Schedule

    @property
    def mark(self) -> str:
        named = f"{self.schedule.cron} {self.schedule.time_zone}"
        if self.schedule.starting is None:
            return named
        return f"{named} {self.schedule.weeks} {self.schedule.starting}"


async def keep_calendars(session: AsyncSession, now: datetime) -> int:
    """Note when new schedules come, forget those that are gone, and begin those that have come.
    Returns how many began."""
    scheduled = {
        (each.entrance.journey_id, each.mark): each
        for entrance in await live_journeys(session)
        if not entrance.is_broken
        for each in _schedules(entrance)
    }
    known = {(row.journey_id, row.trigger): row for row in await session.exec(select(Calendar))}
    if gone := known.keys() - scheduled.keys():
        key = tuple_(col(Calendar.journey_id), col(Calendar.trigger))
        await session.execute(delete(Calendar).where(key.in_(gone)))
    begun = 0
    for named, each in scheduled.items():
        row = known.get(named) or await _noted(session, each)
        if row is None:
            continue
        if row.next_at <= now:
            begun += await _come(session, each, row, now)
        else:
            # What was noted may be wrong by now: the clocks of a zone are changed by law, too.
            row.next_at = next_time(each.schedule, now) or row.next_at
    return begun


def _schedules(entrance: Entrance) -> Iterator[_Scheduled]:
    for trigger in entrance.journey.entry.triggers:
        if isinstance(trigger, ScheduleTrigger):
            yield _Scheduled(entrance, trigger.schedule)


async def _noted(session: AsyncSession, each: _Scheduled) -> Calendar | None:
    """From the publish on: what comes before anybody looks is not missed."""
    version = await session.get_one(JourneyVersion, each.entrance.version_id)
    comes = next_time(each.schedule, version.published_at)
    if comes is None:
        return None
    row = Calendar(journey_id=each.entrance.journey_id, trigger=each.mark, next_at=comes)
    session.add(row)
    return row


async def _come(session: AsyncSession, each: _Scheduled, row: Calendar, now: datetime) -> int:
    cron, zone = each.schedule.cron, each.schedule.time_zone
    at = last_time(each.schedule, row.next_at, now) or row.next_at
    journey = each.entrance.journey_id
    missed = {"instead_of": row.next_at.isoformat()} if at != row.next_at else {}
    await begin(
        session,
        journey,
        identifier=uuid5(journey, f"schedule/{each.mark}/{at.isoformat()}"),
        cause={"by": "schedule", "cron": cron, "time_zone": zone, "at": at.isoformat(), **missed},
        per_minute=PER_MINUTE,
        now=now,
    )
    following = next_time(each.schedule, now)
    if following is None:
        await session.delete(row)
    else:
        row.next_at = following
    return 1
