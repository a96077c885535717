"""Events that Onward itself tells: what it changed about a customer, what became of a message.

They are events like any other. They are dispatched, start journeys, wake whom they concern and
count in conditions; they come from a source of their own.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from engine.store.channels import EVENTS
from engine.store.people import hold
from engine.store.statements import run

SOURCE = "onward"
"""The key of the source these events come from."""

_SOURCE_ID = UUID("6f6e7761-7264-4000-8000-000000000001")


@dataclass(frozen=True)
class Told:
    """Something that happened, to be told as an event: see `internal_event`."""

    name: str
    account_id: UUID | None
    contact_id: UUID | None
    properties: Mapping[str, Any]
    changed: Collection[str]
    key: str
    """The occurrence, without its time."""
    happens_once: bool = False
    """Told again under the same key, at whatever time, it changes nothing."""
    happened_at: datetime | None = None
    """When what it follows from happened, if that is history. None: it happened now."""


async def internal_event(
    session: AsyncSession,
    *,
    name: str,
    account_id: UUID | None,
    contact_id: UUID | None,
    properties: Mapping[str, Any],
    changed: Collection[str],
    now: datetime,
    key: str,
) -> int | None:
    """Tell of something that happened at `now`, real time. Returns the event's id.

    `key` names the occurrence: told again under the same key it changes nothing, and None is
    returned. `changed` are the traits it gave a new value, as `account.plan`.

    Holds the customers it is about until commit, as whoever stores their events does. Who also
    changes their rows in the same transaction calls `engine.store.people.hold` first of all, so
    that nobody waits in a circle.
    """
    await hold(session, [each for each in (account_id, contact_id) if each is not None])
    told = await run(
        session,
        _TELL,
        {
            "source_id": _SOURCE_ID,
            "source": SOURCE,
            "channel": EVENTS,
            "key": key,
            "name": name,
            "account_id": account_id,
            "contact_id": contact_id,
            "properties": orjson.dumps(dict(properties)).decode(),
            "changed": list(changed),
            "now": now,
        },
    )
    row = told.first()
    return row[0] if row else None


async def internal_events(session: AsyncSession, told: Sequence[Told], now: datetime) -> None:
    """Tell of several things, each of `now` unless it says otherwise. The caller holds whom they
    are about."""
    if not told:
        return
    rows = [
        {
            "key": each.key if each.happens_once else f"{each.key}/{now.isoformat()}",
            "name": each.name,
            "account_id": str(each.account_id) if each.account_id else None,
            "contact_id": str(each.contact_id) if each.contact_id else None,
            "properties": dict(each.properties),
            "changed": list(each.changed),
            "happened_at": each.happened_at,
        }
        for each in told
    ]
    await run(
        session,
        _TELL_ALL,
        {
            "source_id": _SOURCE_ID,
            "source": SOURCE,
            "channel": EVENTS,
            "told": orjson.dumps(rows).decode(),
            "now": now,
        },
    )


_MADE_SOURCE = """
    WITH source AS (
        INSERT INTO sources (id, key, name, kind, created_at)
        SELECT CAST(:source_id AS uuid), CAST(:source AS text), 'Onward', 'internal',
               CAST(:now AS timestamptz)
        WHERE NOT EXISTS (SELECT FROM sources WHERE key = CAST(:source AS text))
        ON CONFLICT DO NOTHING
    )
"""

_TELL_ALL = text(
    _MADE_SOURCE
    + """
    , told AS (
        INSERT INTO events (source_id, message_id, type, name, account_id, contact_id,
                            properties, context, changed, occurred_at, received_at)
        SELECT CAST(:source_id AS uuid), t.key, 'track', t.name, t.account_id,
               COALESCE(c.merged_into, t.contact_id), t.properties, '{}',
               t.changed, COALESCE(t.happened_at, CAST(:now AS timestamptz)),
               CAST(:now AS timestamptz)
        FROM json_to_recordset(CAST(:told AS json)) AS t(
                 key text, name text, account_id uuid, contact_id uuid, properties jsonb,
                 changed text[], happened_at timestamptz)
        LEFT JOIN contacts c ON c.id = t.contact_id
        ON CONFLICT (source_id, message_id) DO NOTHING
        RETURNING id
    )
    SELECT count(*), pg_notify(:channel, '') FROM told
    """
)

# The contact may have been merged into another since the caller read it.
_TELL = text(
    _MADE_SOURCE
    + """
    , told AS (
        INSERT INTO events (source_id, message_id, type, name, account_id, contact_id,
                            properties, context, changed, occurred_at, received_at)
        VALUES (CAST(:source_id AS uuid), :key, 'track', :name, CAST(:account_id AS uuid),
                COALESCE((SELECT merged_into FROM contacts WHERE id = CAST(:contact_id AS uuid)),
                         CAST(:contact_id AS uuid)),
                CAST(:properties AS jsonb), '{}', CAST(:changed AS text[]),
                CAST(:now AS timestamptz), CAST(:now AS timestamptz))
        ON CONFLICT (source_id, message_id) DO NOTHING
        RETURNING id
    )
    SELECT id, pg_notify(:channel, '') FROM told
    """
)
