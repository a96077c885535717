"""The beginning of a journey's drawing, small: as much of it as a card has room for."""

from dataclasses import dataclass

from engine.drawing import Box, Drawing, Line

NARROWEST = 760.0
"""Pixels of the drawing. What is narrower is not drawn larger."""
SHARE = 0.6
"""So much of its width is seen downwards, in the narrowest card."""
MARGIN = 10


@dataclass(frozen=True)
class Miniature:
    """Scaled by its width, all that is seen of it is seen from side to side."""

    left: float
    width: float
    height: float
    boxes: tuple[Box, ...]
    lines: tuple[Line, ...]


def miniature(drawing: Drawing) -> Miniature:
    """The wider its beginning, the smaller it is drawn, and the more comes into sight below it,
    which may be wider again."""
    width = NARROWEST
    while (across := _across(drawing, width * SHARE))[1] > width:
        width = across[1]
    left, height = across[0], width * SHARE
    return Miniature(
        left=left,
        width=width,
        height=height,
        boxes=tuple(box for box in drawing.boxes if box.y < height),
        lines=tuple(line for line in drawing.lines if line.points[0][1] < height),
    )


def _across(drawing: Drawing, height: float) -> tuple[float, float]:
    """Where what begins above `height` lies: its left edge, and its width."""
    edges = [x for box in drawing.boxes if box.y <= height for x in (box.x, box.x + box.width)]
    edges += [x for line in drawing.lines for x, y in line.points if y <= height]
    left, right = min(edges) - MARGIN, max(edges) + MARGIN
    width = max(NARROWEST, right - left)
    return (left + right - width) / 2, width
