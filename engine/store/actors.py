"""What whoever did something is called: the record names them, and people read their names."""

from typing import Any

from sqlalchemy import case, func
from sqlmodel import col, literal, select
from sqlmodel.ext.asyncio.session import AsyncSession

from engine.store.tables import ApiKey, User

OF_KEY = "key:"
"""What an actor’s name begins with who used an API key; its id follows."""
_NOBODY = {
    "bundled": "Onward",
    "command line": "the command line",
    "first start": "the first start",
}
"""Actors that are no person and no key."""


def called(actor: Any) -> Any:
    """As an expression: a user’s name, `the API key “sync”`, `Onward` for what comes with it, else
    what the record says."""
    user = select(User.name).where(col(User.email) == actor).correlate_except(User)
    key = (
        select("the API key “" + col(ApiKey.name) + "”")
        .where(
            col(ApiKey.id) == func.substr(actor, len(OF_KEY) + 1),
            func.starts_with(actor, OF_KEY),
            col(ApiKey.name) != "",
        )
        .correlate_except(ApiKey)
    )
    nobody = case(_NOBODY, value=actor, else_=actor)
    return func.coalesce(user.scalar_subquery(), key.scalar_subquery(), nobody)


def names_of(*actors: Any) -> list[Any]:
    """For a reading model: beside each such column what they are called, as `<column>_name`."""
    return [called(actor).label(f"{actor.key}_name") for actor in actors]


async def name_of(session: AsyncSession, actor: str) -> str:
    """What one actor is called."""
    found = await session.execute(select(called(literal(actor))))
    return str(found.scalar_one())


async def told_of(session: AsyncSession, actor: str) -> str:
    """An actor as the API names them in what it tells of: people by their address, programs by the
    name that people gave their key."""
    return await name_of(session, actor) if actor.startswith(OF_KEY) else actor
