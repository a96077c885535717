"""Looking at customers: who is in which segment now, written down and told."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import orjson
from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from engine.facts import SEGMENT_ENTERED, SEGMENT_LEFT
from engine.listening import segment_key, segment_path
from engine.segments.leaning import leaning
from engine.segments.standing import Standing, Verdict, judge
from engine.store.internal import Told, internal_events
from engine.store.outbox import wake_each
from engine.store.segmenting.gathering import Subject, facts_of, subjects_of
from engine.store.segmenting.locks import held_at_once
from engine.store.statements import run


@dataclass(frozen=True)
class Cause:
    """Why somebody is looked at, and so why they come in or leave."""

    kind: str
    """As `segment_history.cause` says it."""
    event_id: int | None = None
    by: str | None = None
    once_more: bool = False
    """All there is to it is that something happened which the segment counts."""
    history: datetime | None = None
    """When it happened, if that is too long ago to start a journey. None: it is news."""


BY_TIME, NEWCOMER = Cause("time"), Cause("newcomer")

Looks = Mapping[UUID, Mapping[Standing, Cause]]
"""Who is to be looked at, all of one kind, for which segments, and why."""


@dataclass(frozen=True)
class Change:
    segment: Standing
    subject: UUID
    entered: bool
    cause: Cause


async def revise(
    session: AsyncSession,
    kind: str,
    looks: Looks,
    now: datetime,
    zone: str,
    *,
    tells: bool = True,
    held: bool = False,
) -> int:
    """Look at them; returns how many came in or left.

    The caller holds the dispatcher's lock on each. `tells`: changes are told as events; otherwise
    only who waits for the segment is woken. `held`: the caller holds them as whoever stores an
    event does. Otherwise who cannot be held at once is left to be looked at again.
    """
    looks = {each: segments for each, segments in looks.items() if segments}
    keys = {key for segments in looks.values() for each in segments for key in each.needs}
    subjects = await subjects_of(session, kind, list(looks), zone, keys)
    looks = _without_settled(looks, subjects)
    asked = {
        each: [segment.condition for segment in segments]
        for each, segments in looks.items()
        if each in subjects
    }
    facts = await facts_of(session, subjects, asked, now)
    verdicts = {
        each: {segment: judge(segment.condition, facts[each]) for segment in looks[each]}
        for each in asked
    }
    changes = list(_changes(subjects, looks, verdicts))
    later: list[Change] = []
    if changes and not held:
        wanted = {one for change in changes for one in subjects[change.subject].holders}
        free = await held_at_once(session, wanted)
        late = {each.subject for each in changes} - {
            each for each in asked if free.issuperset(subjects[each].holders)
        }
        later = [each for each in changes if each.subject in late]
        changes = [each for each in changes if each.subject not in late]
    await _keep_turns(session, looks, subjects, verdicts, later, now)
    return await _write(session, changes, subjects, now, tells=tells)


def _without_settled(looks: Looks, subjects: Mapping[UUID, Subject]) -> Looks:
    """Without those whom the event cannot move: who is in by how often it happened stays in when
    it happens once more. Whatever turn they have comes soon enough."""
    left = {
        each: {
            segment: cause
            for segment, cause in segments.items()
            if each not in subjects or not _is_settled(segment, cause, subjects[each])
        }
        for each, segments in looks.items()
    }
    return {each: segments for each, segments in left.items() if segments}


def _is_settled(segment: Standing, cause: Cause, subject: Subject) -> bool:
    if not cause.once_more:
        return False
    return leaning(segment.condition) == ("in" if segment.key in subject.segments else "out")


def _changes(
    subjects: Mapping[UUID, Subject],
    looks: Looks,
    verdicts: Mapping[UUID, Mapping[Standing, Verdict]],
) -> Iterator[Change]:
    for subject, found in verdicts.items():
        for segment, verdict in found.items():
            if verdict.inside != (segment.key in subjects[subject].segments):
                yield Change(segment, subject, verdict.inside, looks[subject][segment])


# When to look again


async def _keep_turns(
    session: AsyncSession,
    looks: Looks,
    subjects: Mapping[UUID, Subject],
    verdicts: Mapping[UUID, Mapping[Standing, Verdict]],
    later: Iterable[Change],
    now: datetime,
) -> None:
    """A turn that comes sooner than needed is left alone: whoever comes to it looks further. So an
    event that only puts it off writes nothing."""
    rows = {
        (subject, segment.key): _turn(subject, segment.key, verdict.turns_at, None)
        for subject, found in verdicts.items()
        for segment, verdict in found.items()
        if _differs(verdict.turns_at, subjects[subject].turns.get(segment.key), now)
    }
    rows |= {
        (subject, segment.key): _turn(subject, segment.key, None, None)
        for subject in looks.keys() - subjects.keys()
        for segment in looks[subject]
    }
    rows |= {
        (each.subject, each.segment.key): _turn(
            each.subject, each.segment.key, now, each.cause.event_id
        )
        for each in later
    }
    if rows:
        await run(session, _KEEP_TURNS, {"turns": orjson.dumps(list(rows.values())).decode()})


def _differs(turns_at: datetime | None, kept: datetime | None, now: datetime) -> bool:
    if kept is None or kept <= now:
        return turns_at != kept
    return turns_at is not None and turns_at < kept


def _turn(subject: UUID, key: str, due_at: datetime | None, event: int | None) -> dict[str, object]:
    return {"subject_id": str(subject), "segment_key": key, "due_at": due_at, "event_id": event}


async def look_soon(
    session: AsyncSession, subjects: Mapping[UUID, Mapping[Standing, Cause]], now: datetime
) -> None:
    """Have them looked at by whoever comes next, because now it cannot be."""
    rows = [
        _turn(subject, segment.key, now, cause.event_id)
        for subject, segments in subjects.items()
        for segment, cause in segments.items()
    ]
    if rows:
        await run(session, _KEEP_TURNS, {"turns": orjson.dumps(rows).decode()})


_KEEP_TURNS = text("""
    WITH asked AS (
        SELECT * FROM json_to_recordset(CAST(:turns AS json)) AS t(
            subject_id uuid, segment_key text, due_at timestamptz, event_id bigint)
    ), gone AS (
        DELETE FROM segment_turns t USING asked a
        WHERE a.due_at IS NULL AND t.subject_id = a.subject_id AND t.segment_key = a.segment_key
    )
    INSERT INTO segment_turns (subject_id, segment_key, due_at, event_id)
    SELECT subject_id, segment_key, due_at, event_id FROM asked WHERE due_at IS NOT NULL
    ORDER BY subject_id, segment_key
    ON CONFLICT (subject_id, segment_key)
    DO UPDATE SET due_at = EXCLUDED.due_at, event_id = EXCLUDED.event_id
""")


# Coming in and leaving


async def _write(
    session: AsyncSession,
    changes: Iterable[Change],
    subjects: Mapping[UUID, Subject],
    now: datetime,
    *,
    tells: bool,
) -> int:
    asked = {(each.segment.key, each.subject): each for each in changes}
    if not asked:
        return 0
    rows = [_row(each) for each in asked.values()]
    written = await run(session, _CHANGE, {"changes": orjson.dumps(rows).decode(), "now": now})
    done = [asked[row.segment_key, UUID(row.subject_id)] for row in written]
    if tells:
        await internal_events(session, [_told(each, subjects) for each in done], now)
    else:
        await _wake(session, done, now)
    return len(done)


def _row(change: Change) -> dict[str, object]:
    return {
        "segment_key": change.segment.key,
        "revision": str(change.segment.revision),
        "subject_id": str(change.subject),
        "entered": change.entered,
        "cause": change.cause.kind,
        "event_id": change.cause.event_id,
        "by": change.cause.by,
    }


# Nothing is written by the wording of a segment that has another one by now, or is put away:
# whoever changes a segment waits until this is committed, or this waits for them and sees it.
_CHANGE = text("""
    WITH asked AS (
        SELECT * FROM json_to_recordset(CAST(:changes AS json)) AS c(
            segment_key text, revision uuid, subject_id uuid, entered boolean, cause text,
            event_id bigint, by text)
    ), current AS (
        SELECT key, revision FROM segments
        WHERE key IN (SELECT segment_key FROM asked) AND archived_at IS NULL
        ORDER BY key FOR SHARE
    ), due AS (
        SELECT asked.* FROM asked JOIN current
            ON current.key = asked.segment_key AND current.revision = asked.revision
    ), entered AS (
        INSERT INTO segment_members (segment_key, subject_id, since)
        SELECT segment_key, subject_id, CAST(:now AS timestamptz) FROM due WHERE entered
        ORDER BY segment_key, subject_id
        ON CONFLICT DO NOTHING RETURNING segment_key, subject_id
    ), gone AS (
        DELETE FROM segment_members m USING due d
        WHERE NOT d.entered AND m.segment_key = d.segment_key AND m.subject_id = d.subject_id
        RETURNING m.segment_key, m.subject_id
    ), changed AS (
        SELECT due.* FROM due
        JOIN (SELECT * FROM entered UNION ALL SELECT * FROM gone) AS moved
            USING (segment_key, subject_id)
    ), kept AS (
        INSERT INTO segment_history (segment_key, subject_id, entered, cause, event_id, by, at)
        SELECT segment_key, subject_id, entered, cause, event_id, by, CAST(:now AS timestamptz)
        FROM changed
    )
    SELECT segment_key, CAST(subject_id AS text) AS subject_id FROM changed
""")


def _told(change: Change, subjects: Mapping[UUID, Subject]) -> Told:
    return told_of(
        change.segment.key,
        change.subject,
        change.segment.subject_kind,
        subjects[change.subject].home,
        entered=change.entered,
        happened_at=change.cause.history,
    )


def told_of(
    key: str,
    subject: UUID,
    kind: str,
    home: UUID | None,
    *,
    entered: bool,
    happened_at: datetime | None = None,
) -> Told:
    """How it is told that somebody came into a segment, or left it. `home`: a contact's account.

    `happened_at`: see `Told`. What follows from history is history too, and starts no journey.
    """
    name = SEGMENT_ENTERED if entered else SEGMENT_LEFT
    return Told(
        name=name,
        account_id=subject if kind == "account" else home,
        contact_id=None if kind == "account" else subject,
        properties={"segment": key},
        changed=(segment_path(key),),
        key=f"segment/{key}/{name}/{subject}",
        happened_at=happened_at,
    )


async def _wake(session: AsyncSession, changes: Iterable[Change], now: datetime) -> None:
    """Have those look again who ask for the segment: they hear of no event."""
    rows = [
        {"subject_id": str(each.subject), "heard": segment_key(each.segment.key)}
        for each in changes
    ]
    found = await run(session, _LISTENING, {"changes": orjson.dumps(rows).decode()})
    wakings = [(row.id, f"segment/{row.heard}/{now.isoformat()}") for row in found]
    await wake_each(session, wakings, now)


_LISTENING = text("""
    SELECT DISTINCT e.id, c.heard
    FROM json_to_recordset(CAST(:changes AS json)) AS c(subject_id uuid, heard text)
    JOIN enrollments e ON (e.account_id = c.subject_id OR e.contact_id = c.subject_id)
        AND e.status <> 'ended' AND e.listens @> ARRAY[c.heard]
""")
