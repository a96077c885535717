"""The health of accounts: what it is made of, how it is measured and scored, and why. Pure.

A **scorecard** has **components**; each measures one thing, whose **level** (green, yellow or red)
is worth 100, 50 or 0 points. The weighted mean is the **score**, which lies in a **band**. A person
may **override** it. Where the data are kept, and when they are measured again, is not known here.
"""

from engine.health.card import Bands, Component, Scorecard, card_for
from engine.health.default import DEFAULT
from engine.health.document import (
    from_data,
    parse,
    score_from_json,
    score_to_json,
    to_json,
    to_yaml,
)
from engine.health.feeding import Windows, windows
from engine.health.levels import POINTS, Level, Thresholds, Values, level_of
from engine.health.measures import Count, Distinct, Latest, Measure, Share, Trait
from engine.health.measuring import Event, measured, turns
from engine.health.overriding import Effective, Override, effective
from engine.health.results import Contribution, Measured, Score
from engine.health.scoring import score
from engine.health.spacing import Standing, next_look, next_night, standing

__all__ = [
    "DEFAULT",
    "POINTS",
    "Bands",
    "Component",
    "Contribution",
    "Count",
    "Distinct",
    "Effective",
    "Event",
    "Latest",
    "Level",
    "Measure",
    "Measured",
    "Override",
    "Score",
    "Scorecard",
    "Share",
    "Standing",
    "Thresholds",
    "Trait",
    "Values",
    "Windows",
    "card_for",
    "effective",
    "from_data",
    "level_of",
    "measured",
    "next_look",
    "next_night",
    "parse",
    "score",
    "score_from_json",
    "score_to_json",
    "standing",
    "to_json",
    "to_yaml",
    "turns",
    "windows",
]
