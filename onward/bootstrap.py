"""What a new installation holds before anybody has signed in: an admin, a write key, the programs.

Each function does its work once and may be called at every start."""

import hashlib
import secrets
from dataclasses import dataclass

from argon2 import PasswordHasher
from sqlmodel import select

from engine.store.database import Database
from engine.store.tables import ApiKey, User

FIRST_ADMIN = "admin@localhost"
FIRST_KEY = "first write key"


@dataclass(frozen=True)
class FirstLogin:
    """What is known only at this moment: the database keeps hashes."""

    email: str
    password: str
    write_key: str


async def first_login(database: Database) -> FirstLogin | None:
    """An admin and a write key for an installation without users; None when it has some."""
    login = FirstLogin(FIRST_ADMIN, secrets.token_urlsafe(12), new_key("write"))
    async with database.transaction() as session:
        if (await session.exec(select(User.id).limit(1))).first() is not None:
            return None
        session.add(
            User(
                email=login.email,
                name="Admin",
                role="admin",
                password_hash=PasswordHasher().hash(login.password),
            )
        )
        session.add(
            ApiKey(
                id=login.write_key.split("_")[2],
                name=FIRST_KEY,
                scope="write",
                key_hash=hashlib.sha256(login.write_key.encode()).hexdigest(),
            )
        )
    return login


def new_key(scope: str) -> str:
    """A fresh key: its scope and id can be read, the rest is secret."""
    return f"onw_{scope}_{secrets.token_hex(4)}_{secrets.token_hex(24)}"
