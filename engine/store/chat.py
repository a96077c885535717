"""Channels of Slack and Teams: set up once by an admin, named by `notify` steps.

An address is a secret: it is stored to be posted to, and shown to nobody again, the audit included.
"""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import cast
from urllib.parse import urlsplit

from sqlalchemy import or_, text, update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from engine.errors import Conflict, Invalid, NotFound
from engine.store.audit import Actor, record
from engine.store.chat_addresses import Chat, check_address
from engine.store.last_uses import NOTE_EVERY
from engine.store.tables import Channel

_KEY = re.compile(r"[a-z0-9][a-z0-9_-]{0,62}")


@dataclass(frozen=True)
class ChannelSummary:
    """A channel as it is shown."""

    key: str
    name: str
    kind: Chat
    address: str
    """The host and the last four characters: enough to recognise it, not to use it."""
    created_at: datetime
    last_used_at: datetime | None
    last_error: str | None


@dataclass(frozen=True)
class ChannelAddress:
    """Where to post. Not to be shown."""

    kind: Chat
    url: str


async def list_channels(session: AsyncSession) -> list[ChannelSummary]:
    """All of them, by key."""
    found = await session.exec(select(Channel).order_by(col(Channel.key)))
    return [_summary(row) for row in found]


async def address_of(session: AsyncSession, key: str) -> ChannelAddress | None:
    """Where messages for this channel are posted. None: there is no such channel."""
    row = await session.get(Channel, key)
    return ChannelAddress(cast(Chat, row.kind), row.url) if row else None


async def set_channel(
    session: AsyncSession,
    key: str,
    *,
    kind: Chat,
    by: Actor,
    url: str | None = None,
    name: str | None = None,
    is_new: bool | None = None,
) -> ChannelSummary:
    """Add a channel, or change it. `url` and `name`: None keeps what is there.

    `is_new`: True where it must not be there yet, False where it must; None: either. Raises
    Invalid, Conflict and NotFound.
    """
    if not _KEY.fullmatch(key):
        raise Invalid(
            f"“{key}” cannot be a channel's key: up to 63 of a-z, 0-9, - and _.", code="channel_key"
        )
    await _alone(session, key)
    row = await session.get(Channel, key, populate_existing=True)
    if is_new and row is not None:
        raise Conflict(f"There is a channel “{key}” already. Change that one.", code="channel_key")
    if is_new is False and row is None:
        raise _missing(key)
    before = _audited(row) if row else None
    if row is None and url is None:
        raise Invalid("A new channel needs its address.", code="channel_url")
    if url is not None:
        check_address(url, kind)
    elif row is not None and row.kind != kind:
        check_address(row.url, kind)
    row = row or Channel(key=key, name=name or key, kind=kind, url=url or "")
    if url is not None and url != row.url:
        row.last_error = None
    row.name, row.kind, row.url = name or row.name, kind, url or row.url
    session.add(row)
    after = _audited(row)
    if after != before or url is not None:
        record(session, by, "channel.set", key, before=before, after=after)
    await session.flush()
    return _summary(row)


async def remove_channel(session: AsyncSession, key: str, *, by: Actor) -> None:
    """Steps that name it fail from now on, and say why. Raises NotFound."""
    await _alone(session, key)
    row = await session.get(Channel, key)
    if row is None:
        raise _missing(key)
    record(session, by, "channel.remove", key, before=_audited(row))
    await session.delete(row)
    await session.flush()


async def note_use(session: AsyncSession, key: str, error: str | None, now: datetime) -> None:
    """Show when it was last posted to, and what was wrong. Written at most once a minute unless
    that changes, so that a thousand customers do not wait for one row."""
    used, noted = col(Channel.last_used_at), col(Channel.last_error)
    news = or_(used.is_(None), used < now - NOTE_EVERY, noted.is_distinct_from(error))
    await session.execute(
        update(Channel)
        .where(col(Channel.key) == key, news)
        .values(last_used_at=now, last_error=error)
    )


async def channel_keys(session: AsyncSession) -> frozenset[str]:
    """The channels a step can name."""
    return frozenset(await session.exec(select(Channel.key)))


async def _alone(session: AsyncSession, key: str) -> None:
    """Two who add, change or remove the same one come one after the other."""
    await session.execute(
        text("SELECT pg_advisory_xact_lock(hashtext(:key))"), {"key": f"channel/{key}"}
    )


def _missing(key: str) -> NotFound:
    return NotFound(f"There is no channel “{key}”.")


def _summary(row: Channel) -> ChannelSummary:
    return ChannelSummary(
        key=row.key,
        name=row.name,
        kind=cast(Chat, row.kind),
        address=_masked(row.url),
        created_at=row.created_at,
        last_used_at=row.last_used_at,
        last_error=row.last_error,
    )


def _masked(url: str) -> str:
    return f"{urlsplit(url).hostname}/…{url[-4:]}"


def _audited(row: Channel) -> dict[str, str]:
    return {"name": row.name, "kind": row.kind, "address": _masked(row.url)}
