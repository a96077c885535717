"""The facts about many customers at once, in as many statements as about one.

What comes of a condition is what `engine.store.facts.gather` would make of it, which a test holds
it to. Counts stop sooner: as soon as they decide.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import Executable, Uuid, bindparam, cast, func, null, text, true
from sqlalchemy.dialects.postgresql import ARRAY, aggregate_order_by
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from engine.clock import before, zone_of_customer
from engine.definition.conditions import (
    Condition,
    EventHappened,
    PropertyIs,
    leaves,
    of_event_alone,
)
from engine.definition.kept import kept
from engine.definition.times import Duration
from engine.evaluation import evaluate
from engine.facts import Facts, Occurrences, health_of
from engine.store.facts import Witness
from engine.store.filtering import passes
from engine.store.statements import plain, run
from engine.store.tables import Account, Contact, Event
from engine.store.tables.columns import type_instant


@dataclass(frozen=True)
class Subject:
    """One account or contact, and where it is in."""

    witness: Witness
    home: UUID | None = None
    """The only account of a contact."""
    segments: frozenset[str] = frozenset()
    """Those it is in itself, of those asked for."""
    of_home: frozenset[str] = frozenset()
    """Those the contact's account is in."""
    turns: Mapping[str, datetime] = field(default_factory=dict)
    """When it is to be looked at again, by segment."""

    @property
    def holders(self) -> list[UUID]:
        """Whose events tell of it."""
        own = self.witness.subject[1]
        return [each for each in (own, self.home) if each is not None]


def table_of(kind: str) -> tuple[Any, list[Any]]:
    """Where subjects of a kind are kept, and which rows are somebody: who was merged into another
    is nobody."""
    if kind == "account":
        return Account, []
    return Contact, [col(Contact.merged_into).is_(None)]


async def subjects_of(
    session: AsyncSession, kind: str, ids: Sequence[UUID], zone: str, keys: Collection[str]
) -> dict[UUID, Subject]:
    """Those of them that there are; who was merged into another is nobody. `zone`: our own.
    `keys`: the segments it matters of whether they are in, and when they are due."""
    if not ids:
        return {}
    statement = _ACCOUNTS if kind == "account" else _CONTACTS
    found = await run(session, statement, {"ids": _json(ids)})
    subjects = {}
    for row in found:
        subjects[UUID(row.id)] = _subject(kind, row, zone)
    homes = [each.home for each in subjects.values() if each.home]
    segments, turns = await _standings(session, [*subjects, *homes], keys)
    nothing: frozenset[str] = frozenset()
    return {
        each: replace(
            subject,
            segments=segments.get(each, nothing),
            of_home=segments.get(subject.home, nothing) if subject.home else nothing,
            turns=turns.get(each, {}),
        )
        for each, subject in subjects.items()
    }


def _subject(kind: str, row: Any, zone: str) -> Subject:
    own, traits = UUID(row.id), orjson.loads(row.traits)
    where = zone_of_customer(kind, row.account_zone, row.contact_zone, zone)
    if kind == "account":
        return Subject(Witness(own, None, kind, where, {"account": traits, "contact": {}}))
    home = UUID(row.account_id) if row.account_id else None
    both = {
        "account": orjson.loads(row.account_traits) if row.account_traits else {},
        "contact": traits,
    }
    return Subject(Witness(home, own, kind, where, both), home)


def _json(ids: Iterable[UUID]) -> str:
    return orjson.dumps([str(each) for each in ids]).decode()


_IDS = "ARRAY(SELECT CAST(i AS uuid) FROM json_array_elements_text(CAST(:ids AS json)) AS i)"

_ACCOUNTS = text(f"""
    SELECT CAST(id AS text) AS id, CAST(traits AS text) AS traits,
           time_zone AS account_zone, (
               SELECT c.time_zone FROM memberships m JOIN contacts c ON c.id = m.contact_id
               WHERE m.account_id = a.id AND m.is_primary AND m.ended_at IS NULL LIMIT 1
           ) AS contact_zone
    FROM accounts a WHERE id = ANY({_IDS})
""")

_CONTACTS = text(f"""
    SELECT CAST(c.id AS text) AS id, CAST(c.traits AS text) AS traits, c.time_zone AS contact_zone,
           CAST(a.id AS text) AS account_id, CAST(a.traits AS text) AS account_traits,
           a.time_zone AS account_zone
    FROM contacts c
    LEFT JOIN LATERAL (
        SELECT min(CAST(m.account_id AS text)) AS id FROM memberships m
        WHERE m.contact_id = c.id AND m.ended_at IS NULL HAVING count(*) = 1
    ) AS home ON true
    LEFT JOIN accounts a ON a.id = CAST(home.id AS uuid)
    WHERE c.id = ANY({_IDS}) AND c.merged_into IS NULL
""")

_STANDINGS = text(f"""
    WITH asked AS MATERIALIZED (SELECT {_IDS} AS ids)
    SELECT CAST(subject_id AS text) AS subject_id, array_agg(segment_key) AS keys,
           CAST(NULL AS timestamptz[]) AS turns
    FROM segment_members, asked
    WHERE subject_id = ANY(ids) AND segment_key = ANY(CAST(:keys AS text[])) GROUP BY subject_id
    UNION ALL
    SELECT CAST(subject_id AS text), array_agg(segment_key), array_agg(due_at)
    FROM segment_turns, asked
    WHERE subject_id = ANY(ids) AND segment_key = ANY(CAST(:keys AS text[])) GROUP BY subject_id
""")


async def _standings(
    session: AsyncSession, ids: Sequence[UUID], keys: Collection[str]
) -> tuple[dict[UUID, frozenset[str]], dict[UUID, dict[str, datetime]]]:
    segments: dict[UUID, frozenset[str]] = {}
    turns: dict[UUID, dict[str, datetime]] = {}
    if not keys:
        return segments, turns
    for row in await run(session, _STANDINGS, {"ids": _json(ids), "keys": sorted(keys)}):
        if row.turns is None:
            segments[UUID(row.subject_id)] = frozenset(row.keys)
        else:
            turns[UUID(row.subject_id)] = dict(zip(row.keys, row.turns, strict=True))
    return segments, turns


async def facts_of(
    session: AsyncSession,
    subjects: Mapping[UUID, Subject],
    asked: Mapping[UUID, Iterable[Condition]],
    now: datetime,
) -> dict[UUID, Facts]:
    """What is to be known of each to decide the conditions asked about it. `now` is real time."""
    facts = {each: _standing(subjects[each], now) for each in asked}
    wanted: dict[EventHappened, list[UUID]] = {}
    for each, conditions in asked.items():
        own = (leaf for condition in conditions for leaf in leaves(condition))
        for leaf in dict.fromkeys(own):
            if isinstance(leaf, EventHappened):
                wanted.setdefault(leaf, []).append(each)
    counted = await _counted(session, wanted, subjects, facts, now)
    return {
        each: replace(known, occurrences=counted.get(each, {})) for each, known in facts.items()
    }


def _standing(subject: Subject, now: datetime) -> Facts:
    witness = subject.witness
    return Facts(
        now=now,
        zone=witness.zone,
        traits=witness.traits,
        segments=subject.segments | subject.of_home,
        health=health_of(witness.traits["account"]),
    )


_EVER = datetime.min.replace(tzinfo=UTC)

Counted = dict[UUID, dict[EventHappened, Occurrences]]


async def _counted(
    session: AsyncSession,
    wanted: Mapping[EventHappened, Sequence[UUID]],
    subjects: Mapping[UUID, Subject],
    facts: Mapping[UUID, Facts],
    now: datetime,
) -> Counted:
    counted: Counted = {}
    together: dict[str, list[tuple[EventHappened, UUID]]] = {}
    for leaf, ids in wanted.items():
        if leaf.where is None:
            for each in ids:
                kind = subjects[each].witness.subject_kind
                together.setdefault(kind, []).append((leaf, each))
        elif of_event_alone(leaf.where):
            await _count_where(session, leaf, ids, subjects, now, counted)
        else:
            for some in _alike(leaf.where, ids, facts):
                await _count_where(session, leaf, some, subjects, now, counted, facts[some[0]])
    for kind, pairs in together.items():
        await _count_together(session, kind, pairs, subjects, now, counted)
    return counted


def _alike(
    where: Condition, ids: Sequence[UUID], facts: Mapping[UUID, Facts]
) -> Iterable[Sequence[UUID]]:
    """Those of whom the same is asked of each event: what is asked of them themselves holds or does
    not for all of them, and where dates are asked for, their days begin and end alike."""
    parts = list(dict.fromkeys(leaves(where)))
    about_them = [each for each in parts if not isinstance(each, PropertyIs | EventHappened)]
    by_day = any(
        isinstance(each, PropertyIs) and isinstance(each.expected, Duration) for each in parts
    )
    found: dict[tuple[object, ...], list[UUID]] = {}
    for each in ids:
        known = facts[each]
        holds = (evaluate(part, known).holds for part in about_them)
        found.setdefault((known.zone if by_day else None, *holds), []).append(each)
    return found.values()


async def _count_where(
    session: AsyncSession,
    leaf: EventHappened,
    ids: Sequence[UUID],
    subjects: Mapping[UUID, Subject],
    now: datetime,
    counted: Counted,
    facts: Facts | None = None,
) -> None:
    """As `_count_together`, of events that are as asked. `facts` are those of any of them, where
    more than the event is asked about."""
    number = _number(leaf)
    since = [_since(leaf, now, subjects[each].witness.zone) for each in ids]
    kind = subjects[ids[0]].witness.subject_kind
    statement = _statement(leaf, kind, facts) if facts else _asking(leaf, kind)
    found = await run(session, statement, {"ids": list(ids), "since": since})
    for each in ids:
        counted.setdefault(each, {})[leaf] = Occurrences()
    for row in found:
        moments = row.moments
        few = len(moments) < number + 2
        counted[plain(row.subject)][leaf] = Occurrences(
            len(moments),
            row.earliest or (moments[-1] if few else None),
            moments[0],
            tuple(moments[max(number - 1, 0) : max(number, 1) + min(number, 1)]),
        )


def _asking(leaf: EventHappened, kind: str) -> Executable:
    """Built once, as it is the same at any time: that costs as much as to carry it out."""
    return _of_accounts(leaf) if kind == "account" else _of_contacts(leaf)


@kept
def _of_accounts(leaf: EventHappened) -> Executable:
    return _statement(leaf, "account", Facts(_EVER))


@kept
def _of_contacts(leaf: EventHappened) -> Executable:
    return _statement(leaf, "contact", Facts(_EVER))


def _statement(leaf: EventHappened, kind: str, facts: Facts) -> Executable:
    """Of each of `ids`, the newest events after `since`: two more than are asked for."""
    assert leaf.where is not None
    at = col(Event.occurred_at)
    asked = func.unnest(
        cast(bindparam("ids"), ARRAY(Uuid)), cast(bindparam("since"), ARRAY(type_instant))
    )
    of = asked.table_valued("subject", "since").render_derived()
    whose = col(Event.account_id) if kind == "account" else col(Event.contact_id)
    matching = (
        whose == of.c.subject,
        col(Event.name) == leaf.event,
        at > of.c.since,
        passes(leaf.where, col(Event.properties), facts),
    )
    newest: Any = select(at.label("at")).where(*matching).order_by(at.desc())
    seen = newest.limit(_number(leaf) + 2).lateral("newest")
    first = select(at).where(*matching).order_by(at).limit(1).scalar_subquery()
    return (
        select(
            of.c.subject,
            func.array_agg(aggregate_order_by(seen.c.at, seen.c.at.desc())).label("moments"),
            (first if leaf.first is not None else null()).label("earliest"),
        )
        .select_from(of.join(seen, true()))
        .group_by(of.c.subject, of.c.since)
    )


async def _count_together(
    session: AsyncSession,
    kind: str,
    pairs: Sequence[tuple[EventHappened, UUID]],
    subjects: Mapping[UUID, Subject],
    now: datetime,
    counted: Counted,
) -> None:
    asked = [
        {
            "n": number,
            "subject": str(each),
            "name": leaf.event,
            "since": _since(leaf, now, subjects[each].witness.zone),
            "number": _number(leaf),
            "of_first": leaf.first is not None,
        }
        for number, (leaf, each) in enumerate(pairs)
    ]
    statement = _COUNT_OF_ACCOUNTS if kind == "account" else _COUNT_OF_CONTACTS
    for row in await run(session, statement, {"asked": orjson.dumps(asked).decode()}):
        leaf, each = pairs[row.n]
        counted.setdefault(each, {})[leaf] = Occurrences(
            row.counted, row.earliest, row.latest, tuple(row.pivots or ())
        )


def _number(leaf: EventHappened) -> int:
    """How many are asked for."""
    return next((n for n in (leaf.at_least, leaf.at_most, leaf.exactly) if n is not None), 1)


def _since(leaf: EventHappened, now: datetime, zone: str) -> datetime:
    if isinstance(leaf.within, Duration):
        return before(now, leaf.within, zone)
    return _EVER


# Two more than asked for are enough to decide, and to know on which it turns. The very first is
# looked for where it is asked about.
_COUNT = """
    SELECT asked.n, found.counted, found.latest, found.pivots,
           CASE WHEN asked.of_first AND found.counted > asked.number + 1 THEN (
                    SELECT occurred_at FROM events e
                    WHERE e.{column} = asked.subject AND e.name = asked.name
                      AND e.occurred_at > asked.since ORDER BY occurred_at LIMIT 1)
                WHEN found.counted < asked.number + 2 THEN found.earliest END AS earliest
    FROM json_to_recordset(CAST(:asked AS json)) AS asked(
             n int, subject uuid, name text, since timestamptz, number int, of_first boolean),
         LATERAL (
             SELECT count(*) AS counted, min(at) AS earliest, max(at) AS latest,
                    (array_agg(at ORDER BY at DESC))[
                        GREATEST(asked.number, 1)
                        : GREATEST(asked.number, 1) + LEAST(asked.number, 1)] AS pivots
             FROM (SELECT e.occurred_at AS at FROM events e
                   WHERE e.{column} = asked.subject AND e.name = asked.name
                     AND e.occurred_at > asked.since
                   ORDER BY e.occurred_at DESC LIMIT asked.number + 2) AS newest
         ) AS found
"""

_COUNT_OF_ACCOUNTS = text(_COUNT.format(column="account_id"))
_COUNT_OF_CONTACTS = text(_COUNT.format(column="contact_id"))
