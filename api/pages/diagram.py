"""A journey's drawing with what is known of customers on it: counts, or the path one has taken."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from engine.definition.base import StepId
from engine.definition.journey import Journey
from engine.drawing import Box, Drawing, Line, draw
from engine.sentences import NO_NAMES, Names, Sentence, step_kind, step_sentence, step_title
from engine.store.reading.traffic import StepTraffic

_NOBODY = StepTraffic()


@dataclass(frozen=True)
class Outline:
    """One step as a row of the list that says what the drawing shows."""

    step: StepId
    kind: str
    title: str
    sentence: Sentence


@dataclass(frozen=True)
class Diagram:
    drawing: Drawing
    name: str
    outline: tuple[Outline, ...]
    link: Callable[[StepId], str | None]
    """Where a click on a step leads; None: nowhere."""
    counts: Mapping[StepId, StepTraffic] = field(default_factory=dict)
    """How many customers are at each step, and went on from it."""
    path: tuple[StepId, ...] = ()
    """The steps one customer has been at."""
    current: StepId | None = None
    counted: bool = False
    """Whether it says how many stand at each step."""

    def of(self, step: StepId) -> StepTraffic:
        return self.counts.get(step, _NOBODY)

    @property
    def pick(self) -> bool:
        """Whether a click on a step chooses it in a list on the same page."""
        return self.current is None and not self.path

    def was_at(self, box: Box) -> bool:
        return bool(self.path) and (not box.step or box.step in self.path)

    def taken(self, line: Line) -> bool:
        if not self.path:
            return False
        if not line.source:
            return line.target == self.path[0]
        return (line.source, line.target) in set(pairwise(self.path))


def diagram(
    journey: Journey,
    *,
    link: Callable[[StepId], str | None],
    counts: Mapping[StepId, StepTraffic] | None = None,
    path: Sequence[StepId] = (),
    current: StepId | None = None,
    names: Names = NO_NAMES,
) -> Diagram:
    """Everything the drawing's template needs."""
    drawing = draw(journey, names)
    return Diagram(
        drawing=drawing,
        name=journey.name,
        outline=tuple(
            Outline(
                box.step,
                step_kind(journey.steps[box.step]),
                step_title(journey, box.step),
                step_sentence(journey, box.step, names),
            )
            for box in drawing.boxes
            if box.step
        ),
        link=link,
        counts=counts or {},
        path=tuple(path),
        current=current,
        counted=counts is not None,
    )
