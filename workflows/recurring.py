"""What recurs: whoever has been forgotten is found and set going again.

Each job runs in one process at a time, however many workers there are; only looking at accounts'
health is shared by all.
"""

import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import datetime
from functools import partial

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from engine.store import due_dates
from engine.store.calendars import keep_calendars
from engine.store.call_log import forget_attempts
from engine.store.database import Database, Session
from engine.store.deliveries import forget_old
from engine.store.faults import FAULTS
from engine.store.health.due import take_in
from engine.store.health.keeping import forget_past
from engine.store.imports import forget_old as forget_old_imports
from engine.store.message_events import forget_tokens
from engine.store.outbox import forget_delivered, wake_overdue
from engine.store.pressure import forget_what_is_over
from engine.store.segmenting.counting import count_page
from engine.store.segmenting.looking import look_again
from engine.store.sightings import note_some
from engine.store.tables import AudienceRun, Migration
from engine.store.tasking.digests import send_digests
from engine.store.tasking.escalating import escalate_late
from engine.store.tasking.giving import give_out_queues
from engine.store.tasking.notices import forget_old as forget_old_notices
from engine.store.undertakings import start_lost
from engine.store.upkeep import alone
from workflows.health import HealthKeeper
from workflows.replies import ReplyReader

WAKE_SECONDS, MIGRATE_SECONDS, FORGET_SECONDS = 30, 60, 3_600
DATES_SECONDS, CALENDAR_SECONDS = 10, 20
SEGMENT_SECONDS, COUNT_SECONDS = 15, 5
NOTE_SECONDS = 30
REPLIES_SECONDS = 60

TASKS_SECONDS = 30

HEALTH_SECONDS, TAKE_IN_SECONDS = 5, 300

MOST_PAGES = 1_000
"""After which a job that works in pages lets its next turn go on."""

log = logging.getLogger(__name__)


class Recurring:
    """`clock` tells the time now, aware UTC. `time_zone` is of customers without one."""

    def __init__(
        self,
        database: Database,
        clock: Callable[[], datetime],
        time_zone: str = "UTC",
        replies: ReplyReader | None = None,
    ) -> None:
        self.database = database
        self.clock = clock
        self.time_zone = time_zone
        self.health = HealthKeeper(database, clock)
        self.replies = replies

    def scheduler(self) -> AsyncIOScheduler:
        """Not yet started."""
        scheduler = AsyncIOScheduler(timezone="UTC")
        for job, seconds in (
            (self.wake_late_ones, WAKE_SECONDS),
            (self.start_lost_migrations, MIGRATE_SECONDS),
            (self.forget_old_deliveries, FORGET_SECONDS),
            (self.look_at_dates, DATES_SECONDS),
            (self.keep_calendars, CALENDAR_SECONDS),
            (self.look_again_at_segments, SEGMENT_SECONDS),
            (self.count_segments, COUNT_SECONDS),
            (self.forget_old_files, FORGET_SECONDS),
            (self.note_what_comes_in, NOTE_SECONDS),
            (self.look_at_health, HEALTH_SECONDS),
            (self.take_in_accounts, TAKE_IN_SECONDS),
            (self.forget_past_health, FORGET_SECONDS),
            (self.forget_mail_tokens, FORGET_SECONDS),
            (self.read_replies, REPLIES_SECONDS),
            (self.keep_tasks, TASKS_SECONDS),
            (self.forget_notices, FORGET_SECONDS),
        ):
            scheduler.add_job(job, "interval", seconds=seconds, coalesce=True, max_instances=1)
        return scheduler

    async def wake_late_ones(self) -> None:
        if late := await self._alone("wake_overdue", wake_overdue):
            log.warning("%d enrollments slept past their time and were woken.", late)
        await self._alone("forget_delivered", forget_delivered)

    async def start_lost_migrations(self) -> None:
        if lost := await self._alone("start_lost_migrations", partial(start_lost, of=Migration)):
            log.warning("%d migrations had lost their workflow and are started again.", lost)
        if lost := await self._alone("start_lost_runs", partial(start_lost, of=AudienceRun)):
            log.warning("%d audiences had lost their workflow and are started again.", lost)

    async def forget_old_deliveries(self) -> None:
        await self._alone("forget_old_deliveries", forget_old)
        await self._alone("forget_what_is_over", forget_what_is_over)
        await self._alone("forget_old_attempts", forget_attempts)

    async def look_at_dates(self) -> None:
        """Reckon dates for whoever was not looked at yet, and tell of those that have come."""
        while True:
            # Between any two pages: looking through everybody takes longer than a date may be late.
            while await self._alone("tell_dates", self._tell):
                pass
            if not await self._alone("sweep_dates", self._sweep):
                return

    async def _tell(self, session: Session, now: datetime) -> int:
        return await due_dates.tell(session, now, self.time_zone)

    async def _sweep(self, session: Session, now: datetime) -> int:
        return await due_dates.sweep(session, now, self.time_zone)

    async def keep_calendars(self) -> None:
        await self._alone("keep_calendars", keep_calendars)

    async def look_again_at_segments(self) -> None:
        await self._in_pages("look_again_at_segments", look_again)

    async def count_segments(self) -> None:
        await self._in_pages("count_segments", count_page)

    async def _in_pages(
        self, name: str, page: Callable[[Session, datetime, str], Awaitable[int]]
    ) -> None:
        """Each page in a transaction of its own, until one finds nothing to do."""

        async def work(session: Session, now: datetime) -> int:
            return await page(session, now, self.time_zone)

        for _ in range(MOST_PAGES):
            if not await self._alone(name, work):
                return

    async def forget_old_files(self) -> None:
        await self._alone("forget_old_files", forget_old_imports)

    async def note_what_comes_in(self) -> None:
        while await self._alone("note_what_comes_in", note_some):
            pass

    async def look_at_health(self) -> None:
        with suppress(*FAULTS):
            await self.health.keep()

    async def take_in_accounts(self) -> None:
        await self._alone("take_in_accounts", take_in)

    async def forget_past_health(self) -> None:
        await self._alone("forget_past_health", forget_past)

    async def forget_mail_tokens(self) -> None:
        await self._alone("forget_mail_tokens", forget_tokens)

    async def read_replies(self) -> None:
        if self.replies is not None:
            await self.replies.read()

    async def keep_tasks(self) -> None:
        """Give out what waits in pools, hand on what is late, and tell everybody of their day."""
        for name, work in (
            ("give_out_queues", give_out_queues),
            ("escalate_late", escalate_late),
            ("send_digests", partial(send_digests, default_zone=self.time_zone)),
        ):
            while await self._alone(name, work):
                pass

    async def forget_notices(self) -> None:
        await self._alone("forget_notices", forget_old_notices)

    async def _alone(self, name: str, work: Callable[[Session, datetime], Awaitable[int]]) -> int:
        """How much there was to do. 0 also when another process is at it, or PostgreSQL is away:
        the dispatcher says so, and next time will do."""
        with suppress(*FAULTS):
            async with self.database.transaction() as session:
                if await alone(session, name):
                    return await work(session, self.clock())
        return 0
