"""Trying journeys out beside the process that answers: in processes with limits of their own.

Templates are written by anybody with an editor's role, and journeys may go round and round.
"""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime, timedelta

from fastapi import HTTPException

from activities.process_pool import PoolError, ProcessPool
from activities.rendering_process import MEGABYTE, Fault, RenderLimits
from engine.errors import Invalid
from engine.simulation.customers import Customer
from engine.simulation.setting import Setting
from engine.walking import Addresses, Choice, Walk, walk

LIMITS = RenderLimits(memory=512 * MEGABYTE, cpu=timedelta(seconds=10), wall=timedelta(seconds=60))


class Trials(ProcessPool):
    """Raises Invalid for what takes more time or memory than a trial may."""

    does = "Trying it out"

    def __init__(self, processes: int = 2, limits: RenderLimits = LIMITS) -> None:
        super().__init__(processes, limits)
        self._warming = asyncio.Lock()

    async def warm(self) -> None:
        """Have a process ready that has read all it takes: that lasts a second or more, and whoever
        has just opened a journey can wait for it better than whoever tries it out."""
        async with self._warming:
            if not self.is_warm:
                with suppress(PoolError):
                    await self._ask(_ready)

    async def walk(
        self,
        setting: Setting,
        customer: Customer,
        choices: Sequence[Choice],
        begins: datetime,
        addresses: Addresses,
    ) -> Walk:
        found = await self._run(_walk, setting, customer, choices, begins, addresses)
        assert isinstance(found, Walk)
        return found

    async def _run(self, work: Callable[..., object], *arguments: object) -> object:
        async with self._warming:
            pass  # One that is being started is waited for: a second beside it would be no sooner.
        try:
            answer = await self._ask(work, *arguments)
        except PoolError as error:
            raise HTTPException(503, f"{error} Try again.") from error
        if isinstance(answer, Fault):
            said = answer.message.replace("a template", "a trial")
            raise Invalid(f"This cannot be tried out. {said}", code="too_much")
        return answer


def _ready() -> None:
    """Who is asked for this has read the module, and with it whatever a walk needs."""


def _walk(
    setting: Setting,
    customer: Customer,
    choices: Sequence[Choice],
    begins: datetime,
    addresses: Addresses,
) -> Walk:
    return walk(setting, customer, choices, begins=begins, addresses=addresses)
