"""A few processes for work whose size anybody may choose, so that it costs this one neither memory
nor time. What one may use is limited (`activities.rendering_process`); one that hangs is replaced.
"""

import asyncio
from collections.abc import Callable
from typing import Self

from activities.rendering_process import DiedOfIt, RenderLimits, RenderProcess


class PoolError(Exception):
    """The pool could not do it, for no fault of what it was given. Worth another try."""


class ProcessPool:
    """Used by one event loop.

    Processes start when first needed. Use it as an async context manager, or call `close`.
    """

    does = "The work"
    """What its processes do, as an error says it."""

    def __init__(self, processes: int = 2, limits: RenderLimits | None = None) -> None:
        self._limits = limits or RenderLimits()
        self._all: set[RenderProcess] = set()
        # Last in, first out: one process does the work while one is enough.
        self._free: asyncio.LifoQueue[RenderProcess] = asyncio.LifoQueue()
        for _ in range(processes):
            self._add_process()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *exception: object) -> None:
        await self.close()

    async def close(self) -> None:
        for process in self._all:
            process.stop()

    def _add_process(self) -> None:
        process = RenderProcess(self._limits)
        self._all.add(process)
        self._free.put_nowait(process)

    @property
    def is_warm(self) -> bool:
        """Whether a process is there, or on its way."""
        return any(process.is_started for process in self._all)

    async def _ask(self, work: Callable[..., object], *arguments: object) -> object:
        """The answer of a process; what went wrong with a template, or with a limit, as data."""
        process = await self._free.get()
        answered = False
        try:
            answer = await asyncio.to_thread(process.run, work, arguments)
            answered = True
        except DiedOfIt as died:
            answer = died.fault
        except TimeoutError as error:
            raise PoolError(f"{self.does} took too long and was stopped.") from error
        except (EOFError, OSError) as error:
            raise PoolError(f"{self.does} ended unexpectedly.") from error
        finally:
            # A process that has not answered, also because nobody waits for it any longer, may
            # still be busy. It is not used again.
            if answered:
                self._free.put_nowait(process)
            else:
                process.stop()
                self._all.discard(process)
                self._add_process()
        return answer
