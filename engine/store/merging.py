"""Making one contact of two: an anonymous one turned out to be somebody known.

The anonymous contact stays as a tombstone with `merged_into` set, and so do those who were merged
into it before: a tombstone always names whoever is there. All that was told about it, sent to it or
is under way for it becomes the survivor's. Traits and memberships are the ledger's to merge.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from engine.store.outbox import wake
from engine.store.statements import run

_HANDED_OVER = (
    "identities",
    "events",
    "messages",
    "tasks",
    "survey_responses",
    "timeline_entries",
    "enrollments",
    "consent_changes",
    "replies",
    "in_app_items",
    "held_out",
)


async def merge(session: AsyncSession, nameless: UUID, survivor: UUID, now: datetime) -> None:
    """`nameless` has no external id. Holding both contacts' locks is the caller's business."""
    pair = {"nameless": nameless, "survivor": survivor}
    await run(session, _LOCK_EVENTS, pair)
    await _leave_doubled_journeys(session, pair, now)
    for follow in (
        _FOLLOW_AS_SUBJECT,
        _FOLLOW_AS_HELD_OUT,
        _WAITED_TWICE,
        _FOLLOW_IN_WAITING,
        _FOLLOW_IN_APPROVALS,
    ):
        await run(session, follow, pair)
    for table in _HANDED_OVER:
        await run(
            session,
            text(f"UPDATE {table} SET contact_id = :survivor WHERE contact_id = :nameless"),
            pair,
        )
    await run(session, _FOLLOW_IN_SEGMENTS, {**pair, "now": now})
    concerned = await run(session, _RUNNING, pair)
    await wake(session, list(concerned.scalars()), f"merge/{nameless}", now)
    for kept in (_KEEP_UNSUBSCRIBED, _KEEP_SUBSCRIBED, _KEEP_PREFERENCES):
        await run(session, kept, pair)
    await run(session, _BURY, {**pair, "now": now})


async def _leave_doubled_journeys(
    session: AsyncSession, pair: dict[str, UUID], now: datetime
) -> None:
    """Who is twice in one journey would get everything twice: the anonymous passage ends."""
    at = now.isoformat()
    doubled = await run(session, _EXIT_DOUBLED, {**pair, "at": at})
    await wake(session, list(doubled.scalars()), f"exit/{at}", now)


_LOCK_EVENTS = text("SELECT FROM events WHERE contact_id = :nameless FOR UPDATE")
"""First of all: a dispatcher that is at one of them is waited for, and what it lets in is found."""

_RUNNING = text("SELECT id FROM enrollments WHERE contact_id = :survivor AND status <> 'ended'")
"""Whoever now has a past that they did not have a moment ago."""

_DOUBLED = """
    subject_id = :nameless AND status <> 'ended' AND NOT is_test AND EXISTS (
        SELECT FROM enrollments k WHERE k.journey_id = enrollments.journey_id
        AND k.subject_id = :survivor AND k.status <> 'ended' AND NOT k.is_test)
"""

_EXIT_DOUBLED = text(f"""
    UPDATE enrollments SET exit_request = jsonb_build_object(
        'reason', 'The contact turned out to be one who is in this journey already.',
        'by', 'merge', 'called', 'Onward', 'at', CAST(:at AS text))
    WHERE {_DOUBLED} RETURNING id
""")

_FOLLOW_AS_SUBJECT = text(f"""
    UPDATE enrollments SET subject_id = :survivor
    WHERE subject_kind = 'contact' AND subject_id = :nameless AND NOT ({_DOUBLED})
""")

_FOLLOW_AS_HELD_OUT = text("""
    UPDATE held_out SET subject_id = :survivor
    WHERE subject_id = :nameless AND NOT EXISTS (
        SELECT FROM held_out k WHERE k.journey_id = held_out.journey_id
        AND k.subject_id = :survivor AND k.entry_key = held_out.entry_key)
""")

# A message to both of them is one to one person now.
_WAITED_TWICE = text("""
    DELETE FROM waiting_touches WHERE whose = :nameless AND EXISTS (
        SELECT FROM waiting_touches k
        WHERE k.enrollment_id = waiting_touches.enrollment_id AND k.whose = :survivor)
""")
_FOLLOW_IN_WAITING = text("""
    UPDATE waiting_touches SET contact_id = :survivor, whose = :survivor WHERE whose = :nameless
""")

_FOLLOW_IN_APPROVALS = text("""
    UPDATE tasks SET message_contact_id = :survivor WHERE message_contact_id = :nameless
""")
"""Words somebody has edited were written for them all the same."""

_FOLLOW_IN_SEGMENTS = text("""
    WITH moved AS (DELETE FROM segment_members WHERE subject_id = :nameless RETURNING *
    ), entered AS (
        INSERT INTO segment_members (segment_key, subject_id, since)
        SELECT segment_key, CAST(:survivor AS uuid), since FROM moved
        ON CONFLICT DO NOTHING RETURNING segment_key, subject_id
    ), kept AS (
        INSERT INTO segment_history (segment_key, subject_id, entered, cause, at)
        SELECT segment_key, subject_id, false, 'merge', CAST(:now AS timestamptz) FROM moved
        UNION ALL
        SELECT segment_key, subject_id, true, 'merge', CAST(:now AS timestamptz) FROM entered
    ), forgotten AS (DELETE FROM segment_turns WHERE subject_id = :nameless)
    INSERT INTO segment_newcomers (subject_id, subject_kind)
    VALUES (CAST(:survivor AS uuid), 'contact')
""")
"""The survivor has another past now: every segment looks at them again."""

_KEEP_UNSUBSCRIBED = text("""
    WITH refused AS (
        INSERT INTO unsubscribes (contact_id, topic, way, via, at)
        SELECT CAST(:survivor AS uuid), topic, way, via, at FROM unsubscribes
        WHERE contact_id = :nameless
        ON CONFLICT DO NOTHING RETURNING topic, way
    )
    DELETE FROM subscriptions s USING refused r
    WHERE s.contact_id = :survivor AND s.topic = r.topic AND s.way = r.way
""")
"""Who refused as either of the two has refused."""

_KEEP_SUBSCRIBED = text("""
    INSERT INTO subscriptions (contact_id, topic, way, via, at)
    SELECT CAST(:survivor AS uuid), topic, way, via, at FROM subscriptions s
    WHERE contact_id = :nameless AND NOT EXISTS (
        SELECT FROM unsubscribes u
        WHERE u.contact_id = :survivor AND u.topic = s.topic AND u.way = s.way)
    ON CONFLICT DO NOTHING
""")

_KEEP_PREFERENCES = text("""
    INSERT INTO contact_preferences AS kept
        (contact_id, most_per_week, paused_until, locale, updated_at)
    SELECT CAST(:survivor AS uuid), most_per_week, paused_until, locale, updated_at
    FROM contact_preferences WHERE contact_id = :nameless
    ON CONFLICT (contact_id) DO UPDATE SET
        most_per_week = LEAST(kept.most_per_week, EXCLUDED.most_per_week),
        paused_until = GREATEST(kept.paused_until, EXCLUDED.paused_until),
        locale = COALESCE(kept.locale, EXCLUDED.locale)
""")
"""The less of both: nobody is written to more often for having been merged."""

_BURY = text("""
    UPDATE contacts SET merged_into = :survivor, updated_at = :now
    WHERE id = :nameless OR merged_into = :nameless
""")
