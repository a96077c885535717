"""Whoever works here, by the address they sign in with. Who no longer does is not found."""

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from engine.errors import NotFound
from engine.store.tables import User


async def user_at(session: AsyncSession, email: str | None) -> User | None:
    """None: nobody who works here."""
    if email is None:
        return None
    address = email.strip().lower()
    found = await session.exec(
        select(User).where(User.email == address, col(User.disabled_at).is_(None))
    )
    return found.first()


async def user_called(session: AsyncSession, email: str) -> User:
    """Raises NotFound."""
    user = await user_at(session, email)
    if user is None:
        raise NotFound(f"There is no user {email}.")
    return user
