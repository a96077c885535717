"""What a drawing is made of. Lengths are in pixels at natural size; `x` grows right, `y` down."""

from dataclasses import dataclass, field, replace

from engine.definition.base import StepId
from engine.sentences.words import Sentence

Point = tuple[float, float]


@dataclass(frozen=True)
class Box:
    """A step, or with an empty `step` the way in. `x`, `y` is its upper left corner."""

    step: StepId
    kind: str
    """The step's type, or `entry`."""
    title: tuple[Sentence, ...]
    """Its name in lines; none for the way in."""
    lines: tuple[Sentence, ...]
    """What it does, in lines."""
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class Label:
    """Words on a link. `x` is its middle, `y` its upper edge."""

    lines: tuple[Sentence, ...]
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class GoTo:
    """A sign at the end of a link that leads back. `x` is its middle, `y` its upper edge."""

    target: StepId
    title: Sentence
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class Line:
    """A link, from the lower edge of one box to the upper edge of another, or to a sign."""

    source: StepId
    outlets: tuple[str, ...]
    target: StepId
    points: tuple[Point, ...]

    def path(self, radius: float = 10) -> str:
        """The line as SVG path data, corners rounded."""
        points = _corners(self.points)
        (x, y), *rest = points
        data = f"M{x:g} {y:g}"
        for before, corner, after in zip(points, rest, rest[1:], strict=False):
            bend = min(radius, _length(before, corner) / 2, _length(corner, after) / 2)
            x1, y1 = _towards(corner, before, bend)
            x2, y2 = _towards(corner, after, bend)
            data += f"L{x1:g} {y1:g}Q{corner[0]:g} {corner[1]:g} {x2:g} {y2:g}"
        x, y = points[-1]
        return f"{data}L{x:g} {y:g}"


def _corners(points: tuple[Point, ...]) -> list[Point]:
    """Without points that lie on a straight line between their neighbours."""
    kept = [points[0]]
    for number in range(1, len(points)):
        point = points[number]
        if point == kept[-1]:
            continue
        if len(kept) > 1 and any(
            kept[-2][axis] == kept[-1][axis] == point[axis] for axis in (0, 1)
        ):
            kept.pop()
        kept.append(point)
    return kept


def _length(one: Point, other: Point) -> float:
    return abs(one[0] - other[0]) + abs(one[1] - other[1])


def _towards(corner: Point, end: Point, by: float) -> Point:
    whole = _length(corner, end) or 1.0
    return tuple(c + (e - c) * by / whole for c, e in zip(corner, end, strict=True))  # type: ignore[return-value]


@dataclass
class Open:
    """A link on its way down to a step that is not placed yet."""

    source: StepId
    outlets: tuple[str, ...]
    target: StepId
    points: list[Point]

    @property
    def x(self) -> float:
        return self.points[-1][0]

    def to(self, *points: Point) -> None:
        self.points += points


@dataclass
class Block:
    """A part of the drawing. `x = 0` is its spine, `y = 0` its upper edge."""

    left: float = 0
    right: float = 0
    height: float = 0
    boxes: list[Box] = field(default_factory=list)
    labels: list[Label] = field(default_factory=list)
    signs: list[GoTo] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    opens: list[Open] = field(default_factory=list)

    def widen(self, left: float, right: float) -> None:
        self.left, self.right = min(self.left, left), max(self.right, right)

    def close(self, link: Open) -> None:
        """The link has arrived."""
        self.lines.append(Line(link.source, link.outlets, link.target, tuple(link.points)))

    def take(self, part: "Block", dx: float, dy: float) -> list[Open]:
        """Place another block's content in this one. Its open links are returned, moved."""
        self.boxes += [replace(box, x=box.x + dx, y=box.y + dy) for box in part.boxes]
        self.labels += [replace(label, x=label.x + dx, y=label.y + dy) for label in part.labels]
        self.signs += [replace(sign, x=sign.x + dx, y=sign.y + dy) for sign in part.signs]
        self.lines += [
            replace(line, points=tuple((x + dx, y + dy) for x, y in line.points))
            for line in part.lines
        ]
        self.widen(part.left + dx, part.right + dx)
        return [
            Open(o.source, o.outlets, o.target, [(x + dx, y + dy) for x, y in o.points])
            for o in part.opens
        ]
