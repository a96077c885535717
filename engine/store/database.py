"""One connection pool, and the transaction everything runs in."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import orjson
from sqlalchemy import Result, event
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.ext.asyncio import AsyncSession as SqlalchemySession
from sqlmodel.ext.asyncio.session import AsyncSession

CONNECT_SECONDS = 10

RECYCLE_SECONDS = 300
"""After which a connection is opened anew. Whatever stands between us and PostgreSQL may forget one
that says nothing for long."""


def _dumps(value: Any) -> str:
    return orjson.dumps(value).decode()


def async_url(url: str) -> str:
    """The same database address with the driver Onward uses, whatever driver it named."""
    scheme, _, rest = url.partition("://")
    if scheme.split("+")[0] not in ("postgres", "postgresql") or not rest:
        raise ValueError("The database address must look like postgresql://user:password@host/name")
    return f"postgresql+asyncpg://{rest}"


def _renew_if_closed(connection: Any, record: object, proxy: object) -> None:
    """Have the pool open a new connection where the server has ended this one.

    Asking the driver costs nothing, and asking the server would be a round trip each time.
    """
    if connection.driver_connection.is_closed():
        raise DisconnectionError


class Session(AsyncSession):
    """SQLModel's session, with `execute` as SQLAlchemy means it.

    SQLModel warns at every `execute` that `exec` may be wanted. For a select it is; for plain SQL
    and many-row inserts only `execute` will do.
    """

    async def execute(self, *args: Any, **kwargs: Any) -> Result[Any]:
        result: Result[Any] = await SqlalchemySession.execute(self, *args, **kwargs)
        return result


class Database:
    """PostgreSQL, as one pool per process and event loop.

    `url` is a `postgresql://` address. Nothing connects before the first transaction.
    `pool_timeout`: seconds a transaction waits for a connection; below what senders wait for us.
    `command_timeout`: seconds a statement waits for its answer before it raises TimeoutError: a
    server may be there and not answer, and nobody else would ever say so.
    """

    def __init__(
        self,
        url: str,
        *,
        pool_size: int = 10,
        pool_timeout: float = 10,
        command_timeout: float = 30,
    ) -> None:
        self.engine: AsyncEngine = create_async_engine(
            async_url(url),
            pool_size=pool_size,
            max_overflow=pool_size,
            pool_timeout=pool_timeout,
            pool_recycle=RECYCLE_SECONDS,
            hide_parameters=True,
            json_serializer=_dumps,
            json_deserializer=orjson.loads,
            connect_args={"timeout": CONNECT_SECONDS, "command_timeout": command_timeout},
        )
        event.listen(self.engine.sync_engine, "checkout", _renew_if_closed)

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Session]:
        """A session whose work is committed when the block ends, and rolled back when it raises."""
        async with Session(self.engine, expire_on_commit=False) as session, session.begin():
            yield session

    async def close(self) -> None:
        await self.engine.dispose()
