"""Running SQL in a session's transaction, without the cost of the object mapper."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import CursorResult, Executable
from sqlmodel.ext.asyncio.session import AsyncSession


async def run(
    session: AsyncSession, statement: Executable, parameters: Mapping[str, Any]
) -> CursorResult[Any]:
    connection = await session.connection()
    return await connection.execute(statement, parameters)


def plain(value: Any) -> UUID:
    """A plain one: the driver's own kind is slow to compare, and no JSON to everybody."""
    return value if type(value) is UUID else UUID(bytes=value.bytes)
