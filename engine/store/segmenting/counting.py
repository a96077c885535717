"""Counting: everybody is looked at once for a segment whose condition is new, page by page.

Each page is a transaction of its own that also says how far it has come, so whatever dies in the
middle is gone on with. Until a count comes to somebody, nobody else decides about them for that
segment.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import func, update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from engine.segments.standing import Standing
from engine.store.channels import EVENTS, notify
from engine.store.customers import only_accounts
from engine.store.people import hold
from engine.store.segmenting.board import board
from engine.store.segmenting.gathering import table_of
from engine.store.segmenting.locks import wait_for
from engine.store.segmenting.revising import Cause, revise
from engine.store.tables import SegmentCount

PAGE = 100
"""With their accounts as many as can be held one by one."""


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
    """Go on with the oldest count by one page. Returns 0 when there is none. `zone`: our own."""
    found = await session.exec(
        select(SegmentCount)
        .where(col(SegmentCount.finished_at).is_(None))
        .order_by(col(SegmentCount.id))
        .limit(1)
        .with_for_update()
    )
    count = found.first()
    if count is None:
        return 0
    segment = next(
        (each for each in (await board(session)).segments if each.key == count.segment_key), None
    )
    if segment is None:  # it is put away, or nobody can read it
        count.finished_at = now
        return 1
    await _page(session, count, segment, now, zone)
    return 1


async def _page(
    session: AsyncSession, count: SegmentCount, segment: Standing, now: datetime, zone: str
) -> None:
    kind = segment.subject_kind
    if count.total is None:
        count.total = await _how_many(session, kind)
    ids = await _after(session, kind, count.cursor)
    if ids:
        homes = await only_accounts(session, ids) if kind == "contact" else {}
        # In this order: a dispatcher may wait for whoever it dispatches to be free to be held.
        await wait_for(session, kind, ids)
        await hold(session, {*ids, *homes.values()})
        cause = Cause(count.cause, by=count.by)
        looks = {each: {segment: cause} for each in ids}
        await revise(session, kind, looks, now, zone, tells=count.tells, held=True)
        count.cursor, count.done = ids[-1], count.done + len(ids)
    if len(ids) < PAGE:
        count.finished_at = now
    await notify(session, EVENTS)  # a dispatcher may have left one of them to us


async def _how_many(session: AsyncSession, kind: str) -> int:
    table, real = table_of(kind)
    return (await session.exec(select(func.count()).select_from(table).where(*real))).one()


async def _after(session: AsyncSession, kind: str, cursor: UUID | None) -> list[UUID]:
    table, real = table_of(kind)
    column = col(table.id)
    beyond = [column > cursor] if cursor is not None else []
    found = await session.exec(select(column).where(*real, *beyond).order_by(column).limit(PAGE))
    return [UUID(str(each)) for each in found]
