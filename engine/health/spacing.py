"""When an account is looked at again, and which looks count. Pure.

An account is scored whenever something about it changes, which may be every minute. So being beyond
a threshold twice in a row says nothing by itself: the two looks must be a while apart.
"""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from uuid import UUID

from engine.health.card import Scorecard
from engine.health.levels import LEVELS, Level
from engine.health.results import Score

APART = timedelta(hours=12)
"""So long must a score have been beyond a threshold, at every look, to leave its band for that."""

NIGHT, LASTS = time(2), timedelta(hours=3)
"""When accounts are looked at every night, UTC: each at its own moment, so that not all are due at
once and whoever needs a look sooner does not stand behind them."""


@dataclass(frozen=True)
class Standing:
    """How an account stood at its latest look, by a scorecard."""

    revision: int
    """The scorecard's. By another one an account starts afresh."""
    latest: Score
    compared: Score
    """What changes are reckoned from: an earlier score, replaced at a look once it is `APART`
    old."""
    leaning_since: datetime | None = None
    """Since when the score has been beyond the threshold of its band on one side, at every look."""

    def previous(self, card: Scorecard, revision: int, now: datetime) -> Score | None:
        """What `engine.health.score` is to take for the score before. None: start afresh."""
        if self.latest.card != card.key or self.revision != revision:
            return None
        counts = self.leaning_since is not None and now - self.leaning_since >= APART
        leaning = self.latest.leaning if counts else self.latest.band
        return replace(self.compared, band=self.latest.band, leaning=leaning)


def standing(before: Standing | None, found: Score, revision: int, now: datetime) -> Standing:
    """How it stands after a look that found this score."""
    if before is None or before.latest.card != found.card or before.revision != revision:
        return Standing(revision, found, found)
    aged = now - before.compared.at >= APART
    return Standing(
        revision,
        found,
        found if aged else before.compared,
        _leaning_since(before, found, now),
    )


def _leaning_since(before: Standing, found: Score, now: datetime) -> datetime | None:
    side = _side(found.leaning, found.band)
    if not side:
        return None
    same = found.band == before.latest.band and _side(before.latest.leaning, found.band) == side
    return before.leaning_since if same and before.leaning_since else now


def _side(band: Level | None, than: Level | None) -> int:
    """1: better, -1: worse, 0: the same, or one of them is not known."""
    if band is None or than is None:
        return 0
    difference = LEVELS.index(than) - LEVELS.index(band)
    return (difference > 0) - (difference < 0)


def next_night(account: UUID, now: datetime) -> datetime:
    """The account's own moment in the first night in which it is still to come."""
    own = timedelta(seconds=account.int % int(LASTS.total_seconds()))
    tonight = datetime.combine(now.astimezone(UTC).date(), NIGHT, UTC) + own
    return tonight if tonight > now else tonight + timedelta(days=1)


def next_look(account: UUID, stands: Standing, now: datetime, *others: datetime | None) -> datetime:
    """When to look again though nothing happens: tonight, at one of `others` that is still to come,
    or as soon as leaning to one side has lasted."""
    lasted = stands.leaning_since + APART if stands.leaning_since else None
    coming = (each for each in (lasted, *others) if each is not None and each > now)
    return min((*coming, next_night(account, now)))
