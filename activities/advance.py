"""The one activity a journey runs on: take an enrollment as far as it can go now.

Safe to run any number of times: it starts from where PostgreSQL says the enrollment stands, and
commits every move before it depends on it.
"""

import asyncio
import logging
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from temporalio import activity
from temporalio.exceptions import ApplicationError, ApplicationErrorCategory

from activities.advancing.keeping import keep
from activities.advancing.rest import ADVANCE, EnrollmentRef, Rest
from activities.advancing.sending import (
    Claimed,
    Posted,
    Posting,
    Postponed,
    Refused,
    post,
    settled,
)
from activities.advancing.settling import keep_posted, keep_postponed
from activities.advancing.surroundings import StoredSurroundings
from activities.calling.pauses import pause_after
from activities.calling.transport import Calling
from activities.ports import Ports
from engine.advancing.journal import Journal
from engine.advancing.stretch import Stretch
from engine.advancing.touches import tell
from engine.errors import NotFound, OnwardError
from engine.store.database import Session
from engine.store.faults import FAULTS, is_transient
from engine.store.messages import hold_back
from engine.store.migrating import apply_pending
from engine.store.passages import MovedMeanwhile, Stored, load, note, note_trouble

log = logging.getLogger(__name__)

AWAY_AGAIN = timedelta(seconds=15)
"""The longest pause between two tries while PostgreSQL is away: once it is back, all go on soon."""

GIVE_UP_AFTER = timedelta(days=3)
"""How long a mail or a call that nobody takes is tried before it counts as failed."""

SETTLE_WITHIN, SETTLE_AGAIN = timedelta(seconds=25), timedelta(seconds=1)
"""How long, and how often, a worker tries to write down what became of what went out. Together with
the sending itself it must fit into one attempt of the activity."""

HEARTBEAT = timedelta(seconds=4)
"""Most activities are done before the first one, so that they cost nothing."""


@dataclass(frozen=True)
class Stretched:
    """Where one transaction has taken an enrollment."""

    stop: Rest | Claimed
    look_again: bool = False
    """What came in just before the commit may have woken nobody."""
    stored: Stored | None = None
    """As it was read, for whoever settles what it claimed."""


@dataclass(frozen=True)
class Handed:
    """What was claimed and handed over, and the enrollment as it stood when it was claimed."""

    posted: Posted
    stored: Stored


class AdvanceActivity:
    """Holds what the activity reaches; one per worker process."""

    def __init__(self, ports: Ports) -> None:
        self.ports = ports

    @activity.defn(name=ADVANCE)
    async def advance_enrollment(self, ref: EnrollmentRef) -> Rest:
        """Advance the enrollment, and answer how it rests."""
        async with _heartbeating():
            try:
                return await self._advance(ref.enrollment_id)
            except (ApplicationError, MovedMeanwhile):
                raise
            except Exception as error:
                await self._show(ref.enrollment_id, error)
                if is_transient(error):
                    raise _database_away(error) from None
                raise

    async def _advance(self, enrollment_id: UUID) -> Rest:
        handed: Handed | None = None
        sent_one = False
        while True:
            found = await self._go_on(enrollment_id, handed)
            handed = None
            match found.stop:
                case Calling(not_before=datetime() as moment) as later:
                    return Rest(wake_at=moment, step=later.step)
                case (Posting() | Calling()) as claimed if sent_one:
                    # Its claim stays: the next activity sends it, with retries of its own.
                    return Rest(again=True, step=claimed.step)
                case (Posting() | Calling()) as claimed:
                    sent_one = True
                    assert found.stored is not None
                    posted = await self._post(enrollment_id, claimed)
                    if isinstance(posted, Rest):
                        return posted
                    handed = Handed(posted, found.stored)
                case Rest() if found.look_again:
                    continue
                case Rest() as rest:
                    return rest

    async def _go_on(self, enrollment_id: UUID, handed: Handed | None) -> Stretched:
        """One transaction; after a mail or a call, first write down what became of it.

        From the enrollment as it stood when that was claimed: should another have moved it
        since, this attempt comes too late and must not go on from where the other is now.

        Tried again here while PostgreSQL is away for a moment. Nobody else knows that it is
        sent: the next attempt would send it once more. For the same reason it is written down by
        itself when it is what follows that cannot be done.
        """
        until = time.monotonic() + SETTLE_WITHIN.total_seconds()
        while True:
            try:
                return await self._stretch(enrollment_id, handed)
            except MovedMeanwhile:
                raise
            except asyncio.CancelledError:
                # The server has waited too long for us. We know all the same, and are here.
                if handed is not None:
                    await asyncio.shield(self._settle_alone(handed))
                raise
            except Exception as error:
                if handed is None:
                    raise
                if not is_transient(error) or time.monotonic() > until:
                    await self._settle_alone(handed)
                    raise
            await asyncio.sleep(SETTLE_AGAIN.total_seconds())

    async def _settle_alone(self, handed: Handed) -> None:
        """Write down what became of it, and nothing of what follows. The next attempt finds it, and
        goes on from there. With PostgreSQL away nobody can."""
        stored = handed.stored
        with suppress(*FAULTS):
            async with self.ports.database.transaction() as session:
                now = self.ports.clock()
                if await keep_posted(session, handed.posted, now):
                    journal = Journal(stored.passage.position)
                    tell(settled(handed.posted), journal)
                    await note(session, stored, journal.entries, now)

    async def _stretch(self, enrollment_id: UUID, handed: Handed | None) -> Stretched:
        async with self.ports.database.transaction() as session:
            now = self.ports.clock()
            stored = handed.stored if handed else await self._load(session, enrollment_id, now)
            if stored.row.status == "ended":
                return Stretched(Rest(ended=stored.row.outcome or "exited"))
            news = None
            if handed is not None and await keep_posted(session, handed.posted, now):
                news = settled(handed.posted)
            around = StoredSurroundings(session, stored, self.ports, now)
            stretch = Stretch(around, stored.passage, now)
            stance = await stretch.run(news)
            # What this stretch itself has changed, the next one must know of too.
            changed = replace(stored, passage=stretch.passage)
            kept = await keep(session, changed, stance, stretch.journal.entries, now)
            if isinstance(stance.outgoing, Posting | Calling):
                if handed is not None and stance.outgoing.not_before is None:
                    await hold_back(session, stance.outgoing.message_id)
                return Stretched(stance.outgoing, stored=kept.stored)
            return Stretched(kept.rest, kept.look_again)

    async def _load(self, session: Session, enrollment_id: UUID, now: datetime) -> Stored:
        """The enrollment, on the version it is to be on: nothing superseded goes out."""
        await apply_pending(session, enrollment_id, now)
        zone = self.ports.organization.time_zone
        stored = await load(session, enrollment_id, default_zone=zone, now=now)
        if stored is None:
            raise ApplicationError(
                f"There is no enrollment {enrollment_id}.", type=NotFound.code, non_retryable=True
            )
        return stored

    async def _post(self, enrollment_id: UUID, claimed: Claimed) -> Posted | Rest:
        """What became of it. A call that is to be tried again sleeps, so that whatever else comes
        is heard meanwhile; a mail is tried again by Temporal, within minutes."""
        posted = await post(self.ports, claimed)
        if not isinstance(posted, Postponed):
            return posted
        if self.ports.clock() - claimed.first_tried_at > GIVE_UP_AFTER:
            said = f"{posted.reason} Given up after {GIVE_UP_AFTER.days} days."
            return Refused(claimed, said, trial=posted.trial)
        now = self.ports.clock()
        try_at, attempt = None, activity.info().attempt
        if isinstance(claimed, Calling):
            pause = pause_after(claimed.attempts)
            try_at = now + max(pause, posted.retry_after or pause)
            attempt = claimed.attempts
        async with self.ports.database.transaction() as session:
            await keep_postponed(session, posted, now, try_at)
            await self._note(session, enrollment_id, posted.reason, attempt, try_at)
        if try_at is not None:
            return Rest(wake_at=try_at, step=claimed.step)
        log.warning("Enrollment %s, step %s: %s", enrollment_id, claimed.step, posted.reason)
        raise _put_off(posted)

    async def _show(self, enrollment_id: UUID, error: Exception) -> None:
        """Show on the enrollment that it is in trouble; the database itself may be what is."""
        with suppress(*FAULTS):
            async with self.ports.database.transaction() as session:
                await self._note(session, enrollment_id, _said(error), activity.info().attempt)

    async def _note(
        self,
        session: Session,
        enrollment_id: UUID,
        error: str,
        attempt: int,
        again_at: datetime | None = None,
    ) -> None:
        await note_trouble(
            session,
            enrollment_id,
            error=error,
            attempt=attempt,
            again_at=again_at,
            now=self.ports.clock(),
        )


def _put_off(posted: Postponed) -> ApplicationError:
    """What every mail server does now and then: no failure of ours, and no trace to look into."""
    return ApplicationError(
        posted.reason,
        type="postponed",
        category=ApplicationErrorCategory.BENIGN,
        next_retry_delay=posted.retry_after,
    )


def _database_away(error: Exception) -> ApplicationError:
    """Short, as histories keep it, and no cause for alarm: it is said once, by the process."""
    return ApplicationError(
        f"PostgreSQL cannot be used now: {type(error).__name__}: {error}".splitlines()[0],
        type="database_away",
        category=ApplicationErrorCategory.BENIGN,
        next_retry_delay=min(timedelta(seconds=2 ** min(activity.info().attempt, 5)), AWAY_AGAIN),
    )


@asynccontextmanager
async def _heartbeating() -> AsyncIterator[None]:
    """Tell the server that this process lives, so that a dead one is noticed in seconds."""

    async def beat() -> None:
        while True:
            await asyncio.sleep(HEARTBEAT.total_seconds())
            activity.heartbeat()

    beating = asyncio.create_task(beat())
    try:
        yield
    finally:
        beating.cancel()


def _said(error: Exception) -> str:
    """What people read. What is not meant for them is in the worker's log."""
    if isinstance(error, OnwardError):
        return str(error)
    return f"Something on our side went wrong ({type(error).__name__}); it is tried again."
