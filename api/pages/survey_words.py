"""What the page says that takes the answer to a survey, in each language."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from engine.languages import DEFAULT


@dataclass(frozen=True, kw_only=True)
class SurveyWords:
    """What stands in braces is filled in: `{organization}`, `{chosen}`, the ends of the scale as
    `{lowest}`, `{worst}`, `{highest}`, `{best}`."""

    title: str
    again_title: str
    """Where an answer was given before."""
    ends: str
    refused: str
    comment: str
    comment_said: str
    send: str
    change: str
    thanks: str
    answered: str
    done: str


ENGLISH = SurveyWords(
    title="Your answer",
    again_title="Change your answer?",
    ends="{lowest} is “{worst}”, {highest} is “{best}”",
    refused="Choose a number first.",
    comment="Anything you would like to add?",
    comment_said="You need not. {organization} reads it.",
    send="Send my answer",
    change="Change my answer",
    thanks="Thank you",
    answered="{organization} has your answer: {chosen} of {highest}.",
    done="You can close this page.",
)

GERMAN = SurveyWords(
    title="Ihre Antwort",
    again_title="Antwort ändern?",
    ends="{lowest} heißt „{worst}“, {highest} heißt „{best}“",
    refused="Bitte erst eine Zahl wählen.",
    comment="Möchten Sie etwas hinzufügen?",
    comment_said="Das müssen Sie nicht. {organization} liest es.",
    send="Antwort senden",
    change="Antwort ändern",
    thanks="Vielen Dank",
    answered="{organization} hat Ihre Antwort: {chosen} von {highest}.",
    done="Sie können diese Seite schließen.",
)

DUTCH = SurveyWords(
    title="Uw antwoord",
    again_title="Uw antwoord wijzigen?",
    ends="{lowest} is “{worst}”, {highest} is “{best}”",
    refused="Kies eerst een getal.",
    comment="Wilt u iets toevoegen?",
    comment_said="Het hoeft niet. {organization} leest het.",
    send="Mijn antwoord versturen",
    change="Mijn antwoord wijzigen",
    thanks="Dank u wel",
    answered="{organization} heeft uw antwoord: {chosen} van {highest}.",
    done="U kunt deze pagina sluiten.",
)

FRENCH = SurveyWords(
    title="Votre réponse",
    again_title="Modifier votre réponse ?",
    ends="{lowest} signifie « {worst} », {highest} signifie « {best} »",
    refused="Choisissez d’abord un chiffre.",
    comment="Souhaitez-vous ajouter quelque chose ?",
    comment_said="Ce n’est pas obligatoire. {organization} le lit.",
    send="Envoyer ma réponse",
    change="Modifier ma réponse",
    thanks="Merci",
    answered="{organization} a bien reçu votre réponse : {chosen} sur {highest}.",
    done="Vous pouvez fermer cette page.",
)

SPANISH = SurveyWords(
    title="Su respuesta",
    again_title="¿Cambiar su respuesta?",
    ends="{lowest} es «{worst}», {highest} es «{best}»",
    refused="Elija primero un número.",
    comment="¿Desea añadir algo?",
    comment_said="No es necesario. {organization} lo lee.",
    send="Enviar mi respuesta",
    change="Cambiar mi respuesta",
    thanks="Gracias",
    answered="{organization} tiene su respuesta: {chosen} de {highest}.",
    done="Puede cerrar esta página.",
)

_ALL: Mapping[str, SurveyWords] = {
    "en": ENGLISH,
    "de": GERMAN,
    "nl": DUTCH,
    "fr": FRENCH,
    "es": SPANISH,
}

_NAMELESS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "comment_said": "You need not. We read it.",
        "answered": "We have your answer: {chosen} of {highest}.",
    },
    "de": {
        "comment_said": "Das müssen Sie nicht. Wir lesen es.",
        "answered": "Wir haben Ihre Antwort: {chosen} von {highest}.",
    },
    "nl": {
        "comment_said": "Het hoeft niet. Wij lezen het.",
        "answered": "Wij hebben uw antwoord: {chosen} van {highest}.",
    },
    "fr": {
        "comment_said": "Ce n’est pas obligatoire. Nous le lisons.",
        "answered": "Nous avons bien reçu votre réponse : {chosen} sur {highest}.",
    },
    "es": {
        "comment_said": "No es necesario. Lo leemos.",
        "answered": "Tenemos su respuesta: {chosen} de {highest}.",
    },
}
"""Instead, where nobody has said what the organization is called."""


def survey_words_of(language: str, *, named: bool) -> SurveyWords:
    """`named`: whether the organization has a name to fill in."""
    known = language if language in _ALL else DEFAULT
    return _ALL[known] if named else replace(_ALL[known], **_NAMELESS[known])
