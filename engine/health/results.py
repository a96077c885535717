"""What comes of scoring an account: the score, and of every component why. Plain values."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from engine.definition.base import Key, Scalar
from engine.health.card import Bands
from engine.health.levels import Level


@dataclass(frozen=True)
class Measured:
    """A value that was measured."""

    value: Scalar | None
    """None: there are no data, because nobody has ever sent what is counted. A 0 would say that it
    is not done where it is only not told."""
    as_of: datetime | None = None
    """From when the newest datum behind it is. Of a count of 0: when the account was last heard
    from. None: not known."""
    source: str | None = None
    """Where it comes from; None: where the scorecard says."""


@dataclass(frozen=True)
class Contribution:
    """What one component does to the score."""

    key: Key
    name: str
    weight: int | float
    """As written."""
    share: float | None
    """Its part of the weight that is known, 0 to 1. None: it does not count, as it has no level."""
    value: Scalar | None
    """None: there are no data."""
    level: Level | None
    """None: there are no data, or the value is none that the levels know."""
    points: int | None
    lost: float | None
    """By how much it keeps the score below 100. None: it does not count, or there is no score."""
    change: float | None
    """By how much it has moved the score since the previous one, up or down: what it cost then less
    what it costs now; no data cost nothing. None: one of the two scores is missing."""
    was: Scalar | None
    """The value at the previous score; None: not known."""
    threshold: str
    """`green from 10, yellow from 3`"""
    source: str
    as_of: datetime | None
    age: timedelta | None
    """How old the datum was when it was scored."""
    sentence: str


@dataclass(frozen=True)
class Score:
    """An account's health as it was computed at one moment. It is the `previous` of the next."""

    card: Key
    at: datetime
    value: float | None
    """0 to 100, to one decimal. None: there are insufficient data."""
    band: Level | None
    """The band the account is in. None: there are insufficient data."""
    leaning: Level | None
    """The band of the score by itself. Another than `band` while hysteresis holds the account."""
    change: float | None
    """Since the previous score; None: one of the two is missing."""
    known: float
    """Which part of the weight is known, 0 to 1."""
    bands: Bands
    components: tuple[Contribution, ...]
    """In the order of the scorecard."""
    sentence: str

    @property
    def insufficient(self) -> bool:
        return self.value is None

    @property
    def losses(self) -> tuple[Contribution, ...]:
        """What costs points, the most costly first."""
        costly = (each for each in self.components if each.lost)
        return tuple(sorted(costly, key=lambda each: -(each.lost or 0)))
