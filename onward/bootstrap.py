"""What a new installation holds before anybody has signed in: an admin, a write key, the programs.

Each function does its work once and may be called at every start."""

import secrets
from dataclasses import dataclass

from engine.store import access
from engine.store.audit import Actor
from engine.store.bundled import Loaded
from engine.store.bundled import load_bundled as load_directory
from engine.store.database import Database
from engine.store.passwords import signs_in
from engine.store.tables.columns import utc_now
from journeys import BUNDLED

FIRST_ADMIN = "admin@localhost"
FIRST_KEY = "First write key"
START = Actor("first start")


@dataclass(frozen=True)
class FirstLogin:
    """What is known only at this moment: the database keeps hashes."""

    email: str
    password: str
    write_key: str


async def first_login(database: Database) -> FirstLogin | None:
    """An admin and a write key for an installation without users; None when it has some."""
    password = secrets.token_urlsafe(12)
    async with database.transaction() as session:
        if await access.has_users(session):
            return None
        await access.create_user(
            session, email=FIRST_ADMIN, name="Admin", by=START, role="admin", password=password
        )
        key = await access.create_key(session, name=FIRST_KEY, scope="write", by=START)
    return FirstLogin(FIRST_ADMIN, password, key.plain)


async def is_first_password(database: Database, password: str) -> bool:
    """Whether the first admin still signs in with it."""
    async with database.transaction() as session:
        return await signs_in(session, FIRST_ADMIN, password)


async def load_bundled(database: Database) -> list[Loaded]:
    """Publish the journeys that come with Onward, where nobody has made them their own."""
    async with database.transaction() as session:
        return await load_directory(session, BUNDLED, now=utc_now())
