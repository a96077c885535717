"""The segments at work, read once per wording and process."""

import logging
from collections import OrderedDict
from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import text
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from engine.errors import DefinitionError
from engine.segments.standing import Board, Count, Standing, SubjectKind, by_key, standing
from engine.segments.written import condition_from
from engine.store.statements import plain, run
from engine.store.tables import Segment

log = logging.getLogger(__name__)

_KEPT = 2_000
_read: OrderedDict[UUID, Standing | None] = OrderedDict()
"""By revision, which no two wordings share. None: this code cannot read it."""

_indexed: dict[frozenset[UUID], dict[str, tuple[Standing, ...]]] = {}
"""The last board's segments by what they listen for."""

# A row for each segment and no condition: this is asked with every batch of events.
_NOW = text("""
    SELECT s.key, s.revision, c.id IS NOT NULL AS is_counted, c.cursor
    FROM segments s
    LEFT JOIN segment_counts c ON c.segment_key = s.key AND c.finished_at IS NULL
    WHERE s.condition IS NOT NULL AND s.archived_at IS NULL
    ORDER BY s.key
""")


async def board(session: AsyncSession) -> Board:
    """All segments that have a condition, as they are now."""
    rows = (await run(session, _NOW, {})).all()
    if not rows:
        return Board()
    keys = {plain(row.revision): row.key for row in rows}
    revisions = frozenset(keys)
    await _learn(session, revisions)
    segments = tuple(found for each in sorted(revisions) if (found := _read.get(each)))
    counts = {
        row.key: Count(plain(row.cursor) if row.cursor else None) for row in rows if row.is_counted
    }
    if revisions not in _indexed:
        _indexed.clear()
        _indexed[revisions] = by_key(segments)
    unreadable = frozenset(keys[each] for each in revisions if not _read.get(each))
    return Board(segments, counts, _indexed[revisions], unreadable)


async def _learn(session: AsyncSession, revisions: Iterable[UUID]) -> None:
    new = [each for each in revisions if each not in _read]
    if not new:
        return
    found = await session.exec(select(Segment).where(col(Segment.revision).in_(new)))
    for row in found:
        _read[row.revision] = _standing(row)
    while len(_read) > _KEPT:
        _read.popitem(last=False)


def _standing(row: Segment) -> Standing | None:
    try:
        condition = condition_from(row.condition)
    except DefinitionError as error:
        log.error("The segment “%s” keeps nobody up to date: %s", row.key, error)
        return None
    kind: SubjectKind = "account" if row.subject_kind == "account" else "contact"
    return standing(row.key, row.revision, kind, condition)
