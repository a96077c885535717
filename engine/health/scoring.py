"""The score: Σ(weight · points) / Σ(weight) over the components of which there are data."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction

from engine.definition.base import Key
from engine.health.banding import settled
from engine.health.card import Component, Scorecard
from engine.health.levels import POINTS, Level, level_of
from engine.health.results import Contribution, Measured, Score
from engine.health.words import component_sentence, score_sentence, threshold_in_words


def score(
    card: Scorecard,
    values: Mapping[Key, Measured | None],
    now: datetime,
    previous: Score | None = None,
) -> Score:
    """The health of an account. `values` has every component's key; None: there are no data.

    `previous` is the account's computed score before this one, whatever anybody has set in its
    place. It decides, with the new one, whether the band is left: two scores in a row are two calls
    in a row, so whoever scores at every event should hand in one of a while ago. That of another
    scorecard says nothing, and is passed over.
    """
    before = previous if previous is not None and previous.card == card.key else None
    seen = [_Seen.of(each, values[each.key]) for each in card.components]
    total = sum((each.weight for each in seen), Fraction())
    known = sum((each.weight for each in seen if each.level), Fraction())
    enough = known > 0 and known >= _exact(card.least_known) * total
    value = _rounded(sum((each.earned for each in seen), Fraction()) / known) if enough else None
    found = _Found(card, value, known, enough, before, now)
    components = tuple(_contribution(each, found) for each in seen)
    band = None if value is None else settled(card, value, before)
    leaning = None if value is None else card.bands.band(value)
    old = before.value if before is not None else None
    return Score(
        card=card.key,
        at=now,
        value=value,
        band=band,
        leaning=leaning,
        change=None if value is None or old is None else round(value - old, 1),
        known=float(known / total),
        bands=card.bands,
        components=components,
        sentence=score_sentence(card, value, band, leaning, float(known / total), components),
    )


def _exact(written: int | float) -> Fraction:
    """A number as it is written: 0.1 is a tenth. So the order of the components is all the same."""
    return Fraction(str(written))


def _rounded(exact: Fraction) -> float:
    """To one decimal: the band is judged by what is shown."""
    return float(round(exact, 1))


@dataclass(frozen=True)
class _Seen:
    """A component with what was measured of it."""

    component: Component
    measured: Measured | None
    level: Level | None

    @classmethod
    def of(cls, component: Component, measured: Measured | None) -> "_Seen":
        value = None if measured is None else measured.value
        level = None if value is None else level_of(component.levels, value)
        return cls(component, measured, level)

    @property
    def weight(self) -> Fraction:
        return _exact(self.component.weight)

    @property
    def earned(self) -> Fraction:
        return self.weight * POINTS[self.level] if self.level else Fraction()

    @property
    def missed(self) -> Fraction:
        return self.weight * (100 - POINTS[self.level]) if self.level else Fraction()


@dataclass(frozen=True)
class _Found:
    """What is known of the score when its components are told."""

    card: Scorecard
    value: float | None
    known: Fraction
    enough: bool
    before: Score | None
    now: datetime


def _contribution(seen: _Seen, found: _Found) -> Contribution:
    component, measured, level = seen.component, seen.measured, seen.level
    counts = level is not None and found.enough
    lost = float(seen.missed / found.known) if counts else None
    value = None if measured is None else measured.value
    was = _before(component.key, found.before)
    as_of = None if measured is None else measured.as_of
    return Contribution(
        key=component.key,
        name=component.name,
        weight=component.weight,
        share=float(seen.weight / found.known) if level is not None else None,
        value=value,
        level=level,
        points=None if level is None else POINTS[level],
        lost=lost,
        change=_change(lost, was, found),
        was=None if was is None else was.value,
        threshold=threshold_in_words(component),
        source=(measured.source if measured is not None else None) or component.source,
        as_of=as_of,
        age=None if as_of is None else max(found.now - as_of, timedelta()),
        sentence=component_sentence(
            component, value, level, lost, unsent=measured is not None and value is None
        ),
    )


def _before(key: Key, before: Score | None) -> Contribution | None:
    return next((each for each in before.components if each.key == key), None) if before else None


def _change(lost: float | None, was: Contribution | None, found: _Found) -> float | None:
    if found.value is None or found.before is None or found.before.value is None:
        return None
    return ((was.lost if was is not None else None) or 0.0) - (lost or 0.0)
