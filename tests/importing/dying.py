"""A worker that is killed between writing a page and committing it: the worst of moments."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import UUID

from engine.store.database import Database, Session
from engine.store.importing import work_some
from engine.store.tables.columns import utc_now

BEFORE = 8
"""Transactions until then: one that claims the import, and two for each page."""


class Dying(Database):
    begun = 0

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Session]:
        self.begun += 1
        number = self.begun
        async with super().transaction() as session:
            yield session
            if number == BEFORE + 1:
                await session.flush()
                os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    asyncio.run(work_some(Dying(sys.argv[1]), UUID(sys.argv[2]), utc_now(), 1_000))
