"""What is wrong with a definition, in view of what this installation holds.

Trying out a journey's scenarios takes up to a second or two of nothing but reckoning. That is done
beside the event loop, so that a process goes on answering meanwhile.
"""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import cache, partial

from sqlmodel.ext.asyncio.session import AsyncSession

from engine.definition.journey import Journey
from engine.errors import Invalid
from engine.store.knowledge import known
from engine.store.values import values_had
from engine.validation import Problem, is_publishable, validate
from engine.validation.asked import asks
from engine.validation.values import fields

AT_A_TIME = 2
"""Journeys that are checked at once, in one process; others wait their turn. Threads share one
processor, so more would only make everybody slower."""


async def check(
    session: AsyncSession, definition: Journey, *, key: str | None = None
) -> tuple[Problem, ...]:
    """Every problem, blocking ones first. `key`: the one it is kept by; None: the one it says."""
    values = await values_had(session, fields(asks(definition)))
    held = replace(await known(session), itself=key, values=values)
    work = partial(validate, definition, known=held)
    return tuple(await asyncio.get_running_loop().run_in_executor(_threads(), work))


@cache
def _threads() -> ThreadPoolExecutor:
    """Of their own: the loop's are for what must not wait, such as looking up hosts."""
    return ThreadPoolExecutor(AT_A_TIME, thread_name_prefix="check")


async def publishable(session: AsyncSession, key: str, definition: Journey) -> tuple[Problem, ...]:
    """Its warnings. Raises Invalid with all problems when it cannot be published."""
    problems = await check(session, definition)
    if not is_publishable(list(problems)):
        blocking = [problem for problem in problems if problem.severity == "blocking"]
        raise Invalid(
            f"“{key}” cannot be published: {blocking[0].in_words()}",
            problems=problems,
            code="not_publishable",
        )
    return problems
