"""Sessions of people in a browser. Only hashes of what the browser holds are kept."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import text
from sqlmodel import col, delete, func, or_, select
from sqlmodel.ext.asyncio.session import AsyncSession

from engine.store.tables import AuditEntry, Session, User

REFUSED = "session.refused"
"""The audit's word for a sign-in that failed."""


@dataclass(frozen=True)
class Reader:
    """Whoever is signed in."""

    id: UUID
    email: str
    name: str
    role: str
    time_zone: str | None
    csrf_token: str


@dataclass(frozen=True)
class Credentials:
    """What a sign-in is checked against."""

    user_id: UUID
    password_hash: str | None
    """None: cannot sign in with a password."""


def hashed(token: str) -> str:
    """As what a token is kept."""
    return hashlib.sha256(token.encode()).hexdigest()


async def credentials_of(session: AsyncSession, email: str) -> Credentials | None:
    """Of the user with this address, in any case; None for nobody and for disabled users."""
    found = await session.exec(
        select(User.id, User.password_hash).where(
            User.email == email.lower(), col(User.disabled_at).is_(None)
        )
    )
    row = found.first()
    return Credentials(*row) if row else None


async def open_session(
    session: AsyncSession,
    user_id: UUID,
    *,
    token: str,
    csrf_token: str,
    now: datetime,
    lasting: timedelta,
) -> None:
    """Remember a browser that has signed in. Sessions that have run out are dropped in passing."""
    await session.exec(delete(Session).where(col(Session.expires_at) <= now))
    session.add(
        Session(
            token_hash=hashed(token),
            user_id=user_id,
            csrf_token=csrf_token,
            created_at=now,
            expires_at=now + lasting,
        )
    )


async def reader_of(session: AsyncSession, token: str, *, now: datetime) -> Reader | None:
    """Who holds this token. None: nobody, no longer, or a disabled user."""
    found = await session.exec(
        select(User, Session.csrf_token)
        .join(Session, col(Session.user_id) == User.id)
        .where(
            Session.token_hash == hashed(token),
            Session.expires_at > now,
            col(User.disabled_at).is_(None),
        )
    )
    row = found.first()
    if row is None:
        return None
    user, csrf_token = row
    return Reader(user.id, user.email, user.name, user.role, user.time_zone, csrf_token)


async def close_session(session: AsyncSession, token: str) -> None:
    """Forget the browser that holds this token."""
    await session.exec(delete(Session).where(col(Session.token_hash) == hashed(token)))


async def refusals(
    session: AsyncSession, *, email: str, address: str, since: datetime
) -> tuple[int, int]:
    """Failed sign-ins with this mail address and from this network address.

    Attempts with one mail address take turns until the transaction ends, so that many at a time
    cannot all pass before the first is counted.
    """
    await session.exec(  # type: ignore[call-overload]
        text("SELECT pg_advisory_xact_lock(hashtextextended(:key, 0))"),
        params={"key": f"sign-in/{email}"},
    )
    found = await session.exec(
        select(
            func.count().filter(col(AuditEntry.object_id) == email),
            func.count().filter(col(AuditEntry.address) == address),
        ).where(
            AuditEntry.action == REFUSED,
            AuditEntry.at > since,
            or_(AuditEntry.object_id == email, AuditEntry.address == address),
        )
    )
    by_email, by_address = found.one()
    return by_email, by_address


def record_refusal(session: AsyncSession, *, email: str, address: str, now: datetime) -> None:
    """Count a failed sign-in, and leave it for an administrator to see."""
    session.add(AuditEntry(at=now, actor=email, action=REFUSED, object_id=email, address=address))
