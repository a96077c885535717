"""A body in Markdown becomes HTML and text, and a customer's data can be nothing but text in it."""

import re
from html.parser import HTMLParser
from time import process_time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.definition.templates import Action, InAppTemplate, MailTemplate
from engine.templates import TemplateFault, render_in_app, render_message, render_words
from engine.templates.markdown import linked, rendered
from tests.parts import tries
from tests.templates.customers import FULL


def html_of(body: str, scope: dict[str, Any]) -> str:
    return render_in_app(InAppTemplate(title="t", body=body), scope).html


def text_of(body: str, scope: dict[str, Any] = FULL) -> str:
    return render_message(MailTemplate(subject="s", body=body), {**scope, "organization": {}}).text


def test_markdown_becomes_html() -> None:
    html = html_of("Hi **{{ contact.first_name }}**,\nsee [this](https://x.example/a).", FULL)
    assert html == (
        '<p>Hi <strong>Zoë</strong>,<br>\nsee <a href="https://x.example/a">this</a>.</p>\n'
    )


def test_text_part_reads_well() -> None:
    assert text_of(
        "# Welcome\n\nHi {{ contact.first_name }},\nsee [this](https://x.example/a).\n\n"
        "- one\n- two\n  - inner\n\n1. a\n2. b\n\n> said\n> twice\n\n"
        "[Open](https://app.example){.button}\n\n---\n\n<https://bare.example>\n\n"
        "[me@x.example](mailto:me@x.example) **bold** `code` ![a picture](https://x.example/p.png)"
    ) == (
        "Welcome\n\nHi Zoë,\nsee this (https://x.example/a).\n\n"
        "- one\n- two\n  - inner\n\n1. a\n2. b\n\n> said\n> twice\n\n"
        "Open (https://app.example)\n\n---\n\nhttps://bare.example\n\n"
        "me@x.example bold code a picture\n"
    )


@pytest.mark.parametrize(
    ("source", "html"),
    [
        (
            "a\n{% if account.name %}\n[Go](https://a.b){.button}\n{% endif %}\nb",
            "<p>a</p>|<p>b</p>",
        ),
        ("{% if account.name %}[Go](https://a.b){.button}{% endif %}\n\nb\nc", "|<p>b<br>\nc</p>"),
        ("a\nb\n[Go](https://a.b){.button}", "<p>a<br>\nb</p>|"),
        ("[Go](https://a.b){.button}\n[Go](https://a.b){.button}\n", "||"),
    ],
)
def test_button_stands_apart_from_the_lines_beside_it(source: str, html: str) -> None:
    """**How it broke:** the line of a choice is gone from a mail, so that a button beside it stood
    in one paragraph with others, and customers read “{.button}”."""
    button = '<p class="button"><a href="https://a.b">Go</a></p>'
    written = html_of(source, FULL).replace(button, "|")
    assert written.replace("</p>\n", "</p>").replace("|\n", "|") == html


@pytest.mark.parametrize("mark", ["{.button}", " {.button}"])
def test_in_a_list_a_link_marked_so_is_a_link(mark: str) -> None:
    """**How it broke:** with a blank before it, customers read “{.button}”."""
    html = html_of(f"- a\n  [Go](https://a.b){mark}\n- b", FULL)
    assert html == '<ul>\n<li>a<br>\n<a href="https://a.b">Go</a></li>\n<li>b</li>\n</ul>\n'


@pytest.mark.parametrize(
    ("source", "html"),
    [
        ("Please [go](https://a.b){.button}, now", "<p>Please {}, now</p>"),
        ("[go](https://a.b) {.button} or [go](https://a.b){.button}", "<p>{} or {}</p>"),
        ("## [go](https://a.b){.button}", "<h2>{}</h2>"),
    ],
)
def test_link_that_can_be_no_button_is_a_link(source: str, html: str) -> None:
    """**How it broke:** customers read “{.button}”."""
    link = '<a href="https://a.b">go</a>'
    assert html_of(source, FULL).strip() == html.replace("{}", link)


def test_link_alone_marked_so_is_a_button() -> None:
    html = html_of("[Open it]({{ organization.app_url }}/projects){.button}", FULL)
    assert html == (
        '<p class="button"><a href="https://app.acme.example/projects">Open it</a></p>\n'
    )


def test_html_written_in_a_template_is_shown_not_run() -> None:
    html = html_of("<script>alert(1)</script>\n\n<img src=x onerror=alert(1)>", FULL)
    assert "<script" not in html
    assert "<img" not in html


def test_value_in_an_address_is_encoded_for_it() -> None:
    html = html_of("[x](https://x.example/?q={{ account.name }}&p=1)", FULL)
    assert 'href="https://x.example/?q=Harbour%20%26%20Sons&amp;p=1"' in html


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "//evil.example",
        "/relative",
        'https://x.example/"onmouseover="x',
        "https://x.example/ y",
        "https:",
        "nonsense",
        "https://[::1",
    ],
)
def test_value_is_an_address_only_if_it_looks_like_one(url: str) -> None:
    with pytest.raises(TemplateFault, match="not an address"):
        html_of("[x]({{ account.url }})", {"account": {"url": url}})
    action = InAppTemplate(title="t", body="b", action=Action(label="x", url="{{ account.url }}"))
    with pytest.raises(TemplateFault, match="not an address"):
        render_in_app(action, {"account": {"url": url}})


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("ftp://x.example", "It begins with https://, mailto: or tel:."),
        ('https://x.example/"onmouseover="x', 'There is a " in it, which no address has.'),
        ("https://x.example/ y", "There is a space in it, which no address has."),
    ],
)
def test_what_is_wrong_with_an_address_is_said(url: str, said: str) -> None:
    """**How it broke:** of an address with a space in it was said that it begins with https://."""
    with pytest.raises(TemplateFault, match=re.escape(said)):
        html_of("[x]({{ account.url }})", {"account": {"url": url}})


def test_in_app_action_is_rendered() -> None:
    template = InAppTemplate(
        title="Hi {{ contact.first_name }}",
        body="Well done.",
        action=Action(label="See {{ account.name }}", url="{{ organization.app_url }}/a"),
    )
    shown = render_in_app(template, FULL)
    assert shown.title == "Hi Zoë"
    assert shown.action
    assert shown.action.label == "See Harbour & Sons"
    assert shown.action.url == "https://app.acme.example/a"


class Tags(HTMLParser):
    """Every tag with its attributes, and the text between."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, tuple[tuple[str, str | None], ...]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, tuple(attrs)))


def tags_of(html: str) -> list[tuple[str, tuple[tuple[str, str | None], ...]]]:
    reader = Tags()
    reader.feed(html)
    return reader.tags


BODY = """# {{ account.name }}

{{ account.name }}

**{{ account.name }}** _{{ account.name }}_ `{{ account.name }}` x{{ account.name }}x

- {{ account.name }}
- {{ account.name }} {{ account.name }}

> {{ account.name }}

[{{ account.name }}](https://x.example/)
{{ account.name }}

[{{ account.name }}](https://x.example/){.button}

1. {{ account.name }} ~ {{ account.name | truncate(10) }} {{ 'a' ~ account.name ~ 'b' }}
"""

_pieces = st.sampled_from(
    ["[", "](", ")", "<", ">", "**", "_", "`", "\n", "\n\n", "# ", "- ", "1. ", "> ", "&lt;", "&",
     "http://evil.example", "<a href=//e>", "{{", "}}", "{%", "{.button}", "!", "\\", "|", "---",
     "\ufdd0", "\ufdd1", "0", "\u2028", "\u202e", "[x]: http://e", "javascript:", '"', "'", "a"]
)  # fmt: skip
_hostile = st.one_of(st.text(), st.lists(_pieces, max_size=12).map("".join))
_PLAIN_TAGS = tags_of(html_of(BODY, {"account": {"name": "Harbour"}}))


@settings(max_examples=tries(300), deadline=None)
@given(_hostile.filter(lambda name: bool(name.strip())))
def test_no_customer_data_ever_makes_a_tag(name: str) -> None:
    """Whatever a customer is called, the mail has the tags of its template and no others."""
    assert tags_of(html_of(BODY, {"account": {"name": name}})) == _PLAIN_TAGS


@settings(max_examples=tries(200), deadline=None)
@given(_hostile.filter(lambda name: bool(name.strip())))
def test_no_customer_data_leaves_its_place_in_an_address(name: str) -> None:
    html = html_of("[x](https://x.example/a?q={{ account.name }}#end)", {"account": {"name": name}})
    ((_, _), (_, attributes)) = tags_of(html)
    assert [key for key, _ in attributes] == ["href"]
    address = dict(attributes)["href"] or ""
    assert address.startswith("https://x.example/a?q=")
    assert address.endswith("#end")
    assert address.count("#") == 1
    assert "&" not in address


@settings(max_examples=tries(200), deadline=None)
@given(st.text())
def test_any_markdown_at_all_can_be_rendered(body: str) -> None:
    try:
        html, _ = rendered(body, ())
    except TemplateFault:
        return
    assert not {tag for tag, _ in tags_of(html)} & {"script", "style", "iframe", "form", "svg"}


def words_of(body: str, scope: dict[str, Any]) -> str | None:
    return render_words(InAppTemplate(title="t", body=body), scope)


def test_what_somebody_would_read_can_be_written_on_as_markdown() -> None:
    """**How it broke:** to edit a mail there was its plain text alone, so that whoever mended a
    word sent it without its links and bold letters."""
    body = (
        "Hi {{ contact.first_name }}, **{{ account.name }}** is"
        " [ready](https://x.example/?a={{ account.name }}).\n\n- one"
    )
    scope = {"contact": {"first_name": "Ada"}, "account": {"name": "A*B & Co_1 [x]"}}
    assert words_of(body, scope) == (
        "Hi Ada, **A\\*B & Co_1 \\[x\\]** is"
        " [ready](https://x.example/?a=A%2AB%20%26%20Co_1%20%5Bx%5D).\n\n- one"
    )


@settings(max_examples=tries(300), deadline=None)
@given(_hostile.filter(lambda name: bool(name.strip())))
def test_what_is_written_on_reads_as_it_did(name: str) -> None:
    scope = {"account": {"name": name}}
    words = words_of(BODY, scope)
    assert words is None or rendered(words, ())[0] == html_of(BODY, scope)


@pytest.mark.parametrize("name", ["Harbour Labs", "AT&T", "O'Neil", "1. FC Köln", "#1", "a_b_c"])
def test_usual_names_can_be_written_on(name: str) -> None:
    assert words_of(BODY, {"account": {"name": name}}) is not None


def test_a_name_with_signs_of_templates_is_none_to_whoever_writes_on() -> None:
    assert words_of("Hi {{ account.name }}", {"account": {"name": "{{Acme}} {%"}}) == (
        "Hi {\\{Acme}} {\\%"
    )


def test_a_long_list_is_written_out_in_no_time() -> None:
    """**How it broke:** before each value, all that stood before was looked through again. What the
    customer would read was there in an instant; to write on it took longer than may be."""
    body = "{% for each in account.rows %}" + " " * 50 + "{{ each }}\n{% endfor %}"
    began = process_time()
    words = words_of(body, {"account": {"rows": ["a"] * 3_000}})
    assert words is not None
    assert process_time() - began < 1


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("See https://x.example/a?b=1.", "See <https://x.example/a?b=1>."),
        ("**https://x.example**", "**<https://x.example>**"),
        ("https://x.example/\\_a\\_", "<https://x.example/_a_>"),
        ("[x](https://x.example?to=https://y.example), https://z.example",
         "[x](https://x.example?to=https://y.example), <https://z.example>"),
    ],
)  # fmt: skip
def test_an_address_that_stands_by_itself_becomes_a_link(text: str, made: str) -> None:
    assert linked(text) == made


@pytest.mark.parametrize(
    "text",
    [
        "[go](https://x.example?to=https://y.example)",
        "[go](https://x.example/(a)?to=https://y.example)",
        "[at https://x.example today](https://x.example)",
        '[go](https://x.example "https://y.example")',
        "![](https://x.example/a.png)",
        "<https://x.example>",
        "`curl https://x.example`",
    ],
)
def test_what_is_a_link_already_or_code_stays_as_it_is(text: str) -> None:
    """**How it broke:** whoever mended a word of a mail sent it with links that led elsewhere."""
    assert linked(text) == text


def test_footer_names_the_sender_and_how_to_stop() -> None:
    mail = render_message(
        MailTemplate(subject="s", body="b"), FULL, unsubscribe_url="https://u.example/?t=1&c=2"
    )
    assert 'href="https://u.example/?t=1&amp;c=2"' in mail.html
    assert mail.text.endswith(
        "\n-- \nAcme\nUnsubscribe from these mails: https://u.example/?t=1&c=2\n"
    )
    assert "Unsubscribe" not in render_message(MailTemplate(subject="s", body="b"), FULL).html
