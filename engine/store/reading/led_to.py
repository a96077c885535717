"""What events brought about in passages, as their timelines tell."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from engine.store.statements import run

MOST_EFFECTS = 100
"""Passages of one event that are told of."""


@dataclass(frozen=True)
class Followed:
    """What was done next, of itself."""

    kind: str
    summary: str
    message_id: UUID | None
    task_id: UUID | None


@dataclass(frozen=True)
class Effect:
    """What came about by an event in one passage, and what that led to until it rested again."""

    enrollment_id: UUID
    journey: str
    journey_name: str
    who: str | None
    """The contact's name, in a contact's journey."""
    is_test: bool
    number: int
    """Of the timeline's entry."""
    kind: str
    """entered, happened, answered, goal or ended."""
    summary: str
    at: datetime
    followed: Sequence[Followed] = ()


async def effects_of(session: AsyncSession, event_id: int) -> list[Effect]:
    """In the order in which they came about."""
    found = await run(session, _EFFECTS, {"event": str(event_id), "most": MOST_EFFECTS})
    return [
        Effect(**{**row, "followed": _until_rest(row["followed"] or ())})
        for row in found.mappings()
    ]


async def count_effects(session: AsyncSession, events: Collection[int]) -> dict[int, int]:
    """In how many passages each of them brought something about, beside those it began."""
    found = await run(session, _COUNT, {"events": [str(each) for each in events]})
    return {int(row.event): row.passages for row in found}


_RESTS = frozenset({"waiting", "held", "deferred", "ended"})


def _until_rest(entries: Sequence[dict[str, Any]]) -> list[Followed]:
    found = list[Followed]()
    for entry in entries:
        message, task = (UUID(one) if one else None for one in (entry["message"], entry["task"]))
        found.append(Followed(entry["kind"], entry["summary"], message, task))
        if entry["kind"] in _RESTS:
            break
    return found


_EFFECTS = text("""
    SELECT t.enrollment_id, j.key AS journey, j.name AS journey_name,
           COALESCE(c.name, c.email, c.external_id) AS who, n.is_test,
           t.number, t.kind, t.summary, t.at, (
               SELECT jsonb_agg(jsonb_build_object(
                          'kind', f.kind, 'summary', f.summary, 'message', f.message_id,
                          'task', f.task_id) ORDER BY f.number)
               FROM (SELECT * FROM timeline_entries AS f
                     WHERE f.enrollment_id = t.enrollment_id AND f.number > t.number
                       AND t.kind <> 'ended'
                     ORDER BY f.number LIMIT 8) AS f
           ) AS followed
    FROM timeline_entries AS t
    JOIN enrollments AS n ON n.id = t.enrollment_id
    JOIN journeys AS j ON j.id = n.journey_id
    LEFT JOIN contacts AS c ON c.id = n.contact_id
    WHERE (t.detail ->> 'event_id') = :event
    ORDER BY t.id LIMIT :most
""")

_COUNT = text("""
    SELECT detail ->> 'event_id' AS event, count(DISTINCT enrollment_id) AS passages
    FROM timeline_entries
    WHERE (detail ->> 'event_id') = ANY(CAST(:events AS text[])) AND kind <> 'entered'
    GROUP BY 1
""")
