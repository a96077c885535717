"""The accounts, contacts and memberships that calls mention: locked, then looked up.

One statement each, whatever the number of calls.
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from engine.store.statements import run
from engine.tracking.identities import Mentions
from engine.tracking.people import Belonging, Known, Person, Profile

EVERYBODY = 0x6F6E77617264
"""The advisory lock that stands for all subjects: shared by most, taken alone by a few."""
_MAX_LOCKS = 250
"""PostgreSQL keeps locks in a table of fixed size (some 6,400 by default). A request about more
subjects than this takes the one lock that stands for all of them."""


async def lock(session: AsyncSession, mentioned: Mentions, *, alone: bool) -> set[str] | None:
    """Hold, until the transaction ends, every account and contact the calls are about.

    Returns the ids of those that are there already; None: everybody is held. Locks are taken in one
    order, so that two requests wait for each other but never in a circle.
    """
    if alone or len(mentioned.identities) + len(mentioned.accounts) > _MAX_LOCKS:
        await run(session, _LOCK_ALL, {"all": EVERYBODY})
        return None
    rows = await run(session, _LOCK, {**_asked(mentioned), "all": EVERYBODY})
    return set(orjson.loads(rows.scalar_one()))


async def hold(session: AsyncSession, subjects: Collection[UUID]) -> None:
    """Hold these accounts and contacts, by id, until the transaction ends: see `lock`.

    Holding again what is held already costs a round trip and changes nothing. More than fit the
    table of locks are held by holding everybody.
    """
    if len(subjects) > _MAX_LOCKS:
        await run(session, _LOCK_ALL, {"all": EVERYBODY})
    else:
        ids = _json([str(each) for each in subjects])
        await run(session, _HOLD, {"subjects": ids, "all": EVERYBODY})


def _asked(mentioned: Mentions) -> dict[str, Any]:
    # As JSON, because the driver examines every element of an array at some length.
    return {
        "identities": _json(list(mentioned.identities)),
        "accounts": _json(list(mentioned.accounts)),
        "addresses": _json(list(mentioned.addresses)),
    }


def _json(value: Any) -> str:
    return orjson.dumps(value).decode()


async def look_up(
    session: AsyncSession, mentioned: Mentions, source_id: UUID, message_ids: Sequence[str]
) -> tuple[Known, set[str]]:
    """What is known about those mentioned, and which message ids the source has sent before."""
    rows = await run(
        session,
        _LOOK_UP,
        {
            **_asked(mentioned),
            "owners": _json(list(mentioned.owners)),
            "source": source_id,
            "message_ids": _json(message_ids),
        },
    )
    found = orjson.loads(rows.scalar_one())
    known = Known(
        identities={(kind, value): contact for kind, value, contact in found["identities"]},
        company_ids={(kind, value): company for kind, value, company in found["company_ids"]},
        owners=dict(found["owners"]),
    )
    for row in found["contacts"]:
        person = Person(row.pop("id"), row["external_id"], row.pop("traits"), row)
        known.people[person.id] = person
    for row in found["accounts"]:
        company = Profile(row.pop("id"), row.pop("external_id"), row.pop("traits"))
        if row.pop("has_primary"):
            known.have_primary.add(company.id)
        company.columns = row
        known.companies[str(company.external_id)] = company
    for account, contact, roles, is_primary, is_ended in found["memberships"]:
        belonging = Belonging(account, contact, roles, is_primary, is_ended)
        known.people[contact].belongings.append(belonging)
    return known, set(found["seen"])


async def overtaken(
    session: AsyncSession, asked: Sequence[tuple[str, str, str, datetime]]
) -> set[tuple[str, str]]:
    """Of calls, as (message id, account, trait, when), those of whose trait something later told:
    as (message id, trait)."""
    rows = await run(session, _OVERTAKEN, {"asked": _json(asked)})
    return {(row.message_id, row.trait) for row in rows}


# An event that repeats the value changed nothing, and yet told of it.
_OVERTAKEN = text("""
    WITH asked AS (
        SELECT each->>0 AS message_id, CAST(each->>1 AS uuid) AS account, each->>2 AS trait,
               CAST(each->>3 AS timestamptz) AS at
        FROM json_array_elements(CAST(:asked AS json)) AS each
    )
    SELECT message_id, trait FROM asked
    WHERE EXISTS (SELECT FROM events WHERE account_id = asked.account AND name = 'group'
                      AND occurred_at > asked.at AND type = 'group'
                      AND jsonb_exists(properties, asked.trait))
       OR EXISTS (SELECT FROM events WHERE account_id = asked.account
                      AND cardinality(changed) > 0 AND occurred_at > asked.at
                      AND changed @> ARRAY['account.' || asked.trait])
""")


_LOCK_ALL = text("SELECT pg_advisory_xact_lock(CAST(:all AS bigint))")

_HOLD = text("""
    WITH sorted AS (
        SELECT DISTINCT hashtextextended(id, 0) AS key
        FROM json_array_elements_text(CAST(:subjects AS json)) AS id ORDER BY key
    ), locked AS (
        SELECT pg_advisory_xact_lock_shared(CAST(:all AS bigint))
        UNION ALL SELECT pg_advisory_xact_lock(key) FROM sorted
    )
    SELECT count(*) FROM locked
""")

# Of those who share an address, three are enough to know that it says nothing: one may be whoever
# is asked about, another whom the address was bound to.
_MET = """
    WITH asked AS (
        SELECT pair->>0 AS kind, pair->>1 AS value
        FROM json_array_elements(CAST(:identities AS json)) AS pair
    ), asked_accounts AS (
        SELECT external_id FROM json_array_elements_text(CAST(:accounts AS json)) AS external_id
    ), claimed AS (
        SELECT address FROM json_array_elements_text(CAST(:addresses AS json)) AS address
    ), met AS (
        SELECT asked.kind, asked.value, COALESCE(i.contact_id, c.id) AS contact_id
        FROM asked
        LEFT JOIN identities i ON i.kind = asked.kind AND i.value = asked.value
        LEFT JOIN contacts c ON asked.kind = 'external_id' AND c.external_id = asked.value
    ), met_by_claim AS (
        SELECT i.kind, i.value, i.contact_id
        FROM claimed JOIN identities i ON i.kind = 'email' AND i.value = claimed.address
    ), addresses AS (
        SELECT value AS address FROM asked WHERE kind = 'email' UNION SELECT address FROM claimed
    ), people AS (
        SELECT contact_id FROM met WHERE contact_id IS NOT NULL
        UNION SELECT contact_id FROM met_by_claim
        UNION SELECT holder.id FROM addresses, LATERAL (
            SELECT id FROM contacts
            WHERE lower(email) = addresses.address AND merged_into IS NULL
            ORDER BY external_id IS NULL, id LIMIT 3
        ) AS holder
    ), companies AS (
        SELECT asked.kind, asked.value, i.account_id
        FROM asked JOIN account_identities i ON i.kind = asked.kind AND i.value = asked.value
    )
"""

# Who is not there yet is locked by name. The look taken here is not yet protected by any lock, so
# the caller compares it with a second one, taken behind the locks.
_LOCK = text(
    _MET
    + """
    , subjects AS (
        SELECT CAST(contact_id AS text) AS id, kind || '/' || value AS name FROM met
        UNION SELECT CAST(contact_id AS text), NULL FROM people
        UNION SELECT CAST(m.account_id AS text), NULL
              FROM people JOIN memberships m USING (contact_id) WHERE m.ended_at IS NULL
        UNION SELECT CAST(account_id AS text), NULL FROM companies
        UNION SELECT CAST(a.id AS text), 'account/' || asked_accounts.external_id
              FROM asked_accounts LEFT JOIN accounts a USING (external_id)
    ), sorted AS (
        SELECT DISTINCT hashtextextended(COALESCE(id, name), 0) AS key, id FROM subjects
        ORDER BY key
    ), locked AS (
        SELECT NULL AS id, pg_advisory_xact_lock_shared(CAST(:all AS bigint))
        UNION ALL SELECT id, pg_advisory_xact_lock(key) FROM sorted
    )
    SELECT CAST(COALESCE(json_agg(id) FILTER (WHERE id IS NOT NULL), '[]') AS text) FROM locked
"""
)

_LOOK_UP = text(
    _MET
    + """
    , known AS (SELECT contact_id AS id FROM people)
    SELECT CAST(json_build_object(
        'identities', (SELECT COALESCE(json_agg(json_build_array(kind, value, contact_id)), '[]')
                       FROM (SELECT * FROM met WHERE contact_id IS NOT NULL
                             UNION SELECT * FROM met_by_claim) AS found),
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
            FROM accounts a WHERE a.id IN (
                SELECT accounts.id FROM asked_accounts JOIN accounts USING (external_id)
                UNION SELECT account_id FROM companies)) AS r),
        'company_ids', (SELECT COALESCE(json_agg(json_build_array(
                kind, value, a.external_id)), '[]')
            FROM companies JOIN accounts a ON a.id = account_id),
        'owners', (SELECT COALESCE(json_agg(json_build_array(email, id)), '[]') FROM users
                   WHERE disabled_at IS NULL AND email = ANY(ARRAY(
                       SELECT json_array_elements_text(CAST(:owners AS json))))),
        'seen', (SELECT COALESCE(json_agg(message_id), '[]') FROM events
                 WHERE source_id = CAST(:source AS uuid) AND message_id = ANY(ARRAY(
                       SELECT json_array_elements_text(CAST(:message_ids AS json)))))
    ) AS text)
"""
)
