"""Keeping account of what comes in: a page of new events at a time, each event once.

Behind ingest, not in it: storing an event must cost nothing for this. A page's counts and how far
the reader has come are one transaction, so a page is counted once, whoever dies in between.
"""

from datetime import datetime, timedelta

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from engine.written import INSTANT

PAGE = 2_000
"""Events looked at in one go."""
MOST = 20_000
"""Names that are told apart, with types and sources. Who writes values into names fills no disk."""
LARGEST_LOOKED_AT = 16_384
"""Bytes of properties. Of larger ones only that the event happened is counted."""
EXAMPLES = 5
LONGEST_EXAMPLE = 80
LONGEST_NAME = 200

BEHIND = timedelta(minutes=2)
"""Ids are given before they are committed: so long is waited for those that come late."""

_READER = "sightings"


async def note_some(session: AsyncSession, now: datetime) -> int:
    """Count the next page of events. Returns how many there were."""
    found = await session.execute(_PAGE, {"reader": _READER, "size": PAGE, "until": now - BEHIND})
    first, last, count = found.one()
    if not count:
        return 0
    await session.execute(
        _NOTE,
        {
            "first": first,
            "last": last,
            "instant": f"^(?:{INSTANT})$",
            "longest": LONGEST_EXAMPLE,
            "longest_name": LONGEST_NAME,
            "examples": EXAMPLES,
            "largest": LARGEST_LOOKED_AT,
            "most": MOST,
        },
    )
    await session.execute(_MARK, {"reader": _READER, "last": last})
    return int(count)


_PAGE = text("""
    SELECT min(id), max(id), count(*) FROM (
        SELECT id FROM events
        WHERE id > COALESCE((SELECT event_id FROM watermarks WHERE reader = :reader), 0)
          AND id < COALESCE((SELECT min(id + 0) FROM events WHERE received_at >= :until),
                            CAST(9e18 AS bigint))
        ORDER BY id LIMIT :size
    ) AS page
""")

_MARK = text("""
    INSERT INTO watermarks (reader, event_id) VALUES (:reader, :last)
    ON CONFLICT (reader) DO UPDATE SET event_id = EXCLUDED.event_id
""")

# Types are those of `engine.store.reading.seen`. A text that could be a date is one here as there.
_NOTE = text("""
    WITH page AS (
        SELECT source_id, type, name, properties, occurred_at FROM events
        WHERE id BETWEEN :first AND :last AND type <> 'alias'
    ), pairs AS (
        SELECT CASE page.type WHEN 'identify' THEN 'contact' WHEN 'group' THEN 'account'
                              ELSE 'event' END AS about,
               CASE WHEN page.type IN ('identify', 'group') THEN '' ELSE page.name END AS event,
               page.source_id, pair.key AS name, pair.value, page.occurred_at
        FROM page CROSS JOIN LATERAL jsonb_each(page.properties) AS pair
        WHERE pg_column_size(page.properties) <= :largest
    ), flat AS (
        SELECT * FROM pairs
        UNION ALL
        SELECT about, event, source_id, pairs.name || '.' || inside.key, inside.value, occurred_at
        FROM pairs CROSS JOIN LATERAL jsonb_each(
            CASE jsonb_typeof(pairs.value) WHEN 'object' THEN pairs.value ELSE '{}' END) AS inside
    ), typed AS (
        SELECT about, event, source_id, name, value, occurred_at, CASE jsonb_typeof(value)
            WHEN 'array' THEN 'list'
            WHEN 'string' THEN
                CASE WHEN length(value #>> '{}') <= 40 AND value #>> '{}' ~ :instant THEN 'date'
                     ELSE 'text' END
            ELSE jsonb_typeof(value) END AS type
        FROM flat WHERE jsonb_typeof(value) <> 'null'
            AND length(name) BETWEEN 1 AND CAST(:longest_name AS integer)
        UNION ALL
        SELECT 'event', name, source_id, '', NULL, occurred_at, '' FROM page
        WHERE type NOT IN ('identify', 'group')
    ), valued AS (
        SELECT about, event, source_id, name, type, value, max(occurred_at) AS at,
               type NOT IN ('list', 'object', '') AND length(value #>> '{}')
                   BETWEEN 1 AND CAST(:longest AS integer) AS is_example
        FROM typed GROUP BY about, event, source_id, name, type, value
    ), examples AS (
        SELECT about, event, source_id, name, type, jsonb_agg(value ORDER BY place) AS examples
        FROM (SELECT *, row_number() OVER (PARTITION BY about, event, source_id, name, type
                                           ORDER BY at DESC, value) AS place
              FROM valued WHERE is_example) AS latest
        WHERE place <= CAST(:examples AS integer)
        GROUP BY about, event, source_id, name, type
    ), counted AS (
        SELECT about, event, name, type, source_id, count(*) AS count, min(occurred_at) AS first,
               max(occurred_at) AS last
        FROM typed GROUP BY about, event, name, type, source_id
    ), placed AS (
        SELECT counted.*, s.about IS NOT NULL AS is_known,
               row_number() OVER (PARTITION BY s.about IS NULL ORDER BY counted.count DESC,
                                  counted.about, counted.event, counted.name) AS place
        FROM counted LEFT JOIN sightings AS s USING (about, event, name, type, source_id)
    )
    INSERT INTO sightings AS s
        (about, event, name, type, source_id, count, first_seen, last_seen, examples)
    SELECT about, event, name, type, source_id, placed.count, first, last,
           COALESCE(examples.examples, '[]')
    FROM placed LEFT JOIN examples USING (about, event, name, type, source_id)
    WHERE is_known OR place <= CAST(:most AS integer) - (SELECT count(*) FROM sightings)
    ON CONFLICT (about, event, name, type, source_id) DO UPDATE SET
        count = s.count + EXCLUDED.count,
        first_seen = LEAST(s.first_seen, EXCLUDED.first_seen),
        last_seen = GREATEST(s.last_seen, EXCLUDED.last_seen),
        examples = (
            SELECT COALESCE(jsonb_agg(value ORDER BY place), '[]') FROM (
                SELECT value, min(place) AS place
                FROM jsonb_array_elements(EXCLUDED.examples || s.examples)
                     WITH ORDINALITY AS each(value, place)
                GROUP BY value ORDER BY min(place) LIMIT CAST(:examples AS integer)
            ) AS kept)
""")
