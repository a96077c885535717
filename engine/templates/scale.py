"""The scale below a survey's question: a link for each score, in HTML and in plain text."""

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape

from engine.languages import DEFAULT
from engine.surveys import Kind, Scale, scale_of

_BY_ADDRESS: Mapping[str, str] = {
    "en": "Your answer, by one of these addresses:",
    "de": "Ihre Antwort, über eine dieser Adressen:",
    "nl": "Uw antwoord, via een van deze adressen:",
    "fr": "Votre réponse, par l’une de ces adresses :",
    "es": "Su respuesta, por una de estas direcciones:",
}


@dataclass(frozen=True)
class Survey:
    """What a survey's mail asks for, and where the answer goes."""

    kind: Kind
    url: str
    """Without a query: each score's link adds `?score=9`."""
    language: str = DEFAULT
    """One of `engine.languages.LANGUAGES`. The mail itself may be in another."""

    @property
    def scale(self) -> Scale:
        return scale_of(self.kind, self.language)

    def address(self, score: int) -> str:
        return f"{self.url}?score={score}"


def scale_html(survey: Survey, around: str) -> str:
    """Links beside each other, and what the ends mean. Safe HTML. `around` is the language of the
    mail."""
    scale = survey.scale
    links = "\n".join(
        f'<a href="{escape(survey.address(score))}"'
        f' aria-label="{escape(_told(scale, score))}">{score}</a>'
        for score in scale.scores
    )
    ends = f"{scale.lowest}: {escape(scale.worst)} · {scale.highest}: {escape(scale.best)}"
    other = "" if around == survey.language else f' lang="{survey.language}"'
    return f'<p class="scale"{other}>\n{links}\n</p>\n<p class="ends"{other}>{ends}</p>\n'


def scale_text(survey: Survey) -> str:
    """A line for each score, with its address."""
    lines = [
        f"{_told(survey.scale, score)}: {survey.address(score)}" for score in survey.scale.scores
    ]
    return "\n".join(["", _BY_ADDRESS[survey.language], "", *lines, ""])


def question_in(text: str) -> str:
    """What a survey's mail in plain text asks, without its scale and what follows."""
    for line in _BY_ADDRESS.values():
        text = text.partition(f"\n{line}\n")[0]
    return text.strip()


def _told(scale: Scale, score: int) -> str:
    meaning = {scale.lowest: scale.worst, scale.highest: scale.best}.get(score)
    return f"{score} ({meaning})" if meaning else str(score)
