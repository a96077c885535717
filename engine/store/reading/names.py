"""What the things are called that journeys name by their keys."""

from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from engine.sentences import Names
from engine.store.tables import Channel, Journey, Pool, Segment, User


async def names(session: AsyncSession) -> Names:
    """All there are, as they are called now."""
    people = select(func.lower(User.email), User.name).where(col(User.name) != "")
    return Names(
        pools=dict((await session.exec(select(Pool.key, Pool.name))).all()),
        people=dict((await session.exec(people)).all()),
        channels=dict((await session.exec(select(Channel.key, Channel.name))).all()),
        journeys=dict((await session.exec(select(Journey.key, Journey.name))).all()),
        segments=dict((await session.exec(select(Segment.key, Segment.name))).all()),
    )
