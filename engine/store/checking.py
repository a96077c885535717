"""What is wrong with a definition, in view of what this installation holds.

Trying out a journey's scenarios takes up to a second or two of nothing but reckoning. That is done
beside the event loop, so that a process goes on answering meanwhile.
"""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from functools import cache, partial

from sqlmodel.ext.asyncio.session import AsyncSession

from engine.definition.journey import Journey
from engine.store.knowledge import known
from engine.validation import Problem, validate

AT_A_TIME = 2
"""Journeys that are checked at once, in one process; others wait their turn. Threads share one
processor, so more would only make everybody slower."""


async def check(session: AsyncSession, definition: Journey) -> tuple[Problem, ...]:
    """Every problem, blocking ones first."""
    work = partial(validate, definition, known=await known(session))
    return tuple(await asyncio.get_running_loop().run_in_executor(_threads(), work))


@cache
def _threads() -> ThreadPoolExecutor:
    """Of their own: the loop's are for what must not wait, such as looking up hosts."""
    return ThreadPoolExecutor(AT_A_TIME, thread_name_prefix="check")
