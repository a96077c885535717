"""Passwords that are changed: by whoever signs in with them, and by an administrator for somebody
who has lost theirs."""

from uuid import UUID

from sqlmodel import col, delete, select
from sqlmodel.ext.asyncio.session import AsyncSession

from engine.store.access import hash_password, verify_password
from engine.store.audit import Actor, record
from engine.store.sessions import hashed
from engine.store.tables import Session, User


async def signs_in(session: AsyncSession, email: str, password: str) -> bool:
    """Whether somebody signs in with these. Takes as long where nobody has this address."""
    kept = select(User.password_hash).where(User.email == email, col(User.disabled_at).is_(None))
    return await verify_password(password, (await session.exec(kept)).first())


async def change_password(
    session: AsyncSession, user_id: UUID, password: str, *, by: Actor, keeping: str | None = None
) -> None:
    """From now on they sign in with this one. Every browser they are signed in with is signed out,
    but the one that holds the token `keeping`. Raises Invalid when the password is too short.

    The audit says that it was changed, and by whom.
    """
    user = await session.get_one(User, user_id, with_for_update=True)
    user.password_hash = await hash_password(password)
    others = delete(Session).where(col(Session.user_id) == user_id)
    if keeping is not None:
        others = others.where(col(Session.token_hash) != hashed(keeping))
    await session.exec(others)
    record(session, by, "user.password", user_id, after={"email": user.email})
