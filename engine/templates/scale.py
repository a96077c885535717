"""The scale below a survey's question: a link for each score, in HTML and in plain text."""

from dataclasses import dataclass
from html import escape

from engine.surveys import Kind, Scale, scale_of


@dataclass(frozen=True)
class Survey:
    """What a survey's mail asks for, and where the answer goes."""

    kind: Kind
    url: str
    """Without a query: each score's link adds `?score=9`."""

    @property
    def scale(self) -> Scale:
        return scale_of(self.kind)

    def address(self, score: int) -> str:
        return f"{self.url}?score={score}"


def scale_html(survey: Survey) -> str:
    """Links beside each other, and what the ends mean. Safe HTML."""
    scale = survey.scale
    links = "\n".join(
        f'<a href="{escape(survey.address(score))}"'
        f' aria-label="{escape(_told(scale, score))}">{score}</a>'
        for score in scale.scores
    )
    ends = f"{scale.lowest}: {escape(scale.worst)} · {scale.highest}: {escape(scale.best)}"
    return f'<p class="scale">\n{links}\n</p>\n<p class="ends">{ends}</p>\n'


def scale_text(survey: Survey) -> str:
    """A line for each score, with its address."""
    lines = [
        f"{_told(survey.scale, score)}: {survey.address(score)}" for score in survey.scale.scores
    ]
    return "\n".join(["", "Your answer, by one of these addresses:", "", *lines, ""])


def _told(scale: Scale, score: int) -> str:
    meaning = {scale.lowest: scale.worst, scale.highest: scale.best}.get(score)
    return f"{score} ({meaning})" if meaning else str(score)
