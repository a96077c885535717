"""What an answer to a survey means. Pure.

The bands are those the field uses: an NPS of 9 or 10 is a promoter's, 7 or 8 passive, 0 to 6 a
detractor's (Reichheld, "The One Number You Need to Grow", 2003); a CSAT of 4 or 5 is satisfied, 3
neutral, 1 or 2 dissatisfied.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from engine.languages import DEFAULT

Kind = Literal["nps", "csat"]
AnswerKind = Literal[
    "promoter", "passive", "detractor", "satisfied", "neutral", "dissatisfied"
]  # fmt: skip


@dataclass(frozen=True)
class Scale:
    """The scores of a survey and what its ends mean to the person asked."""

    kind: Kind
    lowest: int
    highest: int
    worst: str
    best: str

    @property
    def scores(self) -> range:
        return range(self.lowest, self.highest + 1)


_SCORES: Mapping[Kind, tuple[int, int]] = {"nps": (0, 10), "csat": (1, 5)}
_ENDS: Mapping[Kind, Mapping[str, tuple[str, str]]] = {
    "nps": {
        "en": ("Not at all likely", "Extremely likely"),
        "de": ("Sehr unwahrscheinlich", "Sehr wahrscheinlich"),
        "nl": ("Zeer onwaarschijnlijk", "Zeer waarschijnlijk"),
        "fr": ("Pas du tout probable", "Extrêmement probable"),
        "es": ("Nada probable", "Extremadamente probable"),
    },
    "csat": {
        "en": ("Very dissatisfied", "Very satisfied"),
        "de": ("Sehr unzufrieden", "Sehr zufrieden"),
        "nl": ("Zeer ontevreden", "Zeer tevreden"),
        "fr": ("Très insatisfait", "Très satisfait"),
        "es": ("Muy insatisfecho", "Muy satisfecho"),
    },
}
"""What the worst and the best score mean, in each of `engine.languages.LANGUAGES`."""


def scale_of(kind: str, language: str = DEFAULT) -> Scale:
    """In one of our pages' languages. Raises ValueError for a kind of survey there is not."""
    match kind:
        case "nps" | "csat":
            return Scale(kind, *_SCORES[kind], *_ENDS[kind][language])
        case _:
            raise ValueError(f"There is no survey called “{kind}”.")


def answer_kind(kind: str, score: int) -> AnswerKind:
    """What a score says of whoever gave it. Raises ValueError for one off the scale."""
    scale = scale_of(kind)
    if score not in scale.scores:
        raise ValueError(f"The score is from {scale.lowest} to {scale.highest}, not {score}.")
    match scale.kind:
        case "nps":
            return "promoter" if score >= 9 else "passive" if score >= 7 else "detractor"
        case "csat":
            return "satisfied" if score >= 4 else "neutral" if score == 3 else "dissatisfied"
