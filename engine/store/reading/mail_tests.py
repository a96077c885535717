"""Test mails, for whoever asked for one and in the mailbox."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel import col, or_, select
from sqlmodel.ext.asyncio.session import AsyncSession

from engine.errors import NotFound
from engine.store.actors import names_of
from engine.store.reading.listing import listed, made, mentioning
from engine.store.reading.paging import PAGE_SIZE, Page, identifier, instant
from engine.store.tables import MailTest


@dataclass(frozen=True)
class MailTestSummary:
    id: UUID
    asked_by: str
    """A user's address, or `key:` and a key's id."""
    asked_by_name: str
    """What they are called."""
    to_address: str
    to_name: str
    shown_for: str
    """The customer it was filled in for, in words."""
    journey: str
    """The name of the journey it was written in."""
    subject: str
    status: str
    """queued, claimed (being sent), sent or failed."""
    reason: str | None
    """Why it failed, or is still queued."""
    created_at: datetime
    sent_at: datetime | None


@dataclass(frozen=True)
class MailTestDetail:
    mail: MailTestSummary
    from_name: str | None
    text: str
    html: str
    provider_response: str | None
    attempts: int


async def list_mail_tests(
    session: AsyncSession,
    *,
    status: str | None = None,
    search: str | None = None,
    limit: int = PAGE_SIZE,
    after: str | None = None,
) -> Page[MailTestSummary]:
    """The latest first. `status` may be `waiting`, which is queued or claimed. `search` is looked
    for in subjects, addresses and the customers' names."""
    statement = _MAIL_TESTS
    if status is not None:
        statuses = ("queued", "claimed") if status == "waiting" else (status,)
        statement = statement.where(col(MailTest.status).in_(statuses))
    if search:
        columns = (MailTest.subject, MailTest.to_address, MailTest.to_name, MailTest.shown_for)
        statement = statement.where(or_(*mentioning(search, *columns)))
    return await listed(
        session,
        MailTestSummary,
        statement,
        order=[(col(MailTest.created_at), instant), (col(MailTest.id), identifier)],
        limit=limit,
        after=after,
    )


async def get_mail_test(session: AsyncSession, test: UUID) -> MailTestDetail:
    """Raises NotFound."""
    row = (await session.execute(_MAIL_TESTS.where(MailTest.id == test))).first()
    if row is None:
        raise NotFound(f"There is no test mail {test}.")
    return made(MailTestDetail, row[0], {"mail": _summary(row)})


async def latest_of(session: AsyncSession, asked_by: str, journey: str) -> MailTestSummary | None:
    """The latest that somebody asked for, by the name of where it was written."""
    found = await session.execute(
        _MAIL_TESTS.where(MailTest.asked_by == asked_by, MailTest.journey == journey)
        .order_by(col(MailTest.created_at).desc())
        .limit(1)
    )
    row = found.first()
    return _summary(row) if row is not None else None


_MAIL_TESTS: Any = select(MailTest, *names_of(MailTest.asked_by))


def _summary(row: Any) -> MailTestSummary:
    return made(MailTestSummary, row[0], row._mapping)
