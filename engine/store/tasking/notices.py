"""What colleagues are told: kept here until a worker has handed it over.

A notice is claimed, handed over and settled, so that a worker that dies in between leaves one that
another takes up, with the same Message-ID.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID, uuid4

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from engine.clock import in_words, known_zone
from engine.store.channels import NOTICES, notify
from engine.store.tables import Account, Notice, Pool, Task, User

Kind = Literal["assigned", "escalated", "digest"]

DEAD_AFTER = timedelta(minutes=2)
"""Who has claimed a notice and said nothing for so long is gone."""

DELAYS = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240))
"""Between tries; then it has failed."""

KEPT = timedelta(days=60)


@dataclass(frozen=True)
class Going:
    """A notice with where it goes."""

    notice: Notice
    to: User | None
    """None: into a chat."""


async def tell_assignee(
    session: AsyncSession,
    task: Task,
    user: User | None,
    kind: Kind,
    *,
    now: datetime,
    but_not: str | None = None,
) -> None:
    """Tell whoever got a task, and the chats that are to hear of it. `but_not`: the address of who
    gave it; nobody is told of what they did themselves."""
    if task.is_test:
        return
    what = await _what(session, task)
    if user is not None and _wants_mail(user, kind) and user.email != but_not:
        subject = f"Late, and now yours: {task.title}" if kind == "escalated" else task.title
        text = _text(task, what, "It is yours", user)
        await add(session, kind, subject, text, user=user.id, task=task.id, now=now)
    late = "Late. " if kind == "escalated" else ""
    whose = f"It is {user.name}’s" if user else "It waits for somebody"
    said = _text(task, f"{late}{what}", whose, user)
    subject = f"{late}{'' if user else 'Waits for somebody: '}{task.title}"
    for channel in await _channels(session, task, user):
        await add(session, kind, subject, said, channel=channel, task=task.id, now=now)


async def tell_who_had_it(
    session: AsyncSession, task: Task, before: User | None, now_has: User | None, *, now: datetime
) -> None:
    """Tell whoever did not get to a task that it is somebody else’s. `now_has` None: it waits in a
    pool."""
    if task.is_test or before is None or not _wants_mail(before, "escalated"):
        return
    whose = f"It is {now_has.name}’s now" if now_has else "It waits for somebody now"
    text = _text(task, await _what(session, task), whose, before)
    subject = f"Late, and no longer yours: {task.title}"
    await add(session, "escalated", subject, text, user=before.id, task=task.id, now=now)


async def add(
    session: AsyncSession,
    kind: Kind,
    subject: str,
    text: str,
    *,
    now: datetime,
    user: UUID | None = None,
    channel: str | None = None,
    task: UUID | None = None,
    identifier: UUID | None = None,
) -> None:
    """Have it told as soon as a worker is there. The same id is told once."""
    await session.execute(
        insert(Notice)
        .values(
            id=identifier or uuid4(),
            kind=kind,
            user_id=user,
            channel=channel,
            task_id=task,
            subject=subject,
            text=text,
            status="queued",
            attempts=0,
            next_try_at=now,
            created_at=now,
        )
        .on_conflict_do_nothing()
    )
    await notify(session, NOTICES)


def _wants_mail(user: User, kind: Kind) -> bool:
    return user.notify == "at_once" or (user.notify == "digest" and kind == "escalated")


async def _what(session: AsyncSession, task: Task) -> str:
    account = await session.get(Account, task.account_id) if task.account_id else None
    return f"{task.title} ({account.name or account.external_id})" if account else task.title


def _text(task: Task, what: str, whose: str, user: User | None) -> str:
    """Paragraphs. Times are of the clock of `user`, else of the customer’s."""
    lines = [what, f"{whose} ({task.assigned_because})."]
    if task.due_at is not None:
        zone = known_zone(user.time_zone if user else None, task.due_zone)
        lines.append(f"Due {in_words(task.due_at, zone)}.")
    if task.instructions:
        lines.append(task.instructions.strip())
    return "\n\n".join(lines)


async def _channels(session: AsyncSession, task: Task, user: User | None) -> list[str]:
    pool = await session.get(Pool, task.pool) if task.pool else None
    both = (user.channel if user else None, pool.channel if pool else None)
    return list(dict.fromkeys(each for each in both if each))


# Handing over


async def take_due(session: AsyncSession, limit: int, now: datetime) -> Sequence[Going]:
    """Claim notices to hand over; others take others."""
    found = await session.exec(
        select(Notice, User)
        .outerjoin(User, col(User.id) == col(Notice.user_id))
        .where(col(Notice.next_try_at) <= now)
        .order_by(col(Notice.next_try_at))
        .limit(limit)
        .with_for_update(skip_locked=True, of=Notice)
    )
    going = [Going(notice, user) for notice, user in found]
    for each in going:
        each.notice.status = "claimed"
        each.notice.attempts += 1
        each.notice.next_try_at = now + DEAD_AFTER
    return going


async def sent(session: AsyncSession, notice: UUID, now: datetime) -> None:
    row = await session.get_one(Notice, notice)
    row.status, row.reason, row.next_try_at, row.sent_at = "sent", None, None, now


async def refused(session: AsyncSession, notice: UUID, reason: str) -> None:
    """It will never be taken."""
    row = await session.get_one(Notice, notice)
    row.status, row.reason, row.next_try_at = "failed", reason, None


async def postponed(session: AsyncSession, notice: UUID, reason: str, now: datetime) -> None:
    """It was not taken this time. After some tries it has failed."""
    row = await session.get_one(Notice, notice)
    if row.attempts > len(DELAYS):
        await refused(session, notice, reason)
        return
    row.status, row.reason = "queued", reason
    row.next_try_at = now + DELAYS[row.attempts - 1]


async def forget_old(session: AsyncSession, now: datetime) -> int:
    gone = await session.execute(
        delete(Notice)
        .where(col(Notice.created_at) < now - KEPT, col(Notice.next_try_at).is_(None))
        .returning(col(Notice.id))
    )
    return len(gone.all())
