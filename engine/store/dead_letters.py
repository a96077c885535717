"""Dead letters: items that could not be stored, why, and another try at them."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import orjson
from sqlalchemy import text
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from engine.store.statements import run
from engine.store.tables import DeadLetter
from engine.tracking.calls import BadCall


async def keep_aside(
    session: AsyncSession, source_id: UUID, bad: Sequence[BadCall], received_at: datetime
) -> None:
    """Add dead letters. One that this source's message id has already stays as it is."""
    if not bad:
        return
    rows = [
        {"message_id": each.message_id, "code": each.code, "reason": each.reason,
         "payload": each.payload}
        for each in bad
    ]  # fmt: skip
    await run(
        session,
        _KEEP_ASIDE,
        {"rows": orjson.dumps(rows).decode(), "source": source_id, "received_at": received_at},
    )


async def list_dead_letters(
    session: AsyncSession,
    *,
    limit: int,
    before: int | None = None,
    source_id: UUID | None = None,
    replayed: bool | None = False,
) -> list[DeadLetter]:
    """Newest first, at most `limit`. `before`: the last id of the page before.

    `replayed`: False, those that still wait; True, those that became events; None, all.
    """
    query = select(DeadLetter).order_by(col(DeadLetter.id).desc()).limit(limit)
    if before is not None:
        query = query.where(col(DeadLetter.id) < before)
    if source_id is not None:
        query = query.where(DeadLetter.source_id == source_id)
    if replayed is not None:
        done = col(DeadLetter.replayed_at)
        query = query.where(done.is_not(None) if replayed else done.is_(None))
    return list(await session.exec(query))


async def get_dead_letter(session: AsyncSession, dead_letter_id: int) -> DeadLetter | None:
    return await session.get(DeadLetter, dead_letter_id)


_KEEP_ASIDE = text("""
    INSERT INTO dead_letters (source_id, message_id, code, reason, payload, received_at)
    SELECT CAST(:source AS uuid), r.message_id, r.code, r.reason, r.payload,
           CAST(:received_at AS timestamptz)
    FROM json_to_recordset(CAST(:rows AS json))
         AS r(message_id text, code text, reason text, payload jsonb)
    ON CONFLICT DO NOTHING
""")
