"""Tasks nobody has done in time go to somebody else: each level once, whoever looks."""

from datetime import datetime

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from engine.definition.steps import AssignToPool, AssignToRole, AssignToUser, Escalation
from engine.store.colleagues import user_at
from engine.store.tables import Account, Pool, Task, User
from engine.store.tasking.giving import escalates_at, give
from engine.store.tasking.history import note
from engine.store.tasking.notices import tell_who_had_it
from engine.store.team import turns
from engine.store.team.people import manager_of

AT_A_TIME = 100


async def escalate_late(session: AsyncSession, now: datetime) -> int:
    """Hand on what is late. Returns how many there were; others take others."""
    found = await session.exec(
        select(Task)
        .where(
            Task.status == "open",
            col(Task.is_test).is_(False),
            col(Task.escalates_at) <= now,
        )
        .order_by(col(Task.escalates_at), col(Task.id))
        .limit(AT_A_TIME)
        .with_for_update(skip_locked=True)
    )
    late = list(found)
    for task in late:
        await _escalate(session, task, now)
    return len(late)


async def _escalate(session: AsyncSession, task: Task, now: datetime) -> None:
    level = Escalation.model_validate(task.escalation[task.escalated])
    before = await session.get(User, task.assignee_id) if task.assignee_id else None
    whom, because, through = await _whom(session, task, level, before, now)
    if through is not None:
        task.pool = through
    task.escalated += 1
    task.escalates_at = escalates_at(task, before)
    by_how_much = f"{level.after.in_words()} {'late' if task.due_at else 'old'}"
    if whom is None and through is not None:
        pool = await session.get_one(Pool, through)
        said = f"{by_how_much}: escalated to the pool “{pool.name}”, where it waits ({because})."
        await give(session, task, None, because, now=now, kind="escalated", said=said)
        await tell_who_had_it(session, task, before, None, now=now)
    elif whom is None:
        note(session, task.id, f"{by_how_much}, and nobody to hand it to: {because}.", now=now)
    elif before is not None and whom.id == before.id:
        note(session, task.id, f"{by_how_much}; it stays with {whom.name}.", now=now)
    else:
        said = f"{by_how_much}: escalated to {whom.name} ({because})."
        why = f"{because}; {by_how_much} with {before.name if before else 'nobody'}"
        await give(session, task, whom, why, now=now, kind="escalated", said=said)
        await tell_who_had_it(session, task, before, whom, now=now)


async def _whom(
    session: AsyncSession, task: Task, level: Escalation, before: User | None, now: datetime
) -> tuple[User | None, str, str | None]:
    """Who gets it and why, and through which pool; nobody, of a pool: it waits there."""
    match level.to:
        case AssignToPool(pool=pool):
            return await _in_pool(session, task, pool, now)
        case AssignToUser(user=address):
            user = await user_at(session, address)
            return user, "named by the step" if user else f"{address} does not work here", None
        case AssignToRole(otherwise=other):
            manager = await _manager(session, task, before)
            if manager is not None:
                whose = f"{before.name}’s" if before else "the owner’s"
                return manager, f"{whose} manager", None
            if isinstance(other, AssignToPool):
                return await _in_pool(session, task, other.pool, now)
            return await user_at(session, other), "there is no manager", None


async def _in_pool(
    session: AsyncSession, task: Task, pool: str, now: datetime
) -> tuple[User | None, str, str | None]:
    drawn = await turns.draw(session, pool, now=now, minutes=task.takes_minutes)
    return drawn.user, drawn.because, None if drawn.fails else pool


async def _manager(session: AsyncSession, task: Task, before: User | None) -> User | None:
    """Of whoever has the task; of the account's owner, when nobody has."""
    if before is not None:
        return await manager_of(session, before.id)
    account = await session.get(Account, task.account_id) if task.account_id else None
    return await manager_of(session, account.owner_id) if account and account.owner_id else None
