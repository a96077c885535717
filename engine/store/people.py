"""The accounts, contacts and memberships that calls mention: locked, then looked up.

One statement each, whatever the number of calls.
"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from engine.identifiers import account_id, contact_id
from engine.store.statements import run
from engine.tracking.ledger import Mentions
from engine.tracking.people import Belonging, Known, Person, Profile

_EVERYBODY = 0x6F6E77617264
"""The advisory lock that stands for all subjects: shared by most, taken alone by a few."""
_MAX_LOCKS = 250
"""PostgreSQL keeps locks in a table of fixed size (some 6,400 by default). A request about more
subjects than this takes the one lock that stands for all of them."""


async def lock(session: AsyncSession, mentioned: Mentions, *, alone: bool) -> set[UUID] | None:
    """Hold, until the transaction ends, every account and contact the calls are about.

    Returns their ids; None: all of them. Locks are taken in one order, so that two requests wait
    for each other but never in a circle.
    """
    if alone or len(mentioned.identities) + len(mentioned.accounts) > _MAX_LOCKS:
        await run(
            session, text("SELECT pg_advisory_xact_lock(CAST(:all AS bigint))"), {"all": _EVERYBODY}
        )
        return None
    predicted = [contact_id(kind, value) for kind, value in mentioned.identities]
    predicted += [account_id(external) for external in mentioned.accounts]
    rows = await run(
        session, _LOCK, {**_asked(mentioned), "predicted": predicted, "all": _EVERYBODY}
    )
    return {row[0] for row in rows if row[0] is not None}


def _asked(mentioned: Mentions) -> dict[str, Any]:
    identities = list(mentioned.identities)
    return {
        "kinds": [kind for kind, _ in identities],
        "values": [value for _, value in identities],
        "accounts": list(mentioned.accounts),
    }


async def look_up(
    session: AsyncSession, mentioned: Mentions, source_id: UUID, message_ids: Sequence[str]
) -> tuple[Known, set[str]]:
    """What is known about those mentioned, and which message ids the source has sent before."""
    rows = await run(
        session,
        _LOOK_UP,
        {
            **_asked(mentioned),
            "owners": list(mentioned.owners),
            "source": source_id,
            "message_ids": list(message_ids),
        },
    )
    found = orjson.loads(rows.scalar_one())
    known = Known(
        identities={(kind, value): UUID(contact) for kind, value, contact in found["identities"]},
        owners=dict(found["owners"]),
    )
    for row in found["contacts"]:
        person = Person(UUID(row.pop("id")), row["external_id"], row.pop("traits"), row)
        known.people[person.id] = person
    for row in found["accounts"]:
        company = Profile(UUID(row.pop("id")), row.pop("external_id"), row.pop("traits"))
        if row.pop("has_primary"):
            known.have_primary.add(company.id)
        company.columns = row
        known.companies[str(company.external_id)] = company
    for account, contact, roles, is_primary, is_ended in found["memberships"]:
        belonging = Belonging(UUID(account), UUID(contact), roles, is_primary, is_ended)
        known.people[belonging.contact_id].belongings.append(belonging)
    return known, set(found["seen"])


_LOCK_ALL = text("SELECT pg_advisory_xact_lock(CAST(:all AS bigint))")

_MET = """
    WITH met AS (
        SELECT asked.kind, asked.value, COALESCE(i.contact_id, c.id) AS contact_id
        FROM unnest(CAST(:kinds AS text[]), CAST(:values AS text[])) AS asked(kind, value)
        LEFT JOIN identities i ON i.kind = asked.kind AND i.value = asked.value
        LEFT JOIN contacts c ON asked.kind = 'external_id' AND c.external_id = asked.value
        WHERE COALESCE(i.contact_id, c.id) IS NOT NULL
    )
"""

# What is not there yet is locked by the id it will have. The look taken here is not yet protected
# by any lock, so the caller compares it with a second one taken after.
_LOCK = text(
    _MET
    + """
    , subjects AS (
        SELECT contact_id AS id FROM met
        UNION SELECT m.account_id FROM met JOIN memberships m USING (contact_id)
              WHERE m.ended_at IS NULL
        UNION SELECT a.id FROM accounts a WHERE a.external_id = ANY(CAST(:accounts AS text[]))
        UNION SELECT unnest(CAST(:predicted AS uuid[]))
    )
    SELECT CAST(NULL AS uuid) AS id, pg_advisory_xact_lock_shared(CAST(:all AS bigint))
    UNION ALL
    SELECT sorted.id, pg_advisory_xact_lock(sorted.key)
    FROM (SELECT id, hashtextextended(CAST(id AS text), 0) AS key FROM subjects ORDER BY key)
         AS sorted
"""
)

_LOOK_UP = text(
    _MET
    + """
    , known AS (SELECT DISTINCT contact_id AS id FROM met)
    SELECT CAST(json_build_object(
        'identities', (SELECT COALESCE(json_agg(json_build_array(kind, value, contact_id)), '[]')
                       FROM met),
        'contacts', (SELECT COALESCE(json_agg(row_to_json(r)), '[]') FROM (
            SELECT c.id, c.external_id, c.traits, c.email, c.name, c.time_zone, c.locale
            FROM known JOIN contacts c USING (id)) AS r),
        'memberships', (SELECT COALESCE(json_agg(json_build_array(
                m.account_id, m.contact_id, m.roles, m.is_primary, m.ended_at IS NOT NULL)
                ORDER BY m.created_at, m.id), '[]')
            FROM known JOIN memberships m ON m.contact_id = known.id),
        'accounts', (SELECT COALESCE(json_agg(row_to_json(r)), '[]') FROM (
            SELECT a.id, a.external_id, a.traits, a.name, a.stage, a.owner_id, a.arr_minor,
                   a.currency, a.renewal_date, a.time_zone,
                   EXISTS (SELECT FROM memberships m WHERE m.account_id = a.id AND m.is_primary
                           AND m.ended_at IS NULL) AS has_primary
            FROM accounts a WHERE a.external_id = ANY(CAST(:accounts AS text[]))) AS r),
        'owners', (SELECT COALESCE(json_agg(json_build_array(email, id)), '[]') FROM users
                   WHERE email = ANY(CAST(:owners AS text[])) AND disabled_at IS NULL),
        'seen', (SELECT COALESCE(json_agg(message_id), '[]') FROM events
                 WHERE source_id = CAST(:source AS uuid)
                 AND message_id = ANY(CAST(:message_ids AS text[])))
    ) AS text)
"""
)
