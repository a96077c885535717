"""Who is calling: the write key of a request, and the source it speaks for."""

import base64
import binascii
from datetime import datetime, timedelta
from uuid import UUID

from fastapi import Request

from engine.store.access import holder_of
from engine.store.database import Database
from engine.tracking.calls import JsonObject

_TRUSTED_FOR = timedelta(seconds=5)
"""How long a key is believed without asking again: how late a revocation may be noticed."""

MISSING = "Send the write key as the user name of HTTP Basic, or as writeKey in the body."
UNKNOWN = (
    "The write key is unknown, revoked or expired, or not a write key. Copy the one of the source"
    " you send from; keys that read or administer are not taken here."
)


class WriteKeys:
    """Sources by write key, remembered for a few seconds so that calls need not ask each time."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self._known: dict[str, tuple[UUID, datetime]] = {}

    async def source_of(self, write_key: str, now: datetime) -> UUID | None:
        """None: the key may not send events.

        Only write keys may: one that can read or change things does not belong in a browser, and
        refusing it here is how its owner finds out.
        """
        source, until = self._known.get(write_key, (None, now))
        if source is not None and now < until:
            return source
        self._known.pop(write_key, None)
        async with self.database.transaction() as session:
            holder = await holder_of(session, write_key, now)
        if holder is None or holder.scope != "write" or holder.source_id is None:
            return None
        self._known[write_key] = (holder.source_id, now + _TRUSTED_FOR)
        return holder.source_id


def keys_of(request: Request) -> WriteKeys:
    keys: WriteKeys = request.app.state.write_keys
    return keys


def key_in_header(request: Request) -> str | None:
    """The user name of HTTP Basic, whatever the password."""
    scheme, encoded = _authorization(request)
    if scheme != "basic":
        return None
    try:
        name, _, _ = base64.b64decode(encoded).decode().partition(":")
    except (binascii.Error, ValueError):
        return None
    return name or None


def bearer_key(request: Request) -> str | None:
    scheme, key = _authorization(request)
    return key or None if scheme == "bearer" else None


def _authorization(request: Request) -> tuple[str, str]:
    scheme, _, rest = request.headers.get("authorization", "").partition(" ")
    return scheme.lower(), rest.strip()


def key_in_body(body: JsonObject) -> str | None:
    key = body.get("writeKey")
    return key if isinstance(key, str) and key else None
