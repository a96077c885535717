"""Looking again when time may have turned something, and at whoever came with no event.

What is due stays due until somebody has looked: a process that dies, or is away for a day, loses
nothing.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from engine.entry import history
from engine.segments.standing import Board, Standing
from engine.store.channels import EVENTS, notify
from engine.store.segmenting.board import board
from engine.store.segmenting.locks import free_of
from engine.store.segmenting.revising import BY_TIME, NEWCOMER, Cause, revise
from engine.store.statements import plain, run

PAGE = 200

_Found = dict[str, dict[UUID, dict[Standing, Cause]]]


async def look_again(session: AsyncSession, now: datetime, zone: str) -> int:
    """One page of who is due. Returns how many were looked at; 0: there is nothing to do, or others
    are at it. `zone`: our own."""
    standing = await board(session)
    if not standing.segments:
        await run(session, _FORGET, {})
        return 0
    looked = 0
    found, newcomers = await _due(session, standing, now)
    for kind, wanted in found.items():
        free = await free_of(session, kind, wanted)
        looks = {each: segments for each, segments in wanted.items() if each in free}
        if looks:
            await run(session, _TAKE_NEWCOMERS, {"subjects": list(newcomers & looks.keys())})
            await revise(session, kind, looks, now, zone)
            looked += len(looks)
    if looked:
        await notify(session, EVENTS)  # a dispatcher may have left one of them to us
    return looked


async def _due(session: AsyncSession, standing: Board, now: datetime) -> tuple[_Found, set[UUID]]:
    """Who is to be looked at for what, and who of them because they are new."""
    segments = {segment.key: segment for segment in standing.segments}
    found: _Found = {"account": {}, "contact": {}}
    gone, newcomers = set[str](), set[UUID]()
    left = sorted(standing.unreadable)
    for row in await run(session, _DUE, {"now": now, "page": PAGE, "left": left}):
        segment = segments.get(row.segment_key)
        if segment is None:
            gone.add(row.segment_key)
            continue
        cause = BY_TIME
        if row.event_id is not None:
            came = history(row.occurred_at, row.received_at)
            cause = Cause("event", row.event_id, history=came)
        found[segment.subject_kind].setdefault(plain(row.subject_id), {})[segment] = cause
    if gone:
        await run(session, _FORGET_TURNS, {"keys": sorted(gone)})
    for row in await run(session, _NEWCOMERS, {"page": PAGE}):
        newcomers.add(plain(row.subject_id))
        _want(standing, found[row.subject_kind], plain(row.subject_id), row.subject_kind)
    return found, newcomers


def _want(
    standing: Board, found: dict[UUID, dict[Standing, Cause]], subject: UUID, kind: str
) -> None:
    wanted = found.setdefault(subject, {})
    for segment in standing.of_kind(kind):
        if not standing.is_left_to_count(segment, subject):
            wanted.setdefault(segment, NEWCOMER)


# Whoever a count has yet to come to is left to it, and a segment nobody here can read to others.
_DUE = text("""
    SELECT t.subject_id, t.segment_key, e.id AS event_id, e.occurred_at, e.received_at
    FROM segment_turns t LEFT JOIN events e ON e.id = t.event_id
    WHERE due_at <= CAST(:now AS timestamptz) AND segment_key <> ALL(CAST(:left AS text[]))
      AND NOT EXISTS (
        SELECT FROM segment_counts c
        WHERE c.segment_key = t.segment_key AND c.finished_at IS NULL
          AND (c.cursor IS NULL OR t.subject_id > c.cursor))
    ORDER BY due_at LIMIT :page
    FOR UPDATE OF t SKIP LOCKED
""")

# Who came with an event that waits to be dispatched is left to that: it may be history. No more are
# looked through than a few pages: all others may wait for theirs during a large import.
_NEWCOMERS = text("""
    SELECT subject_id, subject_kind FROM segment_newcomers n
    WHERE id IN (SELECT id FROM segment_newcomers ORDER BY id LIMIT 5 * CAST(:page AS integer))
      AND NOT EXISTS (
        SELECT FROM events e WHERE e.account_id = n.subject_id
          AND e.dispatched_at IS NULL AND e.dispatch_again_at IS NULL AND e.dispatch_attempts = 0)
      AND NOT EXISTS (
        SELECT FROM events e WHERE e.contact_id = n.subject_id
          AND e.dispatched_at IS NULL AND e.dispatch_again_at IS NULL AND e.dispatch_attempts = 0)
    ORDER BY id LIMIT :page
    FOR UPDATE OF n SKIP LOCKED
""")

_TAKE_NEWCOMERS = text("""
    DELETE FROM segment_newcomers WHERE id IN (
        SELECT id FROM segment_newcomers WHERE subject_id = ANY(CAST(:subjects AS uuid[]))
        FOR UPDATE SKIP LOCKED)
""")

_FORGET_TURNS = text("DELETE FROM segment_turns WHERE segment_key = ANY(CAST(:keys AS text[]))")

_FORGET = text("DELETE FROM segment_newcomers")
"""Without segments nobody has to be looked at, and whoever makes the first counts everybody."""
