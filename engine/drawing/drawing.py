"""Draw a journey: say what its steps are, measure the words, lay them out."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from engine.definition.base import StepId
from engine.definition.journey import Journey
from engine.drawing.graph import ROOT, graph_of
from engine.drawing.layout import Shapes, lay
from engine.drawing.lettering import width_of, wrap
from engine.drawing.parts import Block, Box, GoTo, Label, Line
from engine.drawing.ways import way_words
from engine.sentences import (
    NO_NAMES,
    Names,
    entry_sentence,
    say,
    step_sentence,
    step_title,
    strong,
)

BOX_WIDTH = 272.0
PADDING = 14.0
ICON = 26.0
COUNT = 44.0
"""Kept free at the right of a title for a count."""
TITLE_SIZE, TITLE_LINE = 13.5, 19.0
TEXT_SIZE, TEXT_LINE = 12.5, 18.0
LABEL_SIZE, LABEL_LINE, LABEL_WIDTH = 11.5, 15.0, 172.0
MARGIN = 16.0


@dataclass(frozen=True)
class Drawing:
    width: float
    height: float
    boxes: tuple[Box, ...]
    """From top to bottom, as they are read."""
    labels: tuple[Label, ...]
    signs: tuple[GoTo, ...]
    lines: tuple[Line, ...]


def draw(journey: Journey, names: Names = NO_NAMES) -> Drawing:
    """The same journey gives the same drawing."""
    shapes = Shapes(
        box=lambda step: _box(journey, step, names),
        label=lambda step, outlets: _label(journey, step, outlets, names),
        sign=lambda step: _sign(journey, step),
    )
    return _in_frame(lay(graph_of(journey), shapes, ROOT), journey)


def _box(journey: Journey, step: StepId, names: Names) -> Box:
    if step == ROOT:
        return _entry(journey, names)
    title = wrap(say(strong(step_title(journey, step))), _title_width(), TITLE_SIZE, 2)
    text = step_sentence(journey, step, names)
    lines = wrap(text, BOX_WIDTH - 2 * PADDING, TEXT_SIZE, 3)
    height = 2 * PADDING + TITLE_LINE * len(title) + TEXT_LINE * len(lines)
    return Box(step, journey.steps[step].type, title, lines, 0, 0, BOX_WIDTH, height)


def _title_width() -> float:
    return BOX_WIDTH - 2 * PADDING - ICON - COUNT


def _entry(journey: Journey, names: Names) -> Box:
    text = entry_sentence(journey, names)
    lines = wrap(text, BOX_WIDTH - 2 * PADDING, TEXT_SIZE, 3)
    height = 2 * PADDING + TEXT_LINE * len(lines) - 8
    return Box(ROOT, "entry", (), lines, 0, 0, BOX_WIDTH, height)


def _label(journey: Journey, step: StepId, outlets: Sequence[str], names: Names) -> Label | None:
    if step == ROOT:
        return None
    words = way_words(journey, step, outlets, names)
    if words is None:
        return None
    lines = wrap(words, LABEL_WIDTH, LABEL_SIZE, 3)
    widest = max(
        sum(width_of(run.text, LABEL_SIZE, strong=run.strong) for run in line.runs)
        for line in lines
    )
    return Label(lines, 0, 0, widest + 18, len(lines) * LABEL_LINE + 6)


def _sign(journey: Journey, step: StepId) -> GoTo:
    title = wrap(say(step_title(journey, step)), LABEL_WIDTH, TEXT_SIZE, 1)[0]
    return GoTo(step, title, 0, 0, width_of(f"Back to {title}", TEXT_SIZE) + 44, 32)


def _in_frame(block: Block, journey: Journey) -> Drawing:
    """Everything moved into the picture, with a margin around."""
    # Steps that nothing leads to stand beside the start, without a line.
    block.lines = [
        line for line in block.lines if line.source != ROOT or line.target == journey.start
    ]
    framed = Block()
    framed.take(block, MARGIN - block.left, MARGIN)
    return Drawing(
        width=round(block.right - block.left + 2 * MARGIN),
        height=round(block.height + 2 * MARGIN),
        boxes=tuple(sorted(map(_rounded, framed.boxes), key=lambda box: (box.y, box.x))),
        labels=tuple(framed.labels),
        signs=tuple(framed.signs),
        lines=tuple(framed.lines),
    )


def _rounded(box: Box) -> Box:
    return replace(box, x=round(box.x, 1), y=round(box.y, 1))
