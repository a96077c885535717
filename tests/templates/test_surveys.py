"""A survey's mail: its question, and a link for each score below it."""

import re

import pytest

from engine.definition.templates import MailTemplate
from engine.languages import LANGUAGES
from engine.surveys import answer_kind, scale_of
from engine.templates import Survey, render_message
from tests.templates.customers import FULL

MAIL = MailTemplate(subject="One question", body="How likely are you to recommend us?")
NPS = Survey("nps", "https://o.example/s/token")


def test_the_html_has_a_link_for_each_score_below_the_question() -> None:
    html = render_message(MAIL, FULL, survey=NPS).html
    links = re.findall(r'href="https://o\.example/s/token\?score=(\d+)"', html)
    assert links == [str(score) for score in range(11)]
    assert html.index("recommend us") < html.index("score=0")
    assert 'aria-label="10 (Extremely likely)"' in html
    assert re.search(r"prefers-color-scheme: dark.*\.scale a", html, re.DOTALL)


def test_the_text_has_a_line_for_each_score() -> None:
    text = render_message(
        MAIL, FULL, survey=Survey("csat", NPS.url), unsubscribe_url="https://o.example/u/x"
    ).text
    before, _, after = text.partition("-- \n")
    assert before.endswith("5 (Very satisfied): https://o.example/s/token?score=5\n\n")
    assert "3: https://o.example/s/token?score=3" in before
    assert "score=6" not in before
    assert "/u/x" in after


def test_the_ends_are_told_in_the_reader_s_language() -> None:
    reader = {**FULL, "contact": {**FULL["contact"], "locale": "nl-BE"}}
    mail = render_message(MAIL, reader, survey=NPS)
    ends = "0: Zeer onwaarschijnlijk · 10: Zeer waarschijnlijk"
    assert re.search(rf'<p class="ends" lang="nl"[^>]*>{ends}</p>', mail.html)
    assert "Uw antwoord, via een van deze adressen:" in mail.text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", ["nps", "csat"])
def test_there_are_ends_in_each_language(kind: str, language: str) -> None:
    scale = scale_of(kind, language)
    assert (scale.worst == scale_of(kind).worst) == (language == "en")


def test_any_other_mail_has_none() -> None:
    assert 'class="scale"' not in render_message(MAIL, FULL).html


@pytest.mark.parametrize(
    ("kind", "score", "answer"),
    [
        ("nps", 10, "promoter"),
        ("nps", 9, "promoter"),
        ("nps", 8, "passive"),
        ("nps", 7, "passive"),
        ("nps", 6, "detractor"),
        ("nps", 0, "detractor"),
        ("csat", 5, "satisfied"),
        ("csat", 4, "satisfied"),
        ("csat", 3, "neutral"),
        ("csat", 2, "dissatisfied"),
        ("csat", 1, "dissatisfied"),
    ],
)
def test_the_bands_of_answers(kind: str, score: int, answer: str) -> None:
    assert answer_kind(kind, score) == answer


@pytest.mark.parametrize(("kind", "score"), [("nps", 11), ("nps", -1), ("csat", 0), ("csat", 6)])
def test_what_is_off_the_scale_means_nothing(kind: str, score: int) -> None:
    with pytest.raises(ValueError, match="The score is from"):
        answer_kind(kind, score)


def test_there_is_no_other_survey() -> None:
    with pytest.raises(ValueError, match="no survey called"):
        scale_of("ces")
