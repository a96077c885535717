"""Which events have ever come in from anybody."""

from collections.abc import Collection

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from engine.store.statements import run


async def ever_sent(session: AsyncSession, names: Collection[str]) -> frozenset[str]:
    """Those of the names that any event has."""
    if not names:
        return frozenset()
    return frozenset((await run(session, _SENT, {"names": sorted(names)})).scalars())


_SENT = text("""
    SELECT asked.name FROM unnest(CAST(:names AS text[])) AS asked(name)
    WHERE EXISTS (SELECT FROM events WHERE events.name = asked.name)
""")
