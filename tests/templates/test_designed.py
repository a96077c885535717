"""A mail laid out in blocks: what it looks like, what it says in plain text, and what it lacks."""

import re
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.definition.document import from_data
from engine.definition.templates import DesignedTemplate, MailTemplate, Theme
from engine.simulation.writing import Writer
from engine.templates import (
    MissingVariables,
    RenderedMessage,
    Survey,
    TemplateError,
    TemplateFault,
    render_message,
    variables,
)
from engine.templates.colours import contrast, is_colour, readable
from engine.templates.texts import sources, texts
from engine.templates.theme import DARK_SHEET, SHEET, Palette
from engine.templates.values import one_line
from tests.definition.blocks import blocks as any_blocks
from tests.parts import tries
from tests.templates.customers import FULL
from tests.templates.test_markdown import tags_of

Block = dict[str, Any]

LINK = "mailto:a@x.example"
NAMED_URL = "https://x.example/{{ account.name }}"

EVERY: list[Block] = [
    {"type": "image", "src": "https://x.example/logo.png", "alt": "Acme & Co", "width": 120},
    {"type": "heading", "text": "A month in, {{ contact.first_name }}"},
    {"type": "text", "markdown": "Hi **{{ contact.first_name }}**,\nsee [this](https://x.example)."},
    {"type": "quote", "text": "Twice.\n\nNot *eleven* times.", "by": "Marit"},
    {"type": "divider"},
    {"type": "spacer", "height": 32},
    {"type": "list", "items": [{"title": "Choose"}, {"title": "Share", "text": "One\ntwo"}]},
    {"type": "list", "bullets": "ticks", "items": [{"title": "All of it"}]},
    {"type": "button", "label": "Open", "url": "{{ organization.app_url }}/a", "align": "center"},
    {
        "type": "columns",
        "columns": [
            [{"type": "heading", "text": "Left", "level": 3}],
            [{"type": "image", "src": "https://x.example/b.png", "alt": "", "link": LINK}],
        ],
    },
]  # fmt: skip


def designed(*blocks: Block, **more: Any) -> DesignedTemplate:
    return DesignedTemplate.model_validate({"subject": "s", "blocks": list(blocks), **more})


def rendered(*blocks: Block, scope: Any = FULL, **more: Any) -> RenderedMessage:
    return render_message(designed(*blocks, **more), scope)


def test_every_block_is_shown() -> None:
    html = rendered(*EVERY).html
    assert re.search(r"<h1[^>]*>A month in, Zoë</h1>", html)
    assert re.search(r"Hi <strong>Zoë</strong>,<br>\nsee <a href=\"https://x\.example\"", html)
    assert 'alt="Acme &amp; Co"' in html
    assert 'src="https://x.example/logo.png"' in html
    assert 'href="https://app.acme.example/a"' in html
    assert "height:32px" in html.replace(" ", "")
    assert 'href="mailto:a@x.example"' in html
    assert "— Marit" in html
    assert "✓" in html
    assert "slot-" not in html
    assert "mj-" not in re.sub(r"mj-(column|outlook|full)[\w-]*", "", html)


def test_nothing_is_fetched_but_the_pictures_of_its_author() -> None:
    html = rendered(*EVERY, preheader="p").html
    assert not {tag for tag, _ in tags_of(html)} & {"link", "script", "iframe"}
    assert "@import" not in html
    ours = r"https?://(?!x\.example|app\.acme\.example|www\.w3\.org)[^\s\"']+"
    assert re.findall(ours, html) == []


def test_the_text_part_says_the_same() -> None:
    assert rendered(*EVERY).text == (
        "Acme & Co\n\n"
        "A month in, Zoë\n\n"
        "Hi Zoë,\nsee this (https://x.example).\n\n"
        "> Twice.\n>\n> Not eleven times.\n>\n> — Marit\n\n"
        "---\n\n"
        "1. Choose\n2. Share\n   One\n   two\n\n"
        "- All of it\n\n"
        "Open (https://app.acme.example/a)\n\n"
        "Left\n\n"
        "(mailto:a@x.example)\n"
        "\n-- \nAcme\n"
    )


def test_an_if_leaves_a_block_out_and_what_it_asks_about_is_not_missing() -> None:
    button = {"type": "button", "label": "Call", "url": "{{ owner.meeting_url }}"}
    asked = {**button, "if": "owner.meeting_url and account.seats > 10"}
    heading = {"type": "heading", "text": "Hello"}
    assert rendered(heading, asked).text.startswith("Hello\n\n--")
    known = {**FULL, "owner": {"meeting_url": "https://cal.example"}}
    assert "Call (https://cal.example)" in rendered(asked, scope=known).text
    small = {**known, "account": {"seats": 2}}
    assert "Call" not in rendered(heading, asked, scope=small).text
    with pytest.raises(MissingVariables, match=r"owner\.meeting_url"):
        rendered(button)


def test_an_if_around_columns_and_one_inside_both_count() -> None:
    inner = {"type": "text", "markdown": "{{ account.plan }}", "if": "account.plan"}
    columns = {"type": "columns", "columns": [[inner], []], "if": "account.name"}
    template = designed(columns)
    needed = {each for source in sources(template) for each in variables(source)}
    assert {(each.path, each.optional) for each in needed} == {
        ("account.plan", True),
        ("account.name", True),
    }
    assert "team" in render_message(template, FULL).text
    assert "team" not in render_message(template, {"account": {"plan": "team"}}).text


def test_everything_missing_is_named_at_once() -> None:
    with pytest.raises(MissingVariables) as missing:
        rendered(
            {"type": "heading", "text": "{{ account.one }}"},
            {"type": "button", "label": "{{ account.two }}", "url": "{{ account.three }}"},
            {"type": "list", "items": [{"title": "{{ account.four }}"}]},
            preheader="{{ account.five }}",
        )
    assert missing.value.names == tuple(
        sorted(f"account.{name}" for name in ("one", "two", "three", "four", "five"))
    )


@pytest.mark.parametrize(
    ("block", "place"),
    [
        ({"type": "button", "label": "x", "url": "{{ account.name }}"}, "url"),
        ({"type": "button", "label": "x", "url": "javascript:alert(1)"}, "url"),
        ({"type": "image", "src": "mailto:a@x.example", "alt": ""}, "src"),
        ({"type": "image", "src": "data:image/png;base64,AAAA", "alt": ""}, "src"),
        ({"type": "image", "src": "https://x.example/a", "alt": "", "link": "/here"}, "link"),
        ({"type": "text", "markdown": "[x]({{ account.name }})"}, "markdown"),
        ({"type": "quote", "text": "{{ 1 / 0 }}"}, "text"),
    ],
)
def test_what_cannot_be_says_in_which_block(block: Block, place: str) -> None:
    with pytest.raises(TemplateFault, match=r"^Block 2") as fault:
        rendered({"type": "divider"}, block)
    assert fault.value.place == ("blocks", 1, place)


def test_a_survey_has_its_scale_below_the_blocks() -> None:
    survey = Survey("nps", "https://o.example/s/token")
    mail = render_message(designed(*EVERY), FULL, survey=survey)
    assert mail.html.index("A month in") < mail.html.index("score=0")
    assert re.search(r"prefers-color-scheme: dark.*\.scale a", mail.html, re.DOTALL)
    assert "10 (Extremely likely): https://o.example/s/token?score=10" in mail.text


@pytest.mark.parametrize("template", [MailTemplate(subject="s", preheader="In {{ account.name }} & more", body="b"), designed({"type": "divider"}, preheader="In {{ account.name }} & more")])  # fmt: skip  # noqa: E501
def test_a_preheader_is_hidden_at_the_beginning(template: MailTemplate | DesignedTemplate) -> None:
    mail = render_message(template, FULL)
    assert mail.preheader == "In Harbour & Sons & more"
    body = mail.html.partition("<body")[2]
    hidden = re.search(r"<div[^>]*display: ?none[^>]*>In Harbour &amp; Sons &amp; more", body)
    assert hidden
    assert "more" not in mail.text


def test_a_mail_without_a_preheader_hides_nothing() -> None:
    for template in (MailTemplate(subject="s", body="b"), designed({"type": "divider"})):
        assert (
            "display:none"
            not in render_message(template, FULL).html.replace(" ", "").partition("<body")[2]
        )


def test_the_colours_are_the_template_s_else_the_organization_s() -> None:
    button = {"type": "button", "label": "x", "url": "https://x.example"}
    ours = {**FULL, "organization": {"name": "Acme", "accent": "#123456", "background": "#abcdef"}}
    assert "#0b6b58" in rendered(button).html
    assert "#123456" in rendered(button, scope=ours).html
    assert "#abcdef" in rendered(button, scope=ours).html
    chosen = rendered(button, scope=ours, theme={"accent": "#654321"}).html
    assert "#654321" in chosen
    assert "#abcdef" in chosen
    assert "#123456" not in chosen


@given(st.from_regex(r"\A#[0-9a-f]{6}\Z"), st.from_regex(r"\A#[0-9a-f]{6}\Z"))
def test_whatever_the_colours_everything_can_be_read(accent: str, background: str) -> None:
    palette = Palette.of(Theme(accent=accent, background=background), {})
    assert contrast(palette.label, palette.button) >= 4.5
    assert contrast(palette.link, SHEET) >= 4.5
    assert contrast(palette.on_tint, palette.tint) >= 4.5
    assert contrast(palette.footer, background) >= 4.5
    assert contrast(palette.dark_button, DARK_SHEET) >= 3
    assert contrast(palette.dark_label, palette.dark_button) >= 4.5
    assert contrast(palette.dark_link, DARK_SHEET) >= 4.5
    assert contrast(palette.dark_on_tint, palette.dark_tint) >= 4.5


def test_a_readable_colour_stays_as_it_is() -> None:
    assert readable("#0b6b58", "#ffffff") == "#0b6b58"
    assert not is_colour("#0b6b5g")
    assert not is_colour(None)


_PIECES = ["<mj-raw>", "</mj-text>", "slot-0-", "slot-1-", "<", ">", '"', "'", "&", "]]>", "<!--",
           "-->", "</td>", "{{", "}}", "](", "**", "</mjml>", "$x"]  # fmt: skip
_HOSTILE = st.one_of(
    st.text(), st.lists(st.sampled_from([*_PIECES, "\n"]), max_size=8).map("".join)
).filter(lambda name: bool(one_line(name)))
NAMED: list[Block] = [
    {"type": "heading", "text": "{{ account.name }}"},
    {"type": "text", "markdown": "{{ account.name }}"},
    {"type": "button", "label": "{{ account.name }}", "url": NAMED_URL},
    {"type": "image", "src": NAMED_URL, "alt": "{{ account.name }}"},
    {"type": "quote", "text": "{{ account.name }}", "by": "{{ account.name }}"},
    {"type": "list", "items": [{"title": "{{ account.name }}", "text": "{{ account.name }}"}]},
]  # fmt: skip


def tag_names(html: str) -> list[str]:
    return [tag for tag, _ in tags_of(html.partition("</head>")[2])]


_PLAIN = tag_names(rendered(*NAMED, preheader="{{ account.name }}").html)


@settings(max_examples=tries(150), deadline=None)
@given(_HOSTILE)
def test_no_customer_data_ever_changes_the_layout(name: str) -> None:
    scope = {**FULL, "account": {"name": name}}
    html = rendered(*NAMED, scope=scope, preheader="{{ account.name }}").html
    assert tag_names(html) == _PLAIN


@settings(max_examples=tries(60), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(any_blocks)
def test_any_blocks_at_all_are_laid_out_or_refused(blocks: list[Block]) -> None:
    """Also authors write nothing into the sheet but what blocks are for."""
    try:
        html = rendered(*blocks).html
    except TemplateError:
        return
    assert not {tag for tag, _ in tags_of(html)} & {"script", "iframe", "form", "svg", "mj-text"}


def test_all_texts_together_are_limited() -> None:
    """**Invariant:** what one template makes and how often it goes round is limited, however many
    blocks it has."""
    tags = {"account": {"tags": ["x"] * 1_000}}
    loop = {"type": "text", "markdown": "{% for tag in account.tags %}{% endfor %}x"}
    assert rendered(*[loop] * 10, scope=tags)
    with pytest.raises(TemplateFault, match="loops went round"):
        rendered(*[loop] * 11, scope=tags)
    long = {"type": "text", "markdown": "{{ account.bio }}"}
    with pytest.raises(TemplateFault, match="grew beyond 512 KB"):
        rendered(*[long] * 10, scope={"account": {"bio": "x" * 60_000}})


def test_too_many_blocks_are_told_of() -> None:
    column = [{"type": "divider"}] * 33
    with pytest.raises(ValueError, match="There are 101 blocks here; 100 fit"):
        designed({"type": "columns", "columns": [column, column, column]}, {"type": "divider"})


def test_every_text_is_listed_with_its_place() -> None:
    template = designed(*EVERY, preheader="p")
    places = [".".join(map(str, text.place)) for text in texts(template)]
    assert places[:4] == ["subject", "preheader", "blocks.0.src", "blocks.0.alt"]
    assert places[-4:] == [
        "blocks.9.columns.0.0.text",
        "blocks.9.columns.1.0.src",
        "blocks.9.columns.1.0.alt",
        "blocks.9.columns.1.0.link",
    ]
    for text in texts(template):
        found: Any = template.model_dump(by_alias=True)
        for part in text.place:
            found = found[part]
        assert found == text.written


def test_the_simulator_decides_as_production_does() -> None:
    button = {"type": "button", "label": "x", "url": "{{ account.url }}"}
    journey = from_data(
        {
            "journey": "j",
            "name": "J",
            "entry": {},
            "start": "mail",
            "steps": {
                "mail": {"type": "email", "template": "mail", "next": "done"},
                "done": {"type": "exit"},
            },
            "templates": {"mail": {"subject": "Hi", "blocks": [button]}},
        }
    )
    touch = journey.steps["mail"]
    assert touch.type == "email"
    writer = Writer(journey)
    assert writer.title(touch, {"account": {"url": "https://x.example"}}) == "Hi"
    lacking = writer.title(touch, {})
    assert not isinstance(lacking, str)
    assert (lacking.fate, lacking.reason) == (
        "skipped",
        "Not known for this customer: account.url.",
    )
