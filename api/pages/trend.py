"""An account's past health as a drawing. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from engine.health import Bands
from engine.store.reading.health import Point

WIDTH, HEIGHT, EDGE = 1000, 160, 8
"""Of the drawing, which is stretched to its place; only its height is in pixels."""
SHORTEST = timedelta(days=7)
_DOWN_TO = 24
"""A name needs so many pixels of a band's height."""


@dataclass(frozen=True)
class Region:
    """Where a band lies."""

    band: str
    top: float
    height: float

    @property
    def middle(self) -> float:
        return self.top + self.height / 2

    @property
    def has_room(self) -> bool:
        return self.height >= _DOWN_TO


@dataclass(frozen=True)
class Trend:
    regions: tuple[Region, ...]
    lines: tuple[str, ...]
    """Paths, one for each stretch of time in which the score was known."""
    marks: tuple[tuple[int, float], ...]
    """Numbers on the scale, and how far down they stand."""
    now: str | None
    """A path that is a dot, where it stands now. None: the score is not known."""
    since: datetime
    until: datetime


def trend_of(points: Sequence[Point], bands: Bands, now: datetime) -> Trend | None:
    """None: there is nothing to draw. `points` are in order; each lasts until the next."""
    if not any(point.score is not None for point in points):
        return None
    since = min(points[0].at, now - SHORTEST)
    across = (now - since) / timedelta(seconds=1)

    def x(at: datetime) -> float:
        return round(WIDTH * ((at - since) / timedelta(seconds=1)) / across, 1)

    ends = [point.at for point in points[1:]] + [now]
    lines, current = list[str](), list[str]()
    for point, end in zip(points, ends, strict=True):
        if point.score is None:
            lines, current = [*lines, " ".join(current)] if current else lines, []
            continue
        y = _down(point.score)
        current += [f"{'L' if current else 'M'}{x(point.at)} {y}", f"L{x(end)} {y}"]
    if current:
        lines.append(" ".join(current))
    edges = (100.0, float(bands.green), float(bands.yellow), 0.0)
    regions = tuple(
        Region(name, _down(upper), round(_down(lower) - _down(upper), 1))
        for name, upper, lower in zip(("green", "yellow", "red"), edges, edges[1:], strict=False)
    )
    marks = tuple((round(edge), _down(edge)) for edge in edges)
    last = points[-1].score
    dot = f"M{WIDTH - EDGE} {_down(last)}h0" if last is not None else None
    return Trend(regions, tuple(lines), marks, dot, since, now)


def _down(score: float) -> float:
    return round(EDGE + (HEIGHT - 2 * EDGE) * (1 - score / 100), 1)
