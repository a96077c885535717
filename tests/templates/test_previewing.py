"""What a message looks like while somebody is still writing it, and what is wrong with it."""

import re
from dataclasses import asdict
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.definition.templates import DesignedTemplate, InAppTemplate, MailTemplate
from engine.previewing import Asked, Channel, Previewed, preview
from engine.templates import (
    RenderedInApp,
    RenderedMessage,
    Survey,
    check,
    render_in_app,
    render_message,
)
from engine.templates.fields import FILTERS_IN_WORDS
from engine.templates.filters import FILTERS
from engine.templates.half_written import readable
from engine.validation import Known
from tests.definition.blocks import blocks
from tests.definition.values import json_values
from tests.parts import tries
from tests.templates.customers import FULL
from tests.templates.test_designed import EVERY

SNIPPETS = [
    *["{{", "}}", "{%", "%}", "{#", "#}", "{", "}", " ", "\n", "a", "'", "(", "|"],
    *["{{ account.name }}", "{{ x }}", "{% if account.a %}", "{% if x = 2 %}", "{% elif %}"],
    *["{% else %}", "{% endif %}", "{% for x in account.b %}", "{% endfor %}", "{% set x = 1 %}"],
    *["{% for account in x %}", "{% foo %}", "{% set x %}", "{%- if account.a -%}", "{{ 'a"],
    *["{% macro x() %}", "{% endmacro %}", "{% raw %}", "{{ x.y() }}", "{% include 'a' %}"],
]

KNOWN = Known(traits=frozenset({"account.name", "account.seats"}))


def shown(data: Any, scope: Any = FULL, channel: Channel = "email", **asked: Any) -> Previewed:
    return preview(data, Asked(channel=channel, **asked), scope, KNOWN)


def told(previewed: Previewed) -> list[tuple[str, str, str]]:
    return [(each.severity, each.code, each.path) for each in previewed.problems]


def test_what_is_finished_is_shown_as_it_is_sent() -> None:
    plain = {"subject": "Hi {{ contact.first_name }}", "preheader": "p", "body": "**Hello**"}
    laid_out = {"subject": "Hi", "theme": {"accent": "#123456"}, "blocks": EVERY}
    in_app = {"title": "T", "body": "B", "action": {"label": "L", "url": "https://x.example"}}
    survey = Survey("csat", "https://o.example/s/x")
    for data, template in (
        (plain, MailTemplate.model_validate(plain)),
        (laid_out, DesignedTemplate.model_validate(laid_out)),
    ):
        url = "https://u.example"
        previewed = shown(data, survey=survey, unsubscribe_url=url)
        sent = render_message(template, FULL, survey=survey, unsubscribe_url=url)
        assert (previewed.written, previewed.page) == (sent, sent.html)
        assert (previewed.problems, previewed.missing) == ((), ())
    assert shown(in_app, channel="in_app").written == render_in_app(
        InAppTemplate.model_validate(in_app), FULL
    )


def test_a_gap_shows_what_is_missing() -> None:
    previewed = shown(
        {
            "subject": "For {{ account.none }}",
            "body": "{{ account.none }} [x]({{ account.url }}) {{ account.other | default('-') }}",
        }
    )
    written = previewed.written
    assert isinstance(written, RenderedMessage)
    assert written.subject == "For [account.none]"
    assert previewed.missing == ("account.none", "account.url")
    assert {severity for severity, _, _ in told(previewed)} == {"warning"}


@pytest.mark.parametrize("data", [None, 3, "x", [], {}, {"subject": ""}, {"blocks": 3}])
def test_what_is_nothing_yet_is_shown_as_nothing(data: Any) -> None:
    for channel in ("email", "in_app"):
        previewed = shown(data, channel=channel)
        assert previewed.page.startswith("<!") or previewed.page.startswith("<html")
        assert previewed.problems
        assert previewed.problems[0].severity == "blocking"


def test_what_cannot_be_read_is_a_gap_and_the_rest_is_shown() -> None:
    data = {
        "subject": "Hi {{ contact.first",
        "blocks": [
            {"type": "text", "markdown": "One\n{{ contact.first_nme | up }}"},
            {"type": "button", "label": "", "url": ""},
            {"type": "nothing"},
            {"type": "heading", "text": "Hello {{ account.name }}", "level": 9},
            {"type": "columns", "columns": [[{"type": "x"}, {"type": "quote", "text": "{{ q }}"}]]},
            {"type": "button", "label": "Go", "url": "example.com"},
            {"type": "heading", "text": "{{ account.name | date }}", "if": "account.name |"},
        ],
    }
    previewed = shown(data)
    written = previewed.written
    assert isinstance(written, RenderedMessage)
    assert written.subject == "Hi [contact.first]"
    assert "Hello Harbour &amp; Sons" in written.html
    assert "One\n[contact.first_nme]" in written.text
    assert "{{" not in written.html
    assert "Go (#)" in written.text
    assert [(code, path) for _, code, path in told(previewed)] == [
        ("bad_value", "blocks.1.label"),
        ("bad_value", "blocks.1.url"),
        ("unknown_type", "blocks.2.type"),
        ("unknown_value", "blocks.3.level"),
        ("unknown_type", "blocks.4.columns.0.0.type"),
        ("template_syntax", "subject"),
        ("template_unknown_filter", "blocks.0.markdown"),
        ("template_unknown_variable", "blocks.4.columns.0.1.text"),
        ("not_an_address", "blocks.5.url"),
        ("template_syntax", "blocks.6.if"),
        ("cannot_be_filled_in", "blocks.6.text"),
    ]
    assert previewed.problems[5].hint == "Write }} where it ends."
    assert previewed.problems[6].line == 2
    assert previewed.problems[6].message.startswith("Line 2: ")


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("{% if account.seats %}\nHi {{ contact.first_name }}\n\nBye", "Hi Zoë\n\nBye"),
        ("Hi\n{% endif %}\nyou {{ account.name }}", "Hi\nyou Harbour & Sons"),
        ("{% if account.name = 'x' %}One {{ account.name }}{% endif %}", "One Harbour & Sons"),
        ("{% if not account.name %}One{% else %}Two{% else %}Three{% endif %}", "TwoThree"),
        ("{% if account.name }Hi{% endif %} {{ contact.first_name }", "Hi [contact.first_name]"),
        ("Hi {{ contact.first_name, and\nmore", "Hi [contact.first_name], and\nmore"),
        ("Hi {{ Vorname }} {{ partial.x }} {{ ! }}", "Hi [Vorname] [partial.x] […]"),
        (
            "Hi {{ contact.first_name | uper }} **{{ account.name }}**",
            "Hi [contact.first_name] Harbour & Sons",
        ),
        ("{% if account.name == 'x' %}\nOne\n\n{{ account.name }}", "One\n\nHarbour & Sons"),
        ("{% for x in account.tags %}{{ x }},{% if x %}{% endfor %}", "eu,pilot,paid,"),
        ("{% for x in account.tags %}{{ x }} {{ account.name }}", "[x] Harbour & Sons"),
        ("{% for x account.tags %}a{{ x }}{% endfor %}b", "a[x]b"),
        ("{% unless account.name %}a{% endunless %}{# b", "a"),
        ("[Here](https://) is {{ account.name }}", "Here (#) is Harbour & Sons"),
        ("[Here]({{ account.nothing }}) {{ account.name }}", "Here (#) Harbour & Sons"),
        ("{{ account.name | date }} {{ account.name }}", "[This text cannot be filled in.]"),
    ],
)
def test_of_a_text_that_is_still_written_as_much_is_shown_as_can_be(body: str, text: str) -> None:
    """**How it broke:** for one brace too few the whole mail was shown as it is written, fields and
    all, as if a customer would get that."""
    previewed = shown({"subject": "s", "body": body})
    written = previewed.written
    assert isinstance(written, RenderedMessage)
    assert written.text.split("\n\n--")[0].strip() == text
    assert previewed.problems


@settings(max_examples=tries(300), deadline=None)
@given(st.lists(st.sampled_from(SNIPPETS), max_size=12))
def test_however_much_is_written_something_that_reads_is_made_of_it(parts: list[str]) -> None:
    assert check(readable("".join(parts))) == []


def test_what_reads_stays_as_it_is() -> None:
    for source in (
        "{% if account.a %}\n{{ account.x }}{% elif account.b %}\n2{% else %}3{% endif %}",
        "{% for x in account.tags %}{{ loop.index }}{{ x.a }}{% else %}-{% endfor %}",
        "{% set x = account.a %}{{ x | default('y') }} {{ 'a' }} b",
    ):
        assert readable(source) == source


def test_a_button_without_words_looks_unfinished_and_does_not_go_out() -> None:
    """**How it broke:** it was a coloured blob, as if that were the mail."""
    blocks = [{"type": "button", "label": "", "url": "https://a.example"}]
    previewed = shown({"subject": "s", "blocks": blocks})
    assert "Button: still without words" in previewed.page
    assert "dashed" in previewed.page
    assert 'href="https://a.example"' not in previewed.page
    assert told(previewed)[0] == ("blocking", "bad_value", "blocks.0.label")
    action = {"label": "", "url": "https://a.example"}
    in_app = shown({"title": "t", "body": "b", "action": action}, channel="in_app")
    assert "Button: still without words" in in_app.page
    assert told(in_app)[0] == ("blocking", "bad_value", "action.label")


def test_texts_are_written_in_the_colours_of_what_becomes_of_them() -> None:
    """**How it broke:** a button was blue where one wrote it, and green in the mail."""
    written = "> q\n\n[a](https://a.example)\n\n[b](https://b.example){.button}"
    chosen = {"accent": "#7a1f5c"}
    for data in (
        {"subject": "s", "body": written},
        {"subject": "s", "blocks": [{"type": "text", "markdown": written}, *EVERY]},
        {
            "subject": "s",
            "theme": chosen,
            "blocks": [{"type": "text", "markdown": written}, *EVERY],
        },
    ):
        previewed = shown(data)
        for ink in (colour for inks in asdict(previewed.inks).values() for colour in inks):
            assert ink in previewed.page
    assert previewed.inks.button[0] == "#7a1f5c"


def test_what_nobody_has_is_warned_of() -> None:
    previewed = shown({"subject": "s", "body": "{{ account.seat | default('x') }}"})
    assert told(previewed) == [("warning", "unknown_variable", "body")]
    assert previewed.problems[0].hint == "Did you mean “account.seats”?"


@pytest.mark.parametrize("form", ["feed", "banner", "modal"])
def test_a_message_in_the_product_is_shown_in_one(form: Any) -> None:
    data = {"title": "<Tips>", "body": "B", "action": {"label": "L", "url": "https://x.example"}}
    page = shown(data, channel="in_app", format=form).page
    assert "<title>&lt;Tips&gt;</title>" in page
    assert f'class="message {form}"' in page
    assert 'href="https://x.example"' in page
    assert 'class="scale"' not in page


def test_a_survey_in_the_product_shows_its_scale() -> None:
    survey = Survey("csat", "https://o.example/s/x")
    page = shown({"title": "T", "body": "B"}, channel="in_app", survey=survey).page
    assert re.findall(r"<span>(\d)</span>", page) == ["1", "2", "3", "4", "5"]


_anything = json_values | st.fixed_dictionaries(
    {},
    optional={
        "subject": json_values,
        "preheader": json_values,
        "body": json_values,
        "title": json_values,
        "theme": json_values | st.fixed_dictionaries({"accent": json_values}),
        "action": json_values | st.fixed_dictionaries({"url": json_values}),
        "blocks": json_values | st.lists(json_values, max_size=4) | blocks,
    },
)


@settings(max_examples=tries(150), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(_anything, st.sampled_from(["email", "in_app"]))
def test_anything_at_all_can_be_shown(data: Any, channel: Channel) -> None:
    previewed = shown(data, channel=channel)
    assert isinstance(previewed.written, RenderedMessage if channel == "email" else RenderedInApp)


def test_every_filter_is_explained_with_an_example_that_can_be_used() -> None:
    assert {name for name, _, _ in FILTERS_IN_WORDS} == set(FILTERS)
    for name, example, _ in FILTERS_IN_WORDS:
        assert f"| {name}" in example
        assert check(example) == []
