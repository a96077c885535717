"""One connection pool, and the transaction everything runs in."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import orjson
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlmodel.ext.asyncio.session import AsyncSession


def _dumps(value: Any) -> str:
    return orjson.dumps(value).decode()


def async_url(url: str) -> str:
    """The same database address with the driver Onward uses, whatever driver it named."""
    scheme, _, rest = url.partition("://")
    if scheme.split("+")[0] not in ("postgres", "postgresql") or not rest:
        raise ValueError("The database address must look like postgresql://user:password@host/name")
    return f"postgresql+asyncpg://{rest}"


class Database:
    """PostgreSQL, as one pool per process and event loop.

    `url` is a `postgresql://` address. Nothing connects before the first transaction.
    """

    def __init__(self, url: str, *, pool_size: int = 10) -> None:
        self.engine: AsyncEngine = create_async_engine(
            async_url(url),
            pool_size=pool_size,
            max_overflow=pool_size,
            pool_pre_ping=True,
            pool_recycle=1800,
            json_serializer=_dumps,
            json_deserializer=orjson.loads,
        )

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[AsyncSession]:
        """A session whose work is committed when the block ends, and rolled back when it raises."""
        async with AsyncSession(self.engine, expire_on_commit=False) as session, session.begin():
            yield session

    async def close(self) -> None:
        await self.engine.dispose()
