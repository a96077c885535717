"""Working off the files that people import. No journey and no workflow has a part in it."""

import logging
from contextlib import suppress
from uuid import UUID

from activities.ports import Ports
from engine.errors import OnwardError
from engine.store.faults import FAULTS, is_transient
from engine.store.importing import note_trouble, running_imports, work_some

log = logging.getLogger(__name__)

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
        done, trouble = 0, list[Exception]()
        for each in running:
            try:
                done += await work_some(self._ports.database, each, self._ports.clock(), PAGES)
            except Exception as error:  # of one import, which must not hold up the next
                log.warning("The import %s cannot go on and is tried again: %r", each, error)
                await self._show(each, error)
                trouble.append(error)
        if trouble and not done:
            raise trouble[0]
        return done

    async def _show(self, import_id: UUID, error: Exception) -> None:
        """Say on the import what holds it up, unless it is the database itself that does."""
        if is_transient(error):
            return
        why = f"Something on our side went wrong ({type(error).__name__})."
        if isinstance(error, OnwardError):
            why = str(error)
        with suppress(*FAULTS):
            async with self._ports.database.transaction() as session:
                await note_trouble(session, import_id, why)
