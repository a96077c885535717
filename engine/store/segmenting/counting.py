"""Counting: everybody is looked at once for a segment whose condition is new, page by page.

Each page is a transaction of its own that also says how far it has come, so whatever dies in the
middle is gone on with. Counts that have come equally far share their pages, and one that has begun
later catches up first: for fifty segments everybody is read once, not fifty times. Until a count
comes to somebody, nobody else decides about them for that segment.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, text, update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from engine.segments.standing import Standing, in_layers
from engine.store.channels import EVENTS, notify
from engine.store.customers import only_accounts
from engine.store.people import hold
from engine.store.segmenting.board import board
from engine.store.segmenting.gathering import table_of
from engine.store.segmenting.locks import wait_for
from engine.store.segmenting.revising import Cause, revise
from engine.store.statements import run
from engine.store.tables import SegmentCount

PAGE = 100
"""With their accounts as many as can be held one by one."""

LOOKS = 1_000
"""In a page, of all segments together: in between the dispatcher has its turn."""


async def begin_count(
    session: AsyncSession, key: str, *, cause: str, tells: bool, by: str, now: datetime
) -> None:
    """Have everybody looked at anew. What was being counted of the segment is given up."""
    if await _is_first(session, key):
        # Not everybody has been found yet, so nobody whom it finds has just come in.
        cause, tells = "first_count", False
    await give_up_counts(session, key, now)
    session.add(SegmentCount(segment_key=key, cause=cause, tells=tells, by=by, started_at=now))
    await session.flush()


async def _is_first(session: AsyncSession, key: str) -> bool:
    """Whether the segment's first count is still going on."""
    found = await session.exec(
        select(SegmentCount.id).where(
            SegmentCount.segment_key == key,
            col(SegmentCount.finished_at).is_(None),
            SegmentCount.cause == "first_count",
        )
    )
    return found.first() is not None


async def give_up_counts(session: AsyncSession, key: str, now: datetime) -> None:
    await session.execute(
        update(SegmentCount)
        .where(col(SegmentCount.segment_key) == key, col(SegmentCount.finished_at).is_(None))
        .values(finished_at=now)
        .execution_options(synchronize_session=False)
    )


async def count_page(session: AsyncSession, now: datetime, zone: str) -> int:
    """Go on by one page with whichever counts are furthest behind, all of them at once. Returns 0
    when there are none. `zone`: our own.

    A count that this code cannot read is left to code that can.
    """
    found = await session.exec(
        select(SegmentCount)
        .where(col(SegmentCount.finished_at).is_(None))
        .order_by(col(SegmentCount.id))
        .with_for_update()
    )
    counts = found.all()
    # Read under the counts' lock: who changes a segment takes that first.
    standing = await board(session)
    segments = {each.key: each for each in standing.segments}
    going = list[_Going]()
    ended = 0
    for each in counts:
        if each.segment_key in segments:
            going.append(_Going(each, segments[each.segment_key]))
        elif each.segment_key not in standing.unreadable:  # it is put away
            each.finished_at = now
            ended += 1
    if going:
        await _page(session, *_furthest_behind(going), now, zone)
    await _leave_behind(session, standing.unreadable, now)
    return len(going) + ended


@dataclass(frozen=True)
class _Going:
    count: SegmentCount
    segment: Standing


def _furthest_behind(going: Sequence[_Going]) -> tuple[list[_Going], UUID | None]:
    """Those to go on with, and how far at most: to where the next ones are, to go on with them from
    there. Accounts come before contacts, who may be asked for the segments of their accounts."""
    kind = min(each.segment.subject_kind for each in going)
    cursors = {each.count.cursor for each in going if each.segment.subject_kind == kind}
    first, *later = sorted(cursors, key=lambda cursor: (cursor is not None, cursor))
    return [
        each for each in going if each.segment.subject_kind == kind and each.count.cursor == first
    ], next(iter(later), None)


async def _page(
    session: AsyncSession, going: Sequence[_Going], until: UUID | None, now: datetime, zone: str
) -> None:
    kind, cursor = going[0].segment.subject_kind, going[0].count.cursor
    if any(each.count.total is None for each in going):
        total = await _how_many(session, kind)
        for each in going:
            each.count.total = total if each.count.total is None else each.count.total
    most = max(1, min(PAGE, LOOKS // len(going)))
    ids = await _between(session, kind, cursor, until, most)
    if ids:
        homes = await only_accounts(session, ids) if kind == "contact" else {}
        # In this order: a dispatcher may wait for whoever it dispatches to be free to be held.
        await wait_for(session, kind, ids)
        await hold(session, {*ids, *homes.values()})
        await _look(session, going, ids, now, zone)
    for each in going:
        each.count.done += len(ids)
        if len(ids) == most:
            each.count.cursor = ids[-1]
        elif until is not None:
            each.count.cursor = until
        else:
            each.count.cursor = ids[-1] if ids else each.count.cursor
            each.count.finished_at = now
    await notify(session, EVENTS)  # a dispatcher may have left one of them to us


async def _look(
    session: AsyncSession, going: Sequence[_Going], ids: Sequence[UUID], now: datetime, zone: str
) -> None:
    kind, counts = going[0].segment.subject_kind, {each.segment: each.count for each in going}
    for layer in in_layers(counts):
        for tells in (False, True):
            causes = {
                segment: Cause(counts[segment].cause, by=counts[segment].by)
                for segment in layer
                if counts[segment].tells == tells
            }
            if causes:
                looks = dict.fromkeys(ids, causes)
                await revise(session, kind, looks, now, zone, tells=tells, held=True)


async def _leave_behind(session: AsyncSession, keys: Collection[str], now: datetime) -> None:
    """Segments that this code cannot read miss what happens meanwhile: whoever can read them is to
    count everybody."""
    if keys:
        await run(session, _LEAVE_BEHIND, {"keys": sorted(keys), "by": _UNREADABLE, "now": now})


_UNREADABLE = "onward"
_LEAVE_BEHIND = text("""
    INSERT INTO segment_counts (segment_key, cause, tells, by, started_at, done)
    SELECT key, 'caught_up', true, :by, CAST(:now AS timestamptz), 0
    FROM unnest(CAST(:keys AS text[])) AS key
    WHERE NOT EXISTS (
        SELECT FROM segment_counts c WHERE c.segment_key = key AND c.finished_at IS NULL)
""")


async def _how_many(session: AsyncSession, kind: str) -> int:
    table, real = table_of(kind)
    return (await session.exec(select(func.count()).select_from(table).where(*real))).one()


async def _between(
    session: AsyncSession, kind: str, after: UUID | None, until: UUID | None, most: int
) -> list[UUID]:
    table, real = table_of(kind)
    column = col(table.id)
    bounds = [column > after] if after is not None else []
    bounds += [column <= until] if until is not None else []
    found = await session.exec(select(column).where(*real, *bounds).order_by(column).limit(most))
    return [UUID(str(each)) for each in found]
