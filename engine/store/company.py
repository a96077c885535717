"""What a simulation needs to know of the installation: its rules, and the journeys beside."""

from dataclasses import replace

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from engine.definition.journey import Journey
from engine.errors import Invalid
from engine.simulation.orders import LIVE, Task
from engine.store import tables
from engine.store.library import completed
from engine.store.reading.journeys import live_definition
from engine.store.settings import policy

MOST_BESIDE = 20
"""More journeys than this would make a simulation too long; say which ones count."""


async def in_company(session: AsyncSession, task: Task) -> Task:
    """The task under the rules that are set, beside the journeys it names. Raises NotFound."""
    named = task.order.beside
    own = task.setting.journey.journey
    keys = await _live(session) if named == LIVE else list(dict.fromkeys(named))
    others: list[Journey] = [
        (await completed(session, await live_definition(session, key)))[0]
        for key in keys
        if key != own
    ]
    if len(others) > MOST_BESIDE:
        raise Invalid(
            f"{len(others)} journeys are live, and at most {MOST_BESIDE} are simulated at once. "
            "Name those that count."
        )
    setting = replace(task.setting, policy=await policy(session), beside=tuple(others))
    return replace(task, setting=setting)


async def _live(session: AsyncSession) -> list[str]:
    found = await session.exec(
        select(tables.Journey.key)
        .where(tables.Journey.status == "live", col(tables.Journey.live_version).is_not(None))
        .order_by(tables.Journey.key)
        .limit(MOST_BESIDE + 2)
    )
    return list(found)
