"""Keeping items aside that could not be stored, with the reason."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import orjson
from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from engine.store.statements import run
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


_KEEP_ASIDE = text("""
    INSERT INTO dead_letters (source_id, message_id, code, reason, payload, received_at)
    SELECT CAST(:source AS uuid), r.message_id, r.code, r.reason, r.payload,
           CAST(:received_at AS timestamptz)
    FROM json_to_recordset(CAST(:rows AS json))
         AS r(message_id text, code text, reason text, payload jsonb)
    ON CONFLICT DO NOTHING
""")
