"""Who may come in: API keys and users. Of a key or password only a hash is ever kept."""

import asyncio
import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from engine.errors import Conflict, Invalid, NotFound
from engine.store.audit import Actor, record
from engine.store.caring import own_by_trait
from engine.store.last_uses import note_use
from engine.store.tables import ApiKey, Source, User

Scope = Literal["write", "read", "admin"]
"""write: send events, nothing else (may be public); read: look; admin: look and change."""

_SHAPE = re.compile(r"onw_(write|read|admin)_([A-Za-z0-9]{8})_[A-Za-z0-9_-]{1,200}")
_SHORTEST_PASSWORD = 10


@dataclass(frozen=True)
class NewKey:
    """A key just made. `plain` cannot be had again."""

    id: str
    plain: str
    source_id: UUID | None


@dataclass(frozen=True)
class KeySummary:
    """A key as it is listed."""

    id: str
    name: str
    scope: str
    source: str | None
    created_at: datetime
    last_used_at: datetime | None
    expires_at: datetime | None
    revoked_at: datetime | None


@dataclass(frozen=True)
class KeyHolder:
    """Whoever has shown a valid key."""

    key_id: str
    scope: Scope
    source_id: UUID | None
    """The source whose events a write key sends; None for other keys."""


async def create_key(
    session: AsyncSession,
    *,
    name: str,
    scope: Scope,
    by: Actor,
    source_id: UUID | None = None,
    expires_at: datetime | None = None,
) -> NewKey:
    """Make a key. A write key gets a source of its own unless one is given."""
    key_id = secrets.token_hex(4)
    plain = f"onw_{scope}_{key_id}_{secrets.token_hex(24)}"
    if scope == "write" and source_id is None:
        source = Source(key=f"key-{key_id}", name=name)
        session.add(source)
        await session.flush()
        source_id = source.id
    session.add(
        ApiKey(
            id=key_id,
            name=name,
            scope=scope,
            key_hash=_hash(plain),
            source_id=source_id if scope == "write" else None,
            expires_at=expires_at,
        )
    )
    record(session, by, "api_key.create", key_id, after={"name": name, "scope": scope})
    await session.flush()
    return NewKey(key_id, plain, source_id)


async def holder_of(session: AsyncSession, plain: str, now: datetime) -> KeyHolder | None:
    """Who the key speaks for. None: unknown, revoked, expired or not a key. Notes its use."""
    shape = _SHAPE.fullmatch(plain)
    if shape is None:
        return None
    found = await session.exec(select(ApiKey).where(ApiKey.id == shape[2]))
    key = found.first()
    if key is None or not _is_valid(key, plain, now):
        return None
    await note_use(session, key, now)
    return KeyHolder(key.id, key.scope, key.source_id)  # type: ignore[arg-type]


def _is_valid(key: ApiKey, plain: str, now: datetime) -> bool:
    return (
        hmac.compare_digest(_hash(plain), key.key_hash)
        and plain.startswith(f"onw_{key.scope}_")
        and key.revoked_at is None
        and (key.expires_at is None or key.expires_at > now)
    )


async def list_keys(session: AsyncSession) -> list[KeySummary]:
    """All keys, newest first, revoked ones included."""
    rows = await session.exec(
        select(ApiKey, Source.name)
        .outerjoin(Source, col(Source.id) == col(ApiKey.source_id))
        .order_by(col(ApiKey.created_at).desc(), col(ApiKey.id))
    )
    return [
        KeySummary(
            key.id,
            key.name,
            key.scope,
            source,
            key.created_at,
            key.last_used_at,
            key.expires_at,
            key.revoked_at,
        )
        for key, source in rows
    ]


async def revoke_key(session: AsyncSession, key_id: str, *, by: Actor, now: datetime) -> None:
    """From now on the key opens nothing. Doing it again changes nothing. Raises NotFound."""
    key = await session.get(ApiKey, key_id, with_for_update=True)
    if key is None:
        raise NotFound(f"There is no API key “{key_id}”.")
    if key.revoked_at is None:
        key.revoked_at = now
        record(session, by, "api_key.revoke", key_id, before={"name": key.name})


async def create_user(
    session: AsyncSession,
    *,
    email: str,
    name: str,
    by: Actor,
    role: Literal["csm", "admin"] = "csm",
    password: str | None = None,
    time_zone: str | None = None,
    meeting_url: str | None = None,
) -> UUID:
    """Add a person, who owns the accounts that name them already. None as password: cannot sign in
    with one. Raises Conflict and Invalid."""
    email = email.strip().lower()
    if "@" not in email:
        raise Invalid(f"“{email}” is not a mail address.")
    user = User(
        email=email,
        name=name,
        role=role,
        password_hash=await hash_password(password) if password is not None else None,
        time_zone=time_zone,
        meeting_url=meeting_url,
    )
    try:
        async with session.begin_nested():
            session.add(user)
    except IntegrityError as error:
        raise Conflict(f"There is a user {email} already.", code="user_exists") from error
    await own_by_trait(session, user)
    record(session, by, "user.create", user.id, after={"email": email, "role": role})
    return user.id


async def has_users(session: AsyncSession) -> bool:
    """Whether anybody could ever have signed in."""
    return (await session.exec(select(User.id).limit(1))).first() is not None


async def hash_password(password: str) -> str:
    """An argon2id hash with its parameters and salt. Raises Invalid when it is too short."""
    if len(password) < _SHORTEST_PASSWORD:
        raise Invalid(f"A password has at least {_SHORTEST_PASSWORD} characters.")
    return await asyncio.to_thread(PasswordHasher().hash, password)


async def verify_password(password: str, password_hash: str | None) -> bool:
    """Whether it is the password. None is never right, and takes as long as a wrong one."""
    return await asyncio.to_thread(_verified, password, password_hash)


def _verified(password: str, password_hash: str | None) -> bool:
    hasher = PasswordHasher()
    if password_hash is None:
        hasher.hash(password)
        return False
    try:
        return hasher.verify(password_hash, password)
    except (VerificationError, InvalidHashError):
        return False


def _hash(plain: str) -> str:
    return hashlib.sha256(plain.encode()).hexdigest()
