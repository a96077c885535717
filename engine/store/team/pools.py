"""Pools: colleagues who share tasks, and the rule by which they are given out."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from sqlalchemy import delete, update
from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from engine.errors import Invalid, NotFound
from engine.pooling import Rule
from engine.store.audit import Actor, record
from engine.store.tables import Channel, Pool, PoolMember, Task, User
from engine.store.tasks import LIVE
from engine.store.team.turns import opened

_KEY = re.compile(r"[a-z0-9][a-z0-9_-]{0,62}")


@dataclass(frozen=True)
class MemberSummary:
    email: str
    name: str
    open: int
    most_open: int | None
    """What counts for them: their own, else the pool's."""
    hours_a_week: int | None
    minutes: int
    """How much work they were given this week."""
    away: bool


@dataclass(frozen=True)
class PoolSummary:
    key: str
    name: str
    rule: Rule
    most_open: int | None
    hours_a_week: int | None
    fallback: str | None
    """A mail address."""
    channel: str | None
    members: list[MemberSummary]
    waiting: int
    """Tasks in its queue."""


async def list_pools(session: AsyncSession, now: datetime) -> list[PoolSummary]:
    """By key, with what each member has to do."""
    keys = await session.exec(select(Pool.key).order_by(col(Pool.key)))
    return [await get_pool(session, key, now) for key in keys.all()]


async def get_pool(session: AsyncSession, key: str, now: datetime) -> PoolSummary:
    """Raises NotFound."""
    pool = await session.get(Pool, key)
    if pool is None:
        raise NotFound(f"There is no pool “{key}”.")
    drawing = await opened(session, pool, now)
    fallback = drawing.fallback
    return PoolSummary(
        pool.key,
        pool.name,
        cast(Rule, pool.rule),
        pool.most_open,
        pool.hours_a_week,
        fallback.email if fallback else None,
        pool.channel,
        [
            MemberSummary(
                drawing.users[member.id].email,
                member.name,
                member.open,
                pool.most_open if member.most_open is None else member.most_open,
                pool.hours_a_week if member.hours_a_week is None else member.hours_a_week,
                member.minutes,
                member.working.away_at(now) is not None,
            )
            for member in drawing.members.members
        ],
        await _waiting(session, key),
    )


async def set_pool(
    session: AsyncSession,
    key: str,
    *,
    name: str | None,
    rule: Rule,
    members: Sequence[str],
    most_open: int | None,
    hours_a_week: int | None,
    fallback: str | None,
    channel: str | None,
    by: Actor,
    now: datetime,
) -> None:
    """Add a pool, or change all of it. `members`, in their order, and `fallback` are mail
    addresses of users. Raises Invalid."""
    if not _KEY.fullmatch(key):
        raise Invalid(f"“{key}” cannot be a pool's key: up to 63 of a-z, 0-9, - and _.")
    users = await _users(session, members)
    stand_in = (await _users(session, [fallback]))[0] if fallback else None
    if channel and await session.get(Channel, channel) is None:
        raise Invalid(f"There is no channel “{channel}”.", code="channel_unknown")
    pool = await session.get(Pool, key, with_for_update=True)
    before = await _audited(session, pool) if pool else None
    if pool is None:
        pool = Pool(key=key, name=name or key, created_at=now)
        session.add(pool)
    pool.name, pool.rule, pool.channel = name or pool.name, rule, channel or None
    pool.most_open, pool.hours_a_week = most_open, hours_a_week
    pool.fallback_id = stand_in.id if stand_in else None
    await session.flush()
    await session.execute(delete(PoolMember).where(col(PoolMember.pool_key) == key))
    session.add_all(
        PoolMember(pool_key=key, user_id=user.id, place=place) for place, user in enumerate(users)
    )
    await session.flush()
    record(session, by, "pool.set", key, before=before, after=await _audited(session, pool))


async def remove_pool(session: AsyncSession, key: str, *, by: Actor) -> None:
    """What waits in its queue is nobody's from now on. Raises NotFound."""
    pool = await session.get(Pool, key, with_for_update=True)
    if pool is None:
        raise NotFound(f"There is no pool “{key}”.")
    record(session, by, "pool.remove", key, before=await _audited(session, pool))
    await session.execute(
        update(Task)
        .where(col(Task.pool) == key, col(Task.assignee_id).is_(None))
        .values(pool=None, assigned_because=f"the pool “{key}” is gone")
    )
    await session.execute(delete(PoolMember).where(col(PoolMember.pool_key) == key))
    await session.delete(pool)
    await session.flush()


async def _users(session: AsyncSession, emails: Sequence[str]) -> list[User]:
    wanted = list(dict.fromkeys(email.strip().lower() for email in emails if email.strip()))
    found = await session.exec(
        select(User).where(col(User.email).in_(wanted), col(User.disabled_at).is_(None))
    )
    users = {user.email: user for user in found}
    if missing := [email for email in wanted if email not in users]:
        raise Invalid(f"There is no user {missing[0]}.", code="user_unknown")
    return [users[email] for email in wanted]


async def _waiting(session: AsyncSession, key: str) -> int:
    found = await session.exec(
        select(func.count()).where(
            col(Task.pool) == key,
            col(Task.assignee_id).is_(None),
            col(Task.status).in_(LIVE),
            col(Task.is_test).is_(False),
        )
    )
    return found.one()


async def _audited(session: AsyncSession, pool: Pool) -> dict[str, str | int | None]:
    members = await session.exec(
        select(User.email)
        .join(PoolMember, col(PoolMember.user_id) == col(User.id))
        .where(PoolMember.pool_key == pool.key)
        .order_by(col(PoolMember.place))
    )
    return {
        "name": pool.name,
        "rule": pool.rule,
        "members": ", ".join(members),
        "most_open": pool.most_open,
        "hours_a_week": pool.hours_a_week,
        "fallback": str(pool.fallback_id) if pool.fallback_id else None,
        "channel": pool.channel,
    }
