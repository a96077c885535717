"""One customer's way through a journey, where they stand, and what can be done about it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from engine.definition.base import StepId
from engine.definition.journey import Journey as Definition
from engine.errors import BrokenJourney, NotFound
from engine.facts import trait_in
from engine.following import Listening, Visit, listening, visits, wakes_for
from engine.interpreter import Position
from engine.sentences import Names, step_kind, step_title
from engine.sentences.evidence import Evidence
from engine.sentences.in_product import seen_in_words
from engine.steering import comes_again, ways_on
from engine.store.passages import Stored, load
from engine.store.reading.enrollments import EnrollmentSummary, enrollment_summary, entries
from engine.store.reading.names import names
from engine.store.steerable import obstacle, unreached_steps
from engine.store.tables import (
    InAppState,
    JourneyVersion,
    Message,
    Migration,
    MigrationResult,
    Task,
    User,
)
from engine.store.tables.columns import JsonObject
from engine.store.versions import definition_of

MOST_ENTRIES = 1_000


@dataclass(frozen=True)
class MessageGist:
    id: UUID
    channel: str
    status: str
    subject: str | None
    to_address: str | None
    reason: str | None
    in_product: str | None
    """Of one that is shown in the product: whether anybody has seen it, in words."""


@dataclass(frozen=True)
class TaskGist:
    id: UUID
    kind: str
    title: str
    status: str
    outcome: str | None
    assignee_name: str | None
    due_at: datetime | None
    escalated: int
    """How many levels it has gone up."""


@dataclass(frozen=True)
class PathVisit:
    """One stay at one step."""

    step: StepId
    title: str
    visit: int
    """The how-manyth time they stood at the step."""
    version: int
    entered_at: datetime
    left_at: datetime | None
    """Null: they stand there, or the journey ended for them there."""
    outlet: str | None
    """The way out they took. Null: none yet, or they were moved away."""
    next: StepId | None
    next_title: str | None
    words: str | None
    """What is written on the link they took; null for the ordinary next."""
    kind: str | None
    """Of the entry of the timeline that led on, or of the latest one."""
    reason: str | None
    evidence: Sequence[Evidence]
    entries: Sequence[int]
    """The numbers of what the timeline says of this stay."""
    message: MessageGist | None
    task: TaskGist | None


@dataclass(frozen=True)
class SkipWay:
    """One way past the wait."""

    outlet: str
    words: str
    to: StepId
    to_title: str
    by_time: bool
    """What happens if the time comes and nothing else does: taken when no outlet is named."""


@dataclass(frozen=True)
class MoveTarget:
    step: StepId
    title: str
    kind: str
    again: Sequence[StepId]
    """What they have had and would get again: if the step itself is among it, only when you say
    `again`; else they are passed over unless you do."""


@dataclass(frozen=True)
class Steering:
    """What can be done about where they stand."""

    refused: str | None
    """Why nothing can be done just now but taking them out, as a sentence."""
    skip: Sequence[SkipWay]
    """The ways past what they wait for, that of time first. Empty: they wait for nothing."""
    move: Sequence[MoveTarget]
    retry: bool
    """Whether something keeps failing that can be tried again at once."""
    retry_steps: Sequence[StepId]
    """Steps whose message or call reached nobody: they can be gone back to."""


@dataclass(frozen=True)
class BeingMoved:
    """They are to be moved to another version before anything more is done."""

    migration_id: UUID
    version: int
    error: str | None
    """Why they could not be; null: they are to be any moment."""


@dataclass(frozen=True)
class Now:
    """Where a customer stands."""

    step: StepId | None
    """Null: about to come to the first one."""
    title: str | None
    visit: int | None
    version: int
    since: datetime | None
    waiting_for: str | None
    wakes_at: datetime | None
    """The next wake-up by itself."""
    wakes_for: str | None
    """What it is for, as a sentence."""
    listens: Sequence[Listening]
    """What leads them on, or out, as soon as it comes about."""
    held_because: str | None
    trouble: JsonObject | None
    exit_request: JsonObject | None
    being_moved: BeingMoved | None
    can: Steering


@dataclass(frozen=True)
class Path:
    enrollment: EnrollmentSummary
    began_at: datetime
    visits: Sequence[PathVisit]
    """In order, the present one last."""
    truncated: bool
    """Whether the beginning is left out: only the latest thousand entries are read."""
    now: Now | None
    """Null: the journey has ended for them."""


async def path_of(
    session: AsyncSession, enrollment_id: UUID, *, default_zone: str, now: datetime
) -> Path:
    """Raises NotFound. `now` is real time, aware UTC."""
    summary = await enrollment_summary(session, enrollment_id)
    stored = await load(session, enrollment_id, default_zone=default_zone, now=now)
    if stored is None:
        raise NotFound(f"There is no enrollment {enrollment_id}.")
    passage = stored.passage
    lines = await entries(session, enrollment_id)
    versions = {line.version for line in lines if line.version is not None}
    journeys = await _journeys(session, stored, versions)
    called = await names(session)
    stays = visits(
        lines,
        journeys,
        passage.version,
        passage.since,
        passage.position if summary.status != "ended" else None,
        passage.clock,
        called,
    )
    return Path(
        enrollment=summary,
        began_at=passage.since,
        visits=await _with_touches(session, enrollment_id, stays, now),
        truncated=bool(lines) and lines[0].number > 1,
        now=None
        if summary.status == "ended"
        else await _now(session, stored, summary, called, now),
    )


async def _journeys(
    session: AsyncSession, stored: Stored, versions: Collection[int]
) -> Mapping[int, Definition]:
    """The versions they went through, as far as they can be read."""
    known = {stored.passage.version: stored.passage.journey}
    found = await session.exec(
        select(JourneyVersion.number, JourneyVersion.id).where(
            JourneyVersion.journey_id == stored.row.journey_id,
            col(JourneyVersion.number).in_(set(versions) - set(known)),
        )
    )
    for number, version_id in found.all():
        try:
            known[number] = await definition_of(session, version_id)
        except BrokenJourney:
            continue
    return known


async def _with_touches(
    session: AsyncSession, enrollment_id: UUID, stays: Sequence[Visit], now: datetime
) -> list[PathVisit]:
    """The stays, each with the message and the task it is about."""
    messages = await session.exec(
        select(Message, InAppState.seen_at)
        .outerjoin(InAppState, col(InAppState.message_id) == col(Message.id))
        .where(Message.enrollment_id == enrollment_id)
    )
    rows = messages.all()
    sent = {row.id: _gist(row, seen_at, now) for row, seen_at in rows}
    asked = await session.execute(
        select(Task, User.name)
        .outerjoin(User, col(User.id) == col(Task.assignee_id))
        .where(Task.enrollment_id == enrollment_id)
    )
    tasks = {row.id: (row, name) for row, name in asked.all()}
    latest = {(row.step, row.visit): row.id for row, _ in rows}
    return [
        _visit(
            stay,
            sent.get(stay.message_id or latest.get((stay.step, stay.visit)) or enrollment_id),
            *tasks.get(stay.task_id or enrollment_id, (None, None)),
        )
        for stay in stays
    ]


def _gist(message: Message, seen_at: datetime | None, now: datetime) -> MessageGist:
    in_product = None
    if message.channel == "in_app" and message.status == "sent":
        ends = message.content.get("expires_at")
        in_product = seen_in_words(
            now,
            is_test=message.is_test,
            seen_at=seen_at,
            expires_at=datetime.fromisoformat(str(ends)) if ends else None,
        )
    return MessageGist(
        message.id,
        message.channel,
        message.status,
        message.subject,
        message.to_address,
        message.reason,
        in_product,
    )


def _visit(
    stay: Visit, message: MessageGist | None, task: Task | None, assignee: str | None
) -> PathVisit:
    told: dict[str, Any] = {**vars(stay), "message": message, "task": None}
    del told["message_id"], told["task_id"]
    if task is not None:
        told["task"] = TaskGist(
            id=task.id,
            kind=task.kind,
            title=task.title,
            status=task.status,
            outcome=task.outcome,
            assignee_name=assignee,
            due_at=task.due_at,
            escalated=task.escalated,
        )
    return PathVisit(**told)


async def _now(
    session: AsyncSession,
    stored: Stored,
    summary: EnrollmentSummary,
    called: Names,
    now: datetime,
) -> Now:
    passage = stored.passage
    position = passage.position
    known = position is not None and position.step in passage.journey.steps
    return Now(
        step=position.step if position else None,
        title=step_title(passage.journey, position.step) if position else None,
        visit=position.visit if position else None,
        version=passage.version,
        since=passage.clock.real_time(position.entered_at) if position else None,
        waiting_for=summary.waiting_for,
        wakes_at=summary.wakes_at,
        wakes_for=_wakes_for(stored, position) if position and known else None,
        listens=_listens(stored, position, summary, called) if position else [],
        held_because=summary.held_because,
        trouble=summary.trouble,
        exit_request=summary.exit_request,
        being_moved=await _being_moved(session, stored.row.id),
        can=await _steering(session, stored, now),
    )


def _listens(
    stored: Stored, position: Position, summary: EnrollmentSummary, called: Names
) -> list[Listening]:
    met = summary.goal_met_at is not None
    return listening(stored.passage.journey, position, goal_met=met, names=called)


def _wakes_for(stored: Stored, position: Position) -> str | None:
    passage = stored.passage
    if passage.wakes_at is None:
        return None
    wakes_at = passage.clock.journey_time(passage.wakes_at)
    value_of = partial(trait_in, stored.witness().traits)
    return wakes_for(passage.journey, position, passage.zone, passage.freezes, wakes_at, value_of)


async def _being_moved(session: AsyncSession, enrollment_id: UUID) -> BeingMoved | None:
    found = await session.execute(
        select(MigrationResult.migration_id, JourneyVersion.number, MigrationResult.error)
        .join(Migration, col(Migration.id) == col(MigrationResult.migration_id))
        .join(JourneyVersion, col(JourneyVersion.id) == col(Migration.to_version_id))
        .where(
            MigrationResult.enrollment_id == enrollment_id,
            col(MigrationResult.status).in_(["pending", "failed"]),
        )
    )
    row = found.first()
    return BeingMoved(*row) if row else None


async def _steering(session: AsyncSession, stored: Stored, now: datetime) -> Steering:
    passage, position = stored.passage, stored.passage.position
    why = await obstacle(session, stored)
    if position is None or position.step not in passage.journey.steps:
        return Steering(str(why) if why else None, (), (), False, ())
    journey = passage.journey
    ways = ways_on(
        journey, position, passage.zone, passage.freezes, passage.clock.journey_time(now)
    )
    unreached = await unreached_steps(session, stored)
    order = list(journey.steps)
    return Steering(
        refused=str(why) if why else None,
        skip=[SkipWay(way.name, way.words, way.to, way.to_title, way.by_time) for way in ways],
        move=[
            MoveTarget(
                step=name,
                title=step_title(journey, name),
                kind=step_kind(step),
                again=sorted(comes_again(journey, position, name, unreached), key=order.index),
            )
            for name, step in journey.steps.items()
            if name != position.step
        ],
        retry=stored.row.trouble is not None,
        retry_steps=[name for name in order if name in unreached and name != position.step],
    )
