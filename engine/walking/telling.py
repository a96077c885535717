"""What happened to one customer, line by line: how walks and scenarios are told."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from engine.definition.base import StepId
from engine.definition.journey import Journey
from engine.definition.steps import links
from engine.sentences import NO_NAMES, Names
from engine.sentences.evidence import Evidence, evidence_of
from engine.simulation.runs import Handout, Noted, Run
from engine.walking.messages import Shown
from engine.written import instant

ENTRY = ""
"""Stands before the first step: the way in leads from it."""


@dataclass(frozen=True)
class Asked:
    """A task or an approval as it was handed over."""

    kind: str
    """task or approval."""
    title: str
    assignee: str | None
    """A mail address. None: nobody's."""
    outcomes: Sequence[str]
    """Its buttons. Empty: there is only “done”."""
    due_at: datetime | None


@dataclass(frozen=True)
class Line:
    """One thing that happened, as the customer's story would tell it. Times are aware UTC."""

    at: datetime
    step: StepId | None
    visit: int | None
    """The how-manyth time they stood there."""
    kind: str
    """As in a timeline: sent, skipped, waiting, chose, ended …"""
    words: str
    reason: str | None
    """Why a message was left out, could not be sent or was put off."""
    until: datetime | None
    """Until when it was put off."""
    evidence: Sequence[Evidence]
    """What was looked at, what was found, and whether it held."""
    outlet: str | None
    """The way out the step was left by with this."""
    to: StepId | None
    """Where that leads."""
    message: Shown | None
    task: Asked | None
    off: str | None = None
    """Why nobody is at work on that day: `a weekend`. None: that is not known."""


@dataclass(frozen=True)
class Travelled:
    """A link the customer went along."""

    step: StepId
    """Empty: the way in."""
    outlet: str
    to: StepId


def lines_of(
    journey: Journey, run: Run, seen: Mapping[UUID, Shown], names: Names = NO_NAMES
) -> tuple[Line, ...]:
    """The passage's whole story. `seen` are the messages that can be shown, by their ids."""
    reasons = {letter.id: letter.reason for letter in run.sent}
    tasks = {(each.step, each.visit): each for each in run.handed}
    return tuple(_line(journey, noted, reasons, tasks, seen, names) for noted in run.timeline)


def _line(
    journey: Journey,
    noted: Noted,
    reasons: Mapping[UUID, str | None],
    tasks: Mapping[tuple[StepId, int], Handout],
    seen: Mapping[UUID, Shown],
    names: Names,
) -> Line:
    entry = noted.entry
    step = journey.steps.get(entry.step) if entry.step else None
    reason = reasons.get(entry.message_id) if entry.message_id else None
    handed = tasks.get((entry.step or "", entry.visit or 1)) if entry.task_id else None
    put_off = entry.kind == "deferred"
    return Line(
        at=entry.left_at or noted.at,
        step=entry.step,
        visit=entry.visit,
        kind=entry.kind,
        words=entry.summary,
        reason=str(entry.detail["reason"]) if put_off else reason,
        until=instant(entry.detail.get("until")) if put_off else None,
        evidence=evidence_of(entry.detail, names, journey),
        outlet=entry.outlet,
        to=links(step).get(entry.outlet) if step is not None and entry.outlet else None,
        message=seen.get(entry.message_id) if entry.message_id else None,
        task=_asked(handed) if handed else None,
    )


def happened(at: datetime, step: StepId, words: str) -> Line:
    """What happened to them and moved nothing."""
    return Line(
        at=at,
        step=step,
        visit=None,
        kind="happened",
        words=words,
        reason=None,
        until=None,
        evidence=(),
        outlet=None,
        to=None,
        message=None,
        task=None,
    )


def _asked(handed: Handout) -> Asked:
    return Asked(handed.kind, handed.title, handed.assignee, handed.outcomes, handed.due_at)


def travelled(journey: Journey, lines: Sequence[Line]) -> tuple[Travelled, ...]:
    """Every link they went along, each once, in the order they first did."""
    found = {Travelled(ENTRY, "next", journey.start): None} if lines else {}
    for line in lines:
        if line.step is not None and line.outlet is not None and line.to is not None:
            found[Travelled(line.step, line.outlet, line.to)] = None
    return tuple(found)


def visited(journey: Journey, ways: Iterable[Travelled], here: StepId | None) -> tuple[StepId, ...]:
    """Every step they came to, each once, in that order. `here` is where they stand, if they do."""
    return tuple(dict.fromkeys(_steps(journey, ways, here)))


def _steps(journey: Journey, ways: Iterable[Travelled], here: StepId | None) -> Iterator[StepId]:
    for way in ways:
        if way.to in journey.steps:
            yield way.to
    if here is not None:
        yield here
