"""Streams that wait for news of one contact: any number of them, and one connection that hears."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from uuid import UUID

from engine.store.channels import IN_APP
from engine.store.database import Database
from engine.store.notifications import listening

MOST_STREAMS = 5_000
"""In one process. Whoever comes after asks from time to time instead."""


class Hub:
    """Hears only while somebody waits."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._waiting: defaultdict[str, set[asyncio.Event]] = defaultdict(set)
        self._hearing = AsyncExitStack()
        self._guard = asyncio.Lock()
        self.closing = asyncio.Event()
        """Set when the process is to end: streams end as well."""

    @property
    def streams(self) -> int:
        """How many there are, those of contacts nobody has been told of included."""
        return sum(map(len, self._waiting.values()))

    @property
    def is_full(self) -> bool:
        return self.streams >= MOST_STREAMS

    @asynccontextmanager
    async def waiting(self, contact: UUID | None) -> AsyncIterator[asyncio.Event]:
        """An event that is set when there may be news of the contact, or for nothing."""
        nudge, whose = asyncio.Event(), str(contact)
        async with self._guard:
            if not self._waiting:
                self._hearing = AsyncExitStack()
                hears = listening(self._database, {IN_APP: self._heard})
                await self._hearing.enter_async_context(hears)
            self._waiting[whose].add(nudge)
        try:
            yield nudge
        finally:
            await asyncio.shield(self._leave(whose, nudge))

    async def close(self) -> None:
        """End every stream."""
        self.closing.set()
        for nudge in [each for nudges in self._waiting.values() for each in nudges]:
            nudge.set()

    async def _leave(self, whose: str, nudge: asyncio.Event) -> None:
        async with self._guard:
            self._waiting[whose].discard(nudge)
            if not self._waiting[whose]:
                del self._waiting[whose]
            if not self._waiting:
                await self._hearing.aclose()

    def _heard(self, whose: str) -> None:
        """Empty: something may have been missed, by anybody."""
        found = self._waiting.get(whose, set()) if whose else set[asyncio.Event]()
        if not whose:
            found = {nudge for nudges in self._waiting.values() for nudge in nudges}
        for nudge in found:
            nudge.set()
