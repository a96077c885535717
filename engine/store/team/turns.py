"""Whose turn it is in a pool. The pool's row is locked, so that no two take the same turn."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from typing import Any, cast
from uuid import UUID

from sqlalchemy import func
from sqlmodel import and_, col, or_, select
from sqlmodel.ext.asyncio.session import AsyncSession

from engine.pooling import TAKES_MINUTES, Member, PoolOf, Rule, Turn, turn
from engine.store.tables import Account, Pool, PoolMember, Task, User
from engine.store.tasks import LIVE
from engine.store.team.hours import hours_of


@dataclass(frozen=True)
class Drawn:
    """What a pool says of a task."""

    user: User | None
    because: str
    waits: bool = False
    """It waits in the queue until somebody has room, or is back."""
    fails: bool = False
    """There is no such pool, or nobody in it."""


@dataclass
class Drawing:
    """A locked pool, of which several turns may be taken in one transaction."""

    pool: Pool
    users: dict[UUID, User]
    members: PoolOf
    fallback: User | None

    def draw(self, now: datetime, minutes: int | None) -> Drawn:
        """Take the next turn for a task of so much work."""
        work = TAKES_MINUTES if minutes is None else minutes
        found = turn(self.members, now, work)
        if found.member is not None:
            self._count(found.member, work)
            return Drawn(self.users[found.member.id], found.because)
        return self._without_anybody(found)

    def _without_anybody(self, found: Turn) -> Drawn:
        if not found.anybody_here and self.fallback is not None:
            return Drawn(self.fallback, f"stands in; {found.because}")
        if not self.users:
            return Drawn(None, found.because, fails=True)
        return Drawn(None, found.because, waits=True)

    def _count(self, chosen: Member, minutes: int) -> None:
        now_has = replace(chosen, open=chosen.open + 1, minutes=chosen.minutes + minutes)
        members = [now_has if each.id == chosen.id else each for each in self.members.members]
        self.members = replace(self.members, members=members, last=chosen.id)
        self.pool.last_given_to = chosen.id


async def draw(session: AsyncSession, key: str, *, now: datetime, minutes: int | None) -> Drawn:
    """Take the next turn in a pool."""
    drawing = await locked(session, key, now)
    if drawing is None:
        return Drawn(None, f"there is no pool “{key}” here", fails=True)
    return drawing.draw(now, minutes)


async def draw_for(
    session: AsyncSession, key: str, task_id: UUID, *, now: datetime, minutes: int | None
) -> Drawn:
    """As `draw`, for a task that may have been handed out already: then it takes no other turn."""
    task = await session.get(Task, task_id)
    if task is not None:
        user = await session.get(User, task.assignee_id) if task.assignee_id else None
        return Drawn(user, task.assigned_because, waits=user is None)
    return await draw(session, key, now=now, minutes=minutes)


async def locked(session: AsyncSession, key: str, now: datetime) -> Drawing | None:
    """The pool, kept from others until the transaction ends. None: there is no such pool."""
    wanted = select(Pool).where(Pool.key == key).with_for_update()
    found = await session.exec(wanted.execution_options(populate_existing=True))
    pool = found.first()
    return await opened(session, pool, now) if pool else None


async def opened(session: AsyncSession, pool: Pool, now: datetime) -> Drawing:
    """A pool with its members, as they are now."""
    key = pool.key
    users = {user.id: user for user in await members_of(session, key)}
    fallback = await session.get(User, pool.fallback_id) if pool.fallback_id else None
    members = PoolOf(
        pool.name,
        await _loaded(session, users, now, by_arr=pool.rule == "least_arr"),
        cast(Rule, pool.rule),
        pool.most_open,
        pool.hours_a_week,
        pool.last_given_to,
    )
    there = fallback if fallback is not None and fallback.disabled_at is None else None
    return Drawing(pool, users, members, there)


async def members_of(session: AsyncSession, key: str) -> list[User]:
    """Who is in a pool and works here, in their order."""
    found = await session.exec(
        select(User)
        .join(PoolMember, col(PoolMember.user_id) == col(User.id))
        .where(PoolMember.pool_key == key, col(User.disabled_at).is_(None))
        .order_by(col(PoolMember.place), col(User.id))
    )
    return list(found)


async def _loaded(
    session: AsyncSession, users: dict[UUID, User], now: datetime, *, by_arr: bool
) -> list[Member]:
    """The members with what they have to do, and what they are worth where that counts."""
    if not users:
        return []
    is_open = col(Task.status).in_(LIVE)
    this_week = and_(col(Task.assigned_at) >= week_of(now), Task.status != "cancelled")
    minutes = func.coalesce(Task.takes_minutes, TAKES_MINUTES)
    counted = await session.execute(
        select(
            Task.assignee_id,
            func.count().filter(is_open),
            func.coalesce(func.sum(minutes).filter(this_week), 0),
        )
        .where(
            col(Task.assignee_id).in_(users),
            col(Task.is_test).is_(False),
            or_(is_open, this_week),
        )
        .group_by(col(Task.assignee_id))
    )
    load = {who: (int(tasks), int(work)) for who, tasks, work in counted.all()}
    worth = await _arr(session, users) if by_arr else {}
    return [
        Member(
            id=user.id,
            name=user.name,
            working=hours_of(user),
            open=load.get(user.id, (0, 0))[0],
            minutes=load.get(user.id, (0, 0))[1],
            arr_minor=worth.get(user.id, 0),
            most_open=user.most_open,
            hours_a_week=user.hours_a_week,
        )
        for user in users.values()
    ]


async def _arr(session: AsyncSession, users: dict[UUID, User]) -> dict[UUID, int]:
    """What the accounts are worth that each looks after, or has a task of. Currencies are not told
    apart."""
    owned: Any = select(col(Account.owner_id).label("who"), col(Account.id).label("account")).where(
        col(Account.owner_id).in_(users)
    )
    asked: Any = select(
        col(Task.assignee_id).label("who"), col(Task.account_id).label("account")
    ).where(
        col(Task.assignee_id).in_(users),
        col(Task.status).in_(LIVE),
        col(Task.is_test).is_(False),
    )
    whose = owned.union(asked).subquery()
    found = await session.execute(
        select(whose.c.who, func.sum(col(Account.arr_minor)))
        .join(Account, col(Account.id) == whose.c.account)
        .group_by(whose.c.who)
    )
    return {who: int(arr or 0) for who, arr in found.all()}


def week_of(now: datetime) -> datetime:
    """Monday, 00:00 UTC."""
    today = now.astimezone(UTC).date()
    return datetime.combine(today - timedelta(days=today.weekday()), time(), UTC)
