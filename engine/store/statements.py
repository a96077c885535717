"""Running SQL text in a session's transaction, without the cost of the object mapper."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import CursorResult, TextClause
from sqlmodel.ext.asyncio.session import AsyncSession


async def run(
    session: AsyncSession, statement: TextClause, parameters: Mapping[str, Any]
) -> CursorResult[Any]:
    connection = await session.connection()
    return await connection.execute(statement, parameters)
