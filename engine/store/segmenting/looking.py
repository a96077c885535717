"""Looking again when time may have turned something, and at whoever came with no event.

What is due stays due until somebody has looked: a process that dies, or is away for a day, loses
nothing.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

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
    for kind, wanted in (await _due(session, standing, now)).items():
        free = await free_of(session, kind, wanted)
        looks = {each: segments for each, segments in wanted.items() if each in free}
        if looks:
            await run(session, _TAKE_NEWCOMERS, {"subjects": list(looks)})
            await revise(session, kind, looks, now, zone)
            looked += len(looks)
    if looked:
        await notify(session, EVENTS)  # a dispatcher may have left one of them to us
    return looked


async def _due(session: AsyncSession, standing: Board, now: datetime) -> _Found:
    segments = {segment.key: segment for segment in standing.segments}
    found: _Found = {"account": {}, "contact": {}}
    gone: set[str] = set()
    left = sorted(standing.unreadable)
    for row in await run(session, _DUE, {"now": now, "page": PAGE, "left": left}):
        segment = segments.get(row.segment_key)
        if segment is None:
            gone.add(row.segment_key)
            continue
        cause = Cause("event", row.event_id) if row.event_id is not None else BY_TIME
        found[segment.subject_kind].setdefault(plain(row.subject_id), {})[segment] = cause
    if gone:
        await run(session, _FORGET_TURNS, {"keys": sorted(gone)})
    for row in await run(session, _NEWCOMERS, {"page": PAGE}):
        _want(standing, found[row.subject_kind], plain(row.subject_id), row.subject_kind)
    return found


def _want(
    standing: Board, found: dict[UUID, dict[Standing, Cause]], subject: UUID, kind: str
) -> None:
    wanted = found.setdefault(subject, {})
    for segment in standing.of_kind(kind):
        if not standing.is_left_to_count(segment, subject):
            wanted.setdefault(segment, NEWCOMER)


# Whoever a count has yet to come to is left to it, and a segment nobody here can read to others.
_DUE = text("""
    SELECT subject_id, segment_key, event_id FROM segment_turns t
    WHERE due_at <= CAST(:now AS timestamptz) AND segment_key <> ALL(CAST(:left AS text[]))
      AND NOT EXISTS (
        SELECT FROM segment_counts c
        WHERE c.segment_key = t.segment_key AND c.finished_at IS NULL
          AND (c.cursor IS NULL OR t.subject_id > c.cursor))
    ORDER BY due_at LIMIT :page
    FOR UPDATE SKIP LOCKED
""")

_NEWCOMERS = text("""
    SELECT subject_id, subject_kind FROM segment_newcomers ORDER BY id LIMIT :page
    FOR UPDATE SKIP LOCKED
""")

_TAKE_NEWCOMERS = text("""
    DELETE FROM segment_newcomers WHERE id IN (
        SELECT id FROM segment_newcomers WHERE subject_id = ANY(CAST(:subjects AS uuid[]))
        FOR UPDATE SKIP LOCKED)
""")

_FORGET_TURNS = text("DELETE FROM segment_turns WHERE segment_key = ANY(CAST(:keys AS text[]))")

_FORGET = text("DELETE FROM segment_newcomers")
"""Without segments nobody has to be looked at, and whoever makes the first counts everybody."""
