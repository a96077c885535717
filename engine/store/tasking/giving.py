"""Giving a task to somebody, for the first time or to somebody else."""

from datetime import datetime
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from engine.clock import deadline, known_zone
from engine.definition.steps import Escalation
from engine.definition.times import Duration, Unit
from engine.errors import Invalid
from engine.store.actors import name_of
from engine.store.audit import Actor, record
from engine.store.colleagues import user_called
from engine.store.outbox import wake
from engine.store.tables import Enrollment, Pool, Task, User
from engine.store.tasking.history import note
from engine.store.tasking.notices import Kind, tell_assignee
from engine.store.tasks import LIVE, locked_task, require_live
from engine.store.team import turns
from engine.store.team.hours import working_of

QUEUED_AT_A_TIME = 200
_BUSINESS = (Unit.BUSINESS_DAYS, Unit.BUSINESS_HOURS)


async def give(
    session: AsyncSession,
    task: Task,
    user: User | None,
    because: str,
    *,
    now: datetime,
    by: Actor | None = None,
    kind: Kind = "assigned",
    said: str | None = None,
) -> None:
    """Have it be this user's. What is due in business time is reckoned anew in their hours, but for
    what is escalated: that is late already."""
    task.assignee_id = user.id if user else None
    task.assigned_because, task.assigned_at = because, now
    if kind != "escalated" and user is not None:
        await _reckon(session, task, user, now)
    await session.flush()
    note(session, task.id, said or _said(user, because), now=now, by=by)
    await tell_assignee(session, task, user, kind, now=now, but_not=by.name if by else None)


def _said(user: User | None, because: str) -> str:
    return f"Given to {user.name}: {because}." if user else f"Nobody’s: {because}."


async def _reckon(session: AsyncSession, task: Task, user: User, now: datetime) -> None:
    """When it is due, and goes further, on the new assignee's calendar."""
    if task.is_test or task.due_in is None:
        return
    duration = Duration.parse(task.due_in)
    if duration.unit not in _BUSINESS:
        return
    zone = known_zone(task.due_zone)
    due_at = deadline(task.due_since, duration, zone, working_of(user))
    if due_at != task.due_at:
        task.due_at = due_at
        await _look(session, task, f"due/{due_at.isoformat()}", now)
    task.escalates_at = escalates_at(task, user)


async def _look(session: AsyncSession, task: Task, because: str, now: datetime) -> None:
    running = await session.exec(
        select(Enrollment.id).where(
            Enrollment.id == task.enrollment_id, Enrollment.status != "ended"
        )
    )
    await wake(session, list(running), f"task/{task.id}/{because}", now)


def escalates_at(task: Task, user: User | None) -> datetime | None:
    """When it goes to the next level. None: there is no more."""
    if task.escalated >= len(task.escalation):
        return None
    level = Escalation.model_validate(task.escalation[task.escalated])
    working = working_of(user) if user else None
    base = task.due_at or task.due_since
    return deadline(base, level.after, known_zone(task.due_zone), working)


async def reassign(
    session: AsyncSession,
    task_id: UUID,
    *,
    to: str | None = None,
    pool: str | None = None,
    reason: str | None,
    by: Actor,
    now: datetime,
) -> None:
    """Give a task to a user, by address, or to whoever is next in a pool; neither: to nobody.

    Raises NotFound, Invalid, and Conflict when it is answered already.
    """
    task = await locked_task(session, task_id)
    await require_live(session, task)
    why = (reason or "").strip() or f"given by {await name_of(session, by.name)}"
    user: User | None = None
    if pool is not None and task.is_test:
        known = await session.get(Pool, pool)
        named = known.name if known else pool
        task.pool, why = pool, f"a test takes no turn in the pool “{named}”"
    elif pool is not None:
        drawn = await turns.draw(session, pool, now=now, minutes=task.takes_minutes)
        if drawn.fails:
            raise Invalid(f"It cannot go to “{pool}”: {drawn.because}.", code="pool_unknown")
        user, task.pool = drawn.user, pool
        why = f"{drawn.because}; {why}" if reason else drawn.because
    elif to is not None:
        user = await user_called(session, to)
        if user.id == task.assignee_id:
            return
    else:
        task.pool = None
    after = {"to": user.email if user else None, "pool": pool, "reason": reason}
    record(session, by, "task.assign", task_id, after=after)
    task.snoozed_until, task.snoozed_because = None, None
    await give(session, task, user, why, now=now, by=by)


# Queues

_QUEUED = (
    col(Task.assignee_id).is_(None),
    col(Task.status).in_(LIVE),
    col(Task.is_test).is_(False),  # a test takes no turn
)


async def give_out_queues(session: AsyncSession, now: datetime) -> int:
    """Give out what waits in the pools, the oldest first, as far as there is room."""
    found = await session.exec(
        select(Task.pool).where(*_QUEUED, col(Task.pool).is_not(None)).distinct()
    )
    given = 0
    for key in sorted(key for key in found if key):
        given += await _give_out(session, key, now)
    return given


async def _give_out(session: AsyncSession, key: str, now: datetime) -> int:
    drawing = await turns.locked(session, key, now)
    if drawing is None:
        return 0
    found = await session.exec(
        select(Task)
        .where(Task.pool == key, *_QUEUED)
        .order_by(col(Task.created_at), col(Task.id))
        .limit(QUEUED_AT_A_TIME)
        .with_for_update(skip_locked=True)
    )
    given = 0
    for task in found:
        drawn = drawing.draw(now, task.takes_minutes)
        if drawn.user is None:
            break
        kind: Kind = "escalated" if task.escalated else "assigned"
        await give(session, task, drawn.user, drawn.because, now=now, kind=kind)
        given += 1
    return given
