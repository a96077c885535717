"""A template in several languages goes out in the reader's, as near as it is written."""

import pytest

from engine.definition.templates import InAppTemplate, MailTemplate
from engine.languages import LANGUAGES
from engine.previewing import Asked, preview
from engine.templates import TemplateFault, render_in_app, render_message
from engine.templates.footer import Footer
from engine.templates.languages import language_for, spelt
from engine.validation import Known

MAIL = MailTemplate.model_validate(
    {
        "subject": "Welcome",
        "preheader": "Your first day",
        "body": "Hello {{ contact.first_name }}",
        "locales": {
            "de": {"subject": "Willkommen", "body": "Hallo {{ contact.first_name }}"},
            "pt-BR": {"subject": "Bem-vinda", "body": "{{ account.seats + contact.first_name }}"},
        },
    }
)


@pytest.mark.parametrize(
    ("locale", "chosen"),
    [
        ("de", "de"),
        ("de-AT", "de"),
        ("de_CH.UTF-8", "de"),
        ("DE", "de"),
        ("pt-br", "pt-BR"),
        ("pt", None),
        ("pt-PT", None),
        ("nl", None),
        ("", None),
        (None, None),
        ("-", None),
    ],
)
def test_nearest_language_is_chosen(locale: str | None, chosen: str | None) -> None:
    assert language_for(MAIL.locales, locale) == chosen


def test_mail_is_written_whole_in_the_readers_language() -> None:
    mail = render_message(MAIL, {"contact": {"first_name": "Zoë", "locale": "de-AT"}})
    assert (mail.subject, mail.text, mail.preheader) == ("Willkommen", "Hallo Zoë\n", "")
    assert mail.language == "de"
    assert '<html lang="de">' in mail.html
    as_it_stands = render_message(MAIL, {"contact": {"first_name": "Zoë", "locale": "fr"}})
    assert (as_it_stands.subject, as_it_stands.language) == ("Welcome", None)
    note = InAppTemplate.model_validate(
        {"title": "T", "body": "B", "locales": {"de": {"title": "Titel", "body": "Text"}}}
    )
    assert render_in_app(note, {"contact": {"locale": "de"}}).title == "Titel"


def test_fault_names_the_language_it_is_in() -> None:
    scope = {"contact": {"first_name": "Zoë", "locale": "pt-BR"}, "account": {"seats": 1}}
    with pytest.raises(TemplateFault) as fault:
        render_message(MAIL, scope)
    assert fault.value.place == ("locales", "pt-BR", "body")


def test_preview_shows_a_language_that_is_asked_for_and_finds_what_is_wrong_in_all() -> None:
    scope = {"contact": {"first_name": "Zoë", "locale": "de"}}
    written = MAIL.model_dump(exclude_defaults=True)
    written["locales"]["fr"] = {"subject": "{{ contact.", "body": "Salut"}
    written["locales"]["es"] = {"subject": "Hola"}
    found = preview(written, Asked(language="fr"), scope, Known())
    assert "Salut" in found.written.text
    assert {each.path for each in found.problems} == {"locales.fr.subject", "locales.es.body"}
    assert preview(written, Asked(), scope, Known()).written.language == "de"
    assert preview(written, Asked(language=""), scope, Known()).written.language is None


def test_languages_are_spelt_as_everywhere() -> None:
    assert [spelt(each) for each in ("DE", "de_at", "ZH-hant", "es-419")] == [
        "de",
        "de-AT",
        "zh-Hant",
        "es-419",
    ]


@pytest.mark.parametrize(
    ("locale", "said", "lang"),
    [
        ("de-AT", "Diese E-Mails abbestellen: https://u.example/1", None),
        ("fr", "Se désabonner de ces e-mails: https://u.example/1", "fr"),
        ("ja", "Unsubscribe from these mails: https://u.example/1", None),
        (None, "Unsubscribe from these mails: https://u.example/1", None),
    ],
)
def test_the_footer_is_in_the_reader_s_language_whatever_the_mail_is_in(
    locale: str | None, said: str, lang: str | None
) -> None:
    scope = {"contact": {"first_name": "Zoë", "locale": locale}, "organization": {"name": "Acme"}}
    mail = render_message(MAIL, scope, unsubscribe_url="https://u.example/1")
    assert mail.text.endswith(f"\n-- \nAcme\n{said}\n")
    assert said.partition(":")[0] in mail.html
    assert (f'<p class="footer" lang="{lang}"' in mail.html) is (lang is not None)


def test_the_footer_speaks_what_our_pages_do() -> None:
    words = {Footer(None, "u", "p", language=each).text() for each in LANGUAGES}
    assert len(words) == len(LANGUAGES)
