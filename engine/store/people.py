"""Accounts, contacts and memberships as calls mention them: locked, looked up, written.

A handful of statements whatever the number of calls, each with the same text every time.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import TextClause, text
from sqlmodel.ext.asyncio.session import AsyncSession

from engine.identifiers import account_id, contact_id
from engine.store.merging import merge
from engine.store.statements import run
from engine.tracking.ledger import Ledger, Mentions
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


async def write(session: AsyncSession, ledger: Ledger, now: datetime) -> None:
    """Write what the ledger changed: first those who are new, then the differences."""
    companies = list(ledger.known.companies.values())
    people = [person for person in ledger.known.people.values() if not _vanished(person)]
    await _insert_new(session, _NEW_ACCOUNTS, companies, now)
    await _insert_new(session, _NEW_CONTACTS, people, now)
    await _update(session, _UPDATE_ACCOUNTS, companies, now)
    await _update(session, _UPDATE_CONTACTS, people, now)
    await _insert_identities(session, ledger, now)
    await _write_memberships(session, people, now)
    for nameless, survivor in ledger.merged.items():
        if not ledger.known.people[nameless].is_new:
            await merge(session, nameless, survivor, now)


def _vanished(person: Person) -> bool:
    """It came and was merged within one request: nobody need ever know."""
    return person.is_new and person.merged_into is not None


async def _insert_new(
    session: AsyncSession, statement: TextClause, profiles: Iterable[Profile], now: datetime
) -> None:
    new = [profile for profile in profiles if profile.is_new]
    if new:
        ids, externals = [each.id for each in new], [each.external_id for each in new]
        await run(session, statement, {"ids": ids, "externals": externals, "now": now})


async def _update(
    session: AsyncSession, statement: TextClause, profiles: Iterable[Profile], now: datetime
) -> None:
    rows = [
        {"id": each.id, "given": each.given, "taken": list(each.taken), "filled": each.filled}
        for each in sorted(profiles, key=lambda profile: profile.id)
        if each.differs
    ]
    if rows:
        await run(session, statement, {"rows": orjson.dumps(rows).decode(), "now": now})


async def _insert_identities(session: AsyncSession, ledger: Ledger, now: datetime) -> None:
    new = sorted(ledger.new_identities)
    if new:
        await run(
            session,
            _NEW_IDENTITIES,
            {
                "kinds": [kind for kind, _ in new],
                "values": [value for _, value in new],
                "contacts": [ledger.known.identities[identity] for identity in new],
                "now": now,
            },
        )


async def _write_memberships(
    session: AsyncSession, people: Iterable[Person], now: datetime
) -> None:
    rows = [
        {
            "account_id": each.account_id,
            "contact_id": each.contact_id,
            "roles": each.roles,
            "is_primary": each.is_primary,
            "is_ended": each.is_ended,
        }
        for person in people
        for each in person.belongings
        if each.differs
    ]
    if rows:
        await run(session, _MEMBERSHIPS, {"rows": orjson.dumps(rows).decode(), "now": now})


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

_NEW_ACCOUNTS = text("""
    INSERT INTO accounts (id, external_id, traits, created_at, updated_at)
    SELECT new.id, new.external_id, '{}', CAST(:now AS timestamptz), CAST(:now AS timestamptz)
    FROM unnest(CAST(:ids AS uuid[]), CAST(:externals AS text[])) AS new(id, external_id)
    ON CONFLICT DO NOTHING
""")

_NEW_CONTACTS = text("""
    INSERT INTO contacts (id, external_id, traits, created_at, updated_at)
    SELECT new.id, new.external_id, '{}', CAST(:now AS timestamptz), CAST(:now AS timestamptz)
    FROM unnest(CAST(:ids AS uuid[]), CAST(:externals AS text[])) AS new(id, external_id)
    ON CONFLICT DO NOTHING
""")

_NEW_IDENTITIES = text("""
    INSERT INTO identities (kind, value, contact_id, created_at)
    SELECT new.kind, new.value, new.contact_id, CAST(:now AS timestamptz)
    FROM unnest(CAST(:kinds AS text[]), CAST(:values AS text[]), CAST(:contacts AS uuid[]))
         AS new(kind, value, contact_id)
    ON CONFLICT DO NOTHING
""")

# Only what was given is written, over whatever the row holds by now: a CSM may have edited it in
# between. `jsonb_populate_record` keeps every column the patch does not name.
_UPDATE_ACCOUNTS = text("""
    UPDATE accounts AS a
    SET traits = (a.traits - r.taken) || r.given,
        (name, stage, owner_id, arr_minor, currency, renewal_date, time_zone) = (
            SELECT p.name, p.stage, p.owner_id, p.arr_minor, p.currency, p.renewal_date, p.time_zone
            FROM jsonb_populate_record(a, r.filled) AS p),
        updated_at = CAST(:now AS timestamptz)
    FROM jsonb_to_recordset(CAST(:rows AS jsonb))
         AS r(id uuid, given jsonb, taken text[], filled jsonb)
    WHERE a.id = r.id
""")

_UPDATE_CONTACTS = text("""
    UPDATE contacts AS c
    SET traits = (c.traits - r.taken) || r.given,
        (external_id, email, name, time_zone, locale) = (
            SELECT p.external_id, p.email, p.name, p.time_zone, p.locale
            FROM jsonb_populate_record(c, r.filled) AS p),
        updated_at = CAST(:now AS timestamptz)
    FROM jsonb_to_recordset(CAST(:rows AS jsonb))
         AS r(id uuid, given jsonb, taken text[], filled jsonb)
    WHERE c.id = r.id
""")

# A microsecond apart, so that "the account they joined first" means something within a request.
_MEMBERSHIPS = text("""
    INSERT INTO memberships AS m
        (id, account_id, contact_id, roles, is_primary, created_at, ended_at)
    SELECT gen_random_uuid(), r.account_id, r.contact_id, r.roles, r.is_primary,
           CAST(:now AS timestamptz) + r.n * interval '1 microsecond',
           CASE WHEN r.is_ended THEN CAST(:now AS timestamptz) END
    FROM ROWS FROM (jsonb_to_recordset(CAST(:rows AS jsonb))
         AS (account_id uuid, contact_id uuid, roles text[], is_primary boolean, is_ended boolean))
         WITH ORDINALITY AS r(account_id, contact_id, roles, is_primary, is_ended, n)
    ON CONFLICT (account_id, contact_id) DO UPDATE SET
        roles = EXCLUDED.roles,
        is_primary = EXCLUDED.is_primary,
        ended_at = CASE WHEN EXCLUDED.ended_at IS NULL THEN NULL
                        ELSE COALESCE(m.ended_at, EXCLUDED.ended_at) END
""")
