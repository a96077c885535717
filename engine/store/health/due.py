"""Which accounts are to be looked at, and when. Any number of workers take them from here.

An account is marked by whoever changes something that its health hangs on. A worker claims some for
a while; what is marked meanwhile stays due, so that nothing is lost, and a worker that dies leaves
its accounts to the next.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import orjson
from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from engine.health import DEFAULT, windows
from engine.health.measuring import NOT_HEARD
from engine.store.statements import run
from engine.store.taking import TakenEvent

SETTLING = timedelta(seconds=20)
"""So long is what happens in an account gathered before it is looked at."""

APART = timedelta(minutes=10)
"""So long apart are looks at one account for events that are merely counted. What changes a trait,
such as a failed payment, does not wait for it."""

LEASE = timedelta(minutes=5)

_LISTENS = sorted({*windows(DEFAULT).feeds})


@dataclass(frozen=True)
class Claim:
    account_id: UUID
    marks: int


async def mark(session: AsyncSession, events: Iterable[TakenEvent], now: datetime) -> None:
    """Have those accounts looked at whose health these events may change, and new ones.

    One statement; it writes nothing where no event is one that a scorecard asks for. Takes locks in
    order, and is to be the last of its transaction to take any.
    """
    asked = [
        {
            "account": str(event.account_id),
            "keys": sorted(event.keys),
            "outside": event.name not in NOT_HEARD,
        }
        for event in events
        if event.account_id is not None
    ]
    if asked:
        written = orjson.dumps(asked).decode()
        due = {"due": now + SETTLING, "apart": APART}
        await run(session, _MARK, {"asked": written, "listens": _LISTENS, **due})


_MARK = text("""
    WITH listened AS (
        SELECT COALESCE(array_agg(DISTINCT asked.key), CAST(:listens AS text[])) AS keys
        FROM health_cards, unnest(listens) AS asked(key)
    ), concerned AS (
        SELECT a.account AS account_id,
               bool_or(a.keys && (SELECT keys FROM listened)) AS fed,
               bool_or(a.outside) AS outside,
               bool_or(EXISTS (
                   SELECT FROM unnest(a.keys) AS key, listened
                   WHERE key LIKE 'trait:%' AND key = ANY(listened.keys))) AS presses
        FROM jsonb_to_recordset(CAST(:asked AS jsonb))
             AS a(account uuid, keys text[], outside boolean)
        GROUP BY a.account
    )
    INSERT INTO health_due AS due (account_id, due_at, marks, is_heard)
    SELECT c.account_id,
           CASE WHEN c.presses THEN CAST(:due AS timestamptz)
                ELSE GREATEST(CAST(:due AS timestamptz), h.at + CAST(:apart AS interval)) END,
           1, false
    FROM concerned c LEFT JOIN health_due d USING (account_id)
    LEFT JOIN account_health h USING (account_id)
    WHERE c.fed OR d.account_id IS NULL OR (c.outside AND NOT d.is_heard)
    ORDER BY c.account_id
    ON CONFLICT (account_id) DO UPDATE
        SET due_at = LEAST(due.due_at, EXCLUDED.due_at), marks = due.marks + 1
""")


async def mark_all(session: AsyncSession, now: datetime) -> None:
    """Have every account looked at: a scorecard is another."""
    await run(session, _MARK_ALL, {"now": now})


_MARK_ALL = text("""
    WITH held AS (SELECT account_id FROM health_due ORDER BY account_id FOR UPDATE)
    UPDATE health_due AS d
    SET due_at = LEAST(d.due_at, CAST(:now AS timestamptz)), marks = d.marks + 1
    FROM held WHERE d.account_id = held.account_id
""")


async def take_in(session: AsyncSession, now: datetime) -> int:
    """Accounts of which no event ever came: have them looked at too. Returns how many."""
    found = await run(session, _TAKE_IN, {"now": now})
    return found.rowcount


_TAKE_IN = text("""
    INSERT INTO health_due (account_id, due_at, marks, is_heard)
    SELECT a.id, CAST(:now AS timestamptz), 1, false FROM accounts a
    WHERE NOT EXISTS (SELECT FROM health_due d WHERE d.account_id = a.id)
    ORDER BY a.id LIMIT 5000
    ON CONFLICT DO NOTHING
""")


async def claim(session: AsyncSession, limit: int, now: datetime) -> Sequence[Claim]:
    """Accounts that are due, those first of which what somebody set has expired, then those due
    longest; for the caller alone while `LEASE` lasts."""
    rows = await run(session, _CLAIM, {"limit": limit, "now": now, "until": now + LEASE})
    return [Claim(row.account_id, row.marks) for row in rows]


_CLAIM = text("""
    WITH expired AS MATERIALIZED (
        SELECT d.account_id FROM health_overrides o
        JOIN account_health h ON h.account_id = o.account_id AND h.override IS NOT NULL
        JOIN health_due d ON d.account_id = o.account_id
        WHERE o.ended_at IS NULL AND o.expires_at <= CAST(:now AS timestamptz)
          AND d.due_at <= CAST(:now AS timestamptz)
        ORDER BY o.expires_at LIMIT CAST(:limit AS integer) FOR UPDATE OF d SKIP LOCKED
    ), others AS (
        SELECT account_id FROM health_due
        WHERE due_at <= CAST(:now AS timestamptz)
          AND account_id NOT IN (SELECT account_id FROM expired)
        ORDER BY due_at LIMIT CAST(:limit AS integer) - (SELECT count(*) FROM expired)
        FOR UPDATE SKIP LOCKED
    ), found AS (
        SELECT account_id FROM expired UNION ALL SELECT account_id FROM others
    )
    UPDATE health_due d SET due_at = CAST(:until AS timestamptz)
    FROM found WHERE d.account_id = found.account_id
    RETURNING d.account_id, d.marks
""")


@dataclass(frozen=True)
class Settled:
    """An account that was looked at: let it be until then, unless it was marked meanwhile."""

    claim: Claim
    next_at: datetime
    is_heard: bool


async def settle(session: AsyncSession, settled: Iterable[Settled]) -> None:
    rows = [
        {
            "account": str(each.claim.account_id),
            "marks": each.claim.marks,
            "next": each.next_at,
            "heard": each.is_heard,
        }
        for each in settled
    ]
    if rows:
        await run(session, _SETTLE, {"settled": orjson.dumps(rows).decode()})


_SETTLE = text("""
    WITH asked AS MATERIALIZED (
        SELECT d.account_id, a.marks, a.next, a.heard
        FROM json_to_recordset(CAST(:settled AS json))
             AS a(account uuid, marks bigint, next timestamptz, heard boolean)
        JOIN health_due d ON d.account_id = a.account
        ORDER BY d.account_id FOR UPDATE OF d
    )
    UPDATE health_due d
    SET is_heard = asked.heard,
        due_at = CASE WHEN d.marks = asked.marks THEN asked.next ELSE d.due_at END
    FROM asked WHERE d.account_id = asked.account_id
""")


async def bring_forward(session: AsyncSession, account_id: UUID, at: datetime) -> None:
    """Have an account looked at by then."""
    await run(session, _BRING_FORWARD, {"account": account_id, "at": at})


_BRING_FORWARD = text("""
    INSERT INTO health_due AS due (account_id, due_at, marks, is_heard)
    VALUES (CAST(:account AS uuid), CAST(:at AS timestamptz), 1, false)
    ON CONFLICT (account_id) DO UPDATE
        SET due_at = LEAST(due.due_at, EXCLUDED.due_at), marks = due.marks + 1
""")
