"""What a CSM writes, and what the customer reads."""

import pytest

from engine.templates import MissingVariables, TemplateFault, TemplateInvalid, render_line
from tests.templates.customers import FULL


@pytest.mark.parametrize(
    ("template", "read"),
    [
        ("Hello {{ contact.first_name }}", "Hello Zoë"),
        ("{{ contact['first_name'] }}", "Zoë"),
        ("{{ account.limits.projects }}", "50"),
        ("{{ account.tags[0] }}", "eu"),
        ("{{ account.tags[9] | default('none') }}", "none"),
        ("{{ account.missing.deeply.so | default('x') }}", "x"),
        ("{{ account.phone | default('no phone') }}", "no phone"),
        ("{{ account.website | default('no site') }}", "no site"),
        ("{{ account.missing | upper | default('x') }}", "x"),
        ("{{ account.missing or 'x' }}", "x"),
        ("{{ 'few' if account.seats < 30 else 'many' }}", "few"),
        ("{% if account.plan in ['team', 'pro'] %}yes{% else %}no{% endif %}", "yes"),
        ("{% if account.missing %}yes{% else %}no{% endif %}", "no"),
        ("{% if account.missing == 'x' %}yes{% else %}no{% endif %}", "no"),
        ("{% if account.missing != 'x' %}yes{% else %}no{% endif %}", "no"),
        ("{% if account.missing > 3 or 3 > account.missing %}yes{% else %}no{% endif %}", "no"),
        ("{% if account.seats is defined and account.x is undefined %}yes{% endif %}", "yes"),
        ("{% for tag in account.tags %}{{ loop.index }}{{ tag }} {% endfor %}", "1eu 2pilot 3paid"),
        ("{% for tag in account.none | default([]) %}x{% else %}none{% endfor %}", "none"),
        ("{% set seats = account.seats * 2 %}{{ seats }}", "48"),
        ("{{ account.name ~ ', ' ~ account.seats }}", "Harbour & Sons, 24"),
        ("{{ 'a ' + 'b' }}", "a b"),
        ("{{ account.seats / 10 }} {{ account.seats // 10 }} {{ -account.seats }}", "2.4 2 -24"),
        ("{{ 4 / 2 }}", "2"),
        ("{{ true }} {{ false }}", "yes no"),
        ("{# a note #}x", "x"),
        ("{% raw %}{{ x }}{% endraw %}", "{{ x }}"),
        ("{{ account.items | default('not a method') }}", "not a method"),
    ],
)
def test_template_reads_as_expected(template: str, read: str) -> None:
    assert render_line(template, FULL) == read


def test_everything_missing_is_named_at_once() -> None:
    with pytest.raises(MissingVariables) as caught:
        render_line(
            "{{ account.csm.name }} {{ contact.last_name | upper }} {{ owner.phone }}", FULL
        )
    assert caught.value.names == ("account.csm.name", "contact.last_name", "owner.phone")


@pytest.mark.parametrize(
    "template",
    [
        "{{ account.x }}",
        "{{ account.phone }}",
        "{{ account.website }}",
        "{{ 'a' ~ account.x }}",
        "{{ account.x + 1 }}",
        "{{ -account.x }}",
        "{% for tag in account.x %}{{ tag }}{% endfor %}",
        "{{ account.x | join }}",
        "{{ account.name.upper }}",
        "{{ account.name | default(account.x) ~ (account.y | default(account.x)) }}",
    ],
)
def test_missing_value_is_never_a_silent_blank(template: str) -> None:
    with pytest.raises(MissingVariables):
        render_line(template, FULL)


@pytest.mark.parametrize(
    ("template", "says"),
    [
        ("{{ account.limits }}", "Write which one"),
        ("{{ account.tags }}", "join"),
        ("{{ account.name > 3 }}", "different kinds"),
        ("{{ 1 / 0 }}", "divides by zero"),
        ("{{ account.name | money }}", "is not a number"),
        ("{{ account.name | date }}", "is not a date"),
        ("{{ account.renewal_date | date('Q') }}", "does not know"),
        ("{{ account.seats | round(1, 2, 3) }}", "not used like this"),
        ("{{ account.seats + 'x' }}", "numbers only"),
        ("{% for letter in account.name %}x{% endfor %}", "Only a list"),
    ],
)
def test_fault_says_what_to_change_and_where(template: str, says: str) -> None:
    with pytest.raises(TemplateFault, match=says) as caught:
        render_line("\n\n" + template, FULL)
    assert caught.value.line == 3


def test_subject_is_one_line_whatever_the_data() -> None:
    scope = {"account": {"name": "A\r\nBcc: everyone@x.example\u2028B\u202eC\x00"}}
    assert render_line("Hi {{ account.name }}\n!", scope) == "Hi A Bcc: everyone@x.example BC !"


def test_invalid_template_is_never_rendered() -> None:
    with pytest.raises(TemplateInvalid, match="no filter"):
        render_line("{{ account.name | shout }}", FULL)


def test_nothing_is_known_too() -> None:
    """**How it broke:** “is known”, as the builder writes it for a block, was false of 0."""
    scope = {"account": {"seats": 0, "phone": None}}
    asked = "{% if account.NAME is defined %}known{% endif %}"
    assert render_line(asked.replace("NAME", "seats"), scope) == "known"
    assert render_line(asked.replace("NAME", "phone"), scope) == ""
    assert render_line(asked.replace("NAME", "plan"), scope) == ""
