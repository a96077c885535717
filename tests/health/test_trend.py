"""The drawing of an account's past."""

from api.pages.trend import trend_of
from engine.health import DEFAULT
from engine.store.reading.health import Point
from tests.health.parts import NOW, ago


def test_each_point_lasts_until_the_next_and_what_is_not_known_leaves_a_gap() -> None:
    points = [
        Point(ago(10), 100, "green"),
        Point(ago(5), None, None),
        Point(ago(2.5), 0, "red"),
    ]
    trend = trend_of(points, DEFAULT.bands, NOW)
    assert trend is not None
    assert trend.lines == ("M0.0 8.0 L500.0 8.0", "M750.0 152.0 L1000.0 152.0")
    assert [(each.band, each.top) for each in trend.regions] == [
        ("green", 8.0), ("yellow", 51.2), ("red", 94.4),
    ]  # fmt: skip
    assert trend.since == ago(10)


def test_where_nothing_was_ever_known_there_is_nothing_to_draw() -> None:
    assert trend_of([], DEFAULT.bands, NOW) is None
    assert trend_of([Point(ago(1), None, None)], DEFAULT.bands, NOW) is None
