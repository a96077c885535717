"""In which band an account is, so that a score that wavers at a threshold does not change it."""

from engine.health.card import Bands, Scorecard
from engine.health.levels import LEVELS, Level
from engine.health.results import Score


def settled(card: Scorecard, value: float, previous: Score | None) -> Level:
    """The band of a score, after the previous one.

    A band is left when the score is `hysteresis` points or more beyond its threshold, or is beyond
    it on the same side as the previous score was. Then the account is in the band the score says.
    """
    leaning = card.bands.band(value)
    before = previous.band if previous is not None else None
    if previous is None or before is None or before == leaning:
        return leaning
    side = _side(leaning, before)
    if _beyond(card.bands, value, before, side) >= card.hysteresis:
        return leaning
    if previous.leaning is not None and _side(previous.leaning, before) == side:
        return leaning
    return before


def _side(band: Level, than: Level) -> int:
    """1: better, -1: worse, 0: the same."""
    difference = LEVELS.index(than) - LEVELS.index(band)
    return (difference > 0) - (difference < 0)


def _beyond(bands: Bands, value: float, band: Level, side: int) -> float:
    """How far the score is beyond the threshold by which the band is left to that side."""
    upper = band == "green" or (band == "yellow" and side > 0)
    return round((value - (bands.green if upper else bands.yellow)) * side, 6)
