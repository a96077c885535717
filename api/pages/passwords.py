"""Passwords: argon2id, and the same time spent whether or not the user exists."""

from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from starlette.concurrency import run_in_threadpool


@cache
def _hasher() -> PasswordHasher:
    return PasswordHasher()


@cache
def _nobodys_hash() -> str:
    """Checked against when there is no user, so that an answer takes as long as for one."""
    return _hasher().hash("a password nobody has")


def hash_password(password: str) -> str:
    """An argon2id hash with its parameters and salt, as kept in `users.password_hash`."""
    return _hasher().hash(password)


async def is_right(password: str, password_hash: str | None) -> bool:
    """Whether the password is the one. None as hash is never right, and takes as long."""
    return await run_in_threadpool(_is_right, password, password_hash)


def _is_right(password: str, password_hash: str | None) -> bool:
    try:
        right = _hasher().verify(password_hash or _nobodys_hash(), password)
    except (VerificationError, InvalidHashError):
        return False
    return right and password_hash is not None
