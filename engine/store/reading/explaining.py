"""A journey as it is explained: a version of it, what is live, or the draft."""

from sqlmodel.ext.asyncio.session import AsyncSession

from engine.explanation import Explanation, explain
from engine.store.reading.journeys import definition, draft_definition, get_journey
from engine.store.reading.names import names


async def explanation_of(
    session: AsyncSession, key: str, *, version: int | None = None, draft: bool = False
) -> Explanation:
    """A version; else the `draft`, where there is one; else what is live. Where nothing has been
    published, it is the draft in any case.

    Raises NotFound, and UnreadableDraft.
    """
    found = await get_journey(session, key)
    if version is None and draft and found.has_draft:
        return explain(await draft_definition(session, key), names=await names(session))
    number = version or found.live_version
    journey = await definition(session, key, version=number)
    return explain(journey, number, await names(session))
