"""A journey as it is explained: a version of it, what is live, or the draft."""

from sqlmodel.ext.asyncio.session import AsyncSession

from engine.explanation import Explanation, explain
from engine.store.reading.journeys import definition, draft_definition, get_journey


async def explanation_of(
    session: AsyncSession, key: str, *, version: int | None = None, draft: bool = False
) -> Explanation:
    """Without a version what is live, or the draft where nothing has been published yet.

    Raises NotFound, also for a draft that is not there; and UnreadableDraft.
    """
    if draft:
        return explain(await draft_definition(session, key))
    number = version or (await get_journey(session, key)).live_version
    return explain(await definition(session, key, version=number), number)
