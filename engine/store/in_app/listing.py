"""What was shown to whom in products, and what they did: for people here."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from engine.sentences.in_product import seen_in_words
from engine.store.in_app.feed import STATES
from engine.store.reading.paging import PAGE_SIZE, Page, cursor, identifier, instant, place
from engine.store.statements import run


@dataclass(frozen=True)
class Line:
    """One message, as it is listed."""

    id: UUID
    title: str
    format: str
    journey: str
    contact: str
    account: str | None
    sent_at: datetime
    states: dict[str, datetime]
    """When first, of those that came about."""
    done: int
    items: int
    """Of a checklist: how many are ticked, and how many there are."""
    in_product: str
    """Whether anybody has seen it, in words."""
    is_test: bool


async def list_shown(
    session: AsyncSession, now: datetime, *, limit: int = PAGE_SIZE, after: str | None = None
) -> Page[Line]:
    """The latest first. Raises Invalid for a cursor of another list."""
    at, identity = place(after, instant, identifier) if after is not None else (None, None)
    asked = {"limit": limit + 1, "before": at, "before_id": identity}
    found = list(await run(session, _LATEST, asked))
    rows = found[:limit]
    last = rows[-1] if len(found) > limit else None
    return Page(_lines(rows, now), cursor(last.created_at, last.id) if last is not None else None)


def _lines(rows: Sequence[Any], now: datetime) -> list[Line]:
    return [
        Line(
            row.id,
            row.subject or "",
            row.format or "feed",
            row.journey,
            row.contact or "Somebody without a name",
            row.account,
            row.sent_at,
            {each: at for each in STATES if (at := getattr(row, f"{each}_at")) is not None},
            row.done,
            row.items,
            seen_in_words(now, is_test=row.is_test, seen_at=row.seen_at, expires_at=row.expires_at),
            row.is_test,
        )
        for row in rows
    ]


_LATEST = text("""
    SELECT m.id, m.subject, m.content ->> 'format' AS format, j.name AS journey,
           COALESCE(c.name, c.email, c.external_id) AS contact, a.name AS account,
           COALESCE(m.sent_at, m.created_at) AS sent_at, m.created_at, m.is_test,
           s.seen_at, s.read_at, s.interacted_at, s.clicked_at, s.archived_at, s.dismissed_at,
           s.completed_at,
           (SELECT count(*) FROM in_app_items i WHERE i.message_id = m.id) AS items,
           (SELECT count(*) FROM in_app_items i
            WHERE i.message_id = m.id AND i.done_at IS NOT NULL) AS done,
           CAST(m.content ->> 'expires_at' AS timestamptz) AS expires_at
    FROM messages m
    JOIN journeys j ON j.id = m.journey_id
    LEFT JOIN contacts c ON c.id = m.contact_id
    LEFT JOIN accounts a ON a.id = m.account_id
    LEFT JOIN in_app_states s ON s.message_id = m.id
    WHERE m.channel = 'in_app' AND m.status = 'sent'
      AND (CAST(:before AS timestamptz) IS NULL
           OR (m.created_at, m.id) < (CAST(:before AS timestamptz), CAST(:before_id AS uuid)))
    ORDER BY m.created_at DESC, m.id DESC LIMIT :limit
""")
