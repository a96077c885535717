"""Test mails: asked for over HTTP, handed over by a worker, as everything that is sent.

A mail is claimed, handed over and settled, so that a worker that dies in between leaves one that
another takes up, with the same Message-ID.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete
from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from engine.errors import Conflict, Invalid, TooMany
from engine.store.audit import Actor, record
from engine.store.channels import MAIL_TESTS, notify
from engine.store.colleagues import user_at
from engine.store.suppressions import suppression_of, why_suppressed
from engine.store.tables import MailTest, User

MOST_AN_HOUR = 30
"""For each person or key."""

DEAD_AFTER = timedelta(minutes=2)
"""Who has claimed a mail and said nothing for so long is gone."""

DELAYS = (timedelta(seconds=30), timedelta(minutes=2), timedelta(minutes=10))
"""Between tries; then it has failed. Nobody waits longer for a test."""

KEPT = timedelta(days=30)

_HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Finished:
    """A mail as it is to be read."""

    from_name: str | None
    reply_to: str | None
    shown_for: str
    journey: str
    subject: str
    text: str
    html: str


async def colleague_at(session: AsyncSession, address: str) -> User:
    """Whoever works here under this address. Raises Invalid."""
    user = await user_at(session, address)
    if user is None:
        raise Invalid(
            f"“{address}” is not a user here. Test mails go to colleagues alone.",
            code="not_a_colleague",
        )
    return user


async def ask_for(
    session: AsyncSession, mail: Finished, to: User, *, by: Actor, now: datetime
) -> UUID:
    """Have the mail sent as soon as a worker is there. Old ones go. Raises TooMany, and Conflict
    where no mail goes to their address."""
    if suppression := await suppression_of(session, to.email):
        raise Conflict(
            f"{why_suppressed(suppression)} Test mails do not go there either. An administrator can"
            " take it off that list.",
            code="suppressed",
        )
    await session.execute(delete(MailTest).where(col(MailTest.created_at) < now - KEPT))
    await _allow(session, by, now)
    row = MailTest(
        asked_by=by.name,
        to_address=to.email,
        to_name=to.name,
        from_name=mail.from_name,
        reply_to=mail.reply_to,
        shown_for=mail.shown_for,
        journey=mail.journey,
        subject=mail.subject,
        text=mail.text,
        html=mail.html,
        next_try_at=now,
        created_at=now,
    )
    session.add(row)
    record(
        session,
        by,
        "mail_test.send",
        row.id,
        after={"to": to.email, "subject": mail.subject, "shown_for": mail.shown_for},
    )
    await session.flush()
    await notify(session, MAIL_TESTS)
    return row.id


async def _allow(session: AsyncSession, by: Actor, now: datetime) -> None:
    """Raises TooMany."""
    found = await session.exec(
        select(func.count(), func.min(MailTest.created_at)).where(
            MailTest.asked_by == by.name, col(MailTest.created_at) > now - _HOUR
        )
    )
    count, first = found.one()
    if count >= MOST_AN_HOUR:
        raise TooMany(
            f"You have sent {MOST_AN_HOUR} test mails within an hour. Try again later.",
            wait=first + _HOUR - now,
        )


async def take_due(session: AsyncSession, limit: int, now: datetime) -> Sequence[MailTest]:
    """Claim mails to hand over; others take others."""
    found = await session.exec(
        select(MailTest)
        .where(col(MailTest.next_try_at) <= now)
        .order_by(col(MailTest.next_try_at))
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    rows = list(found)
    for row in rows:
        row.status = "claimed"
        row.attempts += 1
        row.next_try_at = now + DEAD_AFTER
    return rows


async def sent(session: AsyncSession, mail: UUID, response: str, now: datetime) -> None:
    row = await session.get_one(MailTest, mail)
    row.status, row.reason, row.provider_response = "sent", None, response
    row.next_try_at, row.sent_at = None, now


async def refused(session: AsyncSession, mail: UUID, reason: str) -> None:
    """It will never be taken."""
    row = await session.get_one(MailTest, mail)
    row.status, row.reason, row.next_try_at = "failed", reason, None


async def postponed(
    session: AsyncSession, mail: UUID, reason: str, retry_after: timedelta | None, now: datetime
) -> None:
    """It was not taken this time. After some tries it has failed."""
    row = await session.get_one(MailTest, mail)
    if row.attempts > len(DELAYS):
        await refused(session, mail, reason)
        return
    row.status, row.reason = "queued", reason
    row.next_try_at = now + max(retry_after or timedelta(0), DELAYS[row.attempts - 1])
