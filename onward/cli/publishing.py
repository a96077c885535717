"""Publishing from a file, and reading back what is live: the commands' use of the store."""

from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from engine.definition.journey import Journey
from engine.errors import NotFound
from engine.store import journeys, tables
from engine.store.tables.columns import utc_now
from onward.cli.beside import BY


async def publish(session: AsyncSession, definition: Journey) -> journeys.Published:
    """Create the journey unless it exists, save the definition as its draft, and publish that."""
    now, key = utc_now(), definition.journey
    there = await session.exec(select(tables.Journey.id).where(tables.Journey.key == key))
    if there.first() is None:
        await journeys.create(session, definition, by=BY, now=now)
    else:
        await journeys.save_draft(session, key, definition, by=BY, now=now)
    return await journeys.publish(session, key, by=BY, now=now)


async def live(session: AsyncSession, key: str) -> Journey:
    """The version new customers enter. Raises NotFound."""
    found = await session.exec(
        select(tables.JourneyVersion.definition)
        .join(tables.Journey)
        .where(
            tables.Journey.key == key,
            tables.JourneyVersion.number == tables.Journey.live_version,
        )
    )
    definition = found.first()
    if definition is None:
        raise NotFound(f"There is no published journey “{key}”.")
    return Journey.model_validate(definition)
