"""What a reader is to be shown now: the feed, and what lies over the product."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import text
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from engine.errors import Invalid
from engine.store.in_app.readers import Reader
from engine.store.statements import run
from engine.store.tables import Message

MOST = 100
MOST_OVER = 50
"""Of what lies over the product, the most urgent and newest."""

Which = Literal["open", "archived", "all"]


@dataclass(frozen=True)
class Shown:
    """A message as its reader sees it, and what they did about it."""

    id: UUID
    journey: str
    step: str
    title: str
    text: str
    html: str
    content: dict[str, Any]
    sent_at: datetime
    states: dict[str, datetime] = field(default_factory=dict)
    """When first, of those that came about."""
    done: frozenset[str] = frozenset()
    """The items that are ticked."""

    @property
    def format(self) -> str:
        return str(self.content.get("format", "feed"))


@dataclass(frozen=True)
class Feed:
    messages: tuple[Shown, ...]
    """What is in the feed, the newest first."""
    next: str | None
    """Where the next page begins. None: this is the last."""
    unread: int
    unseen: int
    over: tuple[Shown, ...]
    """What is shown over the product, what comes first first. Only with the first page."""


@dataclass(frozen=True)
class Wanted:
    """Which part of the feed. None: whatever it is."""

    limit: int = 20
    after: str | None = None
    which: Which = "open"
    read: bool | None = None
    seen: bool | None = None
    offset: int = 0
    """So many of it are passed over."""
    only: UUID | None = None
    """This message and no other."""
    journeys: frozenset[str] | None = None
    """Of these journeys, by their keys."""


async def feed_of(session: AsyncSession, reader: Reader, wanted: Wanted, now: datetime) -> Feed:
    """One page of it. Raises Invalid for a page that cannot be."""
    if reader.contact_id is None:
        return Feed((), None, 0, 0, ())
    rows = await _page(session, reader, wanted, now)
    more = len(rows) > wanted.limit
    page = rows[: wanted.limit]
    unread, unseen = await counts(session, reader, now)
    over = await _over(session, reader, now) if wanted.after is None else ()
    last = page[-1] if page else None
    following = _written(last.sent_at, last.id) if more and last else None
    return Feed(tuple(page), following, unread, unseen, over)


async def cursor_of(session: AsyncSession, message_id: UUID) -> str | None:
    """What `Wanted.after` is for what comes after this message. None: there is none."""
    found = await session.exec(select(Message.sent_at).where(Message.id == message_id))
    at = found.first()
    return _written(at, message_id) if at else None


def _written(at: datetime, message_id: UUID) -> str:
    return f"{at.isoformat()}~{message_id}"


async def counts(session: AsyncSession, reader: Reader, now: datetime) -> tuple[int, int]:
    """How many of the feed are unread, and how many unseen."""
    found = await run(session, _COUNTS, _asked(reader, now))
    row = found.one()
    return row.unread, row.unseen


async def count(session: AsyncSession, reader: Reader, wanted: Wanted, now: datetime) -> int:
    """How many of the feed there are of this kind."""
    if reader.contact_id is None:
        return 0
    found = await run(session, _COUNT, {**_asked(reader, now), **_kind(wanted)})
    return int(found.scalar_one())


async def _page(
    session: AsyncSession, reader: Reader, wanted: Wanted, now: datetime
) -> list[Shown]:
    at, identifier = _cursor(wanted.after)
    found = await run(
        session,
        _PAGE,
        {
            **_asked(reader, now),
            **_kind(wanted),
            "before": at,
            "before_id": identifier,
            "limit": wanted.limit + 1,
            "offset": wanted.offset,
            "only": wanted.only,
        },
    )
    return [_shown(row) for row in found]


async def _over(session: AsyncSession, reader: Reader, now: datetime) -> tuple[Shown, ...]:
    found = await run(session, _OVER, {**_asked(reader, now), "limit": MOST_OVER})
    return tuple(_shown(row) for row in found)


def _asked(reader: Reader, now: datetime) -> dict[str, Any]:
    return {"contact": reader.contact_id, "account": reader.account_id, "now": now}


def _kind(wanted: Wanted) -> dict[str, Any]:
    archived = {"open": False, "archived": True, "all": None}[wanted.which]
    journeys = None if wanted.journeys is None else sorted(wanted.journeys)
    kind = {"archived": archived, "read": wanted.read, "seen": wanted.seen}
    return {**kind, "journeys": journeys}


def _cursor(after: str | None) -> tuple[datetime | None, UUID | None]:
    if after is None:
        return None, None
    at, _, identifier = after.partition("~")
    try:
        moment = datetime.fromisoformat(at)
        if moment.tzinfo is None:
            raise ValueError
        return moment, UUID(identifier)
    except ValueError:
        raise Invalid("“after” is not a page of this feed.", code="cursor") from None


STATES = ("seen", "read", "interacted", "clicked", "archived", "dismissed", "completed")


def _shown(row: Any) -> Shown:
    states = {state: at for state in STATES if (at := getattr(row, f"{state}_at")) is not None}
    return Shown(
        UUID(int=row.id.int),  # the driver's own kind is nothing that JSON is made from
        row.journey,
        row.step,
        row.subject or "",
        row.text or "",
        row.html or "",
        row.content,
        row.sent_at,
        states,
        frozenset(row.done or ()),
    )


_THEIRS = """
    FROM messages m
    JOIN journeys j ON j.id = m.journey_id
    LEFT JOIN in_app_states s ON s.message_id = m.id
    WHERE m.contact_id = :contact AND m.channel = 'in_app' AND m.status = 'sent' AND NOT m.is_test
      AND (CAST(:account AS uuid) IS NULL OR m.account_id IS NULL
           OR m.account_id = CAST(:account AS uuid))
      AND (m.content ->> 'expires_at' IS NULL
           OR CAST(m.content ->> 'expires_at' AS timestamptz) > CAST(:now AS timestamptz))
"""
_IN_FEED = _THEIRS + " AND m.content ->> 'format' = 'feed'"
_OF_KIND = """
      AND (CAST(:archived AS boolean) IS NULL
           OR (s.archived_at IS NOT NULL) = CAST(:archived AS boolean))
      AND (CAST(:read AS boolean) IS NULL OR (s.read_at IS NOT NULL) = CAST(:read AS boolean))
      AND (CAST(:seen AS boolean) IS NULL OR (s.seen_at IS NOT NULL) = CAST(:seen AS boolean))
      AND (CAST(:journeys AS text[]) IS NULL OR j.key = ANY(CAST(:journeys AS text[])))
"""
_COLUMNS = """
    SELECT m.id, j.key AS journey, m.step, m.subject, m.text, m.html, m.content, m.sent_at,
           s.seen_at, s.read_at, s.interacted_at, s.clicked_at, s.archived_at, s.dismissed_at,
           s.completed_at,
           (SELECT array_agg(i.id) FROM in_app_items i
            WHERE i.message_id = m.id AND i.done_at IS NOT NULL) AS done
"""
_PAGE = text(f"""
    {_COLUMNS} {_IN_FEED} {_OF_KIND}
      AND (CAST(:before AS timestamptz) IS NULL
           OR (m.sent_at, m.id) < (CAST(:before AS timestamptz), CAST(:before_id AS uuid)))
      AND (CAST(:only AS uuid) IS NULL OR m.id = CAST(:only AS uuid))
    ORDER BY m.sent_at DESC, m.id DESC LIMIT :limit OFFSET :offset
""")
_COUNT = text(f"SELECT count(*) {_IN_FEED} {_OF_KIND}")
_COUNTS = text(f"""
    SELECT count(*) FILTER (WHERE s.read_at IS NULL) AS unread,
           count(*) FILTER (WHERE s.seen_at IS NULL) AS unseen
    {_IN_FEED} AND s.archived_at IS NULL
""")
# What a step showed before is superseded by what it shows now. A survey and what reminds of it are
# two messages with one answer.
_OVER = text(f"""
    {_COLUMNS} {_THEIRS}
      AND m.content ->> 'format' <> 'feed'
      AND s.dismissed_at IS NULL AND s.completed_at IS NULL AND s.archived_at IS NULL
      AND NOT EXISTS (
          SELECT FROM survey_responses r JOIN messages o ON o.id = r.message_id
          WHERE o.enrollment_id = m.enrollment_id AND o.step = m.step AND o.visit = m.visit
            AND o.contact_id = m.contact_id)
      AND NOT EXISTS (
          SELECT FROM messages n WHERE n.contact_id = m.contact_id AND n.journey_id = m.journey_id
            AND n.step = m.step AND n.channel = 'in_app' AND n.status = 'sent' AND NOT n.is_test
            AND (n.sent_at, n.id) > (m.sent_at, m.id))
    ORDER BY CASE m.content ->> 'priority' WHEN 'high' THEN 0 WHEN 'low' THEN 2 ELSE 1 END,
             m.sent_at, m.id
    LIMIT :limit
""")
