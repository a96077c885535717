"""Bodies of templates as people read them who know no templates."""

import pytest

from engine.sentences.texts import body_in_words


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("Hi {{ contact.first_name }},\n\ngood day.", "Hi [first name],\n\ngood day."),
        ("Hi {{ contact.first_name | default('there') }}", "Hi [first name, or “there”]"),
        ("{{ owner.first_name | default('We') }} and {{ account.name }}",
         "[owner first name, or “We”] and [account name]"),
        ("{{ 'few' if account.seats < 10 else 'many' }} seats", "[…] seats"),
        ("[Open it]({{ organization.app_url }}){.button}", "Open it (organization app url)"),
        ("[Here](https://example.com/a)", "Here (https://example.com/a)"),
        ("A{% if owner.email %} with [{{ owner.email }}]{% endif %}.",
         "A [if owner email is known: with [[owner email]]]."),
        ("{% if account.seats >= 10 %}many{% else %}few{% endif %} of you",
         "[if account seats >= 10: many; otherwise: few] of you"),
        (
            "{% if owner.email %}\nWrite to me.\n{% elif not owner.phone %}\nWait.\n{% else %}\n"
            "Call.\n{% endif %}\nBye.",
            "[If owner email is known:]\n\nWrite to me.\n\n"
            "[Otherwise, if owner phone is not known:]\n\nWait.\n\n"
            "[Otherwise:]\n\nCall.\n\n[In any case:]\n\nBye.",
        ),
        ("{% for tag in account.tags %}{{ tag }} {% endfor %}",
         "[For each of account tags:][…] [In any case:]"),
        ("A{# not for\nreaders #}B{% set x = 1 %}", "AB"),
        ("**Bold** and > quoted", "**Bold** and > quoted"),
    ],
)  # fmt: skip
def test_what_depends_on_the_customer_stands_in_brackets(source: str, said: str) -> None:
    assert body_in_words(source) == said
