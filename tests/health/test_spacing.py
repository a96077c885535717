"""Which looks at an account count, however often something happens there."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid5

import pytest

from engine.health import Level, Scorecard, Standing, next_look, next_night, standing
from tests.health.parts import NOW, of_parts, worth

HOUR = timedelta(hours=1)
ACCOUNT = UUID(int=0)


def looked(
    points: float, before: Standing | None, now: datetime, card: Scorecard, revision: int = 1
) -> Standing:
    """An account that comes to these points is looked at."""
    previous = before.previous(card, revision, now) if before else None
    return standing(before, worth(points, card, previous, now), revision, now)


def bands(*looks: tuple[float, float]) -> list[Level | None]:
    """The band after each look: the hour it came at, and the points then."""
    stands, found = None, list[Level | None]()
    for hours, points in looks:
        stands = looked(points, stands, NOW + hours * HOUR, of_parts())
        found.append(stands.latest.band)
    return found


def test_two_looks_a_minute_apart_are_not_twice_in_a_row() -> None:
    assert bands((0, 72), (1, 69), (1.02, 69), (1.04, 68)) == ["green"] * 4


def test_a_band_is_left_once_the_score_has_been_beyond_it_for_half_a_day() -> None:
    assert bands((0, 72), (1, 69), (2, 68), (12.9, 69)) == ["green"] * 4
    assert bands((0, 72), (1, 69), (2, 68), (13, 69))[-1] == "yellow"


def test_who_comes_back_in_between_begins_anew() -> None:
    assert bands((0, 72), (1, 69), (6, 70), (13, 69), (24, 69))[-1] == "green"
    assert bands((0, 72), (1, 69), (6, 70), (13, 69), (25, 69))[-1] == "yellow"


def test_from_one_side_to_the_other_is_beginning_anew() -> None:
    assert bands((0, 50), (1, 39), (8, 71), (13, 71))[-1] == "yellow"
    assert bands((0, 50), (1, 39), (8, 71), (20, 71))[-1] == "green"


def test_a_great_fall_leaves_the_band_at_once() -> None:
    assert bands((0, 72), (0.01, 30)) == ["green", "red"]


def test_what_changed_is_reckoned_from_half_a_day_ago_or_more() -> None:
    card, stands = of_parts(), None
    changes = list[float | None]()
    for hours, points in ((0, 90), (1, 89), (2, 88), (13, 87), (14, 86)):
        stands = looked(points, stands, NOW + hours * HOUR, card)
        changes.append(stands.latest.change)
    assert changes == [None, -1, -2, -3, -1]


@pytest.mark.parametrize(("key", "revision"), [("parts", 2), ("others", 1)])
def test_by_another_scorecard_an_account_starts_afresh(key: str, revision: int) -> None:
    green = looked(72, None, NOW, of_parts())
    other = looked(69, green, NOW + HOUR, of_parts(key=key), revision)
    assert (other.latest.band, other.latest.change) == ("yellow", None)


def test_every_account_is_looked_at_every_night_and_sooner_if_time_changes_it() -> None:
    night = datetime(2026, 9, 8, 2, tzinfo=UTC)
    assert next_night(ACCOUNT, NOW) == night
    assert next_night(ACCOUNT, night) == night + timedelta(days=1)
    calm = looked(72, None, NOW, of_parts())
    assert next_look(ACCOUNT, calm, NOW, None, NOW) == night
    assert next_look(ACCOUNT, calm, NOW, NOW + HOUR) == NOW + HOUR
    leaning = looked(69, calm, NOW, of_parts())
    assert next_look(ACCOUNT, leaning, NOW) == NOW + 12 * HOUR


def test_each_account_has_a_moment_of_its_own_in_the_night() -> None:
    moments = {next_night(uuid5(ACCOUNT, str(n)), NOW) for n in range(50)}
    assert len(moments) > 40
    assert all(2 <= each.hour < 5 for each in moments)
