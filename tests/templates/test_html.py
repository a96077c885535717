"""HTML that comes from elsewhere: it looks as it did, and can do nothing but be read."""

import pytest

from engine.definition.templates import HtmlTemplate
from engine.templates import RenderedMessage, TemplateError, render_message

PAGE = """
<html><head><title>Old</title><style>.x { color: #123456 }
@import url(https://evil.example/a.css); @media (max-width: 400px) { .x { color: red } }</style>
</head><body onload="steal()">
<table width="100%" bgcolor="#eee"><tr><td style="padding: 4px">
<h1>Hi {{ contact.first_name }}</h1>
<p class="x">Your plan: {% if account.plan %}{{ account.plan }}{% else %}none{% endif %}</p>
<a href="https://app.example/?who={{ contact.first_name }}&amp;x=1">Open it</a>
<img src="https://cdn.example/a.png" alt="A map" onerror="steal()">
<ul><li>one</li><li>two</li></ul>
</td></tr></table>
<script>steal()</script><iframe src="https://evil.example"></iframe><form><input></form>
</body></html>
"""
SCOPE = {
    "contact": {"first_name": 'Zoë & <b>"co"'},
    "account": {"plan": "team"},
    "organization": {"name": "Acme"},
}


def _mail(html: str, **more: str) -> RenderedMessage:
    template = HtmlTemplate(subject="Hello", html=html, **more)
    return render_message(template, SCOPE, unsubscribe_url="https://u.example/1")


def test_layout_stays_and_styles_are_inlined() -> None:
    html = _mail(PAGE, preheader="Shown beside it").html
    assert '<p class="x" style="color: #123456;">Your plan: team</p>' in html
    assert 'bgcolor="#eee"' in html
    assert 'style="padding: 4px"' in html
    assert "@media (max-width: 400px)" in html
    assert "Shown beside it" in html
    assert "https://u.example/1" in html


def test_nothing_runs_loads_or_asks() -> None:
    html = _mail(PAGE).html
    for gone in ("script", "steal", "evil.example", "<iframe", "<form", "<input", "@import"):
        assert gone not in html


def test_customers_data_is_text_and_encoded_in_addresses() -> None:
    html = _mail(PAGE).html
    assert "Hi Zoë &amp; &lt;b&gt;" in html
    assert 'href="https://app.example/?who=Zo%C3%AB%20%26%20%3Cb%3E%22co%22&amp;x=1"' in html


def test_text_part_is_what_the_html_says_unless_one_is_written() -> None:
    made = _mail(PAGE).text
    assert 'Hi Zoë & <b>"co"\n\nYour plan: team\n\nOpen it (https://app.example/?who=' in made
    assert "A map\n\n- one\n\n- two" in made or "A map\n\n- one\n- two" in made
    assert made.endswith("Unsubscribe from these mails: https://u.example/1\n")
    written = _mail(PAGE, text="Dear {{ account.plan }},\n\nread this.").text
    assert written.startswith("Dear team,\n\nread this.\n")


@pytest.mark.parametrize(
    "html",
    [
        '<a href="{{ contact.first_name }}">x</a>',
        '<a href="java{{ account.plan }}:alert(1)">x</a>',
        "<style>.a { color: {{ account.plan }} }</style>",
        '<p style="color: {{ account.plan }}">x</p>',
        "<p style='color: {{ account.plan }}'>x</p>",
        "<style>" + "a{}" * 301 + "</style>",
        "{% include 'x' %}",
    ],
)
def test_what_values_could_break_is_refused(html: str) -> None:
    with pytest.raises(TemplateError):
        _mail(html)


@pytest.mark.parametrize(
    "html",
    [
        "<p onclick=steal()>x</p>",
        "<img src=x onerror=steal()>",
        "<svg><script>steal()</script></svg>",
        "<svg onload=steal()>",
        '<a href="javascript:steal()">x</a>',
        '<a href="java\tscript:steal()">x</a>',
        '<a href="data:text/html,steal()">x</a>',
        "<style></style><script>steal()</script>",
        "<style><!--</style><script>steal()</script>",
        "<noscript><p title='</noscript><img src=x onerror=steal()>'>",
        "<math><mtext><table><mglyph><style><img src=x onerror=steal()>",
        "<p {{ account.plan }}=steal() onfocus=steal()>x</p>",
        "<base href='https://steal()'><meta http-equiv=refresh content='0;steal()'>",
        "<object data=steal()></object><embed src=steal()>",
    ],
)
def test_known_ways_to_run_something_lead_nowhere(html: str) -> None:
    assert "steal" not in _mail(html).html
