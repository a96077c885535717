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


async def names_sent(session: AsyncSession, most: int) -> list[str]:
    """The names of all events, in order, as many as `most`, in a time that hangs on how many names
    there are and not on how many events."""
    return list((await session.execute(_NAMES, {"most": most})).scalars())


_SENT = text("""
    SELECT asked.name FROM unnest(CAST(:names AS text[])) AS asked(name)
    WHERE EXISTS (SELECT FROM events WHERE events.name = asked.name)
""")

# One step from each name to the next in the index, however often it is there.
_NAMES = text("""
    WITH RECURSIVE names AS (
        (SELECT name FROM events ORDER BY name LIMIT 1)
        UNION ALL
        SELECT (SELECT e.name FROM events AS e WHERE e.name > n.name ORDER BY e.name LIMIT 1)
        FROM names AS n WHERE n.name IS NOT NULL
    )
    SELECT name FROM names WHERE name IS NOT NULL LIMIT :most
""")
