"""Somebody no longer works here: what they had to do goes to others at once."""

from datetime import datetime

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from engine.store.audit import Actor
from engine.store.tables import Task, User
from engine.store.tasking.giving import give
from engine.store.tasks import LIVE
from engine.store.team import people, turns


async def let_go(session: AsyncSession, email: str, *, by: Actor, now: datetime) -> int:
    """Disable a user. Their tasks go to the next in the pool they came by, else to their manager,
    else to nobody. Returns how many. Raises NotFound."""
    user_id = await people.disable(session, email, by=by, now=now)
    if user_id is None:
        return 0
    await session.flush()
    leaver = await session.get_one(User, user_id)
    found = await session.exec(
        select(Task)
        .where(Task.assignee_id == user_id, col(Task.status).in_(LIVE))
        .order_by(col(Task.created_at), col(Task.id))
        .with_for_update()
    )
    tasks = list(found)
    for task in tasks:
        user, because = await _instead(session, task, leaver, now)
        said = f"{because}; {leaver.name} no longer works here"
        await give(session, task, user, said, now=now, by=by)
    return len(tasks)


async def _instead(
    session: AsyncSession, task: Task, leaver: User, now: datetime
) -> tuple[User | None, str]:
    if task.pool is not None and not task.is_test:
        drawn = await turns.draw(session, task.pool, now=now, minutes=task.takes_minutes)
        if not drawn.fails:
            return drawn.user, drawn.because
    manager = await people.manager_of(session, leaver.id)
    return manager, "their manager" if manager else "nobody stands in"
