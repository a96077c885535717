"""What whoever did something is called: the record names them, and people read their names."""

from typing import Any

from sqlalchemy import func
from sqlmodel import col, literal, select
from sqlmodel.ext.asyncio.session import AsyncSession

from engine.store.tables import ApiKey, User

OF_KEY = "key:"
"""What an actor’s name begins with who used an API key; its id follows."""


def called(actor: Any) -> Any:
    """As an expression: a user’s name, `the API key “sync”`, else what the record says."""
    user = select(User.name).where(col(User.email) == actor).correlate_except(User)
    key = (
        select("the API key “" + col(ApiKey.name) + "”")
        .where(literal(OF_KEY) + col(ApiKey.id) == actor, col(ApiKey.name) != "")
        .correlate_except(ApiKey)
    )
    return func.coalesce(user.scalar_subquery(), key.scalar_subquery(), actor)


async def name_of(session: AsyncSession, actor: str) -> str:
    """What one actor is called."""
    found = await session.execute(select(called(literal(actor))))
    return str(found.scalar_one())


async def told_of(session: AsyncSession, actor: str) -> str:
    """How a customer’s story tells of an actor: people by their address, programs by the name that
    people gave their key."""
    return await name_of(session, actor) if actor.startswith(OF_KEY) else actor
