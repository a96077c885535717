"""What is decided and must still reach Temporal: enrollments to start and wake-ups to deliver.

Written in the transaction that decides, read by the courier. Delivering twice is harmless.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import text, update
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import and_, col, or_, select
from sqlmodel.ext.asyncio.session import AsyncSession

from engine.store.channels import OUTBOX, notify
from engine.store.statements import plain, run
from engine.store.tables import Enrollment, Wake

_START_LOCKS = 7201
"""Namespace of the advisory locks that keep two couriers from starting the same enrollment."""


OVERDUE_AFTER = timedelta(minutes=2)
"""An enrollment that should have woken so long ago is woken by hand."""

WAKE_AGAIN_AFTER = timedelta(hours=1)

REMEMBERED_FOR = timedelta(minutes=1)
"""How long it is known that somebody was woken."""

OVERDUE_AT_A_TIME = 5_000
"""Well below the number of parameters PostgreSQL takes."""


_WAKE_ALL = text("""
    INSERT INTO wakes (enrollment_id, cause, created_at, not_before)
    SELECT id, :cause, :now, :now FROM enrollments
    WHERE journey_id = :journey AND status = 'running' AND NOT is_test
        AND (held_because IS NOT NULL OR NOT CAST(:held_only AS boolean))
    ON CONFLICT DO NOTHING
""")


@dataclass(frozen=True)
class Waking:
    """One enrollment's wake-ups, gathered."""

    enrollment_id: UUID
    ids: tuple[int, ...]
    causes: tuple[str, ...]


async def wake(
    session: AsyncSession, enrollments: Collection[UUID], cause: str, now: datetime
) -> None:
    """Have these enrollments look again. `cause` says why, for people who read histories; `now` is
    aware UTC."""
    await wake_each(session, [(enrollment, cause) for enrollment in enrollments], now)


async def wake_each(
    session: AsyncSession, wakings: Sequence[tuple[UUID, str]], now: datetime
) -> None:
    """Have each enrollment look again for its own cause. The same cause twice counts once. `now` is
    aware UTC."""
    if not wakings:
        return
    rows = [
        {"enrollment_id": enrollment, "cause": cause, "created_at": now, "not_before": now}
        for enrollment, cause in wakings
    ]
    # Row by row: all in one statement would be more parameters than PostgreSQL takes.
    await session.execute(insert(Wake).on_conflict_do_nothing(), rows)
    await notify(session, OUTBOX)


async def wake_all(
    session: AsyncSession, journey_id: UUID, cause: str, now: datetime, *, held_only: bool
) -> int:
    """Have all a journey's customers look again, or those only who are held. Returns how many.

    One statement, however many they are. Test runs are held by nothing and sleep on.
    """
    woken = await run(
        session,
        _WAKE_ALL,
        {"journey": journey_id, "cause": cause, "now": now, "held_only": held_only},
    )
    await notify(session, OUTBOX)
    return woken.rowcount


@dataclass(frozen=True)
class Waiting:
    """Of what there is something to carry."""

    starts: bool
    migrations: bool
    audiences: bool
    wakings: bool


async def what_waits(session: AsyncSession, now: datetime) -> Waiting:
    """One statement: mostly nothing of a kind waits, and a courier asks many times a second."""
    row = (await run(session, _WHAT_WAITS, {"now": now})).one()
    return Waiting(row.starts, row.migrations, row.audiences, row.wakings)


_WHAT_WAITS = text("""
    SELECT EXISTS (SELECT FROM enrollments WHERE status = 'starting') AS starts,
           EXISTS (SELECT FROM migrations WHERE status = 'starting') AS migrations,
           EXISTS (SELECT FROM audience_runs WHERE status = 'starting') AS audiences,
           EXISTS (SELECT FROM wakes WHERE not_before <= CAST(:now AS timestamptz)) AS wakings
""")


async def take_starting(session: AsyncSession, limit: int) -> list[UUID]:
    """Enrollments whose workflow is to be started, kept from other couriers until commit."""
    found = await run(session, _STARTING, {"limit": limit, "locks": _START_LOCKS})
    return [plain(each) for each in found.scalars()]


_STARTING = text("""
    SELECT id FROM (
        SELECT id FROM enrollments WHERE status = 'starting' ORDER BY enrolled_at LIMIT :limit
    ) AS waiting
    WHERE pg_try_advisory_xact_lock(:locks, hashtext(CAST(id AS text)))
""")


async def mark_started(session: AsyncSession, enrollments: Iterable[UUID]) -> None:
    await run(session, _STARTED, {"ids": list(enrollments)})


_STARTED = text("""
    UPDATE enrollments SET status = 'running'
    WHERE id = ANY(CAST(:ids AS uuid[])) AND status = 'starting'
""")


async def take_wakings(session: AsyncSession, limit: int, now: datetime) -> list[Waking]:
    """Wake-ups to deliver, oldest first, locked until commit."""
    gathered: dict[UUID, list[tuple[int, str]]] = {}
    for row in await run(session, _WAKINGS, {"limit": limit, "now": now}):
        gathered.setdefault(plain(row.enrollment_id), []).append((row.id, row.cause))
    return [
        Waking(enrollment, tuple(one for one, _ in wakes), tuple(cause for _, cause in wakes))
        for enrollment, wakes in gathered.items()
    ]


_WAKINGS = text("""
    SELECT id, enrollment_id, cause FROM wakes WHERE not_before <= CAST(:now AS timestamptz)
    ORDER BY id LIMIT :limit FOR UPDATE SKIP LOCKED
""")


async def mark_delivered(session: AsyncSession, wake_ids: Iterable[int], now: datetime) -> None:
    """They need not be delivered any more. It is remembered for a moment who was woken. `now` is
    aware UTC."""
    await run(session, _DELIVERED, {"ids": list(wake_ids), "now": now})


# In one order, so that two couriers never wait for each other in a circle.
_DELIVERED = text("""
    WITH gone AS (
        DELETE FROM wakes WHERE id = ANY(CAST(:ids AS bigint[]))
        RETURNING enrollment_id, created_at, cause
    )
    INSERT INTO delivered_wakes AS known (enrollment_id, decided_at, delivered_at, resumes)
    SELECT enrollment_id, max(created_at), CAST(:now AS timestamptz),
           bool_or(cause LIKE 'resume/%')
    FROM gone GROUP BY enrollment_id ORDER BY enrollment_id
    ON CONFLICT (enrollment_id) DO UPDATE SET
        decided_at = greatest(known.decided_at, excluded.decided_at),
        delivered_at = greatest(known.delivered_at, excluded.delivered_at),
        resumes = known.resumes OR excluded.resumes
""")


async def forget_delivered(session: AsyncSession, now: datetime) -> int:
    """Forget who was woken a while ago. Returns how many. `now` is aware UTC."""
    return (await run(session, _FORGET, {"before": now - REMEMBERED_FOR})).rowcount


# What a courier is writing is left to it: the two write in orders of their own, and each would wait
# for the other.
_FORGET = text("""
    DELETE FROM delivered_wakes WHERE enrollment_id IN (
        SELECT enrollment_id FROM delivered_wakes
        WHERE delivered_at < CAST(:before AS timestamptz) FOR UPDATE SKIP LOCKED
    )
""")


async def put_off(session: AsyncSession, wake_ids: Sequence[int], until: datetime) -> None:
    """Deliver these once more, later."""
    if wake_ids:
        await session.execute(
            update(Wake).where(col(Wake.id).in_(wake_ids)).values(not_before=until)
        )


async def wake_overdue(session: AsyncSession, now: datetime) -> int:
    """Wake whoever should have moved some minutes ago and did not. Returns how many.

    That is who should have woken, and who is neither waiting nor held, so was at work, and is
    still. Who is late because a step keeps failing is being retried anyway, so nobody is woken
    more than once an hour: a wake-up every half minute would fill its history within days.
    """
    due_before, long_ago = now - OVERDUE_AFTER, now - WAKE_AGAIN_AFTER
    wakes_at, updated_at = col(Enrollment.wakes_at), col(Enrollment.updated_at)
    at_work = and_(
        wakes_at.is_(None),
        col(Enrollment.waiting_for).is_(None),
        col(Enrollment.held_because).is_(None),
    )
    late = await session.exec(
        select(Enrollment.id)
        .where(
            col(Enrollment.status) == "running",
            or_(
                and_(wakes_at < due_before, updated_at < wakes_at),
                and_(or_(wakes_at < due_before, at_work), updated_at < long_ago),
            ),
        )
        .order_by(wakes_at)
        .limit(OVERDUE_AT_A_TIME)
        .with_for_update(skip_locked=True)
    )
    found = list(late)
    await wake(session, found, f"overdue/{now.isoformat(timespec='seconds')}", now)
    await session.execute(
        update(Enrollment).where(col(Enrollment.id).in_(found)).values(updated_at=now)
    )
    return len(found)
