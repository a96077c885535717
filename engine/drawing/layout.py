"""Where everything goes. Knows sizes of boxes and the graph, nothing of journeys or words.

A step stands on its block's spine. Below it every way out has a lane of its own, side by side: a
lane holds what only that way leads to, or only a line when it leads straight to a join. Below the
lanes come the joins, one after another; a line that goes further passes at the side.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

from engine.definition.base import StepId
from engine.drawing.graph import Graph, Link
from engine.drawing.parts import Block, Box, GoTo, Label, Open, Point

GAP = 40.0
"""Between a step and the next."""
BUS = 18.0
"""How far below a step its lanes part, and below lanes their lines meet."""
ARROW = 22.0
"""The last straight piece of a line, with its head."""
LANE_GAP = 28.0
LABEL_GAP = 10.0
"""Above the words on a line."""
TRACK = 22.0
"""Between a block and a line that passes it."""


@dataclass(frozen=True)
class Shapes:
    """How big everything is, and what it says, asked when it is placed."""

    box: Callable[[StepId], Box]
    label: Callable[[StepId, tuple[str, ...]], Label | None]
    sign: Callable[[StepId], GoTo]


@dataclass
class Lane:
    """One way out of a step: a line with words on it, and what stands in the lane, if anything."""

    way: tuple[Link, ...]
    label: Label | None = None
    content: Block | None = None
    sign: GoTo | None = None

    @property
    def left(self) -> float:
        return min(-TRACK / 2, -self._half, self.content.left if self.content else 0)

    @property
    def right(self) -> float:
        return max(TRACK / 2, self._half, self.content.right if self.content else 0)

    @property
    def _half(self) -> float:
        return max(part.width / 2 if part else 0 for part in (self.label, self.sign))


def lay(graph: Graph, shapes: Shapes, first: StepId) -> Block:
    """Everything the step is the dominator of, the step on top."""
    block = Block()
    following: StepId | None = first
    while following is not None:
        step = following
        _stand(block, shapes.box(step))
        lanes = [_lane(graph, shapes, way) for way in _ways(graph, step)]
        following = _straight_on(block, graph, lanes)
        if following is None:
            opens = _part(block, lanes)
            joins = [below for below in graph.under[step] if below not in graph.lanes]
            following = _join(block, graph, shapes, joins, opens)
    return block


def _stand(block: Block, box: Box) -> None:
    block.boxes.append(replace(box, x=-box.width / 2, y=block.height))
    block.widen(-box.width / 2, box.width / 2)
    block.height += box.height


def _ways(graph: Graph, step: StepId) -> list[tuple[Link, ...]]:
    """The links that leave a step; those to the same step are one way."""
    ways: dict[StepId, tuple[Link, ...]] = {}
    for link in graph.links[step]:
        ways[link.target] = (*ways.get(link.target, ()), link)
    return list(ways.values())


def _lane(graph: Graph, shapes: Shapes, way: tuple[Link, ...]) -> Lane:
    link, outlets = way[0], tuple(link.outlet for link in way)
    lane = Lane(way, label=shapes.label(link.source, outlets))
    if link.back:
        lane.sign = shapes.sign(link.target)
    elif link.target in graph.lanes and len(graph.links[link.source]) > 1:
        lane.content = lay(graph, shapes, link.target)
    return lane


def _straight_on(block: Block, graph: Graph, lanes: list[Lane]) -> StepId | None:
    """The one step that follows directly below, if that is how it goes on."""
    if len(lanes) != 1 or lanes[0].sign:
        return None
    lane = lanes[0]
    if lane.way[0].target not in graph.lanes:
        return None
    link = _open(lane, [(0, block.height)])
    block.height = _labelled(block, lane, link, block.height, GAP, _words([lane]))
    block.close(link)
    return link.target


def _open(lane: Lane, points: list[Point]) -> Open:
    first = lane.way[0]
    return Open(first.source, tuple(link.outlet for link in lane.way), first.target, points)


def _words(lanes: list[Lane]) -> float:
    """How high the words on lines side by side are: what stands below them begins level."""
    return max((LABEL_GAP + lane.label.height for lane in lanes if lane.label), default=0)


def _labelled(block: Block, lane: Lane, link: Open, y: float, gap: float, words: float) -> float:
    """Lead the line down past `words`, and on by `gap`. Returns how far it is then."""
    if lane.label:
        block.labels.append(replace(lane.label, x=link.x, y=y + LABEL_GAP))
        block.widen(link.x - lane.label.width / 2, link.x + lane.label.width / 2)
    if words:
        y += words
        gap = ARROW
    link.to((link.x, y + gap))
    return y + gap


def _part(block: Block, lanes: list[Lane]) -> list[Open]:
    """Place the lanes side by side below the spine. Returns the lines that go on below them."""
    top = block.height
    opens: list[Open] = []
    words = _words(lanes)
    for lane, x in zip(lanes, _side_by_side(lanes), strict=True):
        start = [(0.0, top)] if len(lanes) == 1 else [(0.0, top), (0.0, top + BUS), (x, top + BUS)]
        link = _open(lane, list(start))
        block.widen(x + lane.left, x + lane.right)
        passing = not lane.content and not lane.sign
        y = _labelled(block, lane, link, start[-1][1], 0 if passing else ARROW, words)
        if passing:
            opens.append(link)
        else:
            block.close(link)
        if lane.sign:
            block.signs.append(replace(lane.sign, x=x, y=y))
            y += lane.sign.height
        if lane.content:
            opens += block.take(lane.content, x, y)
            y += lane.content.height
        block.height = max(block.height, y)
    return _lengthened(opens, block.height)


def _side_by_side(lanes: list[Lane]) -> list[float]:
    """Where the lanes' spines go: those that hold something stand evenly around the middle.

    A lane that is only a line keeps to the side, so that what most customers do stays straight.
    """
    xs: list[float] = []
    at = 0.0
    for lane in lanes:
        xs.append(at - lane.left)
        at += lane.right - lane.left + LANE_GAP
    holding = [x for x, lane in zip(xs, lanes, strict=True) if lane.content] or xs or [0.0]
    middle = (holding[0] + holding[-1]) / 2
    # One that is nearly there goes straight down.
    spine = next((x for x in holding if abs(x - middle) < BUS), middle)
    return [x - spine for x in xs]


def _lengthened(opens: list[Open], y: float) -> list[Open]:
    for link in opens:
        link.to((link.x, y))
    return opens


def _join(
    block: Block, graph: Graph, shapes: Shapes, joins: list[StepId], opens: list[Open]
) -> StepId | None:
    """Place the joins below. The last one, when no line passes it, is returned to go on with."""
    for join in joins:
        arriving = [link for link in opens if link.target == join]
        opens = [link for link in opens if link.target != join]
        if not opens:
            block.height = _meet(block, arriving, 0)
            return join
        opens = _beside(block, lay(graph, shapes, join), arriving, opens)
    block.opens = opens
    return None


def _meet(block: Block, arriving: list[Open], x: float) -> float:
    """Bring lines together above a join at `x`. Returns where the join's upper edge is."""
    meeting, end = block.height + BUS, block.height + BUS + ARROW
    for link in arriving:
        link.to((link.x, meeting), (x, meeting), (x, end))
        block.close(link)
    return end


def _beside(block: Block, join: Block, arriving: list[Open], others: list[Open]) -> list[Open]:
    """Place a join while other lines pass it at the left or the right."""
    x = sum(link.x for link in arriving) / len(arriving)
    top = block.height
    y = _meet(block, arriving, x)
    passing = sorted(others, key=lambda link: link.x)
    _aside([link for link in reversed(passing) if link.x < x], x + join.left, -TRACK, top)
    _aside([link for link in passing if link.x >= x], x + join.right, TRACK, top)
    for link in passing:
        block.widen(link.x - TRACK / 2, link.x + TRACK / 2)
    opens = [*passing, *block.take(join, x, y)]
    block.height = y + join.height
    return _lengthened(opens, block.height)


def _aside(links: list[Open], edge: float, track: float, top: float) -> None:
    """Move lines out to beyond `edge`, each further than the one before; same targets share."""
    at = edge
    y = top + BUS / 2
    tracks: dict[StepId, float] = {}
    for link in links:
        if link.target not in tracks:
            at = min(at + track, link.x) if track < 0 else max(at + track, link.x)
            tracks[link.target] = at
        link.to((link.x, y), (tracks[link.target], y))
