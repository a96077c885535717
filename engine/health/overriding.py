"""A person's judgement in place of the computed health, with a reason and for a time."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from pydantic import AwareDatetime, StringConstraints, model_validator

from engine.clock import in_words
from engine.definition.base import Part
from engine.health.card import Points
from engine.health.levels import Level
from engine.health.results import Score
from engine.sentences.words import value_in_words

Said = Annotated[str, StringConstraints(min_length=1, max_length=2000, strip_whitespace=True)]


class Override(Part):
    """What a person says the health is: a band, or a score and with it its band."""

    band: Level | None = None
    score: Points | None = None
    reason: Said
    by: Said
    expires_at: AwareDatetime
    """From then on the computed score counts again."""

    @model_validator(mode="after")
    def _one(self) -> "Override":
        if (self.band is None) == (self.score is None):
            raise ValueError("Say either the band or the score.")
        return self


@dataclass(frozen=True)
class Effective:
    """The health that counts, and what was computed."""

    value: float | None
    """Where only a band was set, the computed score."""
    band: Level | None
    computed: Score
    override: Override | None
    """The one in force; None: what was computed counts."""
    sentence: str


def effective(score: Score, override: Override | None, now: datetime) -> Effective:
    """The health that counts now. An override that has expired changes nothing."""
    if override is None or now >= override.expires_at:
        return Effective(score.value, score.band, score, None, score.sentence)
    value = score.value if override.score is None else float(override.score)
    band = override.band if override.score is None else score.bands.band(override.score)
    until = in_words(override.expires_at, "UTC")
    said = f"{band}" if override.score is None else f"{value_in_words(override.score)}, {band}"
    sentence = (
        f"{said}, set by {override.by} until {until}: {override.reason.rstrip('.')}. "
        f"Computed: {score.sentence}"
    )
    return Effective(value, band, score, override, f"{sentence[:1].upper()}{sentence[1:]}")
