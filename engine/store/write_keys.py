"""Which source a write key speaks for."""

import hashlib
import hmac
import re
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import or_, update
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from engine.store.tables import ApiKey

_SHAPE = re.compile(r"onw_write_([A-Za-z0-9]{8})_[A-Za-z0-9_-]{1,200}")
_NOTE_USE_EVERY = timedelta(minutes=1)


async def source_of(session: AsyncSession, write_key: str, now: datetime) -> UUID | None:
    """The source whose events the key may send. None: unknown, revoked, expired, of another scope.

    Only write keys may send events: a key that can read or change things does not belong in a
    browser, and refusing it here is how its owner finds out.
    """
    shape = _SHAPE.fullmatch(write_key)
    key = await session.get(ApiKey, shape[1]) if shape else None
    if key is None or not _is_valid(key, write_key, now):
        return None
    await session.exec(
        update(ApiKey)
        .where(
            col(ApiKey.id) == key.id,
            or_(
                col(ApiKey.last_used_at).is_(None),
                col(ApiKey.last_used_at) < now - _NOTE_USE_EVERY,
            ),
        )
        .values(last_used_at=now)
        .execution_options(synchronize_session=False)
    )
    return key.source_id


def _is_valid(key: ApiKey, write_key: str, now: datetime) -> bool:
    digest = hashlib.sha256(write_key.encode()).hexdigest()
    return (
        hmac.compare_digest(digest, key.key_hash)
        and key.scope == "write"
        and key.revoked_at is None
        and (key.expires_at is None or key.expires_at > now)
    )
