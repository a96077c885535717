"""What contacts have said about what reaches them, as the arbiter asks for it."""

from collections.abc import Collection, Mapping
from datetime import datetime
from uuid import UUID

import orjson
from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from engine.consent import Consent, Refusal, Wish
from engine.store.statements import run


async def consent_of(session: AsyncSession, contact_id: UUID, now: datetime) -> Consent:
    """What this contact wants at this moment, aware UTC."""
    return (await consents(session, [contact_id]))[contact_id].at(now)


async def consents(session: AsyncSession, contacts: Collection[UUID]) -> Mapping[UUID, Consent]:
    """One for each of them, pauses included that are over."""
    ids = orjson.dumps([str(each) for each in contacts]).decode()
    rows = await run(session, _CONSENTS, {"contacts": ids})
    return {row.contact_id: _consent(row.said, row) for row in rows}


def _consent(said: str, row: object) -> Consent:
    told = orjson.loads(said)
    return Consent(
        refusals=frozenset(Refusal(*each) for each in told["refused"]),
        wishes=frozenset(Wish(*each) for each in told["wanted"]),
        opt_in=frozenset(told["opt_in"]),
        transactional=frozenset(told["transactional"]),
        most_per_week=row.most_per_week,  # type: ignore[attr-defined]
        paused_until=row.paused_until,  # type: ignore[attr-defined]
        titles={key: name for key, name in told["titles"] if name},
    )


async def is_transactional(session: AsyncSession, topic: str) -> bool:
    """Whether messages about it are part of the service itself. A topic nobody has described is
    not."""
    found = await run(session, _TRANSACTIONAL, {"topic": topic})
    return bool(found.scalar())


_TRANSACTIONAL = text("SELECT transactional FROM topics WHERE key = :topic")

_CONSENTS = text("""
    WITH asked AS (
        SELECT CAST(id AS uuid) AS id FROM json_array_elements_text(CAST(:contacts AS json)) AS id
    )
    SELECT asked.id AS contact_id, p.most_per_week, p.paused_until,
        CAST(json_build_object(
            'refused', COALESCE((SELECT json_agg(json_build_array(u.topic, u.way))
                                 FROM unsubscribes u WHERE u.contact_id = asked.id), '[]'),
            'wanted', COALESCE((SELECT json_agg(json_build_array(s.topic, s.way))
                                FROM subscriptions s WHERE s.contact_id = asked.id), '[]'),
            'opt_in', COALESCE((SELECT json_agg(t.key) FROM topics t WHERE t.opt_in), '[]'),
            'transactional', COALESCE((SELECT json_agg(t.key) FROM topics t
                                       WHERE t.transactional), '[]'),
            'titles', COALESCE((SELECT json_agg(json_build_array(t.key, COALESCE(
                t.words -> 'en' ->> 'name',
                (SELECT each.value ->> 'name' FROM jsonb_each(t.words) AS each LIMIT 1)
            ))) FROM topics t), '[]')
        ) AS text) AS said
    FROM asked LEFT JOIN contact_preferences p ON p.contact_id = asked.id
""")
