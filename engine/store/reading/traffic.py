"""How many customers are at each step of a journey, went on from it and by which way.

`engine.store.reading.layers` says who they are. Test runs are not counted.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, text
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from engine.definition.base import StepId
from engine.definition.journey import Journey as Definition
from engine.definition.steps import links
from engine.errors import BrokenJourney, NotFound
from engine.sentences import step_title
from engine.sentences.words import name_in_words
from engine.store.statements import run
from engine.store.tables import Journey, JourneyVersion
from engine.store.tables.journeys import TRIED
from engine.store.versions import definition_of
from engine.validation.touches import RESERVED_OUTCOMES


@dataclass(frozen=True)
class StepTraffic:
    """Customers, each counted once, however often they came by."""

    here: int = 0
    """Stand there now; those held, in trouble and on other versions are among them."""
    held: int = 0
    in_trouble: int = 0
    on_other_versions: int = 0
    """Than the one whose steps these are."""
    passed: int = 0
    """Went on from it; at an exit, came to the end of the journey there."""
    skipped: int = 0
    """Of those, whose message, call or task was left out."""
    failed: int = 0
    """Of those, whose message or call could not be sent."""
    converted: int = 0
    """Of those, who reached the goal afterwards."""
    left: int = 0
    """The journey ended for them while they stood there: by the goal, a rule or a person."""
    links: Mapping[str, int] = field(default_factory=dict)
    """Of those who passed, how many went by each way out."""


@dataclass(frozen=True)
class VersionTraffic:
    version: int
    is_live: bool
    entered: int
    """In the period, of those who are or ended on this version."""
    here: int
    """Inside now."""
    ended: int
    """In the period."""
    reached_goal: int
    """In the period."""


@dataclass(frozen=True)
class Gone:
    """A step where customers stand, and that the version shown does not have."""

    version: int
    step: StepId
    title: str
    here: int


@dataclass(frozen=True)
class Traffic:
    version: int | None
    """Whose customers are counted; null: those of every version, by the name of the step."""
    shown: int | None
    """The version whose steps these are: the one asked for, else the live one."""
    starting: int
    """Recorded, and about to come to the first step."""
    steps: Mapping[StepId, StepTraffic]
    """Every step of the version shown."""
    versions: Sequence[VersionTraffic]
    """Those that customers are on or have ended on, the latest first."""
    gone: Sequence[Gone]
    """Whichever version's customers are counted."""


async def traffic(
    session: AsyncSession,
    key: str,
    *,
    version: int | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
) -> Traffic:
    """Where a journey's customers are now, and where they went from `since` on and before `until`.

    Raises NotFound for an unknown journey or version.
    """
    found = await session.exec(select(Journey.id, Journey.live_version).where(Journey.key == key))
    row = found.first()
    if row is None:
        raise NotFound(f"There is no journey “{key}”.")
    journey_id, live = row
    shown = live if version is None else version
    known = await _versions(session, journey_id)
    if version is not None and version not in known:
        raise NotFound(f"“{key}” has no version {version}.")
    definition = await definition_of(session, known[shown]) if shown is not None else None
    asked = {"journey": journey_id, "version": version, "since": since, "until": until}
    early = list(RESERVED_OUTCOMES)
    standing = (await run(session, _STANDING, {**asked, "early": early})).all()
    went = await _went(session, asked)
    counted = [each for each in standing if version is None or each.number == version]
    return Traffic(
        version=version,
        shown=shown,
        starting=sum(each.here for each in counted if each.step is None),
        steps=_steps(definition, shown, counted, went),
        versions=_by_version(standing, live),
        gone=await _gone(session, standing, definition, known),
    )


async def _versions(session: AsyncSession, journey_id: UUID) -> Mapping[int, UUID]:
    found = await session.exec(
        select(JourneyVersion.number, JourneyVersion.id).where(
            JourneyVersion.journey_id == journey_id, JourneyVersion.number != TRIED
        )
    )
    return dict(found.all())


@dataclass
class _Went:
    """Who went on from a step."""

    passed: int = 0
    skipped: int = 0
    failed: int = 0
    converted: int = 0
    links: Counter[str] = field(default_factory=Counter)


async def _went(session: AsyncSession, asked: Mapping[str, Any]) -> Mapping[StepId, _Went]:
    """By step. Where nobody came by twice, as at most steps, leavings are customers; only where
    somebody did are customers told apart, which takes PostgreSQL longer."""
    found: defaultdict[StepId, _Went] = defaultdict(_Went)
    again = set[StepId]()
    for row in await run(session, _WENT, asked):
        step = found[row.step]
        step.passed += row.customers
        step.converted += row.converted
        step.links[row.outlet] += row.customers
        step.skipped += row.customers if row.kind == "skipped" else 0
        step.failed += row.customers if row.kind == "failed" else 0
        if row.again:
            again.add(row.step)
    if again:
        for name in again:
            del found[name]
        for row in await run(session, _WENT_AGAIN, {**asked, "steps": sorted(again)}):
            step = found[row.step]
            if row.outlet is not None:
                step.links[row.outlet] = row.customers
                continue
            step.passed, step.converted = row.customers, row.converted
            step.skipped, step.failed = row.skipped, row.failed
    return found


def _steps(
    definition: Definition | None,
    shown: int | None,
    standing: Iterable[Row[Any]],
    went: Mapping[StepId, _Went],
) -> Mapping[StepId, StepTraffic]:
    if definition is None:
        return {}
    there: defaultdict[StepId, Counter[str]] = defaultdict(Counter)
    for row in standing:
        if row.step is not None:
            for what in ("here", "held", "in_trouble", "left"):
                there[row.step][what] += getattr(row, what)
            there[row.step]["on_other_versions"] += row.here if row.number != shown else 0
    nobody = _Went()
    found = dict[StepId, StepTraffic]()
    for name, step in definition.steps.items():
        gone = went.get(name, nobody)
        found[name] = StepTraffic(
            **there[name],
            passed=gone.passed,
            skipped=gone.skipped,
            failed=gone.failed,
            converted=gone.converted,
            links={outlet: gone.links[outlet] for outlet in links(step)},
        )
    return found


def _by_version(standing: Iterable[Row[Any]], live: int | None) -> list[VersionTraffic]:
    counts: defaultdict[int, Counter[str]] = defaultdict(Counter)
    for row in standing:
        for what in ("entered", "here", "ended", "reached_goal"):
            counts[row.number][what] += getattr(row, what)
    return [
        VersionTraffic(number, number == live, **counts[number])
        for number in sorted(counts, reverse=True)
    ]


async def _gone(
    session: AsyncSession,
    standing: Iterable[Row[Any]],
    definition: Definition | None,
    versions: Mapping[int, UUID],
) -> list[Gone]:
    """Where customers stand that the version shown does not have."""
    found = list[Gone]()
    for row in sorted(standing, key=lambda row: (-row.number, -row.here)):
        if not row.here or row.step is None or (definition and row.step in definition.steps):
            continue
        try:
            title = step_title(await definition_of(session, versions[row.number]), row.step)
        except BrokenJourney:  # told by its id instead
            title = name_in_words(row.step).capitalize()
        found.append(Gone(row.number, row.step, title, row.here))
    return found


_DURING = """
    (CAST(:since AS timestamptz) IS NULL OR {at} >= :since)
    AND (CAST(:until AS timestamptz) IS NULL OR {at} < :until)
"""
_STANDING = text(f"""
    SELECT v.number, e.current_step AS step,
        count(*) FILTER (WHERE {_DURING.format(at="e.enrolled_at")}) AS entered,
        count(*) FILTER (WHERE e.status <> 'ended') AS here,
        count(*) FILTER (WHERE e.status <> 'ended' AND e.held_because IS NOT NULL) AS held,
        count(*) FILTER (WHERE e.status <> 'ended' AND e.trouble IS NOT NULL) AS in_trouble,
        count(*) FILTER (WHERE e.status = 'ended' AND {_DURING.format(at="e.ended_at")}) AS ended,
        count(*) FILTER (
            WHERE e.status = 'ended' AND e.outcome = ANY(CAST(:early AS text[]))
            AND {_DURING.format(at="e.ended_at")}
        ) AS "left",
        count(*) FILTER (
            WHERE e.goal_met_at IS NOT NULL AND {_DURING.format(at="e.goal_met_at")}
        ) AS reached_goal
    FROM enrollments e JOIN journey_versions v ON v.id = e.version_id
    WHERE e.journey_id = :journey AND NOT e.is_test
    GROUP BY v.number, e.current_step
""")
_FROM = f"""
    FROM timeline_entries t JOIN enrollments e ON e.id = t.enrollment_id
    WHERE t.journey_id = :journey AND t.outlet IS NOT NULL
        AND e.journey_id = :journey AND NOT e.is_test
        AND (CAST(:version AS integer) IS NULL OR t.version = :version)
        AND {_DURING.format(at="t.left_at")}
"""
_WENT = text(f"""
    SELECT t.step, t.outlet, t.kind, count(*) AS customers,
        count(*) FILTER (WHERE e.goal_met_at >= t.left_at) AS converted,
        bool_or(t.visit > 1) AS again
    {_FROM} GROUP BY t.step, t.outlet, t.kind
""")
_WENT_AGAIN = text(f"""
    SELECT t.step, t.outlet,
        count(DISTINCT t.enrollment_id) AS customers,
        count(DISTINCT t.enrollment_id) FILTER (WHERE t.kind = 'skipped') AS skipped,
        count(DISTINCT t.enrollment_id) FILTER (WHERE t.kind = 'failed') AS failed,
        count(DISTINCT t.enrollment_id) FILTER (WHERE e.goal_met_at >= t.left_at) AS converted
    {_FROM} AND t.step = ANY(CAST(:steps AS text[]))
    GROUP BY GROUPING SETS ((t.step), (t.step, t.outlet))
""")
