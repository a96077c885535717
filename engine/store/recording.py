"""Writing down what the ledger worked out: profiles, identities, memberships, events.

All in one statement, whatever the number of calls: every round trip to PostgreSQL is time that
other requests about the same accounts wait. Its text is always the same, so it is planned once.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from engine.facts import LEFT_ACCOUNT
from engine.listening import event_key
from engine.store.channels import EVENTS
from engine.store.merging import merge
from engine.store.outbox import wake
from engine.store.statements import run
from engine.tracking.ledger import Ledger
from engine.tracking.people import Person, Profile


async def record(
    session: AsyncSession,
    ledger: Ledger,
    source_id: UUID | None,
    received_at: datetime,
    *,
    now: datetime | None = None,
) -> int:
    """Returns how many events were new: another request may hold the same ids about others.

    `source_id` is None only where the ledger holds no events. `now`: what was received long ago is
    written and concluded from now, and so who is changed, woken or merged by it; None: it has just
    come in.
    """
    now = now or received_at
    known = ledger.known
    people = [person for person in known.people.values() if not _vanished(person)]
    result = await run(
        session,
        _RECORD,
        {
            "came": received_at,
            "now": now,
            "source": source_id,
            "channel": EVENTS,
            **_profiles("accounts", known.companies.values()),
            **_profiles("contacts", people),
            "identities": _json(
                {"kind": kind, "value": value, "contact_id": known.identities[kind, value]}
                for kind, value in sorted(ledger.who.new)
            ),
            "company_ids": _json(
                {
                    "kind": kind,
                    "value": value,
                    "account_id": known.companies[known.company_ids[kind, value]].id,
                }
                for kind, value in sorted(ledger.who.new_company_ids)
            ),
            "memberships": _json(_memberships(people)),
            "events": _json(_events(ledger)),
        },
    )
    stored: int = result.scalar_one()
    for nameless, survivor in ledger.who.merged.items():
        if not known.people[nameless].is_new:
            await merge(session, UUID(nameless), UUID(survivor), now)
    if ledger.recast:
        asked = {"accounts": [UUID(each) for each in sorted(ledger.recast)], "keys": _KEYS_OF_ALL}
        waiting = await run(session, _WAIT_FOR_ALL, asked)
        await wake(session, list(waiting.scalars()), f"roles/{now.isoformat()}", now)
    return stored


_KEYS_OF_ALL = [event_key(LEFT_ACCOUNT)]
"""What whoever waits until several people have done something listens for: who is waited for may
be others."""

_WAIT_FOR_ALL = text("""
    SELECT id FROM enrollments
    WHERE account_id = ANY(CAST(:accounts AS uuid[])) AND status = 'running'
      AND listens && CAST(:keys AS text[])
    ORDER BY id
""")


def _vanished(person: Person) -> bool:
    """It came and was merged within one request: nobody need ever know."""
    return person.is_new and person.merged_into is not None


def _json(rows: Iterable[dict[str, Any]]) -> str:
    return orjson.dumps(list(rows)).decode()


def _profiles(table: str, profiles: Iterable[Profile]) -> dict[str, str]:
    written = [profile for profile in profiles if profile.is_new or profile.differs]
    written.sort(key=lambda profile: profile.id)
    return {
        f"new_{table}": _json(_row(each) for each in written if each.is_new),
        f"changed_{table}": _json(_row(each) for each in written if not each.is_new),
    }


def _row(profile: Profile) -> dict[str, Any]:
    return {
        "id": profile.id,
        "external_id": profile.external_id,
        "given": profile.given,
        "taken": list(profile.taken),
        "filled": profile.filled,
    }


def _memberships(people: Iterable[Person]) -> Iterable[dict[str, Any]]:
    for person in people:
        for each in person.belongings:
            if each.differs:
                yield {
                    "account_id": each.account_id,
                    "contact_id": each.contact_id,
                    "roles": each.roles,
                    "is_primary": each.is_primary,
                    "is_ended": each.is_ended,
                }


def _events(ledger: Ledger) -> Iterable[dict[str, Any]]:
    for event in ledger.events:
        yield {
            "message_id": event.message_id,
            "type": event.type,
            "name": event.name,
            "account_id": event.account_id,
            "contact_id": ledger.who.survivor(event.contact_id),
            "properties": event.properties,
            "context": event.context,
            "changed": event.changed,
            "occurred_at": event.occurred_at,
        }


# Of a row that is there already only what was given is written, over whatever it holds by now: a
# CSM may have edited it in between. `jsonb_populate_record` keeps every column the patch does not
# name. Memberships are a microsecond apart, so that "the one they joined first" means something
# within a request.
_RECORD = text("""
    WITH new_accounts AS (
        INSERT INTO accounts (id, external_id, traits, name, stage, owner_id, arr_minor, currency,
                              renewal_date, time_zone, created_at, updated_at)
        SELECT r.id, r.external_id, r.given, p.name, p.stage, p.owner_id, p.arr_minor, p.currency,
               p.renewal_date, p.time_zone, CAST(:came AS timestamptz), CAST(:now AS timestamptz)
        FROM jsonb_to_recordset(CAST(:new_accounts AS jsonb))
             AS r(id uuid, external_id text, given jsonb, filled jsonb),
             jsonb_populate_record(CAST(NULL AS accounts), r.filled) AS p
        ON CONFLICT DO NOTHING
    ), changed_accounts AS (
        UPDATE accounts AS a
        SET traits = (a.traits - r.taken) || r.given,
            (name, stage, owner_id, arr_minor, currency, renewal_date, time_zone) = (
                SELECT p.name, p.stage, p.owner_id, p.arr_minor, p.currency, p.renewal_date,
                       p.time_zone
                FROM jsonb_populate_record(a, r.filled) AS p),
            updated_at = CAST(:now AS timestamptz)
        FROM jsonb_to_recordset(CAST(:changed_accounts AS jsonb))
             AS r(id uuid, given jsonb, taken text[], filled jsonb)
        WHERE a.id = r.id
    ), new_contacts AS (
        INSERT INTO contacts (id, external_id, traits, email, name, time_zone, locale,
                              created_at, updated_at)
        SELECT r.id, r.external_id, r.given, p.email, p.name, p.time_zone, p.locale,
               CAST(:came AS timestamptz), CAST(:now AS timestamptz)
        FROM jsonb_to_recordset(CAST(:new_contacts AS jsonb))
             AS r(id uuid, external_id text, given jsonb, filled jsonb),
             jsonb_populate_record(CAST(NULL AS contacts), r.filled) AS p
        ON CONFLICT DO NOTHING
    ), changed_contacts AS (
        UPDATE contacts AS c
        SET traits = (c.traits - r.taken) || r.given,
            (external_id, email, name, time_zone, locale) = (
                SELECT p.external_id, p.email, p.name, p.time_zone, p.locale
                FROM jsonb_populate_record(c, r.filled) AS p),
            updated_at = CAST(:now AS timestamptz)
        FROM jsonb_to_recordset(CAST(:changed_contacts AS jsonb))
             AS r(id uuid, given jsonb, taken text[], filled jsonb)
        WHERE c.id = r.id
    ), new_identities AS (
        INSERT INTO identities (kind, value, contact_id, created_at)
        SELECT r.kind, r.value, r.contact_id, CAST(:came AS timestamptz)
        FROM jsonb_to_recordset(CAST(:identities AS jsonb))
             AS r(kind text, value text, contact_id uuid)
        ON CONFLICT DO NOTHING
    ), new_company_ids AS (
        INSERT INTO account_identities (kind, value, account_id, created_at)
        SELECT r.kind, r.value, r.account_id, CAST(:came AS timestamptz)
        FROM jsonb_to_recordset(CAST(:company_ids AS jsonb))
             AS r(kind text, value text, account_id uuid)
        ON CONFLICT DO NOTHING
    ), written_memberships AS (
        INSERT INTO memberships AS m
            (id, account_id, contact_id, roles, is_primary, created_at, ended_at)
        SELECT gen_random_uuid(), r.account_id, r.contact_id, r.roles, r.is_primary,
               CAST(:came AS timestamptz) + r.n * interval '1 microsecond',
               CASE WHEN r.is_ended THEN CAST(:came AS timestamptz) END
        FROM ROWS FROM (jsonb_to_recordset(CAST(:memberships AS jsonb)) AS (
                account_id uuid, contact_id uuid, roles text[], is_primary boolean,
                is_ended boolean))
            WITH ORDINALITY AS r(account_id, contact_id, roles, is_primary, is_ended, n)
        ON CONFLICT (account_id, contact_id) DO UPDATE SET
            roles = EXCLUDED.roles,
            is_primary = EXCLUDED.is_primary,
            ended_at = CASE WHEN EXCLUDED.ended_at IS NULL THEN NULL
                            ELSE COALESCE(m.ended_at, EXCLUDED.ended_at) END
    ), stored AS (
        INSERT INTO events (source_id, message_id, type, name, account_id, contact_id,
                            properties, context, changed, occurred_at, received_at)
        SELECT CAST(:source AS uuid), r.message_id, r.type, r.name, r.account_id, r.contact_id,
               r.properties, r.context, r.changed, r.occurred_at, CAST(:came AS timestamptz)
        FROM json_to_recordset(CAST(:events AS json)) AS r(
            message_id text, type text, name text, account_id uuid, contact_id uuid,
            properties jsonb, context jsonb, changed text[], occurred_at timestamptz)
        ON CONFLICT (source_id, message_id) DO NOTHING
        RETURNING 1
    )
    SELECT count(*), CASE WHEN count(*) > 0 THEN pg_notify(:channel, '') END FROM stored
""")
