"""What waits for a colleague, told once each morning: on their own clock, and not on days off."""

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import uuid5
from zoneinfo import ZoneInfo

from sqlalchemy.dialects.postgresql import insert
from sqlmodel import and_, col, or_, select
from sqlmodel.ext.asyncio.session import AsyncSession

from engine.clock import in_words, start_of_day
from engine.definition.times import as_time
from engine.store.faults import is_of_one
from engine.store.tables import Account, AccountHealth, Digest, Task, User
from engine.store.tasking.notices import add
from engine.store.tasks import LIVE
from engine.store.team.hours import hours_of

log = logging.getLogger(__name__)

MOST_LINES = 50
"""Of each kind; of more, it is said how many there are."""


@dataclass(frozen=True)
class Section:
    title: str
    lines: Sequence[str]
    """Each ends with the path of the page about it."""


async def send_digests(session: AsyncSession, now: datetime, default_zone: str = "UTC") -> int:
    """Tell everybody whose morning has come. Returns how many were told, or had nothing to hear.
    `default_zone`: an IANA zone, for whoever has named none.

    Whoever was missed while nothing ran is told later the same day, and not for days that are over.
    """
    found = await session.exec(
        select(User)
        .where(col(User.disabled_at).is_(None), User.notify != "none")
        .order_by(col(User.id))
    )
    return sum([await _told(session, user, now, default_zone) for user in found.all()])


async def _told(session: AsyncSession, user: User, now: datetime, zone: str) -> bool:
    """What is wrong with one colleague's keeps nobody else's back."""
    try:
        async with session.begin_nested():
            return await _morning(session, user, now, zone)
    except Exception as fault:
        if not is_of_one(fault):
            raise
        log.exception("%s cannot be told what their day brings.", user.email)
        return False


async def _morning(session: AsyncSession, user: User, now: datetime, zone: str) -> bool:
    hours = hours_of(user, zone)
    shown = now.astimezone(ZoneInfo(hours.zone))
    if shown.time() < as_time(user.digest_at) or not hours.works_on(shown.date()):
        return False
    claimed = await session.execute(
        insert(Digest)
        .values(user_id=user.id, day=shown.date(), items=0, at=now)
        .on_conflict_do_nothing()
        .returning(col(Digest.user_id))
    )
    if claimed.first() is None:
        return False
    sections = await _sections(session, user, shown.date(), hours.zone, now)
    if items := sum(len(section.lines) for section in sections):
        digest = await session.get_one(Digest, (user.id, shown.date()))
        digest.items = items
        await add(
            session,
            "digest",
            _subject(sections),
            "\n\n".join(_paragraphs(sections)),
            user=user.id,
            now=now,
            identifier=uuid5(user.id, f"digest/{shown.date().isoformat()}"),
        )
    return True


def _subject(sections: Sequence[Section]) -> str:
    return "Your day: " + ", ".join(f"{len(each.lines)} {each.title}" for each in sections)


def _paragraphs(sections: Sequence[Section]) -> Iterator[str]:
    for section in sections:
        lines = [f"- {line}" for line in section.lines[:MOST_LINES]]
        if more := len(section.lines) - MOST_LINES:
            lines += [f"- and {more} more"] if more > 0 else []
        yield f"{section.title.capitalize()}:"
        yield "\n".join(lines)


async def _sections(
    session: AsyncSession, user: User, day: date, zone: str, now: datetime
) -> list[Section]:
    """What there is to say; nothing of what there is not."""
    tomorrow = start_of_day(day + timedelta(days=1), zone)
    found = await session.execute(
        select(Task, Account)
        .outerjoin(Account, col(Account.id) == col(Task.account_id))
        .where(
            Task.assignee_id == user.id,
            col(Task.status).in_(LIVE),
            col(Task.is_test).is_(False),
            or_(col(Task.snoozed_until).is_(None), col(Task.snoozed_until) <= now),
            or_(Task.kind == "approval", and_(col(Task.due_at) < tomorrow)),
        )
        .order_by(col(Task.due_at).nulls_last(), col(Task.id))
    )
    late: list[str] = []
    today: list[str] = []
    approvals: list[str] = []
    for task, account in found.all():
        whose = f" ({account.name or account.external_id})" if account else ""
        due = f", due {in_words(task.due_at, zone)}" if task.due_at else ""
        line = _line(f"{task.title}{whose}{due} /tasks/{task.id}")
        if task.status == "open" and task.due_at and task.due_at < now:
            late.append(line)
        else:
            (approvals if task.kind == "approval" else today).append(line)
    sections = [
        Section("overdue", late),
        Section("due today", today),
        Section("waiting for your approval", approvals),
        Section("of your accounts red", await _red(session, user)),
    ]
    return [section for section in sections if section.lines]


async def _red(session: AsyncSession, user: User) -> list[str]:
    found = await session.execute(
        select(Account, AccountHealth.score)
        .join(AccountHealth, col(AccountHealth.account_id) == col(Account.id))
        .where(Account.owner_id == user.id, AccountHealth.band == "red")
        .order_by(col(AccountHealth.score).nulls_last(), col(Account.id))
    )
    return [
        _line(f"{account.name or account.external_id}{_score(score)} /accounts/{account.id}")
        for account, score in found.all()
    ]


def _line(said: str) -> str:
    """In one line, whatever names that came from elsewhere hold: by its lines a list is known."""
    return " ".join(said.split())


def _score(score: float | None) -> str:
    return "" if score is None else f", health {score:.0f}"
