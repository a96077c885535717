"""What lives are lived in: one database and one renderer, and a Temporal for each few of them."""

from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager

from temporalio import activity

from activities.mail.mailbox import BuiltInMailbox
from activities.ports import Organization, Ports
from activities.rendering import RenderPool
from engine.store.database import Database
from tests.calling.parts import local_calls
from tests.calling.server import WebServer
from tests.differential.auditing import objections
from tests.differential.comparing import differences
from tests.differential.lives import Life
from tests.differential.production import Lived, Production
from tests.differential.simulated import simulate
from tests.parts import time_skipping_server
from tests.workflow.driver import Driver
from tests.world import World

SIDE_BY_SIDE = 50
"""Lives on one server: what they have in common, they wait for together."""


class House:
    """Compares lives; any number, a few at a time."""

    def __init__(self, ports: Ports, web: WebServer) -> None:
        self.ports = ports
        self.hook = f"{web.url}/hook"
        self._world = World(ports.database)
        self._lived = 0

    async def compare(self, lives: Sequence[Life]) -> list[str]:
        """Live them, simulate them, audit them, and tell what is wrong with each."""
        found: list[str] = []
        for start in range(0, len(lives), SIDE_BY_SIDE):
            found += await self._side_by_side(lives[start : start + SIDE_BY_SIDE])
        return found

    async def _side_by_side(self, lives: Sequence[Life]) -> list[str]:
        async with (
            time_skipping_server() as environment,
            Driver(environment, self.ports, self._world) as driver,
        ):
            production = Production(driver, self._world, self.hook, after=self._lived)
            if self._lived == 0:
                await production.prepare()
            self._lived += len(lives)
            lived = await production.live(lives)
        return [
            f"{life}\n" + "\n".join(parted)
            for life, one in zip(lives, lived, strict=True)
            if (parted := list(_faults(life, one)))
        ]


def _faults(life: Life, one: Lived) -> Iterator[str]:
    """Where production parts from the simulator, or from what the journey says."""
    yield from differences(one.trace, simulate(life, one))
    yield from objections(life, life.journey, one.began, one.trace)


@asynccontextmanager
async def house(database: Database) -> AsyncIterator[House]:
    web = WebServer()
    await web.start()
    try:
        async with RenderPool(processes=1) as renderer:
            yield House(_ports(database, renderer), web)
    finally:
        await web.stop()


def _ports(database: Database, renderer: RenderPool) -> Ports:
    return Ports(
        database=database,
        mail=BuiltInMailbox(),
        calls=local_calls(),
        renderer=renderer,
        organization=Organization(
            name="Northwind",
            time_zone="UTC",
            mail_from="success@northwind.test",
            public_url="https://onward.test",
        ),
        secret_key=b"a key for tests that is long enough",
        clock=lambda: activity.info().started_time,
    )
