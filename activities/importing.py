"""Working off the files that people import. No journey and no workflow has a part in it."""

from activities.ports import Ports
from engine.store.importing import running_imports, work_some

PAGES = 10
"""Of one import, before the next has its turn."""


class Imports:
    """Any number may run side by side: an import is worked off by one of them at a time."""

    def __init__(self, ports: Ports) -> None:
        self._ports = ports

    async def work(self) -> int:
        """Some pages of each. Returns how many there were."""
        async with self._ports.database.transaction() as session:
            running = await running_imports(session)
        done = 0
        for each in running:
            done += await work_some(self._ports.database, each, self._ports.clock(), PAGES)
        return done
