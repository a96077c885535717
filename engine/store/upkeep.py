"""Recurring work that one process at a time does for all."""

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

_JOBS = 7202
"""Namespace of the advisory locks below."""

JOBS_LOCK = text("SELECT pg_advisory_xact_lock(7202, hashtext(:job))")
"""Waits until nobody else does the job. What `alone` asks, for what takes a moment."""


async def alone(session: AsyncSession, job: str) -> bool:
    """Whether this transaction is the only one now doing `job`; until it ends, none else will."""
    taken = await session.execute(
        text("SELECT pg_try_advisory_xact_lock(:jobs, hashtext(:job))"),
        {"jobs": _JOBS, "job": job},
    )
    return bool(taken.scalar())
