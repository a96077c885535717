"""A journey as it is explained: a version of it, what is live, or the draft."""

from collections.abc import Mapping

from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from engine.explanation import Explanation, explain
from engine.store.reading.journeys import definition, draft_definition, get_journey
from engine.store.tables import Pool


async def explanation_of(
    session: AsyncSession, key: str, *, version: int | None = None, draft: bool = False
) -> Explanation:
    """A version; else the `draft`, where there is one; else what is live. Where nothing has been
    published, it is the draft in any case.

    Raises NotFound, and UnreadableDraft.
    """
    found = await get_journey(session, key)
    if version is None and draft and found.has_draft:
        return explain(await draft_definition(session, key), pools=await _pools(session))
    number = version or found.live_version
    journey = await definition(session, key, version=number)
    return explain(journey, number, await _pools(session))


async def _pools(session: AsyncSession) -> Mapping[str, str]:
    """What each is called, by its key."""
    return dict((await session.exec(select(Pool.key, Pool.name))).all())
