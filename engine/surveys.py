"""What an answer to a survey means. Pure.

The bands are those the field uses: an NPS of 9 or 10 is a promoter's, 7 or 8 passive, 0 to 6 a
detractor's (Reichheld, "The One Number You Need to Grow", 2003); a CSAT of 4 or 5 is satisfied, 3
neutral, 1 or 2 dissatisfied.
"""

from dataclasses import dataclass
from typing import Literal

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


SCALES: dict[Kind, Scale] = {
    "nps": Scale("nps", 0, 10, "Not at all likely", "Extremely likely"),
    "csat": Scale("csat", 1, 5, "Very dissatisfied", "Very satisfied"),
}


def scale_of(kind: str) -> Scale:
    """Raises ValueError for a kind of survey there is not."""
    match kind:
        case "nps" | "csat":
            return SCALES[kind]
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
