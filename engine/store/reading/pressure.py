"""The pressure calendar: how much reaches customers, day by day, and what waits for its day."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from engine.clock import start_of_day
from engine.sentences.in_product import seen_in_words

MOST_ROWS = 50
MOST_TOUCHES = 500
MOST_DAYS_OFF = 3_000
"""How far from today a calendar may begin."""


@dataclass(frozen=True)
class Cell:
    """What reached somebody on one day, by kind; and what is put off until then."""

    reached: Counter[str] = field(default_factory=Counter)
    waiting: int = 0
    kept: int = 0
    """Of the mails so many are kept in Onward's own mailbox, and reached nobody."""

    @property
    def total(self) -> int:
        return self.reached.total()


@dataclass(frozen=True)
class Row:
    """An account; in an account's own calendar one of its contacts, or `None`: its tasks."""

    id: UUID | None
    name: str | None
    external_id: str | None
    cells: Sequence[Cell]
    """One for each day."""

    @property
    def total(self) -> int:
        return sum(cell.total for cell in self.cells)


@dataclass(frozen=True)
class Calendar:
    days: Sequence[date]
    rows: Sequence[Row]
    """Whom most reached, first."""
    everybody: Sequence[Cell]
    """All of them together, those not among the rows too."""
    others: int
    """How many more there are than rows."""


@dataclass(frozen=True)
class PlannedTouch:
    """One message or task of an account, or one that waits."""

    at: datetime
    kind: str
    journey: str
    journey_key: str
    step: str
    whom: str | None
    status: str
    """sent, claimed, skipped, failed, queued; open and so on for a task; waiting."""
    reason: str | None
    enrollment_id: UUID
    kept: bool
    """It is a mail that is kept in Onward's own mailbox, and reached nobody."""
    in_product: str | None = None
    """Of a message in the product: whether anybody has seen it, in words."""


_TOUCHES = """
    SELECT coalesce(m.sent_at, m.created_at) AS at, m.channel AS kind, m.account_id, m.contact_id,
           false AS waits, coalesce(m.provider = 'mailbox', false) AS kept
    FROM messages m
    WHERE m.created_at >= :from_earlier AND m.created_at < :to AND m.status IN ('sent', 'claimed')
      AND m.channel IN ('email', 'in_app') AND NOT m.is_test {messages}
      AND coalesce(m.sent_at, m.created_at) >= :from
    UNION ALL
    SELECT t.created_at, 'task', t.account_id, NULL, false, false
    FROM tasks t
    WHERE t.created_at >= :from AND t.created_at < :to AND t.kind = 'task' AND NOT t.is_test {tasks}
    UNION ALL
    SELECT w.due_at, w.kind, w.account_id, w.contact_id, true, false
    FROM waiting_touches w JOIN enrollments e ON e.id = w.enrollment_id
    WHERE w.due_at >= :from AND w.due_at < :to AND e.status = 'running'
      AND e.current_step = w.step {waiting}
"""
_COUNTED = (
    "kind, waits, (at AT TIME ZONE :zone)::date AS day, count(*), count(*) FILTER (WHERE kept)"
)
_OF_ALL = text(
    f"SELECT account_id AS who, {_COUNTED} FROM ("
    + _TOUCHES.format(messages="", tasks="", waiting="")
    + ") AS touch WHERE account_id IS NOT NULL GROUP BY 1, 2, 3, 4"
)
_OF_ONE = text(
    f"SELECT contact_id AS who, {_COUNTED} FROM ("
    + _TOUCHES.format(
        messages="AND m.account_id = :account",
        tasks="AND t.account_id = :account",
        waiting="AND w.account_id = :account",
    )
    + ") AS touch GROUP BY 1, 2, 3, 4"
)
_NAMES = {
    "accounts": text("SELECT id, name, external_id FROM accounts WHERE id = ANY(:ids)"),
    "contacts": text(
        "SELECT id, coalesce(name, email), external_id FROM contacts WHERE id = ANY(:ids)"
    ),
}
_LIST = text("""
    SELECT at, kind, j.name AS journey, j.key AS journey_key, step, whom, touch.status, reason,
           enrollment_id, kept, seen_at, expires_at
    FROM (
        SELECT coalesce(m.sent_at, m.created_at) AS at, m.channel AS kind, m.journey_id, m.step,
               coalesce(c.name, m.to_address) AS whom, m.status, m.reason, m.enrollment_id,
               coalesce(m.provider = 'mailbox', false) AS kept, s.seen_at,
               CAST(m.content ->> 'expires_at' AS timestamptz) AS expires_at
        FROM messages m LEFT JOIN contacts c ON c.id = m.contact_id
        LEFT JOIN in_app_states s ON s.message_id = m.id
        WHERE m.account_id = :account AND m.created_at >= :from AND m.created_at < :to
          AND m.channel IN ('email', 'in_app') AND NOT m.is_test
        UNION ALL
        SELECT t.created_at, 'task', t.journey_id, t.step, u.name, t.status, NULL, t.enrollment_id,
               false, NULL, NULL
        FROM tasks t LEFT JOIN users u ON u.id = t.assignee_id
        WHERE t.account_id = :account AND t.created_at >= :from AND t.created_at < :to
          AND t.kind = 'task' AND NOT t.is_test
        UNION ALL
        SELECT w.due_at, w.kind, w.journey_id, w.step, coalesce(c.name, c.email), 'waiting',
               w.reason, w.enrollment_id, false, NULL, NULL
        FROM waiting_touches w JOIN enrollments e ON e.id = w.enrollment_id
        LEFT JOIN contacts c ON c.id = w.contact_id
        WHERE w.account_id = :account AND w.due_at >= :from AND w.due_at < :to
          AND e.status = 'running' AND e.current_step = w.step
    ) AS touch JOIN journeys j ON j.id = touch.journey_id
    ORDER BY at DESC LIMIT :most
""")


async def calendar(
    session: AsyncSession, first: date, days: int, zone: str, account: UUID | None = None
) -> Calendar:
    """Of all accounts, or of one account by its contacts. Days are those of `zone`, an IANA
    name."""
    asked = _span(first, days, zone) | {"zone": zone}
    if account is not None:
        asked["account"] = account
    found = await session.execute(_OF_ALL if account is None else _OF_ONE, asked)
    cells: dict[UUID | None, list[Cell]] = defaultdict(lambda: [Cell() for _ in range(days)])
    everybody = [Cell() for _ in range(days)]
    for who, kind, waits, day, count, kept in found:
        place = (day - first).days
        for row in (cells[who], everybody):
            cell = row[place]
            if not waits:
                cell.reached[kind] += count
            waiting = cell.waiting + (count if waits else 0)
            row[place] = Cell(cell.reached, waiting, cell.kept + kept)
    ranked = sorted(
        cells.items(), key=lambda each: -sum(cell.total + cell.waiting for cell in each[1])
    )
    shown = ranked[:MOST_ROWS]
    names = await _names(session, "accounts" if account is None else "contacts", shown)
    return Calendar(
        [first + timedelta(days=each) for each in range(days)],
        [Row(who, *names.get(who, (None, None)), row) for who, row in shown],
        everybody,
        len(ranked) - len(shown),
    )


async def _names(
    session: AsyncSession, table: str, rows: Sequence[tuple[UUID | None, object]]
) -> dict[UUID | None, tuple[str | None, str | None]]:
    ids = [who for who, _ in rows if who is not None]
    found = await session.execute(_NAMES[table], {"ids": ids})
    return {who: (name, external_id) for who, name, external_id in found}


async def touches_of(
    session: AsyncSession, account: UUID, first: date, days: int, zone: str, now: datetime
) -> list[PlannedTouch]:
    """What reached an account, or did not, and why; the latest first."""
    asked = _span(first, days, zone) | {"account": account, "most": MOST_TOUCHES}
    found = await session.execute(_LIST, asked)
    return [_planned(row, now) for row in found]


def _planned(row: Any, now: datetime) -> PlannedTouch:
    *about, seen_at, expires_at = row
    touch = PlannedTouch(*about)
    if touch.kind != "in_app" or touch.status != "sent":
        return touch
    said = seen_in_words(now, is_test=False, seen_at=seen_at, expires_at=expires_at)
    return replace(touch, in_product=said)


def _span(first: date, days: int, zone: str) -> dict[str, Any]:
    begins = start_of_day(first, zone)
    return {
        "from": begins,
        # A mail may be sent days after it was claimed.
        "from_earlier": begins - timedelta(days=4),
        "to": start_of_day(first + timedelta(days=days), zone),
    }


_PUT_OFF = text("""
    SELECT count(*) FROM waiting_touches w JOIN enrollments e ON e.id = w.enrollment_id
    WHERE w.kind IN ('email', 'in_app') AND e.status = 'running' AND e.current_step = w.step
      AND NOT e.is_test
""")


async def put_off(session: AsyncSession) -> int:
    """How many messages wait for their time: they are written once they go out, and until then in
    no list of messages."""
    return int((await session.execute(_PUT_OFF)).scalar_one())
