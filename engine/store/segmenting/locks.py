"""Who may decide about a customer, and tell of it: see `engine.store.segmenting`."""

from collections.abc import Collection
from uuid import UUID

import orjson
from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from engine.store.people import EVERYBODY
from engine.store.statements import run
from engine.store.taking import lock_key


async def free_of(session: AsyncSession, kind: str, subjects: Collection[UUID]) -> set[UUID]:
    """Those whom nobody else is deciding about; they are the caller's until commit."""
    if not subjects:
        return set()
    keys = {lock_key(kind, each): each for each in subjects}
    found = await run(session, _TRY, {"keys": sorted(keys)})
    return {keys[key] for key in found.scalars()}


async def wait_for(session: AsyncSession, kind: str, subjects: Collection[UUID]) -> None:
    """Wait until nobody else is deciding about any of them."""
    await run(session, _WAIT, {"keys": sorted(lock_key(kind, each) for each in subjects)})


async def held_at_once(session: AsyncSession, subjects: Collection[UUID]) -> set[UUID]:
    """Those about whom nobody is storing an event right now; from now on nobody else does until
    commit. As `engine.store.people.hold`, but without ever waiting."""
    if not subjects:
        return set()
    ids = orjson.dumps(sorted(map(str, subjects))).decode()
    found = await run(session, _HOLD_AT_ONCE, {"subjects": ids, "all": EVERYBODY})
    return {UUID(each) for each in found.scalars()}


_TRY = text(
    "SELECT key FROM unnest(CAST(:keys AS bigint[])) AS key WHERE pg_try_advisory_xact_lock(key)"
)

_WAIT = text("""
    SELECT count(*) FROM (
        SELECT pg_advisory_xact_lock(key)
        FROM (SELECT unnest(CAST(:keys AS bigint[])) AS key ORDER BY 1) AS sorted
    ) AS locked
""")

_HOLD_AT_ONCE = text("""
    WITH everybody AS MATERIALIZED (
        SELECT pg_try_advisory_xact_lock_shared(CAST(:all AS bigint)) AS is_free
    )
    SELECT id FROM everybody, json_array_elements_text(CAST(:subjects AS json)) AS id
    WHERE is_free AND pg_try_advisory_xact_lock(hashtextextended(id, 0))
""")
