"""Whether others of the same customer's journeys are at this moment about to go on, so that nobody
can know yet what they are going to ask for.

That is who has only just entered, who wakes by the clock, who is woken, whom an event that has come
in and is not dispatched yet lets in or wakes, whom a date of theirs is about to let in, and who a
schedule, or a run over an audience, has not looked at yet.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from engine.arbiter import GATHERING, Place
from engine.arbiter.pressure import NOTED, STALE
from engine.entry import triggers_for
from engine.listening import event_key, trait_key
from engine.store.dispatching import Entrance, entrances
from engine.store.statements import plain, run

_LISTENED = timedelta(seconds=10)
"""Whoever has not moved so long after a wake-up was delivered has heard it, and it was not what
they wait for."""

_NEXT_DISPATCHED = 1_000
"""So many events are looked through. While more of them wait, the last ones are far from being
dispatched."""

_WAITING = text("""
    SELECT contact_id, name, properties, changed FROM (
        SELECT contact_id, name, properties, changed, account_id FROM events
        WHERE dispatched_at IS NULL AND dispatch_again_at IS NULL ORDER BY id LIMIT :next
    ) AS waiting
    WHERE account_id = :account OR contact_id = :contact
""")

# Whose workflow is started but who has not moved yet is about to be looked at for the first time.
# Who is moved by hand, migrated or woken late is written and woken at one and the same moment.
_UNHEARD = text("""
    SELECT EXISTS (
        SELECT 1 FROM enrollments e
        WHERE (e.account_id = :account OR e.contact_id = :contact) AND e.id <> :me
          AND (:whole_account OR e.contact_id IS NULL OR e.contact_id = :contact)
          AND e.status <> 'ended' AND NOT e.is_test
          AND (
              e.held_because IS NULL AND (
                  ((e.status = 'starting' OR e.moves = 0) AND e.enrolled_at > :stale)
                  OR (e.wakes_at > :stale AND e.wakes_at <= :soon AND e.updated_at < e.wakes_at)
                  OR e.listens && CAST(:keys AS text[])
              )
              OR EXISTS (
                  SELECT 1 FROM wakes k
                  WHERE k.enrollment_id = e.id AND k.created_at > :stale
                    AND k.created_at >= e.updated_at
                    AND (e.held_because IS NULL OR k.cause LIKE 'resume/%')
              )
              OR EXISTS (
                  SELECT 1 FROM delivered_wakes k
                  WHERE k.enrollment_id = e.id AND k.delivered_at > :just_now
                    AND k.decided_at >= e.updated_at
                    AND (e.held_because IS NULL OR k.resumes)
              )
          )
          AND NOT EXISTS (
              SELECT 1 FROM waiting_touches w
              WHERE w.enrollment_id = e.id AND w.step = e.current_step AND w.due_at <= :noted
                AND w.due_at > :stale
          )
    )
""")

# Who has the place asked of journeys, and this one lets in nobody more important than itself.
_OTHER_LIVE_ONE = """
    journeys j ON j.id = {of}.journey_id AND j.status = 'live'
        AND j.id IS DISTINCT FROM (SELECT journey_id FROM enrollments WHERE id = :me)
"""

# Dates are told some at a time, seconds after they have come; nobody has entered by them before.
_DATED = text(f"""
    SELECT EXISTS (
        SELECT 1 FROM due_dates d JOIN {_OTHER_LIVE_ONE.format(of="d")}
        WHERE d.told_at IS NULL AND d.due_at > :stale AND d.due_at <= :soon
          AND (d.subject_id IN (CAST(:account AS uuid), CAST(:contact AS uuid))
               OR :whole_account AND EXISTS (
                   SELECT 1 FROM memberships m WHERE m.account_id = CAST(:account AS uuid)
                     AND m.ended_at IS NULL AND m.contact_id = d.subject_id))
    )
""")

# A run looks at everybody by their ids, of accounts or of contacts. Whether it is going to let them
# in is not asked here.
_SCHEDULED = text(f"""
    SELECT EXISTS (
        SELECT 1 FROM calendars c JOIN {_OTHER_LIVE_ONE.format(of="c")}
        WHERE c.next_at > :stale AND c.next_at <= :soon
    ) OR EXISTS (
        SELECT 1 FROM audience_runs r JOIN {_OTHER_LIVE_ONE.format(of="r")}
        JOIN journey_versions v ON v.journey_id = j.id AND v.number = j.live_version
        WHERE r.finished_at IS NULL AND r.created_at > :stale
          AND (r.cursor IS NULL OR CASE
              WHEN coalesce(v.definition->>'subject', 'account') = 'account'
                  THEN r.cursor < CAST(:account AS uuid)
              WHEN :whole_account THEN EXISTS (
                  SELECT 1 FROM memberships m WHERE m.account_id = CAST(:account AS uuid)
                    AND m.ended_at IS NULL AND m.contact_id > r.cursor)
              ELSE r.cursor < CAST(:contact AS uuid) END)
    )
""")


@dataclass(frozen=True)
class _Waiting:
    """An event that is not dispatched yet."""

    contact_id: UUID | None
    name: str
    properties: Mapping[str, Any]
    changed: Sequence[str]


async def anybody_unheard(session: AsyncSession, place: Place, now: datetime) -> bool:
    """Whether any may still ask for the same place. `now` is aware UTC.

    Who is noted as waiting for a place has been heard.
    """
    whom = {
        "account": place.account,
        "contact": place.contact,
        "me": place.enrollment,
        "whole_account": place.whole_account,
        "stale": now - STALE,
        "soon": now + GATHERING,
    }
    # In the order in which they follow from each other: a date becomes an event, an event and a run
    # let in. Whoever goes on from one to the next meanwhile is met there.
    if (await run(session, _DATED, whom)).scalar_one():
        return True
    waiting = {"account": place.account, "contact": place.contact, "next": _NEXT_DISPATCHED}
    events = [_waiting(row) for row in await run(session, _WAITING, waiting)]
    if events and await _may_let_in(session, events, place):
        return True
    if (await run(session, _SCHEDULED, whom)).scalar_one():
        return True
    asked = {
        **whom,
        "keys": sorted({key for event in events for key in _heard_as(event)}),
        "noted": now + NOTED,
        "just_now": now - _LISTENED,
    }
    return bool((await run(session, _UNHEARD, asked)).scalar_one())


def _heard_as(event: _Waiting) -> list[str]:
    return [event_key(event.name), *(trait_key(path) for path in event.changed)]


async def _may_let_in(session: AsyncSession, events: Sequence[_Waiting], place: Place) -> bool:
    """Whether any of the events starts a live journey that may want the place, as far as the event
    alone tells."""
    doors = await entrances(session)
    return any(
        _may_start(entrance, event, place)
        for event in events
        for entrance in doors.get(event.name, ())
    )


def _may_start(entrance: Entrance, event: _Waiting, place: Place) -> bool:
    if entrance.is_broken:
        return True
    journey = entrance.journey
    about = event.contact_id if journey.subject == "contact" else None
    return place.may_be_wanted(about) and any(triggers_for(journey, event.name, event.properties))


def _waiting(row: Any) -> _Waiting:
    contact = plain(row.contact_id) if row.contact_id else None
    return _Waiting(contact, row.name, row.properties, row.changed)
