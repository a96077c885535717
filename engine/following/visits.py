"""The way a customer took, step by step, as their timeline tells it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from engine.clock import JourneyClock
from engine.definition.base import StepId
from engine.definition.journey import Journey
from engine.definition.steps import links
from engine.interpreter import Position
from engine.sentences import NO_NAMES, Names, outlet_sentence, step_title
from engine.sentences.evidence import Evidence, evidence_of

MOVES = ("migrated", "moved")
"""Entries by which somebody is taken from one step to another, past every way out."""


class Line(Protocol):
    """An entry of the timeline."""

    @property
    def number(self) -> int: ...
    @property
    def at(self) -> datetime: ...
    @property
    def kind(self) -> str: ...
    @property
    def step(self) -> str | None: ...
    @property
    def visit(self) -> int | None: ...
    @property
    def outlet(self) -> str | None: ...
    @property
    def left_at(self) -> datetime | None: ...
    @property
    def version(self) -> int | None: ...
    @property
    def summary(self) -> str: ...
    @property
    def detail(self) -> Mapping[str, Any]: ...
    @property
    def message_id(self) -> UUID | None: ...
    @property
    def task_id(self) -> UUID | None: ...


@dataclass(frozen=True)
class Visit:
    """One stay at one step. Times are real, aware UTC."""

    step: StepId
    title: str
    visit: int
    """The how-manyth time they stood at the step."""
    version: int
    """The version they were on when they left it, or are on."""
    entered_at: datetime
    left_at: datetime | None
    """None: they stand there, or the journey ended for them there."""
    outlet: str | None
    """The way out they took. None: they are still there, the journey ended there, or they were
    moved away."""
    next: StepId | None
    next_title: str | None
    words: str | None
    """What is written on the link they took. None for the ordinary next."""
    kind: str | None
    """Of the entry that led on, or of the latest one."""
    reason: str | None
    """Why they went on; while they are there, what was last said of them."""
    evidence: Sequence[Evidence]
    """What was looked at for it, what was found, and whether it held."""
    entries: Sequence[int]
    """The numbers of everything the timeline says of this stay."""
    message_id: UUID | None
    task_id: UUID | None


@dataclass
class _Stay:
    """A stay in the making."""

    step: StepId
    visit: int
    entered_at: datetime
    lines: list[Line] = field(default_factory=list)
    closing: Line | None = None

    @property
    def left_at(self) -> datetime | None:
        return (self.closing.left_at or self.closing.at) if self.closing else None

    def is_of(self, line: Line) -> bool:
        return self.step == line.step and (line.visit is None or line.visit == self.visit)


def visits(
    lines: Iterable[Line],
    journeys: Mapping[int, Journey],
    version: int,
    began: datetime,
    position: Position | None,
    clock: JourneyClock,
    names: Names = NO_NAMES,
) -> list[Visit]:
    """Every stay in order, the present one last.

    `lines` are in order; should the first ones be missing, the way begins where they do.
    `journeys` are the versions they went through by number, as far as they can be read; `version`
    is the one they are on, `began` when they entered, in real time.
    """
    stays = list[_Stay]()
    for line in lines:
        if line.step is not None:
            _tell(stays, line, began)
    if position is not None and not (stays and _is_at(stays[-1], position)):
        arrived = clock.real_time(position.entered_at)
        stays.append(_Stay(position.step, position.visit, arrived))
    return [_told(stay, journeys, version, names) for stay in stays]


def _is_at(stay: _Stay, position: Position) -> bool:
    return (stay.step, stay.visit) == (position.step, position.visit)


def _tell(stays: list[_Stay], line: Line, began: datetime) -> None:
    here = stays[-1] if stays else None
    if line.kind in MOVES and (here is None or not here.is_of(line)):
        _taken_away(stays, line, began)
        stays.append(_Stay(line.step or "", line.visit or 1, line.at))
        return
    if here is None or not here.is_of(line):
        entered_at = began if here is None and line.visit == 1 else line.at
        if here is not None and here.left_at is not None:
            entered_at = here.left_at
        here = _Stay(line.step or "", line.visit or 1, entered_at)
        stays.append(here)
    here.lines.append(line)
    if line.outlet is not None:
        here.closing = line


def _taken_away(stays: list[_Stay], line: Line, began: datetime) -> None:
    """The stay that a move ends. Nothing need have been said of it before."""
    here = stays[-1] if stays else None
    source = line.detail.get("from")
    step = source.get("step") if isinstance(source, Mapping) else None
    if isinstance(step, str) and (here is None or here.closing is not None):
        before = sum(stay.step == step for stay in stays)
        here = _Stay(step, before + 1, (here.left_at if here else None) or began)
        stays.append(here)
    if here is not None:
        here.lines.append(line)
        here.closing = here.closing or line


def _told(stay: _Stay, journeys: Mapping[int, Journey], version: int, names: Names) -> Visit:
    last = stay.closing or (stay.lines[-1] if stay.lines else None)
    number = last.version if last and last.version and last.kind not in MOVES else version
    if last and last is stay.closing and last.kind in MOVES:
        number = _taken_from(last) or number
    journey = journeys.get(number) or journeys.get(version)
    outlet = stay.closing.outlet if stay.closing else None
    following = _following(journey, stay, outlet)
    ended = last is not None and last.kind == "ended"
    return Visit(
        step=stay.step,
        title=_title(journey, stay.step),
        visit=stay.visit,
        version=number,
        entered_at=stay.entered_at,
        left_at=None if ended else stay.left_at,
        outlet=outlet if following else None,
        next=following,
        next_title=_title(journey, following) if following else None,
        words=_words(journey, stay.step, outlet, names) if following else None,
        kind=last.kind if last else None,
        reason=last.summary if last else None,
        evidence=evidence_of(last.detail, names, journey) if last else (),
        entries=[line.number for line in stay.lines],
        message_id=_latest(line.message_id for line in stay.lines),
        task_id=_latest(line.task_id for line in stay.lines),
    )


def _taken_from(line: Line) -> int | None:
    """The version somebody was on before they were moved."""
    before = line.detail.get("from")
    number = before.get("version") if isinstance(before, Mapping) else None
    return number if isinstance(number, int) else None


def _following(journey: Journey | None, stay: _Stay, outlet: str | None) -> StepId | None:
    if stay.closing is None:
        return None
    if outlet is None:
        return stay.closing.step
    known = journey is not None and stay.step in journey.steps
    return links(journey.steps[stay.step]).get(outlet) if journey and known else None


def _title(journey: Journey | None, step: StepId) -> str:
    return step_title(journey, step) if journey else step


def _words(journey: Journey | None, step: StepId, outlet: str | None, names: Names) -> str | None:
    if journey is None or outlet is None or step not in journey.steps:
        return None
    said = outlet_sentence(journey, step, outlet, names)
    return str(said) if said else None


def _latest(ids: Iterable[UUID | None]) -> UUID | None:
    found = [each for each in ids if each is not None]
    return found[-1] if found else None
